// bandian migrate, backup, restore, person erase

#include "cli/command_line.hpp"
#include "cli/database.hpp"
#include "store/archive_store.hpp"
#include "store/migrate.hpp"
#include "store/outbox_store.hpp"

#include <QFile>
#include <QFileInfo>
#include <QProcess>

#include <cstdio>

namespace bandian::cli {

namespace {

QString quoted(const std::string& text) { return QString::fromStdString(text); }

/// Runs one of PostgreSQL's own programs; it says itself what is wrong.
void run(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(program, arguments);
    if (!process.waitForStarted())
        throw Quit{a_fault, "Expected " + program.toStdString() +
                                ", but it cannot be run: install the package postgresql-client."};
    process.waitForFinished(-1);
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        throw Quit{a_fault, program.toStdString() + " ended with a fault (above): nothing was kept."};
}

/// A backup holds names and files.
void tell_who_reads(const QString& file) {
    if (QFileInfo(file).permissions() & (QFile::ReadGroup | QFile::ReadOther))
        std::fprintf(stderr, "%s can be read by others than its owner, and it holds people's data: chmod 600 it.\n",
                     file.toStdString().c_str());
}

void parse_one(QCommandLineParser& parser, const QStringList& words, const char* what, const char* meaning) {
    parser.addPositionalArgument(what, meaning);
    add_database_options(parser);
    parse(parser, words);
    if (parser.positionalArguments().size() != 1)
        throw Quit{wrong_use, std::string{"Expected one "} + what + ", but got " +
                                  std::to_string(parser.positionalArguments().size()) + "."};
}

}  // namespace

int migrate(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription("Brings a database to this program's schema.");
    parser.addOption({"database", "A PostgreSQL database, as URL or connection string, as its owner.", "URL"});
    parser.addOption(
        {"service-role",
         "A role of the database that serve is to use: it may do everything but change or take out what the log holds.",
         "ROLE"});
    parse(parser, words);
    if (!parser.isSet("database")) throw Quit{wrong_use, "Expected --database URL, but it is missing."};
    const std::string url = parser.value("database").toStdString();
    store::migrate(url);
    if (parser.isSet("service-role")) store::grant_service(url, parser.value("service-role").toStdString());
    std::printf("The database has this program's schema.\n");
    return ok;
}

int backup(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        "Writes the whole record to FILE, in the custom form of pg_dump, while the service runs.");
    parse_one(parser, words, "FILE", "To be made; it is refused when there is one.");
    const QString file = parser.positionalArguments().first(), part = file + ".part";
    if (QFileInfo::exists(file))
        throw Quit{wrong_use, "Expected FILE to be new, but " + file.toStdString() + " is there: choose another name."};
    std::optional<store::PrivateCluster> own;
    const std::string url = database(parser, own);
    QFile made(part);
    if (!made.open(QIODevice::WriteOnly) || !made.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        throw Quit{wrong_use, "Expected to write " + part.toStdString() + ", but it cannot be written."};
    made.close();
    try {
        run("pg_dump",
            {"--format=custom", "--no-owner", "--no-privileges", "--dbname=" + quoted(url), "--file=" + part});
    } catch (...) {
        QFile::remove(part);
        throw;
    }
    if (!QFile::rename(part, file))
        throw Quit{a_fault, "Expected to rename " + part.toStdString() + " to " + file.toStdString() +
                                ", but it cannot be renamed."};
    std::printf("%s holds the record.\n", file.toStdString().c_str());
    return ok;
}

int restore(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        "Makes the record of FILE, which backup wrote, in an empty database or a new --data.");
    parse_one(parser, words, "FILE", "As backup wrote it.");
    const QString file = parser.positionalArguments().first();
    if (!QFileInfo(file).isReadable())
        throw Quit{wrong_use, "Expected FILE to be readable, but " + file.toStdString() + " is not."};
    run("pg_restore", {"--list", "--file=/dev/null", file});  // no database is made for what is none
    tell_who_reads(file);
    std::optional<store::PrivateCluster> own;
    const std::string url = database(parser, own, Make::may);
    if (store::has_record(url))
        throw Quit{the_answer_is_no,
                   "Expected a database without a record, but this one has one: choose another, or a new --data. "
                   "Nothing was changed."};
    run("pg_restore",
        {"--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--dbname=" + quoted(url), file});
    store::migrate(url);
    store::Pool pool{url, 1};
    // What waited when the backup was made may have been sent since; and a trial is no reason to tell anybody anything.
    const int paused = store::OutboxStore{pool}.pause_all();
    std::printf("The record has been restored. bandian audit verify checks it.\n");
    if (paused > 0)
        std::printf(
            "Its %d subscribers are paused: bandian subscriber resume NAME [--skip-waiting] sends to them again.\n",
            paused);
    return ok;
}

int person(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        "bandian person erase CASE --reason WHY: takes the applicant's data and files out of a case, for good. Its log "
        "stays, and verifies.");
    parser.addPositionalArgument("VERB", "erase");
    parser.addPositionalArgument("CASE", "The case's number.");
    parser.addOption({"reason", "Why; it is kept.", "WHY"});
    add_database_options(parser);
    parse(parser, words);
    const QStringList arguments = parser.positionalArguments();
    if (arguments.size() != 2 || arguments[0] != "erase")
        throw Quit{wrong_use, "Expected bandian person erase CASE --reason WHY."};
    if (parser.value("reason").trimmed().isEmpty()) throw Quit{wrong_use, "Expected --reason WHY, but it is missing."};
    OpenRecord record{parser};
    store::ArchiveStore archive{record.pool};
    record.note("erased person", arguments[1].toStdString());
    if (!archive.erase_person(arguments[1].toStdString(), parser.value("reason").toStdString(), commander().account,
                              record.time.now()))
        throw Quit{the_answer_is_no,
                   "Expected the number of a case, but there is none with \"" + arguments[1].toStdString() + "\"."};
    std::printf("The personal data and files of %s are gone.\n", arguments[1].toStdString().c_str());
    return ok;
}

}  // namespace bandian::cli
