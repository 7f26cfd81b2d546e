#include "report/case_feed.hpp"

#include "casework/place_name.hpp"
#include "report/icalendar.hpp"

namespace bandian::report {

namespace {

using casework::CaseState;
using casework::TaskState;
using casework::TaskView;

struct Words {
    const char* submitted;
    const char* due;  ///< behind the name of a step
    const char* ended;
    const char* provisional;
    const char* power_expected;
    const char* product;  ///< before the case's number
};
constexpr Words chinese{"已提交申请", " 到期", "（已终止）", " 暂定", "预计送电", "办电 "};
constexpr Words english{"Application submitted", " due", " (ended)", " (provisional)", "Power expected", "Bandian "};

const char* ending(CaseState state, Language language) {
    const bool en = language == Language::english;
    switch (state) {
        case CaseState::energized: return en ? "Power is on" : "已送电";
        case CaseState::refused: return en ? "Application not accepted" : "不予受理";
        case CaseState::withdrawn: return en ? "Application withdrawn" : "申请已撤回";
        case CaseState::open: break;
    }
    return "";
}

class Feed {
public:
    Feed(const app::CaseOnDesk& desk, Language language)
        : desk_(desk), language_(language), words_(language == Language::english ? english : chinese) {}

    std::string text() const {
        const casework::CaseFacts& view = desk_.view;
        std::vector<CalendarEvent> events{event("/submitted", view.submitted, words_.submitted)};
        for (const TaskView& task : view.tasks) {
            // Of a step that was cancelled, the day its clock had promised is taken back.
            const casework::ClockView* clock = task.state == TaskState::cancelled ? view.clock(task.clock) : nullptr;
            const bool runs = task.state == TaskState::active && task.reading;
            const auto day = clock ? clock->reading.due : runs ? task.reading->due : std::nullopt;
            if (!day) continue;
            CalendarEvent due = event(task.path, *day, step_name(task) + words_.due);
            if (task.state == TaskState::cancelled) {
                due.status = EventStatus::cancelled;
                due.summary += words_.ended;
                events.push_back(std::move(due));
            } else {
                events.push_back(promised(std::move(due), task.reading->provisional));
            }
        }
        if (view.expected && view.expected->day)
            events.push_back(
                promised(event("/power", *view.expected->day, words_.power_expected), view.expected->provisional));
        if (view.closed) events.push_back(event("/closed", *view.closed, ending(view.state, language_)));
        return icalendar({"case", "case-" + desk_.case_no + "@bandian", words_.product + desk_.case_no, "PT6H"},
                         events);
    }

private:
    /// No id of a step has a slash: "/closed" is none of theirs.
    CalendarEvent event(const std::string& id, calendar::Day day, const std::string& what) const {
        CalendarEvent e;
        e.uid = id + '-' + desk_.case_no + "@bandian";
        e.stamp = stamp_of(date::floor<std::chrono::seconds>(desk_.the_case.log.back().at));
        e.sequence = desk_.the_case.version() + desk_.calendar_revision;  // both only grow
        e.first = e.last = day;
        e.summary = desk_.case_no + ' ' + what;
        return e;
    }

    CalendarEvent promised(CalendarEvent e, bool provisional) const {
        if (!provisional) return e;
        e.summary += words_.provisional;
        e.status = EventStatus::tentative;
        return e;
    }

    /// "绿地占用审批 1 · 北郊公园绿地 · 审批": two permits may fall due on one day.
    std::string step_name(const TaskView& task) const {
        const auto named = [&](const auto& one) { return language_ == Language::english ? one.name_en : one.name; };
        const std::string step = named(desk_.the_case.process->tasks[task.task]);
        for (const casework::CallInstance& instance : desk_.view.calls) {
            if (instance.path != task.call) continue;
            const process::Call& call = desk_.the_case.process->calls[instance.call];
            const std::string place = casework::place_name(desk_.the_case, instance);
            return named(call) + (call.each.empty() ? "" : ' ' + std::to_string(instance.number)) + " · " +
                   (place.empty() ? "" : place + " · ") + step;
        }
        return step;
    }

    const app::CaseOnDesk& desk_;
    const Language language_;
    const Words& words_;
};

}  // namespace

std::string case_feed(const app::CaseOnDesk& desk, Language language) { return Feed{desk, language}.text(); }

}  // namespace bandian::report
