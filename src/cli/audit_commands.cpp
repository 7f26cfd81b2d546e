// bandian audit verify, bandian projections rebuild

#include "app/audit.hpp"
#include "cli/command_line.hpp"
#include "cli/database.hpp"
#include "store/archive_store.hpp"

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

}  // namespace

int audit(const QStringList& words) {
    return on_record(words, "verify",
                     "Checks that the log and every file are what was recorded, and that every list says what the log "
                     "says. Exit code 1 when something is not.",
                     [](app::Audit& audit) {
                         const app::AuditReport report = audit.verify();
                         for (const app::Flaw& flaw : report.flaws)
                             std::printf("%s: %s\n", flaw.where.c_str(), flaw.what.c_str());
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
