// What the use cases rely on of the record, of the one in PostgreSQL and of its twin in memory.

#include "store/twins.hpp"

#include <algorithm>
#include <set>

namespace bandian::store {
namespace {

using app::Written;
using casework::TaskState;

class ARecord : public OfBoth {};
INSTANTIATE_TEST_SUITE_P(Both, ARecord, both, name_of);

TEST_P(ARecord, gives_back_what_was_entered) {
    const auto result = cases.open_case(fresh());
    EXPECT_EQ(result.written, Written::done);
    EXPECT_EQ(result.version, 1);
    EXPECT_FALSE(result.receipt_salt.empty());
    const auto stored = cases.load(result.case_no);
    ASSERT_TRUE(stored);
    ASSERT_EQ(stored->log.size(), 1u);
    EXPECT_EQ(stored->log[0].at, at("2018-10-08T09:00:00.123+08:00"));
    EXPECT_EQ(stored->log[0].day, day("2018-10-08"));
    EXPECT_EQ(std::get<casework::Submit>(stored->log[0].entry).attributes.at("supplies"), process::Value{1.0});
    EXPECT_EQ(stored->applicant.at("name"), "张三");
    EXPECT_EQ(stored->site.at("address"), "Silk Road 1");
    EXPECT_EQ(stored->pack_hash, twin->pack());
    EXPECT_EQ(stored->receipt_salt, result.receipt_salt);
    EXPECT_EQ(stored->manager, "");
    EXPECT_EQ(stored->answered, std::nullopt);
    EXPECT_EQ(cases.load("T2018-999999"), std::nullopt);
    EXPECT_EQ(cases.load("'; drop table event; --"), std::nullopt);
}

TEST_P(ARecord, gives_back_which_pack_a_submission_was_decided_under) {
    const app::NewCase said = fresh();
    app::NewCase silent = fresh();
    silent.submission.pack.reset();
    EXPECT_EQ(cases.load(opened(said))->log.front().pack, (casework::PackRef{"p", twin->pack()}));
    EXPECT_EQ(cases.load(opened(silent))->log.front().pack, std::nullopt) << "as of before it was said";
}

TEST_P(ARecord, numbers_cases_within_their_year) {
    EXPECT_EQ(opened(), "T2018-000001");
    EXPECT_EQ(opened(), "T2018-000002");
    app::NewCase next = fresh();
    next.year = 2019;
    EXPECT_EQ(opened(next), "T2019-000001");
}

TEST_P(ARecord, is_guarded_by_the_version) {
    const std::string one = opened();
    const auto done = cases.append(withdrawal(one, 1));
    EXPECT_EQ(done.written, Written::done);
    EXPECT_EQ(done.version, 2);
    const auto stale = cases.append(withdrawal(one, 1));
    EXPECT_EQ(stale.written, Written::stale);
    EXPECT_EQ(stale.version, 2);
    EXPECT_EQ(cases.append(withdrawal("T2018-999999", 1)).written, Written::absent);
    EXPECT_EQ(cases.load(one)->log.size(), 2u);
}

TEST_P(ARecord, has_one_effect_for_one_key_and_one_answer) {
    const auto first = cases.open_case(fresh("key-1"));
    const auto again = cases.open_case(fresh("key-1"));
    EXPECT_EQ(again.written, Written::repeated);
    EXPECT_EQ(again.case_no, first.case_no);
    EXPECT_EQ(again.receipt_salt, first.receipt_salt);
    EXPECT_EQ(cases.open_case(fresh("key-1", "another request")).written, Written::key_reused);
    const std::string& one = first.case_no;
    app::NewEvents other = withdrawal(one, 1, "key-1");
    other.idempotency.digest = "another request";
    EXPECT_EQ(cases.append(other).written, Written::key_reused) << "of an opening";
    EXPECT_EQ(cases.append(withdrawal(one, 1, "key-2")).written, Written::done);
    EXPECT_EQ(cases.append(withdrawal(one, 1, "key-2")).written, Written::repeated);
    EXPECT_EQ(cases.append(withdrawal(opened(), 1, "key-2")).written, Written::key_reused) << "of another case";
    EXPECT_EQ(cases.load(one)->log.size(), 2u);
    const auto answered = cases.load(one, "key-2")->answered;
    ASSERT_TRUE(answered);
    EXPECT_EQ(answered->version, 2);
    EXPECT_EQ(answered->case_no, one);
    EXPECT_EQ(answered->digest, "d");
    ASSERT_TRUE(cases.answered("key-1"));
    EXPECT_EQ(cases.answered("key-1")->receipt_salt, first.receipt_salt);
    EXPECT_EQ(cases.answered("key-3"), std::nullopt);
}

TEST_P(ARecord, of_a_case_that_was_handed_in_earlier_is_as_old_as_that) {
    app::NewCase late = fresh();
    late.submitted_at = at("2018-10-01T12:00+08:00");
    late.submitted_on = day("2018-10-01");
    late.manager = "li";
    twin->add_person("li", "李强");
    opened();
    const std::string older = opened(late);
    const auto newest = lists.cases({}, day("2018-10-08"));
    ASSERT_EQ(newest.rows.size(), 2u);
    EXPECT_EQ(newest.rows.back().case_no, older);
    EXPECT_EQ(lists.board(day("2018-10-08"), 1).looked_at, 1);
    app::CasesQuery query;
    query.age_from = 5;
    const auto page = lists.cases(query, day("2018-10-08"));
    ASSERT_EQ(page.rows.size(), 1u);
    EXPECT_EQ(page.rows[0].case_no, older);
    EXPECT_EQ(page.rows[0].manager, "li");
    EXPECT_EQ(page.rows[0].manager_name, "李强");
    EXPECT_EQ(page.rows[0].submitted_at.substr(0, 16), "2018-10-01T04:00");
}

// ---- Lists

/// A task of an owner that turns red `due` days from the day the lists are looked at; none: nobody knows when.
app::Step task(const std::string& path, const std::string& owner, std::optional<calendar::Day> due,
               TaskState state = TaskState::active, int warned = 1) {
    app::Step one;
    one.path = path;
    one.owner = owner;
    one.state = state;
    one.since = *calendar::parse_day("2018-10-08");
    one.clock = "c";
    one.due = due;
    if (due) one.turns_yellow = *due - date::days{warned};
    if (due) one.turns_red = *due + date::days{1};
    return one;
}

class AList : public OfBoth {
protected:
    const calendar::Day today = day("2018-10-10");

