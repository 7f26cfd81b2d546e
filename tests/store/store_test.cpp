// What only the record in PostgreSQL can show; what it has in common with its twin in memory is in
// conformance_test.cpp.

#include "store/own_postgres.hpp"
#include "store/queries.hpp"
#include "store/record.hpp"
#include "store/routines.hpp"
#include "store/twins.hpp"
#include "wire/instant.hpp"

#include <thread>

namespace bandian::store {
namespace {

class InPostgres : public OfBoth {};
INSTANTIATE_TEST_SUITE_P(Alone, InPostgres, ::testing::Values(TwinKind{"postgresql", in_postgresql}), name_of);

TEST_P(InPostgres, one_key_has_one_effect_from_many_at_once) {
    std::vector<std::thread> threads;
    std::vector<std::string> numbers(8);
    for (std::size_t i = 0; i < numbers.size(); ++i)
        threads.emplace_back([&, i] { numbers[i] = cases.open_case(fresh("key-of-many")).case_no; });
    for (std::thread& thread : threads) thread.join();
    for (const std::string& number : numbers) EXPECT_EQ(number, numbers[0]);
}

/// A fresh record, with a connection past the program.
struct OfItsOwn {
    std::string url = Postgres::own().fresh();
    Pool pool{url, 2};
    Record record{pool};
    pqxx::connection connection{url};

