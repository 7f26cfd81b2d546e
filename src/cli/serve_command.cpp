// bandian serve

#include "cli/command_line.hpp"
#include "cli/rule_files.hpp"
#include "app/sweep.hpp"
#include "http/server.hpp"
#include "papers/examiner.hpp"
#include "papers/heic.hpp"
#include "papers/pdf.hpp"
#include "papers/previews.hpp"
#include "report/calendar_feed.hpp"
#include "report/case_feed.hpp"
#include "report/picture.hpp"
#include "report/picture_facts.hpp"
#include "report/square_code.hpp"
#include "store/account_store.hpp"
#include "store/archive_store.hpp"
#include "store/outbox_store.hpp"
#include "store/migrate.hpp"
#include "store/private_cluster.hpp"
#include "store/record.hpp"
#include "store/trace_store.hpp"
#include "store/watch.hpp"
#include "wire/instant.hpp"
#include "worker/courier.hpp"
#include "worker/demo.hpp"
#include "worker/fetch.hpp"
#include "worker/loop.hpp"
#include "worker/receiver.hpp"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QUrl>

#include <sodium.h>

#include <functional>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <mutex>
#include <thread>

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace bandian::cli {

namespace {

constexpr std::size_t connections = 16;                  // to the database, shared by the server's threads
constexpr const char* service_role = "bandian_service";  // in a private database: it cannot change the log
constexpr int demo_speed = 5760;                         // a day in a quarter of a minute
constexpr auto demo_pause = std::chrono::milliseconds{1000};
constexpr auto follow_pause = std::chrono::milliseconds{300};
constexpr auto sweep_pause = std::chrono::milliseconds{500};
constexpr int swept_at_once = 50;
constexpr auto fold_pause = std::chrono::milliseconds{1000};
constexpr auto courier_pause = std::chrono::milliseconds{200};
constexpr auto tidy_pause = std::chrono::minutes{10};
constexpr auto abandoned_after = std::chrono::hours{24};  // a file that began to come
constexpr auto delivered_kept = std::chrono::hours{24 * 30};
constexpr auto searches_kept = std::chrono::hours{24 * 1096};  // what was looked for; that somebody searched stays
constexpr auto watch_pause = std::chrono::milliseconds{500};
constexpr auto answers_get = std::chrono::milliseconds{2500};      // once we are told to stop
constexpr auto everything_gets = std::chrono::milliseconds{5500};  // PostgreSQL then has the rest of ten seconds
constexpr auto seal_pause = std::chrono::milliseconds{2000};
constexpr int recalculated_at_once = 200;  // cases in one transaction

void tell(const std::string& text) { std::fprintf(stderr, "%s\n", text.c_str()); }

struct Address {
    std::string host;
    int port = 0;
};

Address address_in(const std::string& text) {
    const auto colon = text.rfind(':');
    bool good = false;
    Address address;
    if (colon != std::string::npos) {
        address.host = text.substr(0, colon);
        if (address.host.size() > 2 && address.host.front() == '[' && address.host.back() == ']')
            address.host = address.host.substr(1, address.host.size() - 2);
        address.port = QString::fromStdString(text.substr(colon + 1)).toInt(&good);
    }
    if (!good || address.host.empty() || address.port < 0 || address.port > 65535)
        throw Quit{wrong_use, "Expected --listen as HOST:PORT, such as 127.0.0.1:8080, but got \"" + text + "\"."};
    return address;
}

int number_in(const QCommandLineParser& parser, const char* name, int least, int most) {
    bool good = false;
    const int value = parser.value(name).toInt(&good);
    if (!good || value < least || value > most)
        throw Quit{wrong_use, std::string{"Expected --"} + name + " as a whole number from " + std::to_string(least) +
                                  " to " + std::to_string(most) + ", but got \"" + parser.value(name).toStdString() +
                                  "\"."};
    return value;
}

std::string standard_data_folder() {
    if (::geteuid() == 0) return "/var/lib/bandian";
    return (QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + "/bandian").toStdString();
}

std::string web_folder(const std::string& workflows) {
    const QString beside = QString::fromStdString(workflows) + "/../web";
    if (QFileInfo(beside).isDir()) return QDir::cleanPath(beside).toStdString();
    throw Quit{a_fault, "Expected the folder web beside " + workflows + ", but there is none."};
}

struct Clock {
    std::unique_ptr<app::Time> time;
    worker::SetTime* settable = nullptr;
};

std::optional<app::Instant> test_clock(const QCommandLineParser& parser) {
    if (!parser.isSet("test-clock")) return std::nullopt;
    const auto start = wire::parse_instant(parser.value("test-clock").toStdString());
    if (!start)
        throw Quit{wrong_use, "Expected --test-clock as YYYY-MM-DDThh:mm+hh:mm, but got \"" +
                                  parser.value("test-clock").toStdString() + "\"."};
    return start;
}

Clock make_clock(const QCommandLineParser& parser, store::Record& record) {
    Clock clock;
    if (const auto start = test_clock(parser)) {
        auto settable = std::make_unique<worker::SetTime>(*start);
        clock.settable = settable.get();
        clock.time = std::move(settable);
    } else if (parser.isSet("demo")) {
        // Invented time goes on where the last run left it.
        const app::Instant now = worker::SystemTime{}.now();
        clock.time = std::make_unique<worker::FastTime>(std::max(now, record.last_entry().value_or(now)), demo_speed);
    } else {
        clock.time = std::make_unique<worker::SystemTime>();
    }
    return clock;
}

/// The state of things, for /metrics: pool, sweep, messages, open steps by department and light.
std::string gauges(store::Pool& pool, app::ListStore& lists, app::Outbox& outbox, const app::Sweep& sweep,
                   const app::Rulebook& rules, app::Instant now) {
    const store::Pool::Use use = pool.use();
    std::string text =
        "# HELP bandian_pool_connections Connections to the database.\n# TYPE bandian_pool_connections "
        "gauge\nbandian_pool_connections{state=\"lent\"} " +
        std::to_string(use.lent) + "\nbandian_pool_connections{state=\"idle\"} " + std::to_string(use.idle) +
        "\nbandian_pool_connections{state=\"most\"} " + std::to_string(use.most) +
        "\n# HELP bandian_sweep_lag_seconds Since the sweep last had nothing left to look at.\n# TYPE "
        "bandian_sweep_lag_seconds gauge\nbandian_sweep_lag_seconds " +
        std::to_string(sweep.lag()) +
        "\n# HELP bandian_outbox_messages Messages that wait to be sent, or were given up.\n# TYPE "
        "bandian_outbox_messages gauge\n";
    for (const app::OutboxCount& one : outbox.counts())
        text += "bandian_outbox_messages{road=\"" + one.road + "\",state=\"" + one.state + "\"} " +
                std::to_string(one.messages) + '\n';
    text += "# HELP bandian_open_tasks Open steps by department and light.\n# TYPE bandian_open_tasks gauge\n";
    std::map<std::pair<std::string, std::string>, int> tasks;
    // Of no case what it took: a scrape asks for the open steps alone.
    for (const app::BoardRow& row : lists.board(wire::local_day(now, rules.time_zone), 0).tasks) {
        tasks[{row.owner, "green"}] += row.green;
        tasks[{row.owner, "yellow"}] += row.yellow;
        tasks[{row.owner, "red"}] += row.red;
        tasks[{row.owner, "paused"}] += row.paused;
    }
    for (const auto& [labels, n] : tasks)
        text += "bandian_open_tasks{department=\"" + labels.first + "\",light=\"" + labels.second + "\"} " +
                std::to_string(n) + '\n';
    return text;
}

/// A line of JSON for each request; no path with a case's number, nothing of what was sent.
void log_request(const http::Request& request, const http::Reply& reply, double seconds) {
    const app::Json line{{"at", wire::to_text(worker::SystemTime{}.now(), "UTC")},
                         {"id", request.id},
                         {"method", request.method},
                         {"route", std::string{request.route}},
                         {"status", reply.status},
                         {"ms", seconds * 1000},
                         {"account", request.by.account}};
    tell(line.dump(-1, ' ', false, app::Json::error_handler_t::replace));
}

http::ProviderOptions provider_of(const QCommandLineParser& parser, const std::string& public_url,
                                  const app::Desk& desk, const app::Time& wall) {
    http::ProviderOptions provider;
    provider.issuer = parser.value("oidc-issuer").toStdString();
    if (provider.issuer.empty()) return provider;
    provider.client = parser.value("oidc-client").toStdString();
    provider.public_url = public_url;
    QFile secret(parser.value("oidc-secret-file"));
    if (provider.client.empty() || provider.public_url.empty() || !secret.open(QIODevice::ReadOnly))
        throw Quit{wrong_use,
                   "Expected --oidc-client, --public-url and a readable --oidc-secret-file beside --oidc-issuer, but "
                   "one is missing."};
    provider.client_secret = secret.readAll().trimmed().toStdString();
    provider.fetch = worker::fetch;
    provider.key = desk.key_for("oidc-cookie");
    provider.wall = [&wall] { return wall.now(); };
    return provider;
}

worker::Pass after(int done) { return done > 0 ? worker::Pass::more_to_do : worker::Pass::done_for_now; }

/// Told before anything is made: without a scheme libcurl would take HTTP.
std::string mail_server(const QCommandLineParser& parser) {
    const QString text = parser.value("mail-server");
    const QUrl url(text, QUrl::StrictMode);
    if (!parser.isSet("mail-server") ||
        (url.isValid() && (url.scheme() == "smtp" || url.scheme() == "smtps") && !url.host().isEmpty()))
        return text.toStdString();
    throw Quit{wrong_use, "Expected --mail-server as smtp://HOST:PORT or smtps://HOST:PORT, but got \"" +
                              text.toStdString() + "\"."};
}

/// Told before anything is made.
std::string mail_from(const QCommandLineParser& parser) {
    const std::string text = parser.value("mail-from").toStdString();
    if (app::is_mail_address(text)) return text;
    throw Quit{wrong_use, "Expected --mail-from as NAME@HOST, but got \"" + text + "\"."};
}

/// As the command says, else desk.yaml; empty: nobody has.
std::string public_url(const QCommandLineParser& parser, const DeskFile& desk) {
    if (!parser.isSet("public-url")) return desk.public_url;
    const std::string text = parser.value("public-url").toStdString();
    if (const auto url = public_url_in(text)) return *url;
    throw Quit{wrong_use, "Expected --public-url as https://HOST, but got \"" + text + "\"."};
}

/// Whose messages cannot go out as things are set.
void tell_who_waits(app::Outbox& outbox, bool has_mail_server, const app::Reach& reach) {
    for (const app::SubscriberState& one : outbox.subscribers()) {
        const bool mail = app::is_mail(one.subscriber);
        if (mail && !has_mail_server) tell("E-mail to " + one.subscriber.name + " waits: no --mail-server is set.");
        if (mail) continue;
        if (const auto why = worker::out_of_reach(one.subscriber.url, reach, worker::Lookup::none))
            tell("Messages to " + one.subscriber.name + " wait: " + *why);
    }
}

/// After SIGHUP. Whatever goes wrong, the rules of before stay, and the service goes on.
void read_rules_anew(RuleFiles& files, store::Record& record, app::Rules& rules, const app::Time& time) {
    try {
        files.read_anew(record, time.now());
        record.editions.note_edition_files(files.digest());
        rules.reload();
        tell(rules.now()->troubles.empty() ? "Packs and calendars were read anew."
                                           : "Packs and calendars were read anew, but for what is told above.");
    } catch (const std::exception& e) {
        tell("Expected to read packs and calendars anew, but: " + std::string{e.what()} + ". Send the signal again.");
    }
}

/// A terminal that hangs up ends the service as it always did; the same signal from somebody asks it to read its rules
/// anew.
bool asks_for_rules(int signal, const siginfo_t& from) { return signal == SIGHUP && from.si_code != SI_KERNEL; }

/// Until a signal to stop comes, and looks after the database meanwhile. `read_anew` is called at SIGHUP.
void wait_for(const sigset_t& signals, store::PrivateCluster* cluster, const std::function<void()>& read_anew) {
    const timespec pause{0, std::chrono::nanoseconds{watch_pause}.count()};
    while (true) {
        siginfo_t from{};
        const int signal = sigtimedwait(&signals, &from, &pause);
        if (asks_for_rules(signal, from)) read_anew();
        else if (signal >= 0) return;
        if (!cluster) continue;
        try {
            cluster->keep_running(tell);
        } catch (const app::Unavailable& fault) {
            tell(fault.what());
        }
    }
}

/// Ends what is under way when the service is told to stop: answers get a while, then the database is taken from them;
/// and should even that not help, the process ends. The record holds what was acknowledged either way.
class Stopping {
public:
    Stopping(store::Pool& pool, store::PrivateCluster* cluster)
        : thread_([this, &pool, cluster] {
              std::unique_lock lock(mutex_);
              if (over_.wait_for(lock, answers_get, [this] { return ended_; })) return;
              pool.close();
              if (over_.wait_for(lock, everything_gets - answers_get, [this] { return ended_; })) return;
              tell("What was under way did not end in time: leaving it.");
              if (cluster) cluster->abandon();
              std::_Exit(ok);
          }) {}
    ~Stopping() {
        {
            const std::lock_guard lock(mutex_);
            ended_ = true;
        }
        over_.notify_one();
        thread_.join();
    }

private:
    std::mutex mutex_;
    std::condition_variable over_;
    bool ended_ = false;
    std::thread thread_;
};

/// --clamd. One that does not answer yet is told, not fatal: until it does no file is taken.
std::optional<papers::Clamd> scanner(const QCommandLineParser& parser) {
    if (!parser.isSet("clamd")) return std::nullopt;
    const std::string socket = parser.value("clamd").toStdString();
    papers::Clamd clamd{socket};
    if (!clamd.answers())
        tell("Expected clamd to answer at " + socket + ", but it does not: no file is taken until it does.");
    return clamd;
}

/// What was needed of root is done: the port is bound, the data folder prepared, what lies in root's own folders read.
void give_up_root(store::OsUser as) {
    const passwd* known = ::getpwuid(as.user);
    const bool done = (known ? ::initgroups(known->pw_name, as.group) : ::setgroups(0, nullptr)) == 0 &&
                      ::setgid(as.group) == 0 && ::setuid(as.user) == 0;
    if (!done || ::setuid(0) == 0)
        throw Quit{a_fault, "Expected to go on as OS user " + std::to_string(as.user) + ", but it is not possible."};
    tell("Going on as the OS user " + std::string{known ? known->pw_name : std::to_string(as.user).c_str()} +
         ", no longer as root.");
}

/// --user; nullopt when it is not given.
std::optional<store::OsUser> os_user(const QCommandLineParser& parser) {
    if (!parser.isSet("user")) return std::nullopt;
    const std::string name = parser.value("user").toStdString();
    if (!parser.isSet("database"))
        throw Quit{wrong_use,
                   "Expected --user beside --database only, since with a private database the service goes on "
                   "as its owner."};
    if (::geteuid() != 0)
        throw Quit{wrong_use, "Expected to be root for --user, but this is another user: leave --user out."};
    const passwd* user = ::getpwnam(name.c_str());
    if (!user || user->pw_uid == 0)
        throw Quit{wrong_use, "Expected --user to name an OS user other than root, but got \"" + name + "\"."};
    return store::OsUser{user->pw_uid, user->pw_gid};
}

void serve_until_told(const QCommandLineParser& parser, const std::string& owner_url, store::PrivateCluster* cluster,
                      http::Server& server, const Address& address, RuleFiles& files, const sigset_t& signals) {
    store::migrate(owner_url);
    if (cluster) store::grant_service(owner_url, service_role);
    const std::string url = cluster ? cluster->url_for(service_role) : owner_url;
    store::Pool pool{url, connections};
    const store::Watch watch{pool, url};
    store::Record record{pool};
    store::ArchiveStore archive{pool};
    store::OutboxStore outbox{pool};
    record.dedicate(parser.isSet("demo"));
    const Clock clock = make_clock(parser, record);
    files.settle(record, clock.time->now());
    record.editions.note_edition_files(files.digest());
    app::Rules rules{record.editions, files};
    app::Desk desk{record.for_desk(), *clock.time, rules};
    app::CalendarDesk calendar{record.editions, record.recalculation, *clock.time, rules};
    worker::Demo demo{desk};
    store::StoredAccounts stored_accounts{pool};
    // Sessions go by the clock on the wall, unless that is set from outside: the demonstration's days last seconds.
    const worker::SystemTime wall;
    app::Accounts accounts{stored_accounts, clock.settable ? *clock.time : static_cast<const app::Time&>(wall)};
    if (parser.isSet("demo"))
        for (const app::Actor& one : worker::Demo::people())
            stored_accounts.put_account({one, app::Accounts::hash_password(worker::Demo::password), true}, {}, {},
                                        clock.time->now());

    store::StoredTrace stored_trace{pool};
    const app::Time& traced_by = clock.settable ? *clock.time : static_cast<const app::Time&>(wall);
    app::Tracer tracer{stored_trace, traced_by, desk.key_for(app::search_key_purpose)};

    papers::FileExaminer examiner{scanner(parser)};
    papers::Previews previews;
    if (!papers::has_poppler())
        tell(
            "Expected pdfinfo and pdftoppm, but they are not there: install the package poppler-utils, or PDFs have "
            "no previews and those with a password are taken.");
    if (!papers::has_libheif())
        tell(
            "Expected heif-thumbnailer, but it is not there: install the package of that name, or pictures in HEIC "
            "have "
            "no previews.");

    http::RouteOptions options;
    options.examiner = &examiner;
    options.previewer = &previews;
    options.file_bounds = files.desk().files;
    options.ready = [&watch, &record, &rules, &clock] {
        return http::readiness(watch.answers() && record.reachable(), *rules.now(), clock.time->now());
    };
    options.board = [&record, &rules, &clock] { return app::board_now(record.lists, *rules.now(), clock.time->now()); };
    app::Sweep sweep{record.alarms, rules, *clock.time};
    options.gauges = [&] { return gauges(pool, record.lists, outbox, sweep, *rules.now(), clock.time->now()); };
    if (parser.isSet("log-requests")) options.log = log_request;
    options.status_a_minute = number_in(parser, "status-rate", 1, 100'000'000);
    if (clock.settable) options.set_clock = [&clock](app::Instant now) { clock.settable->set(now); };
    if (parser.isSet("demo")) options.demo = [&demo] { return demo.list(); };
    options.public_url = public_url(parser, files.desk());
    const auto report_language = [](http::Language language) {
        return language == http::Language::english ? report::Language::english : report::Language::chinese;
    };
    options.feed = [report_language](const calendar::Calendar& c, http::Language language) {
        return report::calendar_feed(c, report_language(language));
    };
    options.case_picture = [report_language](const casework::Case& one, const casework::CaseView& view,
                                             const std::string& call, http::Language language) {
        return report::case_picture(one, view, call, report_language(language));
    };
    options.process_picture = [report_language](const process::Pack& pack, const std::string& process,
                                                http::Language language) {
        return report::process_picture(pack, process, report_language(language));
    };
    options.case_picture_facts = report::case_picture_facts;
    options.process_picture_facts = report::process_picture_facts;
    options.case_feed = [report_language](const app::CaseOnDesk& one, http::Language language) {
        return report::case_feed(one, report_language(language));
    };
    options.square_code = [](const std::string& text) { return report::square_code(text); };
    http::Routes routes{desk,
                        calendar,
                        archive,
                        accounts,
                        tracer,
                        provider_of(parser, public_url(parser, files.desk()), desk, traced_by),
                        std::move(options)};
    tell_who_waits(outbox, parser.isSet("mail-server"), files.desk().reach);
    if (const auto as = cluster ? std::optional{cluster->owner()} : os_user(parser); as && ::geteuid() == 0)
        give_up_root(*as);
    else if (::geteuid() == 0) tell("It runs as root, which it need not: --user NAME names the OS user to go on as.");
    std::thread listening([&server, &routes] { server.run(routes); });
    std::optional<Stopping> stopping;
    {
        std::optional<worker::Loop> moving;
        if (parser.isSet("demo"))
            moving.emplace("demo", demo_pause, [&demo] {
                demo.run_once();
                return worker::Pass::done_for_now;
            });
        // Follows packs and editions that other instances bring, and works out what rests on an older one.
        const worker::Loop following("calendar", follow_pause, [&calendar, &files, &record, &rules] {
            if (files.follow_packs(record)) rules.reload();
            calendar.follow();
            return after(calendar.recalculate(recalculated_at_once));  // in between, what others bring is seen
        });
        // Warnings, due days, breaches, and silence that answers.
        const worker::Loop sweeping("sweep", sweep_pause, [&sweep] { return after(sweep.run_once(swept_at_once)); });
        // Once a day: a head over all that was entered before.
        const worker::Loop sealing("seal", seal_pause, [&record, &rules, &clock] {
            const app::Instant now = clock.time->now();
            record.ledger.seal(wire::local_day(now, rules.now()->time_zone), now);
            return worker::Pass::done_for_now;
        });
        const worker::Loop folding("counts", fold_pause, [&record] {
            record.lists.fold_counts();
            return worker::Pass::done_for_now;
        });
        worker::Courier courier{
            outbox,
            *clock.time,
            {mail_server(parser), mail_from(parser), public_url(parser, files.desk()), files.desk().reach}};
        const worker::Loop carrying("outbox", courier_pause, [&courier] { return after(courier.run_once()); });
        const worker::Loop tidying("tidy", tidy_pause, [&] {
            accounts.clear_past();
            archive.clear_abandoned(clock.time->now() - abandoned_after);
            outbox.forget_delivered(clock.time->now() - delivered_kept);
            stored_trace.forget_searches(traced_by.now() - searches_kept);
            return worker::Pass::done_for_now;
        });
        const std::string host = address.host.find(':') == std::string::npos ? address.host : '[' + address.host + ']';
        std::printf("Bandian is at http://%s:%d/ (Ctrl-C stops it)\n", host.c_str(), address.port);
        std::fflush(stdout);
        wait_for(signals, cluster, [&] { read_rules_anew(files, record, rules, *clock.time); });
        tell("Stopping …");
        stopping.emplace(pool, cluster);
        server.stop();
    }
    listening.join();
}

}  // namespace

int serve(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription("The service. Without --database it starts a PostgreSQL of its own under --data.");
    parser.addOption({"database", "A PostgreSQL database, as URL or connection string.", "URL"});
    parser.addOption(
        {"data", "Folder of the private database (default " + QString::fromStdString(standard_data_folder()) + ").",
         "DIR", QString::fromStdString(standard_data_folder())});
    parser.addOption(
        {"listen", "Address to listen on (default 127.0.0.1:8080; port 0: any).", "HOST:PORT", "127.0.0.1:8080"});
    parser.addOption({"demo", "Invented cases that move by themselves on a fast clock."});
    parser.addOption({"test-clock", "A clock that stands there until PUT /api/v1/test-clock sets it.", "INSTANT"});
    parser.addOption(
        {"behind-proxy", "A proxy stands in front: where a request comes from is what its X-Real-IP says."});
    parser.addOption({"status-rate",
                      "Answers of the public status, and estimates, to one source in a minute (default 120).", "N",
                      "120"});
    parser.addOption({"oidc-issuer", "The identity provider 统一身份认证 that people may sign in at.", "URL"});
    parser.addOption({"oidc-client", "What this service is called there.", "ID"});
    parser.addOption({"oidc-secret-file", "Holds its secret.", "FILE"});
    parser.addOption(
        {"public-url", "Of this service, as others reach it: https://HOST. Also publicUrl in desk.yaml.", "URL"});
    parser.addOption({"log-requests", "A line of JSON on stderr for each request."});
    parser.addOption({"clamd",
                      "Has every file looked at by ClamAV's clamd, at this unix socket; while it is silent none "
                      "is taken.",
                      "SOCKET"});
    parser.addOption({"user",
                      "Started as root with --database: the OS user to go on as once the port is bound and all "
                      "is read.",
                      "NAME"});
    parser.addOption({"mail-server", "Sends e-mail through it: smtp://HOST:PORT or smtps://HOST:PORT.", "URL"});
    parser.addOption({"mail-from", "The address e-mail comes from.", "ADDRESS", "bandian@localhost"});
    add_workflows_option(parser);
    parse(parser, words);
    if (!parser.positionalArguments().isEmpty())
        throw Quit{wrong_use,
                   "Expected options only, but got \"" + parser.positionalArguments().first().toStdString() + "\"."};
    test_clock(parser);  // a slip in it is told before anything is made
    mail_server(parser);
    mail_from(parser);
    os_user(parser);
    Address address = address_in(parser.value("listen").toStdString());
    if (!http::is_loopback(address.host) && !parser.isSet("behind-proxy"))
        throw Quit{wrong_use,
                   "Expected a loopback address, since this service is not made to face a network alone, but got " +
                       address.host + ": put the nginx of docs/operations.md in front and say --behind-proxy."};
    number_in(parser, "status-rate", 1, 100'000'000);
    const std::string workflows = workflows_folder(parser);
    // Blocked before any thread is made, so that only sigwait sees them; and before rules are read, so that none is
    // lost.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    RuleFiles files{workflows};
    report(files.desk_faults());
    public_url(parser, files.desk());
    http::Server server{web_folder(workflows), parser.isSet("behind-proxy")};
    const int port = server.bind(address.host, address.port);
    if (port == 0)
        throw Quit{
            a_fault,
            "Expected to listen on " + address.host + ":" + std::to_string(address.port) +
                ", but it is taken or not ours: stop the program that uses it, or choose another with --listen."};
    address.port = port;
    if (sodium_init() < 0) throw Quit{a_fault, "libsodium cannot be initialised."};

    std::signal(SIGPIPE, SIG_IGN);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);  // of all threads that come
    ::setenv("PGCONNECT_TIMEOUT", "3", 0);     // libpq would wait for minutes

    std::optional<store::PrivateCluster> cluster;
    const std::string data =
        parser.value("data").toStdString() + (parser.isSet("demo") && !parser.isSet("data") ? "-demo" : "");
    if (!parser.isSet("database")) cluster.emplace(data, tell);
    serve_until_told(parser, cluster ? cluster->url() : parser.value("database").toStdString(),
                     cluster ? &*cluster : nullptr, server, address, files, signals);
    cluster.reset();
    tell("Stopped.");
    return ok;
}

}  // namespace bandian::cli
