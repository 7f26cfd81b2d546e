// The record on a real PostgreSQL of its own.

#include "store/postgres_store.hpp"
#include "store/private_cluster.hpp"
#include "store/queries.hpp"
#include "wire/instant.hpp"

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <sodium.h>

#include <thread>

namespace bandian::store {
namespace {

class Record : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        ASSERT_GE(sodium_init(), 0);
        folder_ = std::make_unique<QTemporaryDir>();
        cluster_ = std::make_unique<PrivateCluster>(folder_->path().toStdString(), [](const std::string&) {});
        migrate(cluster_->url());
        migrate(cluster_->url());  // a second time changes nothing
        pool_ = std::make_unique<Pool>(cluster_->url(), 8);
        store_ = std::make_unique<PostgresStore>(*pool_);
        packs::PackFiles files;
        files.content = {{"pack.yaml", "p"}};
        ASSERT_FALSE(store_->keep_pack("p", {files.hash(), 1, "1:p"}, files, at("2018-10-08T09:00+08:00")));
        hash_ = files.hash();
    }
    static void TearDownTestSuite() {
        store_.reset();
        pool_.reset();
        cluster_.reset();
        folder_.reset();
    }

    static app::Instant at(const char* text) { return wire::parse_instant(text).value(); }

    static app::NewCase fresh(const std::string& key = "", const std::string& digest = "d") {
        app::NewCase c;
        c.prefix = "T";
        c.year = 2018;
        c.pack_hash = hash_;
        c.process = "low-voltage";
        c.submission = {1, at("2018-10-08T09:00:00.123+08:00"), *calendar::parse_day("2018-10-08"), casework::Submit{"low-voltage", {{"supplies", process::Value{1.0}}}}};
        c.applicant = {{"name", "张三"}};
        c.site = {{"address", "x"}};
        c.projection.revision = store_->calendar_revision();
        c.projection.reaches = calendar::parse_day("2018-10-09");
        c.projection.timing = "what its clocks read";
        c.projection.open_tasks = {{"accept", "power-supply", casework::TaskState::active, *calendar::parse_day("2018-10-08"), calendar::parse_day("2018-10-09"), false,
                         calendar::parse_day("2018-10-09"), calendar::parse_day("2018-10-10")}};
        c.idempotency = {key, digest};
        return c;
    }

    static app::NewEvents withdrawal(const std::string& case_no, int expected, const std::string& key = "") {
        app::NewEvents e;
        e.case_no = case_no;
        e.expected_version = expected;
        e.events = {{expected + 1, at("2018-10-09T09:00+08:00"), *calendar::parse_day("2018-10-09"), casework::Withdraw{"r"}}};
        e.state = casework::CaseState::withdrawn;
        e.projection.revision = store_->calendar_revision();
        e.idempotency = {key, "d"};
        return e;
    }

    static std::unique_ptr<QTemporaryDir> folder_;
    static std::unique_ptr<PrivateCluster> cluster_;
    static std::unique_ptr<Pool> pool_;
    static std::unique_ptr<PostgresStore> store_;
    static std::string hash_;
};

std::unique_ptr<QTemporaryDir> Record::folder_;
std::unique_ptr<PrivateCluster> Record::cluster_;
std::unique_ptr<Pool> Record::pool_;
std::unique_ptr<PostgresStore> Record::store_;
std::string Record::hash_;

TEST_F(Record, gives_back_what_was_entered) {
    const auto opened = store_->open_case(fresh());
    const auto stored = store_->load(opened.case_no);
    ASSERT_TRUE(stored);
    ASSERT_EQ(stored->log.size(), 1u);
    EXPECT_EQ(stored->log[0].at, at("2018-10-08T09:00:00.123+08:00"));
    EXPECT_EQ(std::get<casework::Submit>(stored->log[0].entry).attributes.at("supplies"), process::Value{1.0});
    EXPECT_EQ(stored->applicant.at("name"), "张三");
    EXPECT_EQ(store_->load("T2018-999999"), std::nullopt);
    EXPECT_EQ(store_->load("'; drop table event; --"), std::nullopt);
}

TEST_F(Record, numbers_cases_within_their_year) {
    const auto first = store_->open_case(fresh()), second = store_->open_case(fresh());
    EXPECT_EQ(first.case_no.substr(0, 6), "T2018-");
    EXPECT_LT(first.case_no, second.case_no);
}

