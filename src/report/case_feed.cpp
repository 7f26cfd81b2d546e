#include "report/case_feed.hpp"

#include "report/icalendar.hpp"
#include "wire/instant.hpp"

namespace bandian::report {

namespace {

void event(CalendarWriter& out, const app::CaseOnDesk& desk, const std::string& id, calendar::Day day, const std::string& summary, bool provisional) {
    out.line("BEGIN:VEVENT");
    out.line("UID:" + id + '-' + desk.case_no + "@bandian");
    out.line("DTSTAMP:" + compact(desk.view.today) + "T000000Z");
    out.line("SEQUENCE:" + std::to_string(desk.the_case.version()));
    out.line("DTSTART;VALUE=DATE:" + compact(day));
    out.line("DTEND;VALUE=DATE:" + compact(day + date::days{1}));
    out.line("SUMMARY:" + escaped(desk.case_no + ' ' + summary + (provisional ? " 暂定" : "")));
    out.line(std::string{"STATUS:"} + (provisional ? "TENTATIVE" : "CONFIRMED"));
    out.line("TRANSP:TRANSPARENT");
    out.line("END:VEVENT");
}

}  // namespace

std::string case_feed(const app::CaseOnDesk& desk) {
    CalendarWriter out;
    out.line("BEGIN:VCALENDAR");
    out.line("VERSION:2.0");
    out.line("PRODID:-//Bandian//case//ZH");
    out.line("METHOD:PUBLISH");
    out.line("X-WR-CALNAME:" + escaped("办电 " + desk.case_no));
    for (const casework::TaskView& task : desk.view.tasks) {
        if (task.state != casework::TaskState::active) continue;
        const casework::ClockView* clock = desk.view.clock(task.clock);
        if (!clock || !clock->reading.due) continue;
        event(out, desk, task.path, *clock->reading.due, desk.the_case.process->tasks[static_cast<std::size_t>(task.task)].name + " 到期", clock->reading.provisional);
    }
    if (desk.view.forecast && desk.view.forecast->day) event(out, desk, "power", *desk.view.forecast->day, "预计通电", desk.view.forecast->provisional);
    out.line("END:VCALENDAR");
    return out.take();
}

}  // namespace bandian::report