    std::string with(std::vector<app::Step> tasks) {
        app::NewCase c = fresh();
        c.projection.steps = std::move(tasks);
        return opened(c);
    }
    /// Of all pages, "case path".
    std::vector<std::string> listed(app::WorklistQuery query) {
        std::vector<std::string> all;
        do {
            const auto page = lists.worklist(query, today);
            EXPECT_LE(static_cast<int>(page.rows.size()), query.limit);
            for (const auto& row : page.rows) all.push_back(row.case_no + ' ' + row.step.path);
            query.cursor = page.next;
        } while (query.cursor);
        return all;
    }
    std::vector<std::string> found(app::CasesQuery query) {
        std::vector<std::string> all;
        do {
            const auto page = lists.cases(query, today);
            for (const auto& row : page.rows) all.push_back(row.case_no);
            query.cursor = page.next;
        } while (query.cursor);
        return all;
    }
};
INSTANTIATE_TEST_SUITE_P(Both, AList, both, name_of);

using Found = std::vector<std::string>;

TEST_P(AList, shows_a_task_with_whose_it_is_and_what_it_is_of) {
    twin->add_person("li", "李强");
    twin->add_person("wang", "王芳");
    const std::string one = opened();
    twin->desk().assignments.assign(one, "li", {}, at("2018-10-08T10:00+08:00"));
    twin->desk().assignments.claim(one, "accept", "wang");
    const auto page = lists.worklist({}, today);
    ASSERT_EQ(page.rows.size(), 1u);
    const app::WorklistRow& row = page.rows[0];
    EXPECT_EQ(row.case_no, one);
    EXPECT_EQ(row.process, "low-voltage");
    EXPECT_EQ(row.pack_hash, twin->pack());
    EXPECT_EQ(row.step.path, "accept");
    EXPECT_EQ(row.step.owner, "power-supply");
    EXPECT_EQ(row.step.state, TaskState::active);
    EXPECT_EQ(row.step.since, day("2018-10-08"));
    EXPECT_EQ(row.step.due, day("2018-10-09"));
    EXPECT_EQ(row.light, "red");
    EXPECT_EQ(row.applicant, "张三");
    EXPECT_EQ(row.address, "Silk Road 1");
    EXPECT_EQ(row.manager, "li");
    EXPECT_EQ(row.manager_name, "李强");
    EXPECT_EQ(row.claimed_by, "wang");
    EXPECT_EQ(row.claimed_by_name, "王芳");
    EXPECT_FALSE(row.outdated);
    EXPECT_EQ(page.next, std::nullopt);
}

TEST_P(AList, goes_by_what_falls_due_in_pages_that_leave_nothing_out) {
    for (int i = 0; i < 4; ++i) with({task("b", "o", today + date::days{i % 2}), task("a", "o", std::nullopt)});
    const Found all = listed({std::nullopt, std::nullopt, std::nullopt, 100});
    EXPECT_EQ(all, (Found{"T2018-000001 b", "T2018-000003 b", "T2018-000002 b", "T2018-000004 b", "T2018-000001 a",
                          "T2018-000002 a", "T2018-000003 a", "T2018-000004 a"}));
    for (const int limit : {1, 2, 3, 7, 8})
        EXPECT_EQ(listed({std::nullopt, std::nullopt, std::nullopt, limit}), all) << limit;
}

TEST_P(AList, shows_each_light_in_the_order_of_the_whole_list) {
    for (const char* owner : {"lots-a", "lots-b"})
        for (int days = -1; days <= 3; ++days)
            for (const auto state : {TaskState::active, TaskState::held})
                for (int warned = 0; warned <= 2; ++warned)
                    with({task("accept", owner, days == 3 ? std::nullopt : std::optional{today + date::days{days}},
                               state, warned)});
    for (const auto& owner :
         {std::optional<std::string>{}, std::optional<std::string>{"lots-a"}, std::optional<std::string>{"nobody"}})
        for (const app::Scope& scope :
             {app::Scope{app::Scope::Kind::all, {}, {}}, app::Scope{app::Scope::Kind::department, "lots-b", {}},
              app::Scope{app::Scope::Kind::manager, {}, {"nobody"}}}) {
            app::WorklistQuery query;
            query.owner = owner;
            query.scope = scope;
            query.limit = 100;
            std::map<std::string, Found> by_light;
            for (const auto& row : lists.worklist(query, today).rows)
                by_light[row.light].push_back(row.case_no + " accept");
            query.limit = 7;
            for (const clocks::Light light : clocks::open_lights) {
                query.light = light;
                const std::string of{word(light)};
                EXPECT_EQ(listed(query), by_light[of]) << of << " of " << owner.value_or("all");
                EXPECT_TRUE(owner || !by_light[of].empty()) << of;
            }
        }
}

TEST_P(AList, is_narrowed_to_a_step_a_process_or_whose_it_is) {
    twin->add_person("li", "李强");
    twin->add_person("wang", "王芳");
    const std::string mine = with({task("green-space.1.review~2", "g", today), task("accept", "p", today)});
    const std::string other = with({task("green-space.2.review", "g", today), task("occupation.1.review", "p", today)});
    twin->desk().assignments.assign(mine, "li", {}, at("2018-10-08T10:00+08:00"));
    twin->desk().assignments.claim(mine, "accept", "wang");
    const auto asked = [](auto set) {
        app::WorklistQuery query;
        set(query);
        return query;
    };
    EXPECT_EQ(
        listed(asked([](auto& q) { q.task = "review"; })),
        (Found{mine + " green-space.1.review~2", other + " green-space.2.review", other + " occupation.1.review"}));
    EXPECT_EQ(listed(asked([](auto& q) { q.task = "green-space.review"; })),
              (Found{mine + " green-space.1.review~2", other + " green-space.2.review"}));
    EXPECT_EQ(listed(asked([](auto& q) { q.process = "ten-kilovolt"; })), Found{});
    EXPECT_EQ(listed(asked([](auto& q) { q.mine = {"li"}; })), Found{mine + " green-space.1.review~2"})
        << "what a colleague has claimed is his";
    EXPECT_EQ(listed(asked([](auto& q) { q.mine = {"wang", "nobody"}; })), Found{mine + " accept"});
    EXPECT_EQ(listed(asked([](auto& q) {
                  q.scope = {app::Scope::Kind::department, "g", {}};
              })),
              (Found{mine + " green-space.1.review~2", other + " green-space.2.review"}));
    EXPECT_EQ(listed(asked([](auto& q) {
                  q.scope = {app::Scope::Kind::manager, {}, {"wang"}};
              })),
              (Found{other + " green-space.2.review", other + " occupation.1.review"}))
        << "a manager sees his own, and what is nobody's";
    EXPECT_EQ(listed(asked([](auto& q) { q.scope = {app::Scope::Kind::nothing, {}, {}}; })), Found{});
}

TEST_P(AList, finds_cases_by_number_name_address_and_telephone) {
    const std::string one = opened();
    app::NewCase c = fresh();
    c.applicant = {{"name", "李四"}, {"phone", "0533-6180000"}, {"phoneDialled", "05336180000"}, {"customerNo", "77"}};
    c.site = {{"address", "Harbour 100%"}};
    const std::string other = opened(c);
    const auto by = [&](const char* text) {
        app::CasesQuery query;
        query.text = text;
        return found(query);
    };
    EXPECT_EQ(by("t2018-000001"), Found{one});
    EXPECT_EQ(by("张三"), Found{one});
    EXPECT_EQ(by("SILK road"), Found{one});
    EXPECT_EQ(by("0%"), Found{other}) << "LIKE's wildcards mean themselves";
    EXPECT_EQ(by("_"), Found{});
    EXPECT_EQ(by("138 0000 0000"), Found{one});
    EXPECT_EQ(by("6180000"), Found{other});
    EXPECT_EQ(by("77"), Found{other});
    EXPECT_EQ(by("王五"), Found{});
    EXPECT_EQ(by(""), (Found{other, one})) << "the newest first";
    app::WorklistQuery query;
    query.text = "李四";
    EXPECT_EQ(listed(query), Found{other + " accept"});
}

TEST_P(AList, of_cases_says_the_worst_light_of_what_may_be_seen) {
    const std::string both_lights =
        with({task("a", "g", today - date::days{1}), task("b", "p", today + date::days{9})});
    const std::string held = with({task("a", "p", today, TaskState::held), task("b", "p", std::nullopt)});
    const std::string closed = opened();
    ASSERT_EQ(cases.append(withdrawal(closed, 1)).written, Written::done);
    const auto lights = [&](app::CasesQuery query) {
        std::map<std::string, std::string> all;
        for (const auto& row : lists.cases(query, today).rows) all[row.case_no] = row.light;
        return all;
    };
    app::CasesQuery query;
    EXPECT_EQ(lights(query), (std::map<std::string, std::string>{{both_lights, "red"}, {held, "green"}, {closed, ""}}));
    query.scope = {app::Scope::Kind::department, "p", {}};
    EXPECT_EQ(lights(query), (std::map<std::string, std::string>{{both_lights, "green"}, {held, "green"}}));
    query = {};
    query.light = clocks::Light::red;
    EXPECT_EQ(found(query), Found{both_lights});
    query.owner = "p";
    EXPECT_EQ(found(query), Found{}) << "the red one is another's";
    query = {};
    query.state = "withdrawn";
    EXPECT_EQ(found(query), Found{closed});
    query = {};
    query.limit = 1;
    EXPECT_EQ(found(query), (Found{closed, held, both_lights})) << "in pages";
}

TEST_P(AList, board_counts_steps_by_light_cases_by_state_and_age) {
    with({task("green-space.1.review", "g", today - date::days{1}), task("accept", "p", std::nullopt)});
    with({task("green-space.2.review~2", "g", today), task("accept", "p", today, TaskState::held)});
    ASSERT_EQ(cases.append(withdrawal(opened(), 1)).written, Written::done);
    const app::BoardCounts board = lists.board(day("2018-10-18") /* ten days later */, 10);
    ASSERT_EQ(board.tasks.size(), 2u);
    EXPECT_EQ(board.tasks[0].owner, "g");
    EXPECT_EQ(board.tasks[0].task, "green-space.review");
    EXPECT_EQ(board.tasks[0].red, 2);
    EXPECT_EQ(board.tasks[1].task, "accept");
    EXPECT_EQ(board.tasks[1].green, 1);
    EXPECT_EQ(board.tasks[1].red, 1) << "a held one that has passed its day";
    const app::BoardCounts sooner = lists.board(today, 10);
    EXPECT_EQ(sooner.tasks[0].yellow, 1);
    EXPECT_EQ(sooner.tasks[1].paused, 1);
    EXPECT_EQ(board.states, (std::map<std::string, int>{{"open", 2}, {"withdrawn", 1}}));
    EXPECT_EQ(board.ageing, (std::map<int, int>{{1, 2}}));
    EXPECT_EQ(sooner.ageing, (std::map<int, int>{{0, 2}}));
}

/// A step of an owner that ended; late: by a day.
app::Step ended(const std::string& path, const std::string& owner, bool late, TaskState state = TaskState::done) {
    app::Step one = task(path, owner, late ? std::optional{*calendar::parse_day("2018-10-08")} : std::nullopt, state);
    one.until = *calendar::parse_day("2018-10-09");
    one.turns_yellow.reset();
    if (late) one.late_by = 1;
    else one.turns_red.reset();
    return one;
}

TEST_P(AList, board_counts_who_kept_a_promise_among_the_newest_cases) {
    app::Step unjudged = ended("pay", "a", false);
    unjudged.clock.clear();
    with({ended("accept", "p", false), ended("accept~2", "p", false)});
    with({ended("accept", "p", false), ended("green-space.1.review", "g", true), unjudged,
          task("green-space.2.review~2", "g", today - date::days{1}), task("plan", "p", today),
          ended("inspect", "p", false, TaskState::cancelled)});
    const app::BoardCounts board = lists.board(today, 1);
    EXPECT_EQ(board.looked_at, 1);
    ASSERT_EQ(board.on_time.size(), 2u);
    EXPECT_EQ(board.on_time[0].owner, "g");
    EXPECT_EQ(board.on_time[0].task, "green-space.review");
    EXPECT_EQ(std::pair(board.on_time[0].met, board.on_time[0].late), std::pair(0, 2)) << "one of them runs on";
    EXPECT_EQ(std::pair(board.on_time[1].met, board.on_time[1].late), std::pair(1, 0));
    ASSERT_EQ(board.tasks.size(), 2u) << "only open steps have a light of today";
    app::JudgedQuery late{true};
    const auto judged = lists.judged_steps(late, today, 10);
    ASSERT_EQ(judged.size(), 2u);
    EXPECT_EQ(judged[0].step.path, "green-space.1.review");
    EXPECT_EQ(judged[0].light, "late");
    EXPECT_EQ(judged[0].step.late_by, 1);
    EXPECT_EQ(judged[1].light, "red");
    late.task = "accept";
    EXPECT_TRUE(lists.judged_steps(late, today, 10).empty());
    EXPECT_EQ(lists.judged_steps({false, "p"}, today, 10).size(), 3u);
    EXPECT_EQ(lists.judged_steps({false, "p"}, today, 1).size(), 1u);
}

TEST_P(AList, board_tells_how_long_cases_took_that_ended_in_power) {
    for (const int days : {4, 5}) {
        app::NewEvents end = withdrawal(opened(), 1);
        end.state = casework::CaseState::energized;
        end.projection.mean = app::Mean{days, 8};
        ASSERT_EQ(cases.append(end).written, Written::done);
    }
    opened();
    const app::BoardCounts board = lists.board(today, 10);
    ASSERT_EQ(board.means.size(), 1u);
    EXPECT_EQ(board.means[0].closed, 2);
    EXPECT_EQ(board.means[0].days, 4.5);
    EXPECT_EQ(board.means[0].promise, 8);
}

// ---- Calendars

class ACalendar : public OfBoth {
protected:
    app::EditionStore& editions = twin->editions();
    app::RecalculationStore& recalculation = twin->desk().moves;