TEST_F(Record, is_guarded_by_the_version) {
    const auto opened = store_->open_case(fresh());
    EXPECT_EQ(store_->append(withdrawal(opened.case_no, 1)).written, app::Written::done);
    const auto stale = store_->append(withdrawal(opened.case_no, 1));
    EXPECT_EQ(stale.written, app::Written::stale);
    EXPECT_EQ(stale.version, 2);
    EXPECT_EQ(store_->append(withdrawal("T2018-999999", 1)).written, app::Written::absent);
    EXPECT_EQ(store_->load(opened.case_no)->log.size(), 2u);
}

TEST_F(Record, has_one_effect_for_one_key) {
    const auto opened = store_->open_case(fresh("key-1"));
    const auto again = store_->open_case(fresh("key-1"));
    EXPECT_EQ(again.written, app::Written::repeated);
    EXPECT_EQ(again.case_no, opened.case_no);
    EXPECT_EQ(store_->open_case(fresh("key-1", "another request")).written, app::Written::key_reused);
    EXPECT_EQ(store_->append(withdrawal(opened.case_no, 1, "key-2")).written, app::Written::done);
    EXPECT_EQ(store_->append(withdrawal(opened.case_no, 1, "key-2")).written, app::Written::repeated);
    EXPECT_EQ(store_->load(opened.case_no)->log.size(), 2u);
}

TEST_F(Record, has_one_effect_for_one_key_from_many_at_once) {
    std::vector<std::thread> threads;
    std::vector<std::string> numbers(8);
    for (std::size_t i = 0; i < numbers.size(); ++i) threads.emplace_back([&, i] { numbers[i] = store_->open_case(fresh("key-of-many")).case_no; });
    for (std::thread& thread : threads) thread.join();
    for (const std::string& number : numbers) EXPECT_EQ(number, numbers[0]);
}

TEST_F(Record, lists_open_tasks_by_what_falls_due_in_pages) {
    for (int i = 0; i < 5; ++i) store_->open_case(fresh());
    app::WorklistQuery query{std::string{"power-supply"}, std::nullopt, std::nullopt, 2};
    std::vector<std::string> seen;
    while (true) {
        const auto page = store_->worklist(query, *calendar::parse_day("2018-10-10"));
        for (const auto& row : page.rows) {
            seen.push_back(row.case_no + row.task.path);
            EXPECT_EQ(row.light, "red");  // due on the 9th
        }
        if (!page.next) break;
        query.cursor = page.next;
    }
    EXPECT_GE(seen.size(), 5u);
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), seen.size());
}

TEST_F(Record, lists_each_light_in_the_order_of_the_whole_list) {
    const calendar::Day today = *calendar::parse_day("2018-10-10");
    for (const char* owner : {"", "lots-a", "lots-b"})
        for (int days = -1; days <= 3; ++days)
            for (int warned = 0; warned <= 2; ++warned)
                for (const auto state : {casework::TaskState::active, casework::TaskState::held})
                    for (int twice = 0; twice < 2; ++twice) {
                        app::NewCase c = fresh();
                        app::OpenTask task{"accept", owner, state, today, std::nullopt, false, std::nullopt, std::nullopt};
                        if (days < 3) {  // else nobody knows when it is due
                            task.due = today + date::days{days};
                            task.turns_yellow = *task.due - date::days{warned};
                            task.turns_red = *task.due + date::days{1};
                        }
                        c.projection.open_tasks = {task};
                        store_->open_case(c);
                    }
    const auto listed = [&](const app::WorklistQuery& asked) {
        std::vector<std::pair<std::string, std::string>> seen;  // light, case
        app::WorklistQuery query = asked;
        do {
            const auto page = store_->worklist(query, today);
            for (const auto& row : page.rows) seen.emplace_back(row.light, row.case_no);
            query.cursor = page.next;
        } while (query.cursor);
        return seen;
    };
    const app::Scope department{app::Scope::Kind::department, "lots-b"};
    for (const auto& owner : {std::optional<std::string>{}, std::optional<std::string>{"lots-a"}, std::optional<std::string>{"nobody"}})
        for (const app::Scope& scope : {app::Scope{app::Scope::Kind::all, {}}, department, app::Scope{app::Scope::Kind::manager, {}, {"nobody"}}}) {
            app::WorklistQuery query{owner, std::nullopt, std::nullopt, 7};
            query.scope = scope;
            const auto all = listed(query);
            EXPECT_TRUE(scope.kind != app::Scope::Kind::manager || all == listed({owner, std::nullopt, std::nullopt, 500})) << "what is nobody's is everybody's";
            for (const char* light : {"green", "yellow", "red", "paused"}) {
                auto expected = all;
                std::erase_if(expected, [&](const auto& one) { return one.first != light; });
                query.light = light;
                EXPECT_EQ(listed(query), expected) << light << " of " << owner.value_or("all");
                EXPECT_TRUE(owner || !expected.empty()) << light;
            }
        }
}

