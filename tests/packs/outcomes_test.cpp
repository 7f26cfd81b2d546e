// What packs say of outcomes and notices, and what was held of them before packs said it.

#include "packs/difference.hpp"
#include "packs/meaning.hpp"
#include "packs/older_pack.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace bandian::packs {
namespace {

using process::Need;
using process::OutcomeKind;

std::shared_ptr<const process::Pack> loaded(const PackFiles& files, Standing standing = Standing::offered) {
    Faults faults;
    auto pack = load_pack(files, faults, standing);
    if (!pack) throw std::runtime_error(faults.empty() ? "no pack" : to_string(faults.front()));
    return pack;
}

PackFiles edited(const std::string& from, const std::string& to) {
    PackFiles files = testing::files_of("zhoucun-2018");
    std::string& text = files.content.at("pack.yaml");
    const auto at = text.find(from);
    if (at == std::string::npos) throw std::runtime_error("not there: " + from);
    text.replace(at, from.size(), to);
    return files;
}

TEST(PackOutcomes, that_decide_alike_are_asked_for_alike_or_doubted) {
    const auto doubts = [](const std::string& condition) {
        PackFiles files = edited("  - { id: done, name: 办结",
                                 "  - { id: withheld, name: 暂不准予, nameEn: Withhold, kind: denies, "
                                 "needs: [reason, law] }\n  - { id: done, name: 办结");
        std::string& text = files.content.at("green-space.bpmn");
        for (const auto& [from, to] :
             {std::pair<std::string, std::string>{"\"granted refused\"", "\"granted refused withheld\""},
              {"outcome = \"refused\"", condition}})
            text.replace(text.find(from), from.size(), to);
        Faults faults;
        if (!load_pack(files, faults)) throw std::runtime_error(to_string(faults.front()));
        return std::count_if(faults.begin(), faults.end(),
                             [](const Fault& fault) { return fault.rule == "outcome-way"; });
    };
    EXPECT_EQ(doubts("outcome = \"refused\""), 1);
    EXPECT_EQ(doubts("outcome = \"refused\" or outcome = \"withheld\""), 0);
    EXPECT_EQ(doubts("outcome != \"granted\""), 0) << "both go that way";
    EXPECT_EQ(doubts("outcome = \"refused\" and civilWorks"), 0) << "another thing is asked as well";
}

TEST(PackOutcomes, are_read_with_all_that_they_say) {
    const auto pack = loaded(testing::files_of("zhoucun-2018"));
    EXPECT_EQ(pack->format, 2);
    const process::Outcome* granted = pack->outcome("granted");
    ASSERT_TRUE(granted);
    EXPECT_EQ(granted->kind, OutcomeKind::grants);
    EXPECT_EQ(granted->name, "准予许可");
    EXPECT_EQ(granted->done_en, "granted");
    ASSERT_TRUE(granted->delivery);
    EXPECT_EQ(granted->delivery->within, 10);
    EXPECT_EQ(granted->delivery->unit, process::Unit::working_days);
    EXPECT_EQ(granted->delivery->clause, "行政许可法 第四十四条");
    EXPECT_EQ(granted->reason, Need::none);
    const process::Outcome* refused = pack->outcome("refused");
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->kind, OutcomeKind::denies);
    EXPECT_EQ(refused->reason, Need::required);
    EXPECT_EQ(refused->law, Need::required);
    EXPECT_EQ(refused->notice, "refusal");
    const process::Outcome* rejected = pack->outcome("rejected");
    ASSERT_TRUE(rejected);
    EXPECT_EQ(rejected->reason, Need::required);
    EXPECT_EQ(rejected->law, Need::asked) << "of a permit alone it is required";
    const process::Notice* refusal = pack->notice("refusal");
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->on, process::Occasion::outcome);
    EXPECT_NE(refusal->remedy.find("行政复议"), std::string::npos);
    EXPECT_EQ(pack->hold_reason("correction")->notice, "correction");
    EXPECT_TRUE(pack->hold_reason("hearing")->notice.empty());
}

TEST(PackOutcomes, take_units_and_parties_of_terms) {
    const auto pack =
        loaded(edited("      within: 10\n", "      within: 2\n      unit: months\n      party: government\n"));
    EXPECT_EQ(pack->outcome("granted")->delivery->unit, process::Unit::months);
    EXPECT_EQ(pack->outcome("granted")->delivery->party, process::Party::government);
}

TEST(PackOutcomes, of_all_our_packs_have_words_in_both_languages) {
    for (const char* id : {"zhoucun-2018", "state-grid-2023", "beijing-2018"}) {
        const auto pack = loaded(testing::files_of(id));
        EXPECT_GT(pack->outcomes.size(), 5u);
        for (const process::Outcome& outcome : pack->outcomes)
            EXPECT_FALSE(outcome.name_en.empty()) << id << outcome.id;
        for (const process::Notice& notice : pack->notices) EXPECT_FALSE(notice.name_en.empty()) << id << notice.id;
    }
}