    static app::ImportedEdition edition(const std::string& id, int revision) {
        return {id, "cn", "content", at("2018-10-08T09:00+08:00"), revision};
    }
    app::RulesVersion rules_version() { return {editions.calendar_revision(), {twin->pack()}}; }
    /// Works out anew all there is; gives the cases in their order.
    std::vector<std::string> recalculated(std::vector<app::Move> moved = {}) {
        std::vector<std::string> all;
        const auto work_out = [&](const app::LoggedCase& logged) {
            all.push_back(logged.case_no);
            app::Recalculated done{logged.case_no, logged.version, {}, moved, std::nullopt};
            done.projection.revision = rules_version().revision;
            done.projection.timing = "what its clocks read";
            return done;
        };
        while (recalculation.recalculate(rules_version(), 2, at("2018-10-09T09:00+08:00"), work_out) > 0) {
        }
        return all;
    }
};
INSTANTIATE_TEST_SUITE_P(Both, ACalendar, both, name_of);

TEST_P(ACalendar, refuses_what_was_worked_out_under_an_older_revision) {
    const std::string one = opened();
    const app::NewEvents late = withdrawal(one, 1);
    const app::NewCase late_case = fresh();
    const int revision = editions.calendar_revision();
    ASSERT_EQ(editions.import_edition(edition("e", revision), std::nullopt), app::Imported::done);
    EXPECT_EQ(editions.calendar_revision(), revision + 1);
    EXPECT_EQ(editions.editions().back().revision, revision + 1);
    EXPECT_EQ(cases.append(late).written, Written::other_revision);
    EXPECT_EQ(cases.open_case(late_case).written, Written::other_revision);
    EXPECT_EQ(cases.load(one)->log.size(), 1u);
    EXPECT_EQ(cases.append(withdrawal(one, 1)).written, Written::done);
}

TEST_P(ACalendar, takes_an_edition_once_and_only_under_the_revision_it_was_judged_by) {
    const int revision = editions.calendar_revision();
    ASSERT_EQ(editions.import_edition(edition("e", revision), std::nullopt), app::Imported::done);
    EXPECT_EQ(editions.import_edition(edition("e", revision + 1), std::nullopt), app::Imported::known);
    EXPECT_EQ(editions.import_edition(edition("f", revision), std::nullopt), app::Imported::outdated);
}

TEST_P(ACalendar, makes_a_revision_of_other_edition_files_alone) {
    editions.note_edition_files("files");
    const int revision = editions.calendar_revision();
    editions.note_edition_files("files");
    EXPECT_EQ(editions.calendar_revision(), revision);
    editions.note_edition_files("other files");
    EXPECT_EQ(editions.calendar_revision(), revision + 1);
}

TEST_P(ACalendar, keeps_an_edition_that_was_taken_back_and_takes_its_id_again) {
    opened();
    const int revision = editions.calendar_revision();
    ASSERT_EQ(editions.import_edition(edition("e", revision), std::nullopt), app::Imported::done);
    const auto gone_at = at("2018-10-09T09:00+08:00");
    app::Withdrawal what{"e", revision + 1, gone_at, "li", at("2018-01-01T00:00+08:00"), std::nullopt};
    int asked = 0;
    const auto rests = [&](const app::LoggedCase&) { return ++asked > 0; };
    const auto none_rests = [](const app::LoggedCase&) { return false; };
    EXPECT_EQ(editions.withdraw_edition(what, rests), app::Withdrawn::rested_on);
    EXPECT_EQ(asked, 1);
    what.looked_until = at("2100-01-01T00:00+08:00");  // nothing was entered from then on
    --what.revision;
    EXPECT_EQ(editions.withdraw_edition(what, rests), app::Withdrawn::outdated);
    ++what.revision;
    EXPECT_EQ(editions.withdraw_edition(what, none_rests), app::Withdrawn::done);
    EXPECT_EQ(editions.calendar_revision(), revision + 2);
    EXPECT_EQ(editions.editions().back().withdrawn_at, gone_at);
    EXPECT_EQ(editions.editions().back().withdrawn_revision, revision + 2);
    EXPECT_EQ(editions.withdraw_edition(what, none_rests), app::Withdrawn::absent);
    EXPECT_EQ(editions.import_edition(edition("e", revision + 2), std::nullopt), app::Imported::done);
    EXPECT_EQ(editions.editions().size(), 2u);
}

TEST_P(ACalendar, hands_outdated_cases_out_until_they_are_done_and_keeps_what_has_moved) {
    const std::string one = opened(), other = opened(), third = opened();
    EXPECT_EQ(recalculated(), Found{});
    ASSERT_EQ(editions.import_edition(edition("e", editions.calendar_revision()), std::nullopt), app::Imported::done);
    const auto outdated = [&] {
        const auto page = lists.worklist({}, day("2018-10-09"));
        return std::count_if(page.rows.begin(), page.rows.end(), [](const auto& row) { return row.outdated; });
    };
    EXPECT_EQ(outdated(), 3);
    EXPECT_EQ(recalculation.recalculate(
                  {editions.calendar_revision(), {"another pack"}}, 9, at("2018-10-09T09:00+08:00"),
                  [](const app::LoggedCase& logged) -> app::Recalculated { throw app::Damaged(logged.case_no); }),
              0)
        << "what rests on a pack of another instance is left to that one";
    EXPECT_EQ(recalculated({{"e", "accept", day("2018-10-09"), day("2018-10-10"), false, false, false, false}}),
              (Found{one, other, third}));
    EXPECT_EQ(outdated(), 0);
    ASSERT_EQ(recalculation.moves_of(one).size(), 1u);
    EXPECT_EQ(recalculation.moves_of(one)[0].edition, "e");
    EXPECT_EQ(recalculation.moves_of(one)[0].before, day("2018-10-09"));
    EXPECT_EQ(recalculation.moves_of(one)[0].after, day("2018-10-10"));
    EXPECT_TRUE(recalculation.moves_of("T2018-999999").empty());
}

TEST_P(ACalendar, does_not_hand_a_damaged_case_out_again) {
    opened();
    ASSERT_EQ(editions.import_edition(edition("e", editions.calendar_revision()), std::nullopt), app::Imported::done);
    const auto damaged = [](const app::LoggedCase& logged) -> app::Recalculated { throw app::Damaged(logged.case_no); };
    const auto now = at("2018-10-09T09:00+08:00");
    EXPECT_EQ(recalculation.recalculate(rules_version(), 9, now, damaged), 1);
    EXPECT_EQ(recalculation.recalculate(rules_version(), 9, now, damaged), 0);
    EXPECT_TRUE(recalculation.cases_in_reach(day("2018-10-01"), day("2018-10-31"), {}, 10).empty());
}

TEST_P(ACalendar, works_closed_cases_out_that_ran_on_the_days_it_changes) {
    const std::string open = opened(), closed = opened();
    app::NewEvents closing = withdrawal(closed, 1);
    closing.projection.reaches = day("2018-10-09");
    ASSERT_EQ(cases.append(closing).written, Written::done);
    const auto change = [&](const char* first, const char* last) {
        static int number = 0;
        return editions.import_edition(edition("e" + std::to_string(++number), editions.calendar_revision()),
                                       calendar::Span{day(first), day(last)});
    };
    ASSERT_EQ(change("2018-10-10", "2018-10-20"), app::Imported::done);
    EXPECT_EQ(recalculated(), Found{open}) << "it had closed by then";
    ASSERT_EQ(change("2018-10-09", "2018-10-20"), app::Imported::done);
    EXPECT_EQ(recalculated(), (Found{open, closed}));
}

TEST_P(ACalendar, knows_the_cases_that_a_change_may_touch) {
    const std::string open = opened(), closed = opened();
    app::NewEvents closing = withdrawal(closed, 1);
    closing.projection.reaches = day("2018-10-09");
    ASSERT_EQ(cases.append(closing).written, Written::done);
    const auto reached = [&](const char* first, const char* last, const std::string& after = {}, int limit = 10) {
        return recalculation.cases_in_reach(day(first), day(last), after, limit);
    };
    const auto both_of_them = reached("2018-10-01", "2018-10-31");
    ASSERT_EQ(both_of_them.size(), 2u);
    EXPECT_EQ(both_of_them[0].case_no, open);
    EXPECT_EQ(both_of_them[0].timing, "what its clocks read");
    EXPECT_EQ(both_of_them[0].process, "low-voltage");
    EXPECT_FALSE(both_of_them[0].closed);
    ASSERT_TRUE(both_of_them[1].closed);
    EXPECT_EQ(both_of_them[1].closed->log.size(), 2u);
    EXPECT_EQ(both_of_them[1].closed->version, 2);
    EXPECT_EQ(reached("2018-10-01", "2018-10-31", open).size(), 1u);
    EXPECT_EQ(reached("2018-10-01", "2018-10-31", {}, 1).size(), 1u);
    EXPECT_TRUE(reached("2018-10-10", "2018-10-31").empty()) << "no clock looks so far ahead";
    EXPECT_TRUE(reached("2018-09-01", "2018-09-30").empty()) << "nothing had been submitted";
}

TEST_P(ACalendar, knows_the_cases_in_which_something_was_entered_since) {
    const std::string one = opened(), other = opened();
    ASSERT_EQ(cases.append(withdrawal(other, 1)).written, Written::done);
    EXPECT_EQ(recalculation.cases_touched(at("2018-10-08T00:00+08:00"), {}, 10).size(), 2u);
    EXPECT_EQ(recalculation.cases_touched(at("2018-10-08T00:00+08:00"), {}, 1).size(), 1u);
    EXPECT_EQ(recalculation.cases_touched(at("2018-10-08T00:00+08:00"), one, 10).size(), 1u);
    const auto later = recalculation.cases_touched(at("2018-10-09T00:00+08:00"), {}, 10);
    ASSERT_EQ(later.size(), 1u);
    EXPECT_EQ(later[0].case_no, other);
    EXPECT_EQ(later[0].log.size(), 2u);
}

// ---- Alarms

class AnAlarm : public OfBoth {
protected:
    app::AlarmStore& alarms = twin->desk().alarms;
    const calendar::Day due = day("2018-10-09");