TEST_F(Record, keeps_one_meaning_for_a_version_of_a_pack_and_every_byte_of_it) {
    packs::PackFiles other;
    other.content = {{"pack.yaml", "changed"}, {"drawn.bpmn", std::string{"\xff\xfe<\0?\0", 6}}};
    const auto keep = [&](int version, const std::string& meaning) {
        return store_->keep_pack("p", {other.hash(), version, meaning}, other, at("2018-10-08T09:00+08:00"));
    };
    EXPECT_EQ(keep(1, "1:q"), 2) << "it means something else under the same version";
    ASSERT_EQ(store_->kept_packs({}).size(), 1u);
    EXPECT_EQ(keep(2, "1:q"), std::nullopt);
    EXPECT_EQ(keep(2, "1:q"), std::nullopt) << "it is there already";
    const auto kept = store_->kept_packs({hash_});
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_EQ(kept[0].files.content, other.content) << "also what is no UTF-8";
    EXPECT_EQ(kept[0].files.hash(), kept[0].pack.hash);
    EXPECT_EQ(kept[0].pack.version, 2);
}

app::ImportedEdition edition(const std::string& id, int revision) { return {id, "cn", "content", *wire::parse_instant("2018-10-08T09:00+08:00"), revision}; }

TEST_F(Record, refuses_what_was_worked_out_under_an_older_calendar) {
    const auto opened = store_->open_case(fresh());
    app::NewEvents late = withdrawal(opened.case_no, 1);
    app::NewCase late_case = fresh();
    const int revision = store_->calendar_revision();
    ASSERT_EQ(store_->import_edition(edition("e-1", revision), std::nullopt), app::Imported::done);
    EXPECT_EQ(store_->calendar_revision(), revision + 1);
    EXPECT_EQ(store_->append(late).written, app::Written::other_revision);
    EXPECT_EQ(store_->open_case(late_case).written, app::Written::other_revision);
    EXPECT_EQ(store_->load(opened.case_no)->log.size(), 1u);
    EXPECT_EQ(store_->append(withdrawal(opened.case_no, 1)).written, app::Written::done);
}

TEST_F(Record, takes_an_edition_once_and_only_under_the_revision_it_was_judged_by) {
    const int revision = store_->calendar_revision();
    ASSERT_EQ(store_->import_edition(edition("e-2", revision), std::nullopt), app::Imported::done);
    EXPECT_EQ(store_->import_edition(edition("e-2", revision + 1), std::nullopt), app::Imported::known);
    EXPECT_EQ(store_->import_edition(edition("e-3", revision), std::nullopt), app::Imported::outdated);
}

TEST_F(Record, keeps_an_edition_that_was_taken_back_and_takes_its_id_again) {
    store_->open_case(fresh());
    const int revision = store_->calendar_revision();
    ASSERT_EQ(store_->import_edition(edition("e-5", revision), std::nullopt), app::Imported::done);
    const auto gone_at = at("2018-10-09T09:00+08:00");
    app::Withdrawal what{"e-5", revision + 1, gone_at, "li", at("2018-01-01T00:00+08:00"), std::nullopt};
    int asked = 0;
    const auto rests = [&](const app::LoggedCase&) { return ++asked > 0; };
    const auto none_rests = [](const app::LoggedCase&) { return false; };
    EXPECT_EQ(store_->withdraw_edition(what, rests), app::Withdrawn::rested_on);
    EXPECT_EQ(asked, 1);
    what.looked_until = at("2100-01-01T00:00+08:00");  // nothing was entered from then on
    --what.revision;
    EXPECT_EQ(store_->withdraw_edition(what, rests), app::Withdrawn::outdated);
    ++what.revision;
    EXPECT_EQ(store_->withdraw_edition(what, none_rests), app::Withdrawn::done);
    EXPECT_EQ(store_->calendar_revision(), revision + 2);
    EXPECT_EQ(store_->editions().back().withdrawn_at, gone_at);
    EXPECT_EQ(store_->editions().back().withdrawn_revision, revision + 2);
    EXPECT_EQ(store_->withdraw_edition(what, none_rests), app::Withdrawn::absent);
    EXPECT_EQ(store_->import_edition(edition("e-5", revision + 2), std::nullopt), app::Imported::done);
    EXPECT_TRUE(store_->cases_touched(what.looked_until, {}, 10).empty());
    const auto first = store_->cases_touched(at("2018-01-01T00:00+08:00"), {}, 1);
    ASSERT_EQ(first.size(), 1u);
    EXPECT_FALSE(first[0].log.empty());
}

