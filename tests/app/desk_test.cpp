// The use cases of a desk, on the record in memory.

#include "app/desk.hpp"

#include "app/board.hpp"
#include "app/memory_record.hpp"
#include "app/sweep.hpp"
#include "packs/calendar_files.hpp"
#include "packs/pack_files.hpp"
#include "wire/json.hpp"

#include <gtest/gtest.h>

namespace bandian::app {
namespace {

Instant at(const char* text) { return wire::parse_instant(text).value(); }
calendar::Day day(const char* text) { return calendar::parse_day(text).value(); }

/// The program's own pack and calendar, whatever was imported.
class OwnRules : public RuleSource {
public:
    OwnRules() {
        const std::string workflows = std::string{BANDIAN_SOURCE_DIR} + "/workflows";
        packs::Faults faults;
        book_.offer(packs::load_pack(packs::read_pack_files(workflows + "/zhoucun-2018", faults), faults));
        book_.add("cn", std::get<calendar::Calendar>(
                            packs::read_calendars(workflows + "/calendars", faults).at("cn").calendar()));
        book_.time_zone = "Asia/Shanghai";
    }
    std::shared_ptr<const Rulebook> rules_with(const std::vector<ImportedEdition>& imported) const override {
        auto rules = std::make_shared<Rulebook>(book_);
        for (const ImportedEdition& one : imported) rules->revision = std::max(rules->revision, one.revision);
        return rules;
    }
    std::string edition_id(const EditionFile& file) const override { return file.name; }
    void look_at(const EditionFile&, const std::string&, const std::vector<ImportedEdition>&,
                 calendar::Day) const override {}

private:
    Rulebook book_;
};

class SetTime : public Time {
public:
    Instant now() const override { return now_; }
    void set(const char* text) { now_ = at(text); }

private:
    Instant now_ = at("2018-10-08T09:30+08:00");
};

Actor actor(const std::string& account, Role role, const std::string& department) {
    Actor one;
    one.account = account;
    one.department = department;
    one.roles = {role};
    return one;
}

class ADesk : public ::testing::Test {
protected:
    MemoryRecord record;
    OwnRules source;
    SetTime time;
    Rules rules{record, source};
    Desk desk{record.for_desk(), time, rules};

    const Actor window = actor("zhao", Role::window, "service-center"),
                manager = actor("li", Role::manager, "power-supply"),
                colleague = actor("wang", Role::manager, "power-supply"),
                greening = actor("chen", Role::permit_officer, "urban-management"),
                police = actor("sun", Role::permit_officer, "traffic-police");

    OpenRequest request(const std::string& key = {}) {
        OpenRequest one;
        one.process = "ten-kilovolt";
        one.attributes = {{"capacityKva", process::Value{630.0}}};
        one.applicant = {{"name", "张三"}, {"phone", "138-0000-0000"}};
        one.site = {{"address", "Silk Road 1"}};
        one.idempotency = {key, "d"};
        one.by = manager;
        return one;
    }
    Opened opened(const OpenRequest& one) {
        const auto outcome = desk.open(one);
        if (const auto* no = std::get_if<Refusal>(&outcome)) throw std::runtime_error(no->rejection.detail);
        return std::get<Opened>(outcome);
    }
    Opened opened() { return opened(request()); }
    std::string planned();