    std::string opened_due() {
        app::NewCase c = fresh();
        c.projection.attention = due;
        return opened(c);
    }
    app::RulesVersion rules_version() { return {twin->editions().calendar_revision(), {twin->pack()}}; }
    app::Swept raised(const app::LoggedCase& logged, std::vector<app::Alarm> all,
                      std::optional<calendar::Day> next = std::nullopt) {
        app::Swept swept{
            logged.case_no, logged.version, at("2018-10-09T09:00+08:00"), {}, casework::CaseState::open, {},
            std::move(all)};
        swept.projection.revision = rules_version().revision;
        swept.projection.attention = next;
        return swept;
    }
    int sweep(std::vector<app::Alarm> all, std::optional<calendar::Day> next = std::nullopt) {
        return alarms.sweep(rules_version(), due, 500,
                            [&](const app::LoggedCase& logged) { return raised(logged, all, next); });
    }
};
INSTANTIATE_TEST_SUITE_P(Both, AnAlarm, both, name_of);

TEST_P(AnAlarm, is_raised_once_for_a_rung) {
    const std::string one = opened_due();
    EXPECT_FALSE(alarms.wants_sweep(day("2018-10-08")));
    EXPECT_TRUE(alarms.wants_sweep(due));
    EXPECT_EQ(sweep({{"accept", "warning", due}, {"accept", "due", due}}, due), 1);
    EXPECT_EQ(sweep({{"accept", "due", due}}), 1) << "it looks again when it said so";
    EXPECT_EQ(sweep({}), 0);
    EXPECT_FALSE(alarms.wants_sweep(due));
    const auto all = alarms.alarms_of(one);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].clock, "accept");
    EXPECT_EQ(all[0].kind, "warning");
    EXPECT_EQ(all[1].kind, "due");
    EXPECT_EQ(all[1].day, due);
    EXPECT_EQ(all[1].raised_at, "2018-10-09T01:00:00.000Z");
    EXPECT_FALSE(all[1].retracted);
    EXPECT_LT(all[0].number, all[1].number);
    EXPECT_TRUE(alarms.alarms_of("T2018-999999").empty());
}