TEST_F(Record, hands_outdated_cases_out_once_and_marks_them_until_they_are_done) {
    app::NewCase due = fresh();
    due.projection.attention = calendar::parse_day("2018-10-09");
    const auto opened = store_->open_case(due);
    ASSERT_EQ(store_->import_edition(edition("e-4", store_->calendar_revision()), std::nullopt), app::Imported::done);
    const auto outdated = [&] {
        int marked = 0;
        for (const auto& row : store_->worklist({std::nullopt, std::nullopt, std::nullopt, 500}, *calendar::parse_day("2018-10-09")).rows) marked += row.outdated;
        return marked;
    };
    EXPECT_GT(outdated(), 0);
    const calendar::Day day = *calendar::parse_day("2018-10-09");
    const auto no_entry = [](const app::LoggedCase& logged) { return app::Swept{logged.case_no, logged.version, at("2018-10-09T09:00+08:00"), {}, casework::CaseState::open, {store_->calendar_revision(), {}, {}, {}, {}}, {}}; };
    EXPECT_EQ(store_->sweep({store_->calendar_revision(), {hash_}}, day, 500, no_entry), 0) << "recalculation comes first";
    EXPECT_TRUE(store_->wants_sweep(day)) << "and the sweep is behind until then";
    const int revision = store_->calendar_revision();
    int worked_out = 0;
    EXPECT_EQ(store_->recalculate({revision, {"another pack"}}, 500, at("2018-10-09T09:00+08:00"), [](const app::LoggedCase& logged) -> app::Recalculated { throw app::Damaged(logged.case_no); }), 0)
        << "what rests on a pack of another instance is left to that one";
    while (store_->recalculate({revision, {hash_}}, 3, at("2018-10-09T09:00+08:00"), [&](const app::LoggedCase& logged) {
        ++worked_out;
        app::Recalculated done{logged.case_no, logged.version, {}, {}, std::nullopt};
        done.projection.revision = revision;
        done.projection.timing = "what its clocks read";
        if (logged.case_no == opened.case_no) done.moved = {{"e-4", "accept", calendar::parse_day("2018-10-09"), calendar::parse_day("2018-10-10"), false, false, false}};
        return done;
    }) > 0) {}
    EXPECT_GT(worked_out, 0);
    EXPECT_EQ(outdated(), 0);
    EXPECT_EQ(store_->sweep({revision, {hash_}}, day, 500, no_entry), 1);
    EXPECT_FALSE(store_->wants_sweep(day));
    app::NewCase again = due;
    again.projection.revision = revision;
    store_->open_case(again);
    EXPECT_EQ(store_->sweep({revision, {"another pack"}}, day, 500, no_entry), 0) << "it stays due for whoever has its pack";
    EXPECT_TRUE(store_->wants_sweep(day));
    EXPECT_EQ(store_->sweep({revision, {hash_}}, day, 500, no_entry), 1);
    ASSERT_EQ(store_->moves_of(opened.case_no).size(), 1u);
    EXPECT_EQ(store_->moves_of(opened.case_no)[0].after, calendar::parse_day("2018-10-10"));
}