TEST(OlderPack, means_by_its_outcomes_what_the_program_held) {
    const auto pack = loaded(testing::before_formats(testing::files_of("zhoucun-2018")));
    EXPECT_EQ(pack->format, 1);
    for (const char* no : {"refused", "rejected"}) {
        EXPECT_EQ(pack->outcome(no)->kind, OutcomeKind::denies) << no;
        EXPECT_EQ(pack->outcome(no)->notice, "refusal");
    }
    for (const char* asked : {"refused", "rejected", "failed"}) {
        EXPECT_EQ(pack->outcome(asked)->reason, Need::asked) << "forms asked, nothing insisted: " << asked;
        EXPECT_EQ(pack->outcome(asked)->law, Need::asked) << asked;
    }
    std::vector<std::string> handed_over;
    for (const process::Outcome& outcome : pack->outcomes)
        if (outcome.delivery) handed_over.push_back(outcome.id);
    std::sort(handed_over.begin(), handed_over.end());
    EXPECT_EQ(handed_over, (std::vector<std::string>{"energized", "granted", "refused", "rejected", "replied"}));
    EXPECT_EQ(pack->outcome("granted")->delivery->within, 10);
    EXPECT_EQ(pack->outcome("granted")->delivery->party, process::Party::government) << "the law binds departments";
    EXPECT_EQ(pack->outcome("accepted")->notice, "acceptance");
    EXPECT_EQ(pack->hold_reason("correction")->notice, "correction");
    EXPECT_TRUE(pack->notice("acceptance")->for_all);
    EXPECT_EQ(pack->notice("refusal")->law, "行政许可法 第三十八条");
    EXPECT_EQ(pack->notice("refusal")->remedy, "可以自收到之日起六十日内申请行政复议，或者六个月内提起行政诉讼");
    EXPECT_EQ(pack->outcome("undreamt-of"), nullptr);
}

TEST(OlderPack, may_say_that_it_is_of_the_first_format) {
    PackFiles files = testing::before_formats(testing::files_of("zhoucun-2018"));
    const std::string meaning = meaning_of(*loaded(files));
    std::string& yaml = files.content.at("pack.yaml");
    yaml.replace(yaml.find("pack: zhoucun-2018\n"), 19, "pack: zhoucun-2018\nformat: 1\n");
    EXPECT_EQ(meaning_of(*loaded(files)), meaning);
}

TEST(OlderPack, means_what_it_has_always_meant) {
    // What the shipped packs of version 1 meant before outcomes were theirs to say; the log rests on it.
    std::ifstream file{std::string{BANDIAN_SOURCE_DIR} + "/tests/packs/meaning.json"};
    const std::string rows{std::istreambuf_iterator<char>{file}, {}};
    PackFiles files = testing::before_formats(testing::files_of("zhoucun-2018"));
    EXPECT_NE(rows.find(meaning_of(*loaded(files))), std::string::npos);
}

TEST(OlderPack, that_cases_rest_on_is_read_the_same) {
    const PackFiles files = testing::before_formats(testing::files_of("beijing-2018"));
    EXPECT_EQ(loaded(files, Standing::recorded)->outcomes.size(), loaded(files)->outcomes.size());
}

TEST(Format, that_this_program_does_not_know_is_refused_whatever_the_standing) {
    for (const char* bad : {"0", "3", "1.5", "-2"}) {
        for (const Standing standing : {Standing::offered, Standing::recorded}) {
            Faults faults;
            EXPECT_EQ(load_pack(edited("format: 2", (std::string{"format: "} + bad).c_str()), faults, standing),
                      nullptr)
                << bad;
            ASSERT_FALSE(faults.empty());
            EXPECT_EQ(faults.front().rule, "format") << bad;
            EXPECT_EQ(faults.front().place.line, 5) << bad;
        }
    }
}

TEST(Template, is_a_file_of_the_pack_and_part_of_what_it_means) {
    PackFiles files = edited("    name: 不予许可决定书\n", "    name: 不予许可决定书\n    template: no.mustache\n");
    files.content["no.mustache"] = "<h1>{{title}}</h1>{{#reason}}{{reason}}{{/reason}}";
    const auto pack = loaded(files);
    EXPECT_EQ(pack->notice("refusal")->sheet.text, files.content["no.mustache"]);
    const std::string meaning = meaning_of(*pack), hash = files.hash();
    files.content["no.mustache"] += "<p>盖章有效</p>";
    EXPECT_NE(meaning_of(*loaded(files)), meaning);
    EXPECT_NE(files.hash(), hash);
}

TEST(Template, lists_what_is_missing_item_by_item) {
    PackFiles files =
        edited("    name: 一次性告知书（补正）\n", "    name: 一次性告知书（补正）\n    template: list.mustache\n");
    files.content["list.mustache"] =
        "<ol>{{#items}}<li>{{ name }}{{^last}}；{{/last}}</li>{{/items}}</ol>{{! 说明 }}{{#note}}{{note}}{{/note}}";
    EXPECT_TRUE(loaded(files));
}