TEST_P(AnAlarm, waits_for_the_calendars_and_for_an_instance_that_has_the_pack) {
    opened_due();
    const auto none = [&](const app::LoggedCase& logged) { return raised(logged, {}); };
    EXPECT_EQ(alarms.sweep({rules_version().revision, {"another pack"}}, due, 500, none), 0);
    EXPECT_EQ(alarms.sweep({rules_version().revision + 1, {twin->pack()}}, due, 500, none), 0);
    ASSERT_EQ(twin->editions().import_edition(
                  {"e", "cn", "content", at("2018-10-08T09:00+08:00"), rules_version().revision}, std::nullopt),
              app::Imported::done);
    EXPECT_EQ(sweep({}), 0) << "recalculation comes first";
    EXPECT_TRUE(alarms.wants_sweep(due)) << "and the sweep is behind until then";
}

TEST_P(AnAlarm, comes_with_what_silence_has_answered) {
    const std::string one = opened_due();
    EXPECT_EQ(alarms.sweep(rules_version(), due, 500,
                           [&](const app::LoggedCase& logged) {
                               app::Swept swept = raised(logged, {{"accept", "deemed", due}});
                               swept.events = {{2, swept.at, due, casework::Deem{"accept", "accepted", due}}};
                               swept.projection.steps = {task("supply-plan", "power-supply", std::nullopt)};
                               return swept;
                           }),
              1);
    EXPECT_EQ(cases.load(one)->log.size(), 2u);
    const auto page = lists.worklist({}, due);
    ASSERT_EQ(page.rows.size(), 1u);
    EXPECT_EQ(page.rows[0].step.path, "supply-plan");
    EXPECT_EQ(alarms.alarms_of(one).size(), 1u);
}

