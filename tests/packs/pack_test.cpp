#include "packs/linter.hpp"
#include "packs/pack_files.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace bandian::packs {
namespace {

PackFiles zhoucun() {
    Faults faults;
    return read_pack_files(std::string{BANDIAN_SOURCE_DIR} + "/workflows/zhoucun-2018", faults);
}

std::vector<std::string> texts(const Faults& faults, Severity severity) {
    std::vector<std::string> all;
    for (const Fault& fault : faults)
        if (fault.severity == severity) all.push_back(fault.text);
    return all;
}

/// The first fault when `from` in a file of the pack is replaced by `to`.
Fault fault_of(const std::string& file, const std::string& from, const std::string& to) {
    PackFiles files = zhoucun();
    std::string& text = files.content.at(file);
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at == std::string::npos) return {};
    text.replace(at, from.size(), to);
    Faults faults;
    EXPECT_EQ(load_pack(files, faults), nullptr) << "nothing was wrong with " << to;
    return faults.empty() ? Fault{} : faults.front();
}

TEST(Pack, of_zhoucun_loads_with_the_four_warnings_its_source_deserves) {
    Faults faults;
    ASSERT_TRUE(load_pack(zhoucun(), faults));
    const std::vector<std::string> warnings = texts(faults, Severity::warning);
    ASSERT_EQ(warnings.size(), 4u);
    for (const char* sum : {"5 > 3: accept 1 + supply-plan 2 + meter-energize 2",
                            "12 > 10: accept 1 + supply-plan 2 + green-space.permit 7 + meter-energize 2",
                            "13 > 11: accept 1 + supply-plan 7 + inspect-energize 5",
                            "20 > 18: accept 1 + supply-plan 7 + green-space.permit 7 + inspect-energize 5"})
        EXPECT_TRUE(std::any_of(warnings.begin(), warnings.end(), [&](const std::string& text) {
            return text.find(sum) != std::string::npos;
        })) << sum;
    EXPECT_TRUE(texts(faults, Severity::error).empty());
}

TEST(Pack, gives_notes_for_means) {
    Faults faults;
    load_pack(zhoucun(), faults);
    const std::vector<std::string> notes = texts(faults, Severity::note);
    for (const char* sum : {"16 > 15", "47 > 40", "and supplies = 2 they add to 49 > 40"})
        EXPECT_TRUE(std::any_of(notes.begin(), notes.end(), [&](const std::string& text) {
            return text.find(sum) != std::string::npos;
        })) << sum;
}

TEST(Pack, says_whose_time_a_task_is) {
    Faults faults;
    const auto pack = load_pack(zhoucun(), faults);
    const process::Process& process = *pack->process("ten-kilovolt");
    const auto party = [&](const std::string& path, const std::string& department) {
        const auto task = std::find_if(process.tasks.begin(), process.tasks.end(),
                                       [&](const process::Task& one) { return one.path == path; });
        return std::string{word(party_of(*pack, *task, department))};
    };
    EXPECT_EQ(party("accept", "power-supply"), "utility");
    EXPECT_EQ(party("grid-works", "power-supply"), "works") << "the task says so, not the department";
    EXPECT_EQ(party("green-space.review", "urban-management"), "government");
    EXPECT_EQ(party("relocation.pay", "applicant"), "applicant");
    EXPECT_EQ(party("road-excavation.decision", ""), "government") << "nobody knows yet which road it is";
    const Fault fault = fault_of("ten-kilovolt.bpmn", "bd:party=\"works\"", "bd:party=\"builders\"");
    EXPECT_EQ(fault.rule, "lane-role");
    EXPECT_NE(fault.text.find("but got \"builders\""), std::string::npos) << fault.text;
}

