#include "cli/command_line.hpp"

#include <QCoreApplication>

#include <cstdio>
#include <cstdlib>
#include <exception>

#include <sys/stat.h>

namespace {

constexpr const char* usage =
    "bandian 办电: from the application for electricity to power-on\n"
    "\n"
    "  bandian due FROM DAYS            the day on which a number of working days is up\n"
    "  bandian count FROM TO            the working days after FROM, up to and including TO\n"
    "  bandian calendar VERB            next, previous, is-working, add-days, add-months, ics, editions, import, "
    "withdraw\n"
    "  bandian check PACK…              lints policy packs\n"
    "  bandian replay PACK SCENARIO     runs a scenario without a database\n"
    "  bandian diagram PACK PROCESS     the picture of a process or a case as SVG\n"
    "  bandian try PACK [PROCESS]       walks a process: steps, dates, fees and papers\n"
    "  bandian diff PACK_A PACK_B       what changes for an applicant, in words\n"
    "  bandian packs                    the rules that cases rest on, by version\n"
    "  bandian serve                    the service, with a database of its own\n"
    "  bandian audit verify             checks the log's chain, and every list against the log\n"
    "  bandian projections rebuild      makes what lists show anew from the log\n"
    "  bandian backup FILE              writes the whole record; restore FILE makes it anew\n"
    "  bandian user VERB                who signs in: add, list, remove, deputy\n"
    "  bandian token VERB               with what programs act as somebody: add, list, revoke\n"
    "  bandian trace [CASE]             who looked at what, was denied or changed it, from where and when\n"
    "  bandian subscriber VERB          who is told of entries and alarms: add, list, replay, pause, resume, remove\n"
    "  bandian person erase CASE        takes a person's data out of a case; its log stays\n"
    "  bandian migrate                  brings a database to this program's schema\n"
    "\n"
    "Each has --help. Exit codes: 0 ok, 1 the answer is no, 2 wrong use, 3 a fault.\n";

int run(const QStringList& words) {
    using namespace bandian::cli;
    if (words.isEmpty()) throw Quit{wrong_use, usage};
    const QString& command = words.first();
    if (command == "--help" || command == "-h" || command == "help") {
        std::fputs(usage, stdout);
        return ok;
    }
    if (command == "due") return due(words);
    if (command == "count") return count(words);
    if (command == "check") return check(words);
    if (command == "replay") return replay(words);
    if (command == "diagram") return diagram(words);
    if (command == "try") return try_out(words);
    if (command == "diff") return diff(words);
    if (command == "packs") return packs_kept(words);
    if (command == "serve") return serve(words);
    if (command == "calendar") return calendar(words);
    if (command == "audit") return audit(words);
    if (command == "projections") return projections(words);
    if (command == "backup") return backup(words);
    if (command == "restore") return restore(words);
    if (command == "subscriber") return subscriber(words);
    if (command == "user") return user(words);
    if (command == "token") return token(words);
    if (command == "trace") return trace(words);
    if (command == "person") return person(words);
    if (command == "migrate") return migrate(words);
    throw Quit{wrong_use, "Expected a command, but got \"" + command.toStdString() + "\".\n\n" + usage};
}

}  // namespace

int main(int argc, char** argv) {
    // One locale wherever it runs: without any, Qt takes file names for ASCII and says so at each start; in another,
    // numbers would have commas.
    ::setenv("LC_ALL", "C.UTF-8", 1);
    ::umask(077);  // whatever is written down holds people's data
    QCoreApplication application(argc, argv);
    try {
        return run(application.arguments().mid(1));
    } catch (const bandian::cli::Quit& quit) {
        if (!quit.text.empty()) std::fprintf(stderr, "%s\n", quit.text.c_str());
        return quit.code;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "bandian: %s\n", e.what());
        return bandian::cli::a_fault;
    }
}