TEST_P(AnAlarm, of_a_damaged_case_does_not_stand_in_the_way_of_the_others) {
    const std::string damaged = opened_due(), sound = opened_due();
    EXPECT_EQ(alarms.sweep(rules_version(), due, 500,
                           [&](const app::LoggedCase& logged) {
                               if (logged.case_no == damaged) throw app::Damaged("its log is empty");
                               return raised(logged, {{"accept", "due", due}});
                           }),
              2);
    EXPECT_EQ(alarms.alarms_of(sound).size(), 1u);
    EXPECT_FALSE(alarms.wants_sweep(due));
    EXPECT_TRUE(alarms.wants_sweep(due + date::days{1})) << "it is looked at again tomorrow";
}

TEST_P(AnAlarm, that_a_void_did_not_know_of_is_not_left_standing) {
    const std::string one = opened_due();
    ASSERT_EQ(sweep({{"accept", "due", due}}), 1);
    app::NewEvents back = withdrawal(one, 1, "void-key");
    back.last_alarm = 0;
    EXPECT_EQ(cases.append(back).written, Written::overtaken);
    EXPECT_EQ(cases.load(one)->log.size(), 1u);
    back.last_alarm = alarms.alarms_of(one).at(0).number;
    back.retracted = {*back.last_alarm};
    EXPECT_EQ(cases.append(back).written, Written::done);
    EXPECT_TRUE(alarms.alarms_of(one).at(0).retracted);
    EXPECT_EQ(cases.append(back).written, Written::repeated) << "the key tells, whatever was raised since";
}

