#include "report/calendar_feed.hpp"

#include "report/icalendar.hpp"

#include <algorithm>

namespace bandian::report {

namespace {

using calendar::Calendar;
using calendar::Day;
using calendar::DayFact;
using calendar::DayKind;

constexpr date::years provisional_years{3};

bool same_run(const DayFact& a, const DayFact& b) {
    return a.kind == b.kind && a.holiday == b.holiday && a.edition == b.edition && a.provisional == b.provisional &&
           a.substitute == b.substitute;
}

bool shown(const DayFact& fact) { return fact.kind == DayKind::holiday || fact.kind == DayKind::make_up; }

/// A holiday without an English name keeps its own.
std::string summary(const Calendar& calendar, const DayFact& fact, Language language) {
    const bool off = fact.kind == DayKind::holiday;
    if (language == Language::chinese)
        return fact.holiday +
               (fact.substitute ? "补假"
                : off           ? "（休）"
                                : "（班）") +
               (fact.provisional ? " 暂定" : "");
    std::string name = fact.holiday;
    for (const auto& [zh, en] : calendar.region().holidays_en)
        if (zh == fact.holiday) name = en;
    return name +
           (fact.substitute ? " (day off in lieu)"
            : off           ? " (day off)"
                            : " (make-up working day)") +
           (fact.provisional ? ", provisional" : "");
}

CalendarEvent event(const Calendar& calendar, const DayFact& fact, Day first, Day last, Language language) {
    const bool off = fact.kind == DayKind::holiday;
    const calendar::Edition& edition = *fact.edition;
    CalendarEvent e;
    e.uid = compact(first) + (off ? "-off-" : "-work-") + calendar.region().id + "@bandian";
    e.stamp = stamp_of(edition.published);
    e.sequence = fact.provisional ? 0 : 1;
    e.first = first;
    e.last = last;
    e.summary = summary(calendar, fact, language);
    e.description = edition.title + (edition.number.empty() ? "" : " " + edition.number);
    e.status = fact.provisional ? EventStatus::tentative : EventStatus::confirmed;
    return e;
}

}  // namespace

std::string calendar_feed(const Calendar& calendar, Day from, Day to, Language language) {
    std::vector<CalendarEvent> events;
    for (Day day = from; day <= to;) {
        const DayFact fact = calendar.fact(day);
        Day last = day;
        while (last + date::days{1} <= to && same_run(fact, calendar.fact(last + date::days{1}))) last += date::days{1};
        if (shown(fact)) events.push_back(event(calendar, fact, day, last, language));
        day = last + date::days{1};
    }
    const calendar::Region& region = calendar.region();
    const std::string name =
        language == Language::english ? region.name_en + ": days off and make-up days" : region.name + " 放假与调休";
    return icalendar({"Working days", "days-" + region.id + "@bandian", name, "P1D"}, events);
}

std::string calendar_feed(const Calendar& calendar, Language language) {
    const date::year last = calendar::year_of(calendar.first_provisional()) + provisional_years;
    return calendar_feed(calendar, calendar.first(), std::min(calendar.last(), Day{last / date::December / 31}),
                         language);
}

}  // namespace bandian::report