TEST(Template, that_cannot_be_filled_in_is_refused_at_its_place) {
    const struct {
        const char* text;
        int line;
        int column;
        const char* why;
    } bad[]{
        {"<p>\n告知 {{{reason}}}", 2, 4, "would print a text as HTML"},
        {"{{&reason}}", 1, 1, "the same in other words"},
        {"{{>head}}", 1, 1, "a partial"},
        {"{{=<% %>=}}", 1, 1, "other braces"},
        {"a\nb {{reson}}", 2, 3, "a slip"},
        {"{{name}}", 1, 1, "of an item, outside the list"},
        {"{{missing}}", 1, 1, "a notice on an outcome has none"},
        {"x{{#reason}}y", 1, 2, "a section without an end"},
        {"{{#reason}}{{#law}}{{/reason}}{{/law}}", 1, 20, "crossed"},
        {"{{/reason}}", 1, 1, "an end without a section"},
        {"{{reason", 1, 1, "a tag without an end"},
        {"{{}}", 1, 1, "no name"},
        {"{{a.b}}", 1, 1, "a path"},
    };
    for (const auto& one : bad) {
        PackFiles files =
            edited("    name: 不予许可决定书\n", "    name: 不予许可决定书\n    templateEn: no.mustache\n");
        files.content["no.mustache"] = one.text;
        Faults faults;
        EXPECT_EQ(load_pack(files, faults), nullptr) << one.why;
        ASSERT_FALSE(faults.empty()) << one.why;
        EXPECT_EQ(faults.front().rule, "template") << one.why;
        EXPECT_EQ(faults.front().place.file, files.folder + "/no.mustache") << one.why;
        EXPECT_EQ(faults.front().place.line, one.line) << one.why << faults.front().text;
        EXPECT_EQ(faults.front().place.column, one.column) << one.why << faults.front().text;
    }
}

TEST(Template, is_bounded_and_in_utf8) {
    PackFiles files = edited("    name: 不予许可决定书\n", "    name: 不予许可决定书\n    template: no.mustache\n");
    files.content["no.mustache"] = std::string(70'000, 'x');
    Faults faults;
    EXPECT_EQ(load_pack(files, faults), nullptr);
    files.content["no.mustache"] = "\xB2\xBB\xD3\xE8";
    faults.clear();
    EXPECT_EQ(load_pack(files, faults), nullptr);
    EXPECT_EQ(faults.front().rule, "template");
}

TEST(Difference, tells_what_an_outcome_comes_to_mean) {
    const auto before = loaded(testing::files_of("zhoucun-2018"));
    const auto told = [&](const char* from, const char* to) {
        std::string all;
        for (const std::string& one : differences(*before, *loaded(edited(from, to)))) all += one + '\n';
        return all;
    };
    EXPECT_EQ(told("within: 10", "within: 5"),
              "After 准予许可 (granted) 准予行政许可决定书 is handed over within 5 working days; before, "
              "准予行政许可决定书 is handed over within 10 working days.\n");
    EXPECT_EQ(told("needs: [reason]\n", "needs: [reason, law]\n"),
              "不予受理 (rejected) needs a reason, its law, no longer a reason.\n");
    EXPECT_EQ(told("law: 行政许可法 第三十八条", "law: 行政许可法 第三十九条"),
              "Notice 不予许可决定书 (refusal) rests on 行政许可法 第三十九条, no longer on 行政许可法 第三十八条.\n");
    EXPECT_EQ(told("kind: returns", "kind: passes"), "验收不合格 (failed) now passes; before, it returns.\n");
    EXPECT_EQ(told("done: 已受理", "done: 受理完毕"),
              "受理 (accepted) is told as 受理完毕 once it is so, no longer as 已受理.\n");
    EXPECT_EQ(told("name: 准予许可", "name: 同意"),
              "同意 (granted) is called so, no longer 准予许可.\n"
              "同意 (granted) is told as 同意 once it is so, no longer as 准予许可.\n");
    EXPECT_EQ(told("kind: returns, asks: [reason, law]", "kind: returns, asks: [reason]"),
              "Forms ask for a reason with 验收不合格 (failed), no longer for a reason, its law.\n");
    EXPECT_EQ(told("      clause: 行政许可法 第四十四条\n", ""),
              "What is handed over after 准予许可 (granted) rests on nothing, no longer on 行政许可法 第四十四条.\n");
    EXPECT_EQ(told("notice: acceptance", "notice: rejection"),
              "受理 (accepted) prints rejection, no longer acceptance.\n");
    EXPECT_EQ(told(", forAll: true", ""),
              "Notice 受理通知书 (acceptance) may be printed by the department alone whose act it is.\n");
}

}  // namespace
}  // namespace bandian::packs