TEST_F(Record, takes_nothing_back_from_under_an_alarm_that_the_void_did_not_know_of) {
    const calendar::Day day = *calendar::parse_day("2018-10-09");
    app::NewCase due = fresh();
    due.projection.attention = day;
    const auto opened = store_->open_case(due);
    const auto accept_is_due = [&](const app::LoggedCase& logged) {
        return app::Swept{logged.case_no, logged.version, at("2018-10-09T09:00+08:00"), {}, casework::CaseState::open, {store_->calendar_revision(), {}, {}, {}, {}}, {{"accept", "due", day}}};
    };
    ASSERT_GE(store_->sweep({store_->calendar_revision(), {hash_}}, day, 500, accept_is_due), 1);
    app::NewEvents back = withdrawal(opened.case_no, 1, "void-key");
    back.last_alarm = 0;
    EXPECT_EQ(store_->append(back).written, app::Written::overtaken);
    EXPECT_EQ(store_->load(opened.case_no)->log.size(), 1u);
    back.last_alarm = store_->alarms_of(opened.case_no).at(0).number;
    back.retracted = {*back.last_alarm};
    EXPECT_EQ(store_->append(back).written, app::Written::done);
    EXPECT_TRUE(store_->alarms_of(opened.case_no).at(0).retracted);
    EXPECT_EQ(store_->append(back).written, app::Written::repeated) << "the key tells, whatever was raised since";
}

TEST_F(Record, keeps_one_secret) { EXPECT_EQ(store_->receipt_secret(), store_->receipt_secret()); }

TEST_F(Record, refuses_a_second_service_on_its_folder) {
    try {
        PrivateCluster second{folder_->path().toStdString(), [](const std::string&) {}};
        FAIL() << "two services on one folder";
    } catch (const app::Fault& fault) {
        EXPECT_NE(std::string{fault.what()}.find("uses it"), std::string::npos) << fault.what();
    }
}

/// A database as the version before 0018 left it, with cases in it.
TEST_F(Record, telephone_numbers_of_before_are_found_by_any_spelling) {
    {
        pqxx::connection connection{cluster_->url()};
        pqxx::nontransaction{connection}.exec("create database before");
    }
    const std::string url = cluster_->url() + " dbname=before";
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
    PostgresStore record{pool};
    const auto found = [&](const char* text) {
        app::CasesQuery query;
        query.text = text;
        query.limit = 50;
        query.scope.kind = app::Scope::Kind::all;
        return record.cases(query, *calendar::parse_day("2018-10-08")).rows.size();
    };
    for (const char* spelling :
         {"13800000000", "+8613800000000", "+86 138 0000 0000", "138-0000-0000", "１３８ 0000 0000"})
        EXPECT_EQ(found(spelling), 4u) << spelling;
    EXPECT_EQ(found("0533-6180000"), 1u);
    EXPECT_EQ(found("6180000"), 2u);
    EXPECT_EQ(found("13800000001"), 0u);
}

TEST_F(Record, a_case_is_as_old_as_in_its_jurisdiction_whatever_zone_the_database_is_set_to) {
    {
        pqxx::connection connection{cluster_->url()};
        pqxx::nontransaction{connection}.exec("create database aged");
    }
    const std::string url = cluster_->url() + " dbname=aged";
    migrate(url);
    for (const char* zone : {"UTC", "America/Los_Angeles", "Pacific/Kiritimati"}) {
        {
            pqxx::connection connection{url};
            pqxx::nontransaction{connection}.exec("alter database aged set timezone to '" + std::string{zone} + "'");
        }
        Pool pool{url, 2};
        PostgresStore record{pool};
        packs::PackFiles files;
        files.content = {{"pack.yaml", "p"}};
        if (zone == std::string_view{"UTC"}) {
            ASSERT_FALSE(record.keep_pack("p", {files.hash(), 1, "1:p"}, files, at("2018-10-08T09:00+08:00")));
            for (const char* moment : {"2018-10-08T00:30:00+08:00", "2018-10-07T23:30:00+08:00"}) {
                app::NewCase opening = fresh();
                opening.submission.at = at(moment);
                opening.projection.revision = record.calendar_revision();
                ASSERT_EQ(record.open_case(opening).written, app::Written::done);
            }
        }
        const calendar::Day today = *calendar::parse_day("2018-10-17");
        const auto aged = [&](std::optional<int> from, std::optional<int> to) {
            app::CasesQuery query;
            query.age_from = from;
            query.age_to = to;
            query.time_zone = "Asia/Shanghai";
            return record.cases(query, today).rows.size();
        };
        EXPECT_EQ(aged(0, 9), 1u) << zone;
        EXPECT_EQ(aged(10, std::nullopt), 1u) << zone;
        EXPECT_EQ(record.board(today, "Asia/Shanghai").ageing, (std::map<int, int>{{0, 1}, {1, 1}})) << zone;
    }
}

}  // namespace
}  // namespace bandian::store
