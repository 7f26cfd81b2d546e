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
        "insert into step (case_no, path, id, task, owner, state, since, due, turns_yellow, turns_red) select '" + one +
        "', 'p' || n, 'p', 'p', 'o' || n % 7, case when n % 100 = 0 then 'held' else 'active' end, '2018-10-01', "
        "d, d - 2, case when n % 100 <> 0 or n % 200 = 0 then d + 1 end "
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
        opening.submission.at = wire::parse_instant(moment).value();
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
            query.time_zone = "Asia/Shanghai";
            return lists.cases(query, today).rows.size();
        };
        EXPECT_EQ(aged(0, 9), 1u) << zone;
        EXPECT_EQ(aged(10, std::nullopt), 1u) << zone;
        EXPECT_EQ(lists.board(today, "Asia/Shanghai", 10).ageing, (std::map<int, int>{{0, 1}, {1, 1}})) << zone;
    }
}

}  // namespace
}  // namespace bandian::store