TEST(Pack, judges_a_task_by_the_clock_over_the_fewest) {
    Faults faults;
    PackFiles files = zhoucun();
    const auto judging = [](const process::Pack& of, const std::string& path) {
        const process::Process& process = *of.process("ten-kilovolt");
        for (const process::TaskIndex t : process.tasks.indices())
            if (process.tasks[t].path == path) {
                const process::ClockIndex clock = process::judging_clock(process, t);
                return clock ? process.clocks[clock].path : std::string{};
            }
        return std::string{"no such task"};
    };
    const auto pack = load_pack(files, faults);
    EXPECT_EQ(judging(*pack, "accept"), "accept");
    EXPECT_EQ(judging(*pack, "meter-energize"), "inspect-energize");
    EXPECT_EQ(judging(*pack, "road-excavation.decision"), "road-excavation.permit");
    EXPECT_EQ(judging(*pack, "green-space.filing"), "") << "the mean judges no case";
    // Of two over one task each the first in the file does: the clock stands before the task with its limit.
    const std::string over = "<bd:clock id=\"inspect-energize\"";
    files.content.at("ten-kilovolt.bpmn")
        .replace(files.content.at("ten-kilovolt.bpmn").find(over), 0,
                 "<bd:clock id=\"answer\" name=\"答复\" nameEn=\"Answer\" limit=\"9\" kind=\"each\" "
                 "covers=\"accept\"/>\n      ");
    const auto with_another = load_pack(files, faults);
    ASSERT_TRUE(with_another) << to_string(faults.back());
    EXPECT_EQ(judging(*with_another, "accept"), "answer");
}

TEST(Pack, hash_follows_every_byte) {
    PackFiles files = zhoucun();
    const std::string before = files.hash();
    EXPECT_EQ(before.size(), 64u);
    files.content.at("relocation.bpmn") += ' ';
    EXPECT_NE(files.hash(), before);
}

TEST(Pack, faults_point_at_the_line) {
    const Fault fault = fault_of("pack.yaml", "party: utility", "party: utilty");
    EXPECT_GT(fault.place.line, 10);
    EXPECT_NE(fault.text.find("utilty"), std::string::npos);
}

TEST(Pack, refuses_what_it_does_not_know) {
    EXPECT_EQ(fault_of("pack.yaml", "casePrefix:", "caseprefix:").rule, "yaml-value");
    EXPECT_EQ(fault_of("pack.yaml", "holdReasons:", "holdReason:").rule, "yaml-key");
    EXPECT_EQ(fault_of("pack.yaml", "  - { id: identity,", "  - { id: identiti,").rule, "material");
    EXPECT_EQ(fault_of("pack.yaml", "  - { id: civilWorks,", "  - { id: civilworks,").rule, "attribute");
    EXPECT_EQ(fault_of("pack.yaml", "  road-authority:", "  road-autority:").rule, "lane-role");
}

TEST(Pack, refuses_what_bpmn_it_does_not_execute_and_says_what_instead) {
    const Fault task =
        fault_of("relocation.bpmn", "<bpmn:userTask id=\"estimate\"", "<bpmn:serviceTask id=\"estimate\"");
    EXPECT_FALSE(task.text.empty());
    const Fault condition = fault_of("green-space.bpmn", "outcome = \"refused\"", "outcome = ");
    EXPECT_EQ(condition.rule, "feel");
    const Fault each = fault_of("ten-kilovolt.bpmn", "covers=\"accept ", "covers=\"acept ");
    EXPECT_EQ(each.rule, "path");
    EXPECT_EQ(fault_of("ten-kilovolt.bpmn", "calledElement=\"relocation\"", "calledElement=\"relocate\"").rule, "call");
    EXPECT_EQ(fault_of("ten-kilovolt.bpmn", "bd:role=\"utility\"", "bd:rolle=\"utility\"").rule, "lane-role");
}

TEST(Pack, refuses_branches_that_do_not_meet) {
    // The customer's works lead past the join.
    const Fault fault = fault_of("ten-kilovolt.bpmn", "sourceRef=\"customer-works\" targetRef=\"works-join\"",
                                 "sourceRef=\"customer-works\" targetRef=\"inspect-again\"");
    EXPECT_EQ(fault.rule, "nesting");
    EXPECT_GT(fault.place.line, 1);
}

TEST(Pack, refuses_hostile_xml_quickly) {
    const std::string bomb =
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    PackFiles files = zhoucun();
    files.content["relocation.bpmn"] = bomb + "<x>&b;</x>";
    Faults faults;
    EXPECT_EQ(load_pack(files, faults), nullptr);
    EXPECT_NE(faults.front().text.find("document type"), std::string::npos);
    files.content["relocation.bpmn"] = std::string();
    for (int i = 0; i < 200'000; ++i) files.content["relocation.bpmn"] += "<a>";
    faults.clear();
    EXPECT_EQ(load_pack(files, faults), nullptr);
    files.content["relocation.bpmn"] = std::string(9 << 20, ' ');
    faults.clear();
    EXPECT_EQ(load_pack(files, faults), nullptr);
}

}  // namespace
}  // namespace bandian::packs
