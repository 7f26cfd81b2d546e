#include "report/calendar_feed.hpp"

#include "report/icalendar.hpp"

namespace bandian::report {

namespace {

using calendar::Calendar;
using calendar::Day;
using calendar::DayFact;
using calendar::DayKind;

bool same_run(const DayFact& a, const DayFact& b) {
    return a.kind == b.kind && a.holiday == b.holiday && a.edition == b.edition && a.provisional == b.provisional && a.substitute == b.substitute;
}

bool shown(const DayFact& fact) { return fact.kind == DayKind::holiday || fact.kind == DayKind::make_up; }

void event(CalendarWriter& out, const Calendar& calendar, const DayFact& fact, Day first, Day last) {
    const bool off = fact.kind == DayKind::holiday;
    std::string summary = fact.holiday + (fact.substitute ? "补假" : off ? "（休）" : "（班）");
    if (fact.provisional) summary += " 暂定";
    out.line("BEGIN:VEVENT");
    out.line("UID:" + compact(first) + (off ? "-off-" : "-work-") + calendar.region().id + "@bandian");
    out.line("DTSTAMP:" + compact(fact.edition->published) + "T000000Z");
    out.line("DTSTART;VALUE=DATE:" + compact(first));
    out.line("DTEND;VALUE=DATE:" + compact(last + date::days{1}));
    out.line("SUMMARY:" + escaped(summary));
    out.line("DESCRIPTION:" + escaped(fact.edition->title + (fact.edition->number.empty() ? "" : " " + fact.edition->number)));
    out.line(std::string{"STATUS:"} + (fact.provisional ? "TENTATIVE" : "CONFIRMED"));
    out.line("TRANSP:TRANSPARENT");
    out.line("END:VEVENT");
}

}  // namespace

std::string calendar_feed(const Calendar& calendar, Day from, Day to) {
    CalendarWriter out;
    out.line("BEGIN:VCALENDAR");
    out.line("VERSION:2.0");
    out.line("PRODID:-//Bandian//Working days//ZH");
    out.line("X-WR-CALNAME:" + escaped(calendar.region().name + " 放假与调休"));
    out.line("REFRESH-INTERVAL;VALUE=DURATION:P1D");
    for (Day day = from; day <= to;) {
        const DayFact fact = calendar.fact(day);
        Day last = day;
        while (last + date::days{1} <= to && same_run(fact, calendar.fact(last + date::days{1}))) last += date::days{1};
        if (shown(fact)) event(out, calendar, fact, day, last);
        day = last + date::days{1};
    }
    out.line("END:VCALENDAR");
    return out.take();
}

}  // namespace bandian::report