    pqxx::result exec(const std::string& sql) { return pqxx::nontransaction{connection}.exec(sql); }
};

const app::Instant then = wire::parse_instant("2018-10-08T09:00+08:00").value();

TEST(Packs, keep_one_meaning_for_a_version_and_every_byte) {
    OfItsOwn own;
    PackShelf& shelf = own.record.packs;
    packs::PackFiles first;
    first.content = {{"pack.yaml", "p"}};
    ASSERT_FALSE(shelf.keep_pack("p", {first.hash(), 1, "1:p"}, first, then));
    packs::PackFiles other;
    other.content = {{"pack.yaml", "changed"}, {"drawn.bpmn", std::string{"\xff\xfe<\0?\0", 6}}};
    const auto keep = [&](int version, const std::string& meaning) {
        return shelf.keep_pack("p", {other.hash(), version, meaning}, other, then);
    };
    EXPECT_EQ(keep(1, "1:q"), 2) << "it means something else under the same version";
    ASSERT_EQ(shelf.kept_packs({}).size(), 1u);
    EXPECT_EQ(keep(2, "1:q"), std::nullopt);
    EXPECT_EQ(keep(2, "1:q"), std::nullopt) << "it is there already";
    const auto kept = shelf.kept_packs({first.hash()});
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_EQ(kept[0].files.content, other.content) << "also what is no UTF-8";
    EXPECT_EQ(kept[0].files.hash(), kept[0].pack.hash);
    EXPECT_EQ(kept[0].pack.version, 2);
}

TEST(APrivateCluster, refuses_a_second_service_on_its_folder) {
    try {
        PrivateCluster second{Postgres::own().folder(), [](const std::string&) {}};
        FAIL() << "two services on one folder";
    } catch (const app::Unavailable& fault) {
        EXPECT_NE(std::string{fault.what()}.find("uses it"), std::string::npos) << fault.what();
    }
}

// ---- Routines

Files files(std::initializer_list<std::pair<std::string, std::string>> all) { return {all}; }

TEST(Routines, stand_behind_what_they_need) {
    const Files ordered = in_order(files({{"a", "-- needs: c b\nx"}, {"b", "-- needs: c\n"}, {"c", ""}}));
    ASSERT_EQ(ordered.size(), 3u);
    EXPECT_EQ(ordered[0].first, "c");
    EXPECT_EQ(ordered[1].first, "b");
    EXPECT_EQ(ordered[2].second, "-- needs: c b\nx");
    EXPECT_THROW(in_order(files({{"a", "-- needs: b\n"}})), std::logic_error);
    EXPECT_THROW(in_order(files({{"a", "-- needs: b\n"}, {"b", "-- needs: a\n"}})), std::logic_error);
}

TEST(Routines, have_another_hash_when_a_sign_moves_from_one_to_the_next) {
    EXPECT_EQ(hash_of(files({{"a", "xy"}, {"b", "z"}})), hash_of(files({{"a", "xy"}, {"b", "z"}})));
    EXPECT_NE(hash_of(files({{"a", "xy"}, {"b", "z"}})), hash_of(files({{"a", "x"}, {"b", "yz"}})));
    EXPECT_NE(hash_of(files({{"a", "b"}})), hash_of(files({{"b", "a"}})));
}

TEST(Routines, are_all_functions_there_are_each_in_a_file_of_its_name) {
    OfItsOwn own;
    std::vector<std::string> in_place, named;
    for (const pqxx::row row : own.exec(query("routines_in_place"))) in_place.push_back(row["name"].c_str());
    for (const auto& [name, text] : routines()) named.push_back(name);
    EXPECT_EQ(in_place, named);
    EXPECT_TRUE(own.record.ledger.flaws().empty());
}

TEST(Routines, are_left_when_they_are_the_same_and_put_in_place_when_they_are_not) {
    OfItsOwn own;
    const auto sets = [&] { return own.exec("select count(*) as sets from routine_set")[0]["sets"].as<int>(); };
    migrate(own.url);
    EXPECT_EQ(sets(), 1);
    own.exec("update routine_set set hash = 'of another build'");
    own.exec("drop function utc_millis(timestamptz)");
    own.exec("drop trigger events_stay on event");
    migrate(own.url);
    EXPECT_EQ(sets(), 2);
    EXPECT_EQ(own.exec("select program from routine_set order by number desc limit 1")[0]["program"].c_str(),
              program_version());
    EXPECT_TRUE(own.record.ledger.flaws().empty());
    EXPECT_EQ(own.exec("select 1 from pg_trigger where tgname = 'events_stay'").size(), 1u);
}

TEST(Routines, of_a_newer_program_are_never_replaced) {
    OfItsOwn own;
    own.exec("update routine_set set hash = 'h', program = '0.10.0'");
    if (program_version() != "0.10.0") {
        EXPECT_THROW(migrate(own.url), app::Unavailable);
    }
    own.exec("update routine_set set hash = 'h', program = '99.0'");
    try {
        migrate(own.url);
        FAIL() << "a newer program has been here";
    } catch (const app::Unavailable& fault) {
        EXPECT_NE(std::string{fault.what()}.find("99.0"), std::string::npos) << fault.what();
    }
    own.exec("update routine_set set program = '0.0.9'");
    migrate(own.url);
}

TEST(Routines, that_somebody_has_exchanged_are_told_by_an_audit) {
    OfItsOwn own;
    own.exec(
        "create or replace function hashed_moment(at timestamptz) returns text language sql stable as "
        "$$ select 'all is well' $$");
    own.exec("drop function light_of(text, date, date, date)");
    const auto flaws = own.record.ledger.flaws();
    ASSERT_EQ(flaws.size(), 2u);
    EXPECT_EQ(flaws[0].where, "function hashed_moment");
    EXPECT_EQ(flaws[1].where, "function light_of");
}

TEST(Routines, a_service_may_use_them_and_not_say_which_are_in_place) {
    OfItsOwn own;
    grant_service(own.url, "service_of_tests");
    own.exec("set role service_of_tests");
    EXPECT_EQ(own.exec("select utc_millis('2018-10-08T09:00+08:00') as at")[0]["at"].c_str(),
              std::string{"2018-10-08T01:00:00.000Z"});
    EXPECT_EQ(own.exec("select hash from routine_set")[0]["hash"].c_str(), hash_of(routines()));
    EXPECT_THROW(own.exec("update routine_set set hash = ''"), pqxx::sql_error);
    EXPECT_THROW(own.exec("insert into routine_set (hash, program) values ('', '')"), pqxx::sql_error);
    EXPECT_THROW(own.exec("create or replace function utc_millis(at timestamptz) returns text language sql as "
                          "$$ select '' $$"),
                 pqxx::sql_error);
}

// ---- Migrations

/// A database as the version before 0018 left it, with cases in it.
TEST(Migrations, telephone_numbers_of_before_are_found_by_any_spelling) {
    const std::string url = Postgres::own().empty();
    {
        pqxx::connection connection{url};
        pqxx::work work{connection};
        work.exec("create table migration (name text primary key, carried_out_at timestamptz not null default now())");
        for (const auto& [name, sql] : migrations()) {
            if (name >= "0018") break;
            work.exec(sql);
            work.exec("insert into migration (name) values (" + work.quote(name) + ")");
        }
        work.exec("insert into pack values ('" + std::string(64, 'a') + "', 'p', '{}', '2018-10-08T09:00+08:00')");
        int number = 0;
        for (const char* phone :
             {"13800000000", "+8613800000000", "+86 138 0000 0000", "138-0000-0000", "(0533) 6180000", "", "6180000"}) {
            const std::string case_no = work.quote("T2018-00000" + std::to_string(++number));
            work.exec(
                "insert into case_file (case_no, pack_hash, process, version, state, submitted_at, revision) values (" +
                case_no + ", '" + std::string(64, 'a') + "', 'low-voltage', 1, 'open', '2018-10-08T09:00+08:00', 1)");
            work.exec("insert into person (case_no, applicant, site) values (" + case_no +
                      ", jsonb_build_object('name', 'x', 'phone', " + work.quote(phone) + "::text), '{}')");
        }
        work.commit();
    }
    migrate(url);
    Pool pool{url, 2};
    Record record{pool};
    const auto found = [&](const char* text) {
        app::CasesQuery query;
        query.text = text;
        query.limit = 50;
        query.scope.kind = app::Scope::Kind::all;
        return record.lists.cases(query, *calendar::parse_day("2018-10-08")).rows.size();
    };
    for (const char* spelling :
         {"13800000000", "+8613800000000", "+86 138 0000 0000", "138-0000-0000", "１３８ 0000 0000"})
        EXPECT_EQ(found(spelling), 4u) << spelling;
    EXPECT_EQ(found("0533-6180000"), 1u);
    EXPECT_EQ(found("6180000"), 2u);
    EXPECT_EQ(found("13800000001"), 0u);
}

// ---- Lights

TEST(Lists, find_open_steps_by_the_light_that_they_are_told_with_and_by_an_index) {
    OfItsOwn own;
    packs::PackFiles files;
    files.content = {{"pack.yaml", "p"}};
    ASSERT_FALSE(own.record.packs.keep_pack("p", {files.hash(), 1, "1:p"}, files, then));
    const std::string one =
        own.record.cases.open_case(new_case(files.hash(), own.record.editions.calendar_revision())).case_no;
    own.exec(
        "insert into step (case_no, path, id, task, owner, state, since, due, turns_yellow, turns_red, provisional) "
        "select '" +
        one +
        "', 'p' || n, 'p', 'p', 'o' || n % 7, case when n % 100 = 0 then 'held' else 'active' end, '2018-10-01', "
        "d, d - 2, case when n % 100 <> 0 or n % 200 = 0 then d + 1 end, false "
        "from generate_series(1, 20000) n, lateral (select case when n % 1000 = 1 then null else date '2018-10-10' "
        "+ n % 397 - 4 end as d) x");
    own.exec("analyze step");
    const std::string today = "'2018-10-10'::date";
    for (const clocks::Light light : clocks::open_lights) {
        std::string condition = of_light(light);
        for (std::size_t at = 0; (at = condition.find("$2::date", at)) != std::string::npos;)
            condition.replace(at, 8, today);
        const std::string name{word(light)};
        const pqxx::row counted =
            own.exec("select count(*) filter (where " + condition +
                     ") as found, count(*) filter (where light_of(t.state, " + "t.turns_yellow, t.turns_red, " + today +
                     ") = '" + name + "') as told from step t where t.until is null")[0];
        EXPECT_EQ(counted["found"].as<int>(), counted["told"].as<int>()) << name;
        EXPECT_GT(counted["told"].as<int>(), 50) << name;
        std::string plan;
        for (const pqxx::row line :
             own.exec("explain select t.path from step t where t.until is null and " + condition +
                      " order by coalesce(t.due, 'infinity'), t.case_no, t.path limit 50"))
            plan += std::string{line[0].c_str()} + '\n';
        EXPECT_NE(plan.find("Index"), std::string::npos) << name << '\n' << plan;
        EXPECT_EQ(plan.find("Seq Scan"), std::string::npos) << name << '\n' << plan;
        EXPECT_EQ(plan.find("is_" + name), std::string::npos) << "its text stands there instead\n" << plan;
    }
}

// ---- Ages

TEST(Lists, a_case_is_as_old_as_in_its_jurisdiction_whatever_zone_the_database_is_set_to) {
    OfItsOwn own;
    packs::PackFiles files;
    files.content = {{"pack.yaml", "p"}};
    ASSERT_FALSE(own.record.packs.keep_pack("p", {files.hash(), 1, "1:p"}, files, then));
    for (const char* moment : {"2018-10-08T00:30:00+08:00", "2018-10-07T23:30:00+08:00"}) {
        app::NewCase opening = new_case(files.hash(), own.record.editions.calendar_revision());
        opening.submission.at = opening.submitted_at = wire::parse_instant(moment).value();
        opening.submitted_on = wire::local_day(opening.submitted_at, "Asia/Shanghai");
        ASSERT_EQ(own.record.cases.open_case(opening).written, app::Written::done);
    }
    const std::string name = own.exec("select current_database() as name")[0]["name"].c_str();
    const calendar::Day today = calendar::parse_day("2018-10-17").value();
    for (const char* zone : {"UTC", "America/Los_Angeles", "Pacific/Kiritimati"}) {
        own.exec("alter database " + name + " set timezone to '" + zone + "'");
        Pool pool{own.url, 2};  // of the database as it is by now
        StoredLists lists{pool};
        const auto aged = [&](std::optional<int> from, std::optional<int> to) {
            app::CasesQuery query;
            query.age_from = from;
            query.age_to = to;
            return lists.cases(query, today).rows.size();
        };
        EXPECT_EQ(aged(0, 9), 1u) << zone;
        EXPECT_EQ(aged(10, std::nullopt), 1u) << zone;
        EXPECT_EQ(lists.board(today, 10).ageing, (std::map<int, int>{{0, 1}, {1, 1}})) << zone;
    }
}

// ---- Counts

/// A record with cases, each with a green, a red and a finished step, and what its board has of them.
struct Counted : OfItsOwn {
    static constexpr int cases = 3;
    calendar::Day today = calendar::parse_day("2018-10-10").value();
    std::vector<std::string> numbers;

