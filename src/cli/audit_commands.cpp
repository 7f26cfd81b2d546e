// bandian audit verify, bandian projections rebuild

#include "app/audit.hpp"
#include "cli/command_line.hpp"
#include "cli/database.hpp"
#include "store/archive_store.hpp"
#include "wire/instant.hpp"

#include <algorithm>
#include <cstdio>

namespace bandian::cli {

namespace {

/// Goes on meanwhile; and is never behind what the service saw last, whose clock may have been ahead.
class LaterTime : public app::Time {
public:
    LaterTime(const app::Time& time, app::Instant earliest) : time_(time), earliest_(earliest) {}
    app::Instant now() const override { return std::max(time_.now(), earliest_); }

private:
    const app::Time& time_;
    app::Instant earliest_;
};

/// The record of a service, with its rules.
template <class Use>
int on_record(const QStringList& words, const char* verb, const char* description, Use use) {
    QCommandLineParser parser;
    parser.setApplicationDescription(description);
    parser.addPositionalArgument(verb, "What is to be done.");
    add_database_options(parser);
    add_workflows_option(parser);
    parse(parser, words);
    if (parser.positionalArguments() != QStringList{verb})
        throw Quit{wrong_use, "Expected bandian " + words.first().toStdString() + ' ' + verb + "."};
    OpenRecordWithRules record{parser, Make::must_not};
    const LaterTime time{record.time, record.store.last_entry().value_or(app::Instant{})};
    store::ArchiveStore archive{record.pool};
    app::Audit audit{record.store.ledger, archive, record.rules, time};
    return use(audit);
}

void tell_what_is_covered(const app::AuditReport& report) {
    if (report.sealed_since)
        std::printf(
            "Packs, applicants, managers, notes, files and accounts of before %s are compared with what they "
            "were then.\n",
            wire::to_text(*report.sealed_since, "UTC").c_str());
    std::printf(
        "Not compared, since nothing that is sealed says them: passwords, names and deputies of users, their sessions "
        "and tokens; who works on a step; hand-overs; subscribers and their messages; what editions moved, and alarms "
        "of the cases they moved.\n");
}

}  // namespace

int audit(const QStringList& words) {
    return on_record(words, "verify",
                     "Checks that the log, every file and what stands beside the log are what was recorded, and that "
                     "every list and alarm says what the log says; names what it does not compare. Exit code 1 when "
                     "something is not.",
                     [](app::Audit& audit) {
                         const app::AuditReport report = audit.verify();
                         for (const app::Flaw& flaw : report.flaws)
                             std::printf("%s: %s\n", flaw.where.c_str(), flaw.what.c_str());
                         tell_what_is_covered(report);
                         std::printf("%d cases, %d events: %s\n", report.cases, report.events,
                                     report.flaws.empty() ? "all as recorded"
                                                          : (std::to_string(report.flaws.size()) + " flaws").c_str());
                         return report.flaws.empty() ? ok : the_answer_is_no;
                     });
}

int projections(const QStringList& words) {
    return on_record(words, "rebuild", "Makes what lists show anew from the log. The service may go on running.",
                     [](app::Audit& audit) {
                         std::printf("%d cases made anew\n", audit.rebuild());
                         return ok;
                     });
}

}  // namespace bandian::cli