    static casework::Complete accepted() { return {"accept", "accepted", {}, std::nullopt}; }
    Outcome<Recorded> enter(const std::string& case_no, int version, const casework::Entry& entry, const Actor& by,
                            const std::string& key = {}) {
        return desk.enter(case_no, entry, {version, {key, "d"}, by});
    }
    static int version_of(const Outcome<Recorded>& outcome) {
        const auto* done = std::get_if<Recorded>(&outcome);
        return done ? done->version : 0;
    }
    template <class T>
    static Why why_of(const Outcome<T>& outcome) {
        return std::get<Refusal>(outcome).why;
    }
    template <class T>
    static std::string code_of(const Outcome<T>& outcome) {
        return std::get<Refusal>(outcome).rejection.code;
    }
};

TEST_F(ADesk, opens_a_case_whose_receipt_shows_it_to_whoever_holds_both) {
    const Opened one = opened();
    EXPECT_EQ(one.version, 1);
    const auto shown = desk.look_with_receipt(one.case_no, one.receipt_code);
    ASSERT_TRUE(std::holds_alternative<CaseOnDesk>(shown));
    EXPECT_EQ(std::get<CaseOnDesk>(shown).applicant.at("name"), "张三");
    const Opened other = opened();
    EXPECT_NE(other.receipt_code, one.receipt_code);
    EXPECT_EQ(why_of(desk.look_with_receipt(one.case_no, other.receipt_code)), Why::absent);
    EXPECT_EQ(code_of(desk.look_with_receipt("ZC2018-999999", one.receipt_code)),
              code_of(desk.look_with_receipt(one.case_no, other.receipt_code)))
        << "absent and wrong look the same";
}

TEST_F(ADesk, tells_everything_that_is_wrong_with_an_application_at_once) {
    OpenRequest wrong = request();
    wrong.applicant = {{"name", " "}};
    wrong.attributes = {{"capacityKva", process::Value{true}}};
    const auto outcome = desk.open(wrong);
    const auto& no = std::get<Refusal>(outcome);
    EXPECT_EQ(no.why, Why::invalid);
    std::set<std::string> fields;
    for (const casework::Rejection& one : no.all) fields.insert(one.field);
    EXPECT_EQ(fields.count("applicant.name"), 1u);
    EXPECT_EQ(fields.count("attributes.capacityKva"), 1u);
    EXPECT_TRUE(record.cases({}, *calendar::parse_day("2018-10-08")).rows.empty());
}

TEST_F(ADesk, lets_nobody_open_a_case_whose_it_is_not_to_open) {
    OpenRequest one = request();
    one.by = police;
    EXPECT_EQ(why_of(desk.open(one)), Why::not_allowed);
}

TEST_F(ADesk, answers_a_key_as_it_did_and_refuses_it_for_something_else) {
    const Opened one = opened(request("k"));
    EXPECT_EQ(opened(request("k")).case_no, one.case_no);
    OpenRequest other = request("k");
    other.idempotency.digest = "another request";
    EXPECT_EQ(code_of(desk.open(other)), "key-reused");
    OpenRequest broken = request("k");
    broken.applicant = Json::object();
    EXPECT_EQ(opened(broken).case_no, one.case_no) << "what was opened stays opened, whatever would be said of it now";
}

TEST_F(ADesk, enters_what_its_owner_may_and_shows_the_next_step) {
    const Opened one = opened();
    time.set("2018-10-09T10:00+08:00");
    EXPECT_EQ(why_of(enter(one.case_no, 1, accepted(), police)), Why::absent) << "it is not in her scope";
    EXPECT_EQ(version_of(enter(one.case_no, 1, accepted(), manager)), 2);
    const auto page = desk.worklist({}, manager);
    ASSERT_EQ(page.rows.size(), 1u);
    EXPECT_EQ(page.rows[0].step.path, "supply-plan");
    EXPECT_EQ(page.rows[0].light, "green");
    EXPECT_TRUE(desk.worklist({}, greening).rows.empty());
}

TEST_F(ADesk, refuses_what_was_entered_on_an_outdated_look) {
    const Opened one = opened();
    ASSERT_EQ(version_of(enter(one.case_no, 1, accepted(), manager, "k")), 2);
    const auto stale = enter(one.case_no, 1, casework::Withdraw{"moves away"}, window);
    EXPECT_EQ(why_of(stale), Why::stale);
    EXPECT_EQ(std::get<Refusal>(stale).current_version, 2);
    EXPECT_EQ(version_of(enter(one.case_no, 1, accepted(), manager, "k")), 2) << "sent again, it has its answer";
    const auto again = enter(one.case_no, 2, accepted(), manager);
    EXPECT_EQ(why_of(again), Why::conflict);
    EXPECT_EQ(code_of(again), "task-not-open");
}

TEST_F(ADesk, works_an_entry_out_again_when_an_edition_comes_in_between) {
    const Opened one = opened();
    ASSERT_EQ(record.import_edition({"e", "cn", "", at("2018-10-08T10:00+08:00"), 0}, std::nullopt), Imported::done);
    EXPECT_EQ(rules.now()->revision, 0);
    EXPECT_EQ(version_of(enter(one.case_no, 1, accepted(), manager)), 2);
    EXPECT_EQ(rules.now()->revision, 1);
}

TEST_F(ADesk, says_of_a_case_that_is_not_ones_own_what_it_says_of_none) {
    const Opened one = opened();
    EXPECT_TRUE(std::holds_alternative<CaseOnDesk>(desk.look(one.case_no, manager)));
    const auto others = desk.look(one.case_no, police), none = desk.look("ZC2018-999999", police);
    EXPECT_EQ(why_of(others), Why::absent);
    EXPECT_EQ(code_of(others), code_of(none));
    EXPECT_TRUE(std::holds_alternative<CaseOnDesk>(desk.look(one.case_no, window)));
}

TEST_F(ADesk, hands_a_case_and_keeps_notes) {
    record.add_person("wang", "王芳");
    const Opened one = opened();
    EXPECT_EQ(code_of(desk.assign(one.case_no, "nobody", manager)), "unknown-user");
    EXPECT_EQ(version_of(desk.assign(one.case_no, "wang", manager)), 1);
    EXPECT_EQ(why_of(desk.look(one.case_no, manager)), Why::absent) << "it is a colleague's by now";
    EXPECT_EQ(version_of(desk.add_note(one.case_no, " Called back. ", {"k", "d"}, colleague)), 1);
    ASSERT_EQ(desk.notes(one.case_no, colleague).size(), 1u);
    EXPECT_EQ(desk.notes(one.case_no, colleague)[0].text, "Called back.");
    EXPECT_EQ(code_of(desk.add_note(one.case_no, "Another text", {"k", "d"}, colleague)), "key-reused");
    EXPECT_EQ(code_of(desk.claim(one.case_no, "grid-works", colleague)), "task-not-open");
    EXPECT_EQ(version_of(desk.claim(one.case_no, "accept", colleague)), 1);
}

/// Its supply plan is answered, and two permits wait to be filed.
std::string ADesk::planned() {
    const std::string case_no = opened().case_no;
    time.set("2018-10-09T10:00+08:00");
    if (version_of(enter(case_no, 1, accepted(), manager)) != 2) throw std::runtime_error("not accepted");
    time.set("2018-10-12T10:00+08:00");
    const process::Value found = wire::to_value(Json::parse(
        R"({"line": "cable", "externalLineMetres": 420, "civilWorks": false,
            "permits": {"greenSpace": [{"areaM2": 12}, {"areaM2": 8}]}})"));
    const auto planned =
        enter(case_no, 2, casework::Complete{"supply-plan", "replied", *found.as<process::Record>(), {}}, manager);
    if (const auto* no = std::get_if<Refusal>(&planned)) throw std::runtime_error(no->rejection.detail);
    return case_no;
}

TEST_F(ADesk, files_all_open_permits_in_one_act) {
    const std::string one = planned();
    EXPECT_EQ(why_of(desk.file_permits(one, {3, {}, greening})), Why::absent) << "it has no task of hers yet";
    EXPECT_EQ(version_of(desk.file_permits(one, {3, {"k", "d"}, manager})), 5);
    EXPECT_EQ(version_of(desk.file_permits(one, {3, {"k", "d"}, manager})), 5) << "sent again, it has its answer";
    std::vector<std::string> open;
    for (const WorklistRow& row : desk.worklist({}, greening).rows) open.push_back(row.step.path);
    EXPECT_EQ(open, (std::vector<std::string>{"green-space.1.review", "green-space.2.review"}));
    EXPECT_EQ(why_of(desk.file_permits(one, {5, {}, greening})), Why::not_allowed) << "she decides, and files nothing";
    EXPECT_EQ(why_of(desk.file_permits(one, {5, {}, manager})), Why::conflict) << "none is left";
}

TEST_F(ADesk, hands_over_a_result_that_was_given_to_whoever_comes_for_it) {
    const std::string one = planned();
    const ResultDelivery plan{"supply-plan", " 张三 ", "in-person", day("2018-10-12"), {}, {}};
    EXPECT_EQ(why_of(desk.deliver(one, plan, {"k", "d"}, police)), Why::absent);
    EXPECT_EQ(version_of(desk.deliver(one, plan, {"k", "d"}, window)), 3) << "it is no entry";
    EXPECT_EQ(version_of(desk.deliver(one, plan, {"k", "d"}, window)), 3);
    ResultDelivery other = plan;
    other.how = "post";
    EXPECT_EQ(code_of(desk.deliver(one, other, {"k", "d"}, window)), "key-reused");
    other.how = "by-pigeon";
    EXPECT_EQ(code_of(desk.deliver(one, other, {"l", "d"}, window)), "invalid-member");
    other = plan;
    other.task = "accept";
    EXPECT_EQ(code_of(desk.deliver(one, other, {"m", "d"}, window)), "unknown-task") << "nothing is given by it";
    for (const char* on : {"2018-10-11", "2018-10-13"}) {
        other = plan;
        other.on = day(on);
        EXPECT_EQ(std::get<Refusal>(desk.deliver(one, other, {"n", "d"}, window)).rejection.reason, "hand-over-day");
    }
    const auto shown = desk.look(one, manager);
    const auto all = desk.handed_over(std::get<CaseOnDesk>(shown));
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].recipient, "张三");
    EXPECT_EQ(all[0].by, "zhao");
}

