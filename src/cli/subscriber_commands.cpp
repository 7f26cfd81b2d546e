// bandian subscriber add|list|replay|pause|resume|remove

#include "cli/command_line.hpp"
#include "cli/database.hpp"
#include "cli/desk_file.hpp"
#include "store/outbox_store.hpp"
#include "worker/receiver.hpp"

#include <QRegularExpression>
#include <QUrl>

#include <sodium.h>

#include <cstdio>

namespace bandian::cli {

namespace {

constexpr const char* usage =
    "bandian subscriber add NAME URL [--kinds entry,alarm,retraction]   sends what happens to URL: http(s)://… or "
    "mailto:…\n"
    "bandian subscriber list                                            who there is, and how his messages stand\n"
    "bandian subscriber replay NAME                                     sends again what was given up\n"
    "bandian subscriber pause NAME                                      sends it nothing for a while: what happens "
    "waits\n"
    "bandian subscriber resume NAME [--skip-waiting]                    sends to it again; or gives up what waits, for "
    "replay\n"
    "bandian subscriber remove NAME";

/// Where messages may go, as desk.yaml has it.
app::Reach reach(const QCommandLineParser& parser) {
    packs::Faults faults;
    const DeskFile desk = read_desk_file(workflows_folder(parser), faults);
    report(faults);
    return desk.reach;
}

app::Subscriber subscriber_of(const QStringList& arguments, const QString& kinds, const app::Reach& reach) {
    static const QRegularExpression plain("^[a-z0-9][a-z0-9-]{0,62}$");
    if (arguments.size() != 3) throw Quit{wrong_use, std::string{"Expected NAME and URL.\n"} + usage};
    if (!plain.match(arguments[1]).hasMatch())
        throw Quit{wrong_use,
                   "Expected NAME of small letters, digits and -, but got \"" + arguments[1].toStdString() + "\"."};
    const std::string url = arguments[2].toStdString();
    if (const auto fault = worker::fault_of_receiver(url)) throw Quit{wrong_use, *fault};
    app::Subscriber subscriber{arguments[1].toStdString(), url, std::string(32, '\0'), {}};
    for (const QString& kind : kinds.split(',')) {
        if (kind != "entry" && kind != "alarm" && kind != "retraction")
            throw Quit{wrong_use,
                       "Expected --kinds of entry, alarm and retraction, but got \"" + kind.toStdString() + "\"."};
        subscriber.kinds.push_back(kind.toStdString());
    }
    const auto fault =
        app::is_mail(subscriber) ? std::nullopt : worker::out_of_reach(url, reach, worker::Lookup::by_name);
    if (fault) throw Quit{the_answer_is_no, *fault};
    randombytes_buf(subscriber.secret.data(), subscriber.secret.size());
    return subscriber;
}

/// Where messages go, without what lets somebody in there: user and password, the query, and parts of the path as long
/// as a key.
std::string without_secrets(const std::string& text) {
    constexpr int longest_part = 20;
    QUrl url(QString::fromStdString(text), QUrl::StrictMode);
    if (!url.isValid()) return "…";
    if (url.scheme() == "mailto") return text;
    const bool has_user = !url.userInfo().isEmpty(), has_query = url.hasQuery();
    QStringList parts = url.path(QUrl::FullyEncoded).split('/');
    for (QString& part : parts)
        if (part.size() >= longest_part) part = "…";
    const QString port = url.port() < 0 ? QString{} : ':' + QString::number(url.port());
    const QString host = url.host(QUrl::FullyEncoded);
    return (url.scheme() + "://" + (has_user ? "…@" : "") + (host.contains(':') ? '[' + host + ']' : host) + port +
            parts.join('/') + (has_query ? "?…" : ""))
        .toStdString();
}

void check_known(bool known, const QString& name) {
    if (!known)
        throw Quit{the_answer_is_no,
                   "Expected a subscriber, but there is none with the name \"" + name.toStdString() + "\"."};
}

}  // namespace

int subscriber(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription(usage);
    parser.addPositionalArgument("VERB", "add, list, replay, pause, resume or remove.");
    parser.addOption({"kinds",
                      "What is sent: entry (each step), alarm (warning, due, breach), retraction (default: all).",
                      "KINDS", "entry,alarm,retraction"});
    parser.addOption({"skip-waiting", "Gives up what waits, as after a restore, when it has been sent before."});
    add_database_options(parser);
    add_workflows_option(parser);
    parse(parser, words);
    const QStringList arguments = parser.positionalArguments();
    const QString verb = arguments.value(0), name = arguments.value(1);
    const bool on_one =
        (verb == "replay" || verb == "pause" || verb == "resume" || verb == "remove") && arguments.size() == 2;
    if (verb != "add" && !on_one && !(verb == "list" && arguments.size() == 1))
        throw Quit{wrong_use, std::string{"Expected a verb and what it needs.\n"} + usage};
    OpenRecord record{parser};
    store::OutboxStore outbox{record.pool};
    if (verb != "add" && verb != "list") record.note("subscriber " + name.toStdString() + ": " + verb.toStdString());
    if (verb == "add") {
        const app::Subscriber added = subscriber_of(arguments, parser.value("kinds"), reach(parser));
        record.note("subscriber " + added.name + ": add");
        if (!outbox.subscribe(added, record.time.now()))
            throw Quit{the_answer_is_no, "Expected a new NAME, but \"" + added.name + "\" is taken."};
        char secret[sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_ORIGINAL)];
        sodium_bin2base64(secret, sizeof secret, reinterpret_cast<const unsigned char*>(added.secret.data()),
                          added.secret.size(), sodium_base64_VARIANT_ORIGINAL);
        std::printf("%s\n", app::is_mail(added) ? "added" : (std::string{"whsec_"} + secret).c_str());
    } else if (verb == "list") {
        for (const app::SubscriberState& one : outbox.subscribers()) {
            std::string kinds;
            for (const std::string& kind : one.subscriber.kinds) kinds += (kinds.empty() ? "" : ",") + kind;
            const std::string paused = !one.paused                  ? ""
                                       : one.paused_because.empty() ? "  paused"
                                                                    : "  paused: " + one.paused_because;
            std::printf("%s  %s  %s%s  waiting %d, delivered %d, dead %d%s%s\n", one.subscriber.name.c_str(),
                        without_secrets(one.subscriber.url).c_str(), kinds.c_str(), paused.c_str(), one.waiting,
                        one.delivered, one.dead, one.last_fault.empty() ? "" : ": ", one.last_fault.c_str());
        }
    } else if (verb == "replay") {
        const std::optional<int> again = outbox.replay(name.toStdString(), record.time.now());
        check_known(again.has_value(), name);
        std::printf("%d messages are sent again\n", *again);
    } else if (verb == "pause") {
        check_known(outbox.pause(name.toStdString(), {}), name);
        std::printf("paused: what happens waits\n");
    } else if (verb == "resume") {
        const std::optional<int> given_up = outbox.resume(
            name.toStdString(), parser.isSet("skip-waiting") ? app::Waiting::given_up : app::Waiting::sent);
        check_known(given_up.has_value(), name);
        std::printf("resumed, %d messages given up\n", *given_up);
    } else {
        check_known(outbox.unsubscribe(name.toStdString()), name);
        std::printf("removed\n");
    }
    return ok;
}

}  // namespace bandian::cli
