// A new holiday notice over many open cases: how long its preview and its commit take, beside reading the same rows
// with COPY. On a PostgreSQL of its own, thrown away afterwards. edition_bench [CASES, default 100000]

#include "app/calendar_desk.hpp"
#include "cli/rule_files.hpp"
#include "store/private_cluster.hpp"
#include "wire/instant.hpp"
#include "worker/demo.hpp"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <sodium.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdio>

namespace {

using namespace bandian;
using process::Value;

constexpr int templates = 40;

const std::string notice =
    "edition: cn-2027\nkind: notice\nyear: 2027\ntitle: invented\nnumber: invented\npublished: 2026-12-01\n"
    "off:\n  - { name: 元旦, from: 2027-01-01, to: 2027-01-03 }\n  - { name: 春节, from: 2027-02-05, to: 2027-02-11 }\n"
    "without: { 清明节: invented, 劳动节: invented, 端午节: invented, 中秋节: invented, 国庆节: invented }\n"
    "work:\n  - { for: 元旦, days: [2026-12-27] }\n  - { for: 春节, days: [2027-01-31] }\n";

double seconds(const std::function<void()>& run) {
    const auto start = std::chrono::steady_clock::now();
    run();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Cases in the middle of their way, begun on different days: one at the supply plan, one at the permits, one held.
void open_templates(app::Desk& desk, worker::SetTime& time) {
    const auto at = [&](int day) { time.set(*wire::parse_instant("2026-11-20T09:00+08:00") + date::days{day}); };
    for (int i = 0; i < templates; ++i) {
        at(i % 14);
        const auto opened = std::get<app::Opened>(desk.open(
            {"", "ten-kilovolt", {{"capacityKva", Value{630.0}}}, {{"name", "x"}}, {{"address", "y"}}, {}, {}}));
        int version = 1;
        const auto enter = [&](casework::Entry entry) {
            version = std::get<app::Recorded>(desk.enter(opened.case_no, entry, {version, {}, {}})).version;
        };
        at(i % 14 + 1);
        enter(casework::Complete{"accept", "accepted", {}, std::nullopt});
        if (i % 4 == 0) continue;
        at(i % 14 + 4);
        process::Record permits{{"roadOccupation", process::List{Value{process::Record{}}}},
                                {"greenSpace", process::List{Value{process::Record{}}}}};
        enter(casework::Complete{"supply-plan",
                                 "replied",
                                 {{"line", Value{std::string{"cable"}}},
                                  {"externalLineMetres", Value{100.0}},
                                  {"civilWorks", Value{i % 2 == 0}},
                                  {"permits", Value{permits}}},
                                 std::nullopt});
        version = std::get<app::Recorded>(desk.file_permits(opened.case_no, {version, {}, {}})).version;
        if (i % 4 == 1) continue;
        at(i % 14 + 6);
        enter(casework::Hold{"green-space.1.review", "correction", {"works-plan"}, {}, std::nullopt});
        if (i % 4 == 2) continue;
        at(i % 14 + 9);
        enter(casework::Resume{"green-space.1.review", std::nullopt});
        enter(casework::Complete{"green-space.1.review", "granted", {}, std::nullopt});
        enter(casework::Complete{"road-occupation.1.review", "granted", {}, std::nullopt});
        enter(casework::Complete{"customer-works", "done", {}, std::nullopt});
    }
    at(30);
}

void multiply(const std::string& url, int cases) {
    pqxx::connection connection{url};
    pqxx::work work{connection};
    const std::string copies = std::to_string(cases / templates - 1);
    work.exec(
        "insert into case_file select case_no || '-' || n, pack_hash, process, version, state, submitted_at, revision, "
        "reaches from case_file, generate_series(1, " +
        copies + ") n");
    work.exec("insert into event select case_no || '-' || n, number, at, day, entry from event, generate_series(1, " +
              copies + ") n");
    work.exec("insert into person select case_no || '-' || n, applicant, site from person, generate_series(1, " +
              copies + ") n");
    work.exec(
        "insert into step (case_no, path, task, id, owner, state, since, due, provisional, turns_yellow, turns_red) "
        "select case_no || '-' || n, path, task, id, owner, state, since, due, provisional, turns_yellow, turns_red "
        "from step, generate_series(1, " +
        copies + ") n");
    work.commit();
    pqxx::nontransaction session{connection};
    session.exec("analyze");
}

/// The rows that a preview reads, as PostgreSQL hands them out fastest.
double copy_seconds(const std::string& url) {
    const std::string command =
        "psql -q -X \"" + url +
        "\" -c \"copy (select c.case_no, c.pack_hash, c.version, c.revision, e.number, e.at, e.day, e.entry from "
        "case_file c join event e using (case_no) where c.state = 'open') to stdout\" > /dev/null";
    return seconds([&] {
        if (std::system(command.c_str()) != 0) std::abort();
    });
}

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    const int cases = argc > 1 ? std::atoi(argv[1]) : 100'000;
    if (sodium_init() < 0) return 3;
    QTemporaryDir folder;
    ::chmod(folder.path().toUtf8().constData(), 0755);
    store::PrivateCluster cluster{folder.path().toStdString() + "/data", [](const std::string&) {}};
    store::migrate(cluster.url());
    store::Pool pool{cluster.url(), 4};
    store::PostgresStore record{pool};
    worker::SetTime time{*wire::parse_instant("2026-11-20T09:00+08:00")};
    cli::RuleFiles files{std::string{BANDIAN_SOURCE_DIR} + "/workflows"};
    files.settle(record, time.now());
    record.note_edition_files(files.digest());
    app::Rules rules{record, files};
    app::Desk desk{record, time, rules};
    app::CalendarDesk calendar{record, time, rules};
    open_templates(desk, time);
    multiply(cluster.url(), cases);

    const double copy = copy_seconds(cluster.url());
    int moved = 0;
    int looked_at = 0;
    const double preview = seconds([&] {
        const auto outcome = std::get<app::Preview>(calendar.preview("cn", {"notice", notice}, {}, 1000));
        moved = outcome.moved_cases;
        looked_at = outcome.looked_at;
    });
    const double commit = seconds([&] {
        std::get<app::Committed>(calendar.import("cn", {"notice", notice}, [](const std::string&) {}));
    });
    int worked_out = 0;
    const double again = seconds([&] {
        for (int taken = 1; taken > 0; worked_out += taken) taken = calendar.recalculate(200);
    });
    std::printf("open cases               %9d\n", cases);
    std::printf("COPY of their rows       %9.2f s\n", copy);
    std::printf("preview                  %9.2f s  (%.1f x COPY; %d within reach, %d move)\n", preview, preview / copy,
                looked_at, moved);
    std::printf("commit                   %9.3f s\n", commit);
    std::printf("all worked out again     %9.2f s  (%.1f x COPY; %d cases)\n", again, again / copy, worked_out);
}