    Counted() {
        packs::PackFiles files;
        files.content = {{"pack.yaml", "p"}};
        record.packs.keep_pack("p", {files.hash(), 1, "1:p"}, files, then);
        for (int i = 0; i < cases; ++i) {
            app::NewCase opening = new_case(files.hash(), record.editions.calendar_revision());
            app::Step late = opening.projection.steps.front(), done = late;
            late.path = "green-space.1.review";
            late.owner = "urban-management";
            late.turns_red = today;
            done.path = "supply-plan";
            done.state = casework::TaskState::done;
            done.until = today;
            done.turns_red.reset();
            opening.projection.steps.front().turns_yellow.reset();
            opening.projection.steps.front().turns_red.reset();
            opening.projection.steps.push_back(late);
            opening.projection.steps.push_back(done);
            numbers.push_back(record.cases.open_case(opening).case_no);
        }
    }
    std::string first() { return "'" + numbers.front() + "'"; }
    /// "process owner task green/yellow/red/paused", then states and ageing: as the board has them.
    std::string told() {
        const app::BoardCounts board = record.lists.board(today, 10);
        std::string text;
        for (const app::BoardRow& row : board.tasks)
            text += row.process + ' ' + row.owner + ' ' + row.task + ' ' + std::to_string(row.green) + '/' +
                    std::to_string(row.yellow) + '/' + std::to_string(row.red) + '/' + std::to_string(row.paused) +
                    "; ";
        for (const auto& [state, n] : board.states) text += state + ' ' + std::to_string(n) + "; ";
        for (const auto& [tens, n] : board.ageing) text += std::to_string(tens) + "0 days: " + std::to_string(n) + "; ";
        return text;
    }
    std::string flaws() {
        std::string text;
        for (const app::Flaw& flaw : record.ledger.flaws()) text += flaw.where + ": " + flaw.what + "\n";
        return text;
    }
};

TEST(Counts, follow_every_statement_whoever_makes_it_folded_or_not) {
    Counted counted;
    const std::string one = counted.first();
    EXPECT_EQ(counted.told(),
              "low-voltage power-supply accept 3/0/0/0; low-voltage urban-management green-space.review 0/0/3/0; "
              "open 3; 00 days: 3; ");
    const std::pair<std::string, const char*> statements[] = {
        {"update step set turns_red = null where task = 'green-space.review' and case_no = " + one,
         "low-voltage power-supply accept 3/0/0/0; low-voltage urban-management green-space.review 0/1/2/0; "
         "open 3; 00 days: 3; "},
        {"update step set state = 'held' where task = 'accept'",
         "low-voltage power-supply accept 0/0/0/3; low-voltage urban-management green-space.review 0/1/2/0; "
         "open 3; 00 days: 3; "},
        {"update step set state = 'done', until = '2018-10-10' where task = 'accept' and case_no <> " + one,
         "low-voltage power-supply accept 0/0/0/1; low-voltage urban-management green-space.review 0/1/2/0; "
         "open 3; 00 days: 3; "},
        {"update case_file set process = 'ten-kilovolt' where case_no = " + one,
         "ten-kilovolt power-supply accept 0/0/0/1; low-voltage urban-management green-space.review 0/0/2/0; "
         "ten-kilovolt urban-management green-space.review 0/1/0/0; open 3; 00 days: 3; "},
        {"update case_file set submitted_on = '2018-09-20' where case_no = " + one,
         "ten-kilovolt power-supply accept 0/0/0/1; low-voltage urban-management green-space.review 0/0/2/0; "
         "ten-kilovolt urban-management green-space.review 0/1/0/0; open 3; 00 days: 2; 20 days: 1; "},
        {"update case_file set state = 'refused' where case_no <> " + one,
         "ten-kilovolt power-supply accept 0/0/0/1; low-voltage urban-management green-space.review 0/0/2/0; "
         "ten-kilovolt urban-management green-space.review 0/1/0/0; open 1; refused 2; 20 days: 1; "},
        {"delete from step where task = 'green-space.review'",
         "ten-kilovolt power-supply accept 0/0/0/1; open 1; refused 2; 20 days: 1; "},
        {"insert into step (case_no, path, task, id, owner, state, since, provisional) "
         "values (" +
             one + ", 'grid-works', 'grid-works', 'grid-works', 'power-supply', 'active', '2018-10-10', false)",
         "ten-kilovolt power-supply accept 0/0/0/1; ten-kilovolt power-supply grid-works 1/0/0/0; "
         "open 1; refused 2; 20 days: 1; "},
    };
    for (const auto& [statement, right] : statements) {
        counted.exec(statement);
        EXPECT_EQ(counted.told(), right) << statement;
        counted.record.lists.fold_counts();
        EXPECT_EQ(counted.told(), right) << "folded, after " << statement;
        EXPECT_EQ(counted.flaws(), "") << statement;
    }
    EXPECT_EQ(counted.exec("select 1 from step_change union all select 1 from case_change").size(), 0u);
    EXPECT_EQ(counted.exec("select 1 from step_count").size(), 2u) << "nothing is kept of what is no more";
}

TEST(Counts, let_nobody_wait_for_another) {
    Counted counted;
    counted.record.lists.fold_counts();
    const auto hold = [&](pqxx::work& work, const std::string& number) {
        work.exec("set local lock_timeout = '2s'");
        work.exec("update step set state = 'held' where task = 'accept' and case_no = '" + number + "'");
    };
    pqxx::connection one{counted.url}, other{counted.url};
    pqxx::work first{one}, second{other};
    hold(first, counted.numbers[0]);
    hold(second, counted.numbers[1]);  // of the same owner, step and days
    counted.exec("set lock_timeout = '2s'");
    counted.exec("select fold_counts()");
    const std::string before =
        "low-voltage power-supply accept 3/0/0/0; low-voltage urban-management green-space.review 0/0/3/0; "
        "open 3; 00 days: 3; ";
    EXPECT_EQ(counted.told(), before) << "nothing has been committed";
    first.commit();
    counted.exec("select fold_counts()");
    EXPECT_EQ(counted.told().substr(0, 40), "low-voltage power-supply accept 2/0/0/1;");
    second.abort();
    counted.exec("select fold_counts()");
    EXPECT_EQ(counted.told().substr(0, 40), "low-voltage power-supply accept 2/0/0/1;");
    EXPECT_EQ(counted.flaws(), "");
}

TEST(Counts, that_are_not_what_is_there_are_told_by_an_audit_and_counted_anew) {
    Counted counted;
    const std::string right = counted.told();
    counted.record.lists.fold_counts();
    counted.exec("update step_count set steps = steps - 1 where owner = 'urban-management'");
    counted.exec("update case_count set cases = 7");
    EXPECT_EQ(counted.flaws(),
              "board cases open of 2018-10-08: it counts 7 cases, but there are 3\n"
              "board low-voltage green-space.review of urban-management, active, yellow from 2018-10-09, red from "
              "2018-10-10: it counts 2 steps, but there are 3\n");
    counted.record.ledger.recount();
    EXPECT_EQ(counted.flaws(), "");
    EXPECT_EQ(counted.told(), right);
    counted.exec("set session_replication_role = replica");  // past the triggers
    counted.exec("delete from step where task = 'accept' and case_no = " + counted.first());
    counted.exec("set session_replication_role = origin");
    EXPECT_EQ(counted.flaws(),
              "board low-voltage accept of power-supply, active: it counts 3 steps, but there are 2\n");
    counted.record.ledger.recount();
    EXPECT_EQ(counted.flaws(), "");
    EXPECT_EQ(counted.told().substr(0, 40), "low-voltage power-supply accept 2/0/0/0;");
}

TEST(Counts, are_right_when_others_write_while_they_are_counted_anew) {
    Counted counted;
    counted.exec("delete from step_change");
    pqxx::connection connection{counted.url};
    pqxx::work under_way{connection};
    under_way.exec("update step set state = 'held' where task = 'accept' and case_no = " + counted.first());
    counted.record.ledger.recount();
    EXPECT_EQ(counted.told().substr(0, 40), "low-voltage power-supply accept 3/0/0/0;");
    under_way.commit();
    EXPECT_EQ(counted.told().substr(0, 40), "low-voltage power-supply accept 2/0/0/1;");
    EXPECT_EQ(counted.flaws(), "");
}

/// A database as the version before 0027 left it, with a case handed in at half past midnight.
TEST(Migrations, cases_of_before_are_counted_each_on_its_day_in_the_zone_of_its_pack) {
    const std::string url = Postgres::own().empty();
    {
        pqxx::connection connection{url};
        pqxx::work work{connection};
        work.exec("create table migration (name text primary key, carried_out_at timestamptz not null default now())");
        for (const auto& [name, sql] : migrations()) {
            if (name >= "0027") break;
            work.exec(sql);
            work.exec("insert into migration (name) values (" + work.quote(name) + ")");
        }
        for (const auto& [hash, yaml] :
             {std::pair{"a", "id: a\ntimeZone: Asia/Shanghai\n"}, std::pair{"b", "timeZone: \"Asia/Tokyo\"  # 8\n"},
              std::pair{"c", "timeZone: Mars/Base\n"}}) {
            const std::string quoted = work.quote(std::string{hash});
            work.exec("insert into pack (hash, id, recorded_at) values (" + quoted + ", " + quoted + ", now())");
            work.exec("insert into pack_file (hash, name, bytes) values (" + quoted + ", 'pack.yaml', convert_to(" +
                      work.quote(std::string{yaml}) + ", 'UTF8'))");
            work.exec(
                "insert into case_file (case_no, pack_hash, process, version, state, submitted_at, revision) values (" +
                quoted + ", " + quoted + ", 'low-voltage', 1, 'open', '2018-10-08T00:30+09:00', 1)");
            work.exec("insert into step (case_no, path, task, id, owner, state, since, provisional) values (" + quoted +
                      ", 'accept', 'accept', 'accept', 'power-supply', 'active', '2018-10-08', false)");
        }
        work.commit();
    }
    migrate(url);
    pqxx::connection connection{url};
    const pqxx::result days = pqxx::nontransaction{connection}.exec(
        "select string_agg(case_no || ' ' || submitted_on, ', ' order by case_no) as all from case_file");
    EXPECT_EQ(days[0]["all"].c_str(), std::string{"a 2018-10-07, b 2018-10-08, c 2018-10-07"});
    Pool pool{url, 2};
    const app::BoardCounts board = StoredLists{pool}.board(calendar::parse_day("2018-10-17").value(), 10);
    EXPECT_EQ(board.tasks.size(), 3u);
    EXPECT_EQ(board.states.at("open"), 3);
    EXPECT_EQ(board.ageing, (std::map<int, int>{{0, 1}, {1, 2}}));
}

}  // namespace
}  // namespace bandian::store