TEST_P(AnAlarm, may_be_raised_again_once_it_was_retracted) {
    const std::string one = opened_due();
    ASSERT_EQ(sweep({{"accept", "due", due}}), 1);
    app::NewEvents back = withdrawal(one, 1);
    back.state = casework::CaseState::open;
    back.last_alarm = alarms.alarms_of(one).at(0).number;
    back.retracted = {*back.last_alarm};
    back.projection.attention = due;
    back.projection.timing = "what its clocks read";
    ASSERT_EQ(cases.append(back).written, Written::done);
    ASSERT_EQ(sweep({{"accept", "due", due}}), 1);
    EXPECT_EQ(alarms.alarms_of(one).size(), 2u);
}

TEST_P(AnAlarm, is_told_which_results_were_handed_over) {
    const std::string one = opened_due();
    app::ResultDelivery what{"accept", "张三", "in-person", due, "li", {}};
    twin->desk().result_deliveries.deliver(one, what, "k", at("2018-10-09T08:00+08:00"));
    alarms.sweep(rules_version(), due, 500, [&](const app::LoggedCase& logged) {
        EXPECT_EQ(logged.handed_over, (std::map<std::string, app::Instant>{{"accept", at("2018-10-09T08:00+08:00")}}));
        EXPECT_TRUE(logged.owes);
        return raised(logged, {});
    });
}