TEST_F(ADesk, shows_no_hand_over_of_a_result_that_was_taken_back_since) {
    const std::string one = planned();
    ASSERT_EQ(
        version_of(desk.deliver(one, {"supply-plan", "张三", "post", day("2018-10-12"), {}, {}}, {"k", "d"}, window)),
        3);
    time.set("2018-10-12T11:00+08:00");
    const Actor supervisor = actor("ma", Role::supervisor, "*");
    ASSERT_EQ(version_of(enter(one, 3, casework::Void{3, "another case's"}, supervisor)), 4);
    const auto shown = desk.look(one, manager);
    EXPECT_TRUE(desk.results(std::get<CaseOnDesk>(shown)).empty());
    EXPECT_TRUE(desk.handed_over(std::get<CaseOnDesk>(shown)).empty());
}

TEST_F(ADesk, knows_its_own_check_codes_by_kind_and_case) {
    const std::string one = opened().case_no, other = opened().case_no;
    const auto shown = desk.look(one, manager);
    const std::string code = desk.check_code(std::get<CaseOnDesk>(shown), "refusal");
    EXPECT_EQ(code.size(), 10u);
    EXPECT_TRUE(desk.is_genuine(one, "refusal", code));
    EXPECT_FALSE(desk.is_genuine(one, "acceptance", code));
    EXPECT_FALSE(desk.is_genuine(other, "refusal", code));
    EXPECT_FALSE(desk.is_genuine("ZC2018-999999", "refusal", code));
    EXPECT_FALSE(desk.is_genuine(one, "refusal", ""));
}

