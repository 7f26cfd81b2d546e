// bandian due, bandian count

#include "cli/command_line.hpp"
#include "wire/instant.hpp"

#include <charconv>
#include <cstdio>
#include <cstring>

namespace bandian::cli {

namespace {

using calendar::Calendar;
using calendar::Day;
using calendar::to_string;
using calendar::WorkingDays;

std::string reach(const Calendar& calendar) {
    return "the calendar " + calendar.region().id + " reaches from " + to_string(calendar.first()) + " to " +
           to_string(calendar.last());
}

/// The answer as a line, or why there is none.
struct Answer {
    std::string line;
    std::string fault;
    int exit = ok;
};

Answer no_day(std::string_view text) {
    return {{}, "Expected a day as YYYY-MM-DD, but got \"" + std::string{text} + "\".", wrong_use};
}

std::optional<Answer> not_covered(const Calendar& calendar, Day day) {
    if (calendar.covers(day)) return std::nullopt;
    return Answer{
        {},
        "Expected a day that the calendar knows, but " + to_string(day) + " lies outside: " + reach(calendar) + '.',
        the_answer_is_no};
}

Answer due_of(const Calendar& calendar, std::string_view from_text, std::string_view days_text) {
    const auto from = calendar::parse_day(from_text);
    if (!from) return no_day(from_text);
    int days = -1;
    const auto [end, error] = std::from_chars(days_text.data(), days_text.data() + days_text.size(), days);
    if (error != std::errc{} || end != days_text.data() + days_text.size() || days < 0)
        return {{},
                "Expected DAYS as a whole number of working days from 0, but got \"" + std::string{days_text} + "\".",
                wrong_use};
    if (auto outside = not_covered(calendar, *from)) return *outside;
    const auto due = calendar.add(*from, {days});
    if (!due)
        return {{},
                "Expected a due day that the calendar knows, but it lies past " + to_string(calendar.last()) +
                    ", where it ends.",
                the_answer_is_no};
    return {to_string(*due) + (calendar.is_provisional(*due) ? " provisional" : ""), {}, ok};
}

Answer count_of(const Calendar& calendar, std::string_view from_text, std::string_view to_text) {
    const auto from = calendar::parse_day(from_text), to = calendar::parse_day(to_text);
    if (!from) return no_day(from_text);
    if (!to) return no_day(to_text);
    for (const Day day : {*from, *to})
        if (auto outside = not_covered(calendar, day)) return *outside;
    if (*to < *from) return {{}, "Expected TO not before FROM, but it is.", wrong_use};
    return {std::to_string(calendar.count(*from, *to).value) + (calendar.is_provisional(*to) ? " provisional" : ""),
            {},
            ok};
}

/// Splits "A B" on one run of blanks; false when there are not exactly two words.
bool two_words(std::string_view line, std::string_view& first, std::string_view& second) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!line.empty() && blank(line.front())) line.remove_prefix(1);
    while (!line.empty() && blank(line.back())) line.remove_suffix(1);
    std::size_t end = 0;
    while (end < line.size() && !blank(line[end])) ++end;
    first = line.substr(0, end);
    while (end < line.size() && blank(line[end])) ++end;
    second = line.substr(end);
    for (const char c : second)
        if (blank(c)) return false;
    return !first.empty() && !second.empty();
}

/// Lines in, answers out; a bad line gives an empty one, and its number and fault on stderr.
int batch(const Calendar& calendar, Answer (*answer)(const Calendar&, std::string_view, std::string_view),
          const char* wanted) {
    std::string in, out;
    std::vector<char> block(1 << 20);
    std::size_t number = 0;
    int exit = ok;
    const auto one = [&](std::string_view line) {
        ++number;
        std::string_view first, second;
        Answer a =
            two_words(line, first, second)
                ? answer(calendar, first, second)
                : Answer{{}, std::string{"Expected "} + wanted + ", but got \"" + std::string{line} + "\".", wrong_use};
        if (!a.fault.empty()) {
            exit = wrong_use;
            std::fprintf(stderr, "line %zu: %s\n", number, a.fault.c_str());
        }
        out += a.line;
        out += '\n';
    };
    for (std::size_t got; (got = std::fread(block.data(), 1, block.size(), stdin)) > 0;) {
        in.append(block.data(), got);
        std::size_t from = 0;
        for (std::size_t end; (end = in.find('\n', from)) != std::string::npos; from = end + 1)
            one(std::string_view{in}.substr(from, end - from));
        in.erase(0, from);
        std::fwrite(out.data(), 1, out.size(), stdout);
        out.clear();
    }
    if (!in.empty()) one(in);
    std::fwrite(out.data(), 1, out.size(), stdout);
    return exit;
}

