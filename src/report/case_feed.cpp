#include "report/case_feed.hpp"

#include "casework/place_name.hpp"
#include "report/icalendar.hpp"

namespace bandian::report {

namespace {

using casework::CaseState;
using casework::TaskState;
using casework::TaskView;

/// No id of a step has a slash: "/closed" is none of theirs.
CalendarEvent event(const app::CaseOnDesk& desk, const std::string& id, calendar::Day day, const std::string& what) {
    CalendarEvent e;
    e.uid = id + '-' + desk.case_no + "@bandian";
    e.stamp = stamp_of(date::floor<std::chrono::seconds>(desk.the_case.log.back().at));
    e.sequence = desk.the_case.version() + desk.calendar_revision;  // both only grow
    e.first = e.last = day;
    e.summary = desk.case_no + ' ' + what;
    return e;
}

CalendarEvent promised(CalendarEvent e, bool provisional) {
    if (!provisional) return e;
    e.summary += " 暂定";
    e.status = EventStatus::tentative;
    return e;
}

/// "绿地占用审批 1 · 北郊公园绿地 · 审批": two permits may fall due on one day.
std::string step_name(const app::CaseOnDesk& desk, const TaskView& task) {
    const std::string& step = desk.the_case.process->tasks[static_cast<std::size_t>(task.task)].name;
    for (const casework::CallInstance& instance : desk.view.calls) {
        if (instance.path != task.call) continue;
        const process::Call& call = desk.the_case.process->calls[static_cast<std::size_t>(instance.call)];
        const std::string place = casework::place_name(desk.the_case, instance);
        return call.name + (call.each.empty() ? "" : ' ' + std::to_string(instance.number)) + " · " +
               (place.empty() ? "" : place + " · ") + step;
    }
    return step;
}

const char* ending(CaseState state) {
    switch (state) {
        case CaseState::energized: return "已送电";
        case CaseState::refused: return "不予受理";
        case CaseState::withdrawn: return "申请已撤回";
        case CaseState::open: break;
    }
    return "";
}

}  // namespace

std::string case_feed(const app::CaseOnDesk& desk) {
    const casework::CaseFacts& view = desk.view;
    std::vector<CalendarEvent> events{event(desk, "/submitted", view.submitted, "已提交申请")};
    for (const TaskView& task : view.tasks) {
        // Of a step that was cancelled, the day its clock had promised is taken back.
        const casework::ClockView* clock = task.state == TaskState::cancelled ? view.clock(task.clock) : nullptr;
        const auto day = clock ? clock->reading.due : task.state == TaskState::active && task.reading ? task.reading->due : std::nullopt;
        if (!day) continue;
        CalendarEvent due = event(desk, task.path, *day, step_name(desk, task) + " 到期");
        if (task.state == TaskState::cancelled) {
            due.status = EventStatus::cancelled;
            due.summary += "（已终止）";
            events.push_back(std::move(due));
        } else {
            events.push_back(promised(std::move(due), task.reading->provisional));
        }
    }
    if (view.expected && view.expected->day)
        events.push_back(promised(event(desk, "/power", *view.expected->day, "预计送电"), view.expected->provisional));
    if (view.closed) events.push_back(event(desk, "/closed", *view.closed, ending(view.state)));
    return icalendar({"case", "case-" + desk.case_no + "@bandian", "办电 " + desk.case_no, "PT6H"}, events);
}

}  // namespace bandian::report
