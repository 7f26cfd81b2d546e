#include "cli/database.hpp"

#include "cli/command_line.hpp"
#include "store/migrate.hpp"
#include "store/trace_store.hpp"

#include <QFileInfo>
#include <QThread>

#include <sodium.h>

#include <cstdio>
#include <pwd.h>
#include <unistd.h>

namespace bandian::cli {

void add_database_options(QCommandLineParser& parser) {
    parser.addOption({"database", "The service's PostgreSQL database, as URL or connection string.", "URL"});
    parser.addOption({"data", "The service's folder, when it has a private database.", "DIR"});
}

std::string database(const QCommandLineParser& parser, std::optional<store::PrivateCluster>& own, Make make) {
    if (parser.isSet("database")) return parser.value("database").toStdString();
    if (!parser.isSet("data"))
        throw Quit{wrong_use, "Expected --database URL or --data DIR, the service's, but got neither."};
    const std::string data = parser.value("data").toStdString();
    if (const auto sockets = store::PrivateCluster::sockets_of_running(data))
        return store::PrivateCluster::url_in(*sockets, "bandian");
    if (make == Make::must_not && !QFileInfo::exists(parser.value("data") + "/postgres/PG_VERSION"))
        throw Quit{the_answer_is_no, "Expected --data to be a folder that a service has used, but " + data +
                                         " holds no record: start the service there first, or name another folder."};
    own.emplace(data, [](const std::string& text) { std::fprintf(stderr, "%s\n", text.c_str()); });
    return own->url();
}

namespace {

constexpr std::size_t connections = 2;

std::string ready(const QCommandLineParser& parser, std::optional<store::PrivateCluster>& own, Make make) {
    if (sodium_init() < 0) throw Quit{a_fault, "libsodium cannot be initialised."};
    for (int tries = 1;; ++tries) {
        try {
            std::string url = database(parser, own, make);
            store::migrate(url);
            return url;
        } catch (const app::Unavailable&) {
            // A service that was killed leaves its PostgreSQL shutting down for a moment.
            if (parser.isSet("database") || tries == 10) throw;
            QThread::msleep(500);
        }
    }
}

}  // namespace

OpenRecord::OpenRecord(const QCommandLineParser& parser, Make make)
    : url(ready(parser, own, make)), pool(url, connections), store(pool) {}

app::Actor commander() {
    app::Actor actor;
    const passwd* user = ::getpwuid(::getuid());
    const char* before_sudo =
        ::getuid() == 0 ? std::getenv("SUDO_USER") : nullptr;  // from others it is only what they say
    actor.account = before_sudo ? before_sudo : user ? user->pw_name : std::to_string(::getuid());
    actor.source = "cli";
    return actor;
}

void OpenRecord::note(const std::string& what, const std::string& case_no) {
    const app::Actor by = commander();
    store::StoredTrace{pool}.add(time.now(), by.account, by.source, what, case_no, {});
}

OpenRecordWithRules::OpenRecordWithRules(const QCommandLineParser& parser, Make make)
    : OpenRecord(parser, make),
      files(workflows_folder(parser)),
      rules(
          [this]() -> app::EditionStore& {
              files.look_into(store);
              return store.editions;
          }(),
          files) {}

}  // namespace bandian::cli
