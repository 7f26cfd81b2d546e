// bandian calendar next|previous|is-working|add-days|add-months|ics|editions|import|withdraw

#include "app/calendar_desk.hpp"
#include "cli/command_line.hpp"
#include "cli/database.hpp"
#include "packs/files.hpp"
#include "report/calendar_feed.hpp"

#include <QFileInfo>

#include <cstdio>
#include <limits>

namespace bandian::cli {

namespace {

using calendar::Calendar;
using calendar::Day;
using calendar::to_string;

constexpr const char* usage =
    "bandian calendar next DAY | previous DAY | is-working DAY\n"
    "bandian calendar add-days DAY N | add-months DAY N     the last day of a term in calendar days or months\n"
    "bandian calendar ics                                   days off and make-up days as iCalendar\n"
    "bandian calendar editions                              what the calendar rests on\n"
    "bandian calendar import FILE [--dry-run] --database URL | --data DIR\n"
    "bandian calendar withdraw ID [--dry-run] --database URL | --data DIR   takes an imported edition back, until a "
    "case rests on it";

Day day_argument(const QStringList& arguments, qsizetype index, const Calendar& calendar) {
    const std::string text = arguments.value(index).toStdString();
    const auto day = calendar::parse_day(text);
    if (!day) throw Quit{wrong_use, "Expected DAY as YYYY-MM-DD, but got \"" + text + "\".\n" + usage};
    if (!calendar.covers(*day))
        throw Quit{the_answer_is_no, "Expected a day from " + to_string(calendar.first()) + " to " +
                                         to_string(calendar.last()) + ", which the calendar covers, but got " + text +
                                         "."};
    return *day;
}

int number_argument(const QStringList& arguments, qsizetype index) {
    bool good = false;
    const int value = arguments.value(index).toInt(&good);
    if (!good || value < 0 || value > 100'000)
        throw Quit{wrong_use, std::string{"Expected N as a whole number from 0.\n"} + usage};
    return value;
}

/// `counted_to`: the last day that the answer rests on, when that is not the answer itself.
int print(const Calendar& calendar, const std::optional<Day>& day, std::optional<Day> counted_to = std::nullopt) {
    if (!day)
        throw Quit{the_answer_is_no, "Expected a day that the calendar knows, but it lies outside " +
                                         to_string(calendar.first()) + " to " + to_string(calendar.last()) + "."};
    std::printf("%s%s\n", to_string(*day).c_str(),
                calendar.is_provisional(counted_to.value_or(*day)) ? " provisional" : "");
    return ok;
}

void print_editions(const Calendar& calendar) {
    for (const calendar::EditionPtr& e : calendar.editions())
        std::printf("%s  %s  %s%s  %s\n", to_string(e->published).c_str(), e->id.c_str(),
                    e->number.empty() ? "no number" : e->number.c_str(), e->number_settled ? "" : " (not settled)",
                    e->title.c_str());
    std::printf("covers %s to %s, provisional from %s\n", to_string(calendar.first()).c_str(),
                to_string(calendar.last()).c_str(), to_string(calendar.first_provisional()).c_str());
}

std::string days_of(const app::Move& move) {
    const auto text = [](const std::optional<Day>& day) { return day ? to_string(*day) : std::string{"none"}; };
    return text(move.before) + " -> " + text(move.after) + (move.held ? " if resumed today" : "") +
           (move.overdue_after && !move.overdue_before   ? ", becomes overdue"
            : move.overdue_before && !move.overdue_after ? ", is no longer overdue"
                                                         : "");
}

std::string with_weekday(Day day) {
    static const char* const names[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    return to_string(day) + ' ' + names[date::weekday{day}.c_encoding()];
}

/// One line for each run of days that editions set, then what is different from before.
void print_year(const app::YearSeen& year) {
    const std::string name = std::to_string(static_cast<int>(calendar::year_of(year.last)));
    int off = 0, worked = 0;
    for (const calendar::DayRun& run : year.runs)
        (run.works ? worked : off) += static_cast<int>((run.last - run.first).count()) + 1;
    std::printf("%s would have %d working days; days set off: %d; make-up days: %d.\n", name.c_str(), year.working_days,
                off, worked);
    for (const calendar::DayRun& run : year.runs) {
        const auto length = (run.last - run.first).count() + 1;
        const std::string span = with_weekday(run.first) + (length == 1 ? "" : " to " + with_weekday(run.last));
        std::printf("  %s  %s  %s%s\n", run.works ? "worked" : "off   ", span.c_str(), run.holiday.c_str(),
                    length == 1 ? "" : (", " + std::to_string(length) + " days").c_str());
    }
    std::printf("%zu days are other than %s", year.turned.size(), year.was_provisional ? "was provisional" : "before");
    for (std::size_t i = 0; i < year.turned.size(); ++i)
        std::printf("%s%s", i == 0 ? ": " : ", ", to_string(year.turned[i]).c_str());
    std::printf("\n");
}

int print_preview(const app::Preview& preview) {
    const std::string what = preview.edition + (preview.withdrawn ? ", taken back," : "");
    if (preview.changes)
        std::printf("%s changes days from %s to %s; %d cases are within its reach, %zu move:\n", what.c_str(),
                    to_string(preview.changes->first).c_str(), to_string(preview.changes->last).c_str(),
                    preview.looked_at, preview.moved.size());
    else std::printf("%s changes no day.\n", what.c_str());
    for (const app::MovedCase& moved : preview.moved)
        for (const app::Move& move : moved.moves)
            std::printf("%s  %s  %s\n", moved.case_no.c_str(), move.clock.c_str(), days_of(move).c_str());
    if (preview.year) print_year(*preview.year);
    return ok;
}

[[noreturn]] void refuse(const app::Refusal& refusal) { throw Quit{the_answer_is_no, refusal.rejection.detail}; }

/// How many cases were.
int work_out_anew(app::CalendarDesk& desk) {
    int cases = 0;
    for (int taken = 1; taken > 0; cases += taken) taken = desk.recalculate(200);
    return cases;
}

int import(const QCommandLineParser& parser, const QStringList& arguments) {
    if (arguments.size() != 2) throw Quit{wrong_use, std::string{"Expected one FILE.\n"} + usage};
    packs::Faults faults;
    const auto content = packs::read_file(arguments[1].toStdString(), faults);
    if (!content) throw Quit{wrong_use, packs::to_string(faults.front())};
    const app::EditionFile file{arguments[1].toStdString(), *content};
    OpenRecordWithRules record{parser};
    app::CalendarDesk desk{record.store.editions, record.store.recalculation, record.time, record.rules};
    const std::string region = parser.value("calendar").toStdString();
    if (parser.isSet("dry-run")) {
        const auto outcome = desk.preview(region, file, {}, std::numeric_limits<int>::max());
        if (const auto* no = std::get_if<app::Refusal>(&outcome)) refuse(*no);
        return print_preview(std::get<app::Preview>(outcome));
    }
    const auto outcome = desk.import(region, file, [&](const std::string& what) { record.note(what); });
    if (const auto* no = std::get_if<app::Refusal>(&outcome)) refuse(*no);
    const auto& done = std::get<app::Committed>(outcome);
    const int cases = work_out_anew(desk);
    std::printf("%s is in force as revision %d; %d open cases were worked out anew.\n", done.edition.c_str(),
                done.revision, cases);
    return ok;
}

int withdraw(const QCommandLineParser& parser, const QStringList& arguments) {
    if (arguments.size() != 2)
        throw Quit{wrong_use, std::string{"Expected one ID, that of an imported edition.\n"} + usage};
    const std::string id = arguments[1].toStdString();
    OpenRecordWithRules record{parser};
    app::CalendarDesk desk{record.store.editions, record.store.recalculation, record.time, record.rules};
    if (parser.isSet("dry-run")) {
        const auto outcome = desk.preview_withdrawal(id, {}, std::numeric_limits<int>::max());
        if (const auto* no = std::get_if<app::Refusal>(&outcome)) refuse(*no);
        return print_preview(std::get<app::Preview>(outcome));
    }
    const auto outcome = desk.withdraw(id, {}, [&](const std::string& what) { record.note(what); });
    if (const auto* no = std::get_if<app::Refusal>(&outcome)) refuse(*no);
    const auto& done = std::get<app::Committed>(outcome);
    const int cases = work_out_anew(desk);
    std::printf("%s has been taken back, which makes revision %d; %d cases were worked out anew.\n",
                done.edition.c_str(), done.revision, cases);
    return ok;
}

}  // namespace

int calendar(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription(usage);
    parser.addPositionalArgument(
        "VERB", "next, previous, is-working, add-days, add-months, ics, editions, import or withdraw.");
    parser.addOption({"calendar", "The region's calendar (default cn).", "REGION", "cn"});
    parser.addOption(
        {"dry-run", "With import or withdraw: shows the year and which cases would move, and changes nothing."});
    add_database_options(parser);
    add_workflows_option(parser);
    parse(parser, words);
    const QStringList arguments = parser.positionalArguments();
    const QString verb = arguments.value(0);
    if (verb == "import") return import(parser, arguments);
    if (verb == "withdraw") return withdraw(parser, arguments);
    const Calendar calendar =
        calendar_of(workflows_folder(parser), parser.value("calendar").toStdString(), std::nullopt);
    if (verb == "next") return print(calendar, calendar.next(day_argument(arguments, 1, calendar)));
    if (verb == "previous") {
        const Day day = day_argument(arguments, 1, calendar);
        return print(calendar, calendar.previous(day), day - date::days{1});  // what lies between counts too
    }
    if (verb == "add-days")
        return print(calendar, calendar.add_calendar_days(day_argument(arguments, 1, calendar),
                                                          date::days{number_argument(arguments, 2)}));
    if (verb == "add-months")
        return print(calendar, calendar.add_months(day_argument(arguments, 1, calendar),
                                                   date::months{number_argument(arguments, 2)}));
    if (verb == "is-working") {
        const Day day = day_argument(arguments, 1, calendar);
        const bool working = calendar.is_working(day);
        std::printf("%s%s\n", working ? "yes" : "no", calendar.is_provisional(day) ? " provisional" : "");
        return working ? ok : the_answer_is_no;
    }
    if (verb == "ics") {
        std::fputs(report::calendar_feed(calendar, report::Language::chinese).c_str(), stdout);
        return ok;
    }
    if (verb == "editions") {
        print_editions(calendar);
        return ok;
    }
    throw Quit{wrong_use, "Expected a verb, but got \"" + verb.toStdString() + "\".\n" + usage};
}

}  // namespace bandian::cli