std::string_view weekday_of(Day day) {
    static constexpr std::string_view names[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    return names[date::weekday{day}.c_encoding()];
}

std::string told(const calendar::DayFact& fact) {
    std::string text;
    if (!fact.holiday.empty())
        text += (fact.kind == calendar::DayKind::make_up ? "  make-up for " : "  ") + fact.holiday;
    if (fact.substitute) text += "补假";
    if (fact.edition)
        text += "  " + (fact.edition->number.empty() ? fact.edition->id : fact.edition->number) +
                (fact.edition->number_settled ? "" : " (number not settled)");
    if (fact.provisional) text += "  provisional";
    return text;
}

void print_strip(const Calendar& calendar, Day from, Day to) {
    for (const calendar::StripDay& one : calendar::strip(calendar, from, to)) {
        const std::string what = one.number > 0                                ? std::to_string(one.number)
                                 : one.fact.kind == calendar::DayKind::weekend ? "weekend"
                                                                               : "off";
        std::printf("%s %s  %s%s\n", to_string(one.day).c_str(), weekday_of(one.day).data(), what.c_str(),
                    told(one.fact).c_str());
    }
}

struct Asked {
    QCommandLineParser parser;
    QStringList arguments;
    std::optional<Calendar> calendar;
};

void ask(Asked& asked, const QStringList& words, const char* what, const char* first, const char* second) {
    QCommandLineParser& p = asked.parser;
    p.setApplicationDescription(what);
    p.addPositionalArgument(first, "The day counted from; it does not count itself.");
    p.addPositionalArgument(second, second[0] == 'D' ? "Working days, from 0." : "The last day; it counts.");
    p.addOption({"calendar", "The region's calendar (default cn).", "REGION", "cn"});
    p.addOption({"as-of", "With the editions published by then: an instant with its offset, or a day.", "INSTANT"});
    p.addOption({"batch", "Reads lines on stdin, answers each with a line on stdout."});
    p.addOption({"explain", "Prints the days on the way, each with its number or why it does not count."});
    add_workflows_option(p);
    parse(p, words);
    std::optional<Day> known_by;
    if (p.isSet("as-of")) {
        const std::string text = p.value("as-of").toStdString();
        known_by = calendar::parse_day(text);
        if (const auto instant = wire::parse_instant(text); !known_by && instant)
            known_by = wire::local_day(*instant, "Asia/Shanghai");
        if (!known_by)
            throw Quit{wrong_use,
                       "Expected --as-of as YYYY-MM-DDThh:mm+hh:mm or YYYY-MM-DD, but got \"" + text + "\"."};
    }
    asked.arguments = p.positionalArguments();
    const qsizetype wanted = p.isSet("batch") ? 0 : 2;
    if (asked.arguments.size() != wanted)
        throw Quit{wrong_use,
                   std::string{"Expected "} +
                       (wanted == 0 ? "no arguments beside --batch" : std::string{first} + " and " + second) +
                       ", but got " + std::to_string(asked.arguments.size()) + "."};
    asked.calendar = calendar_of(workflows_folder(p), p.value("calendar").toStdString(), known_by);
}

int print(const Answer& answer) {
    if (!answer.fault.empty()) throw Quit{answer.exit, answer.fault};
    std::printf("%s\n", answer.line.c_str());
    return ok;
}

}  // namespace

int due(const QStringList& words) {
    Asked asked;
    ask(asked, words, "The day on which a number of working days is up.", "FROM", "DAYS");
    if (asked.parser.isSet("batch")) return batch(*asked.calendar, due_of, "FROM DAYS");
    const std::string from = asked.arguments[0].toStdString(), days = asked.arguments[1].toStdString();
    const Answer answer = due_of(*asked.calendar, from, days);
    if (answer.fault.empty() && asked.parser.isSet("explain"))
        print_strip(*asked.calendar, *calendar::parse_day(from),
                    *calendar::parse_day(std::string_view{answer.line}.substr(0, 10)));
    return print(answer);
}

int count(const QStringList& words) {
    Asked asked;
    ask(asked, words, "The working days after FROM, up to and including TO.", "FROM", "TO");
    if (asked.parser.isSet("batch")) return batch(*asked.calendar, count_of, "FROM TO");
    const std::string from = asked.arguments[0].toStdString(), to = asked.arguments[1].toStdString();
    const Answer answer = count_of(*asked.calendar, from, to);
    if (answer.fault.empty() && asked.parser.isSet("explain"))
        print_strip(*asked.calendar, *calendar::parse_day(from), *calendar::parse_day(to));
    return print(answer);
}

}  // namespace bandian::cli