TEST_F(ADesk, opens_a_case_that_is_under_way_as_old_as_it_is) {
    time.set("2018-10-15T09:30+08:00");
    OpenRequest late = request();
    late.submitted_on = day("2018-10-09");
    OpenRequest others = late;
    others.by = actor("hall", Role::integration, "*");
    EXPECT_EQ(why_of(desk.open(others)), Why::not_allowed);
    OpenRequest tomorrow = request();
    tomorrow.submitted_on = day("2018-10-16");
    EXPECT_EQ(why_of(desk.open(tomorrow)), Why::invalid);
    const auto shown = desk.look(opened(late).case_no, manager);
    const casework::CaseFacts& view = std::get<CaseOnDesk>(shown).view;
    EXPECT_EQ(view.submitted, day("2018-10-09"));
    EXPECT_EQ(view.entered, day("2018-10-15"));
    EXPECT_EQ(view.clock("accept")->reading.due, day("2018-10-10"));
}

TEST_F(ADesk, shows_nobody_notes_that_are_anothers_department) {
    const std::string one = planned();
    ASSERT_EQ(version_of(desk.file_permits(one, {3, {}, manager})), 5);
    EXPECT_EQ(version_of(desk.add_note(one, "Trees by the road", {"k", "d"}, greening)), 5);
    EXPECT_EQ(version_of(desk.add_note(one, "He called", {"k", "d"}, manager)), 5) << "keys are each one's own";
    const auto texts = [&](const Actor& reader) {
        std::vector<std::string> all;
        for (const Note& note : desk.notes(one, reader)) all.push_back(note.text);
        return all;
    };
    EXPECT_EQ(texts(greening), std::vector<std::string>{"Trees by the road"});
    EXPECT_EQ(texts(window), std::vector<std::string>{"He called"});
    EXPECT_EQ(texts(actor("ma", Role::supervisor, "*")).size(), 2u);
    EXPECT_EQ(why_of(desk.add_note(one, "x", {"k", "d"}, police)), Why::absent);
}