// ---- Beside a case

class ACase : public OfBoth {
protected:
    app::DeskStores desk = twin->desk();
    const std::string one = opened();
    const app::Instant now = at("2018-10-09T09:00:00.500+08:00");

    static app::Actor by(const std::string& account) {
        app::Actor actor;
        actor.account = account;
        actor.source = "10.0.0.1";
        return actor;
    }
};
INSTANTIATE_TEST_SUITE_P(Both, ACase, both, name_of);

TEST_P(ACase, keeps_each_note_once) {
    EXPECT_TRUE(desk.notes.add_note(one, by("li"), {{}, {}, "Called back.", ""}, "key-1", now));
    EXPECT_TRUE(desk.notes.add_note(one, by("li"), {{}, {}, "Called back.", ""}, "key-1", now)) << "sent again";
    EXPECT_FALSE(desk.notes.add_note(one, by("li"), {{}, {}, "Another text", ""}, "key-1", now));
    EXPECT_FALSE(desk.notes.add_note(opened(), by("li"), {{}, {}, "Called back.", ""}, "key-1", now));
    EXPECT_TRUE(desk.notes.add_note(one, by("chen"), {{}, {}, "Roots.", "urban-management"}, "key-2", now));
    const auto all = desk.notes.notes_of(one);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].text, "Called back.");
    EXPECT_EQ(all[0].by, "li");
    EXPECT_EQ(all[0].at, "2018-10-09T01:00:00.500Z");
    EXPECT_EQ(all[0].department, "");
    EXPECT_EQ(all[1].department, "urban-management");
    EXPECT_TRUE(desk.notes.notes_of("T2018-999999").empty());
}

TEST_P(ACase, keeps_each_hand_over_once) {
    const app::ResultDelivery what{"accept", "张三", "in-person", day("2018-10-09"), "li", {}};
    app::ResultDelivery other = what;
    other.how = "post";
    EXPECT_TRUE(desk.result_deliveries.deliver(one, what, "key-1", now));
    EXPECT_TRUE(desk.result_deliveries.deliver(one, what, "key-1", now)) << "sent again";
    EXPECT_FALSE(desk.result_deliveries.deliver(one, other, "key-1", now));
    EXPECT_TRUE(desk.result_deliveries.deliver(one, other, "key-2", now));
    const auto all = desk.result_deliveries.handed_over(one);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].task, "accept");
    EXPECT_EQ(all[0].recipient, "张三");
    EXPECT_EQ(all[0].how, "in-person");
    EXPECT_EQ(all[0].on, day("2018-10-09"));
    EXPECT_EQ(all[0].by, "li");
    EXPECT_EQ(all[0].at, "2018-10-09T01:00:00.500Z");
    EXPECT_EQ(all[1].how, "post");
}

TEST_P(ACase, is_handed_to_somebody_there_is) {
    twin->add_person("li", "李强");
    EXPECT_FALSE(desk.assignments.assign(one, "nobody", by("wang"), now));
    EXPECT_FALSE(desk.assignments.assign("T2018-999999", "li", by("wang"), now));
    EXPECT_TRUE(desk.assignments.assign(one, "li", by("wang"), now));
    EXPECT_EQ(cases.load(one)->manager, "li");
}

TEST_P(ACase, lets_its_open_tasks_be_claimed_and_taken_over) {
    twin->add_person("li", "李强");
    twin->add_person("wang", "王芳");
    EXPECT_FALSE(desk.assignments.claim(one, "supply-plan", "li"));
    EXPECT_FALSE(desk.assignments.claim("T2018-999999", "accept", "li"));
    EXPECT_TRUE(desk.assignments.claim(one, "accept", "li"));
    EXPECT_TRUE(desk.assignments.claim(one, "accept", "wang"));
    EXPECT_EQ(lists.worklist({}, day("2018-10-09")).rows.at(0).claimed_by, "wang");
}

TEST_P(ACase, keeps_one_secret_for_receipts) {
    EXPECT_EQ(cases.receipt_secret().size(), 32u);
    EXPECT_EQ(cases.receipt_secret(), cases.receipt_secret());
}

}  // namespace
}  // namespace bandian::store