TEST_F(ADesk, sweeps_what_is_due_and_takes_an_alarm_back_with_what_it_rested_on) {
    const Opened one = opened();
    Sweep sweep{record, rules, time};
    time.set("2018-10-10T10:00+08:00");
    EXPECT_EQ(sweep.run_once(10), 1);
    std::set<std::string> kinds;
    for (const RaisedAlarm& alarm : desk.alarms(one.case_no))
        if (alarm.clock == "accept") kinds.insert(alarm.kind);
    EXPECT_EQ(kinds, (std::set<std::string>{"warning", "due", "breach"})) << "what came to pass meanwhile, too";
    EXPECT_EQ(sweep.run_once(10), 0) << "nothing more is due today";
    ASSERT_EQ(version_of(enter(one.case_no, 1, accepted(), manager)), 2);
    const Actor supervisor = actor("ma", Role::supervisor, "*");
    ASSERT_EQ(version_of(enter(one.case_no, 2, casework::Void{2, "another case's"}, supervisor)), 3);
    EXPECT_FALSE(desk.alarms(one.case_no).front().retracted) << "it was late whatever came then";
}

TEST_F(ADesk, counts_the_age_of_a_case_from_its_day_in_the_jurisdiction) {
    time.set("2018-10-08T00:30+08:00");  // in UTC the 7th
    opened();
    OpenRequest late = request();
    late.submitted_on = calendar::parse_day("2018-10-07");
    late.by = actor("ma", Role::supervisor, "*");
    opened(late);
    time.set("2018-10-17T09:00+08:00");
    const BoardCounts board = board_now(record, *rules.now(), time.now());
    EXPECT_EQ(board.ageing, (std::map<int, int>{{0, 1}, {1, 1}}));
    const auto cases = desk.cases({}, late.by);
    ASSERT_EQ(cases.rows.size(), 2u);
    EXPECT_EQ(cases.rows[0].submitted_at.substr(0, 16), "2018-10-07T16:30");
    EXPECT_EQ(cases.rows[1].submitted_at.substr(0, 16), "2018-10-07T04:00") << "noon there";
}

TEST_F(ADesk, counts_its_cases_for_the_board) {
    opened();
    ASSERT_EQ(version_of(enter(opened().case_no, 1, accepted(), manager)), 2);
    const BoardCounts board = board_now(record, *rules.now(), time.now());
    EXPECT_EQ(board.states.at("open"), 2);
    ASSERT_EQ(board.tasks.size(), 2u);
    EXPECT_EQ(board.tasks[0].task, "accept");
    EXPECT_EQ(board.tasks[1].task, "supply-plan");
    EXPECT_EQ(board.looked_at, 2);
    ASSERT_EQ(board.on_time.size(), 1u);
    EXPECT_EQ(board.on_time[0].met, 1);
}

}  // namespace
}  // namespace bandian::app
