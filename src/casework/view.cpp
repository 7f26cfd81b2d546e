#include "casework/view.hpp"

#include "casework/step_readings.hpp"

#include <algorithm>

namespace bandian::casework {

namespace {

using clocks::ClockState;

std::optional<Day> due_from(Day day, Days left, process::Unit unit, const calendar::Calendar& calendar) {
    return unit == process::Unit::working_days ? calendar.add(day, {left.value})
                                               : calendar.add_calendar_days(day, date::days{left.value});
}

/// Its due day if what holds it were resumed today; of a clock that waits for its next task, if that started today.
std::optional<Day> due_if_resumed(const clocks::Timeline& as_it_is, const TimedClock& clock,
                                  const process::TaskSet& covers, Days left, const calendar::Calendar& calendar,
                                  Day today) {
    if (clock.held.empty()) return due_from(today, std::max(left, Days{0}), clock.promise.unit, calendar);
    clocks::Timeline timeline = as_it_is;
    for (const clocks::TimelineIndex node : clock.held) timeline[node].intervals.push_back({today, std::nullopt});
    const clocks::Standing running{ClockState::running, std::nullopt, false};
    return clocks::read(timeline, clock.root, covers, clock.promise, running, calendar, today)->due;
}

clocks::Light overall(const CaseView& v) {
    using clocks::Light;
    const auto any = [&](Light light) {
        return std::any_of(v.clocks.begin(), v.clocks.end(),
                           [&](const ClockView& clock) { return clock.reading.light == light; });
    };
    if (v.state == CaseState::energized) return any(Light::late) ? Light::late : Light::met;
    if (v.state != CaseState::open) return Light::cancelled;
    if (any(Light::red)) return Light::red;
    if (any(Light::yellow)) return Light::yellow;
    const bool running =
        std::any_of(v.tasks.begin(), v.tasks.end(), [](const TaskView& t) { return t.state == TaskState::active; });
    return !running && any(Light::paused) ? Light::paused : Light::green;
}

bool only_redo(const process::Process& process, process::NodeIndex index, process::TaskIndex task, bool redo) {
    const process::Node& node = process.nodes[index];
    if (node.task == task) return redo;
    for (std::size_t i = 0; i < node.children.size(); ++i)
        if (only_redo(process, node.children[i], task, redo || (node.block == process::Block::loop && i == 1)))
            return true;
    return false;
}

std::vector<Stage> stages(const Case& c, const ProcessState& now, const CaseView& v) {
    std::vector<Stage> track;
    for (const process::TaskIndex t : c.process->tasks.indices()) {
        const process::Task& task = c.process->tasks[t];
        if (task.path != task.id) continue;  // of a call
        Stage stage{t, department_of(*c.pack, task.role, lookup_in(c, nullptr)), false, std::nullopt};
        for (std::size_t i = 0; i < v.tasks.size(); ++i)
            if (v.tasks[i].task == t) stage.started = i;
        stage.skipped = !stage.started && !contains(now.ahead, t);
        if (stage.started || !only_redo(*c.process, c.process->root, t, false)) track.push_back(stage);
    }
    return track;
}

}  // namespace

const ClockView* find_clock(const std::vector<ClockView>& clocks, std::string_view id) {
    const auto found = std::find_if(clocks.begin(), clocks.end(), [&](const ClockView& c) { return c.id == id; });
    return found == clocks.end() ? nullptr : &*found;
}

void need_covered(const calendar::Calendar& calendar, Day today) {
    if (!calendar.covers(today))
        throw BeyondCalendar("Expected a day that the calendar " + calendar.region().id + " covers, but today, " +
                             calendar::to_string(today) + ", lies past " + calendar::to_string(calendar.last()) +
                             ": import the editions that are missing.");
}

std::optional<ClockView> clock_view(const Timing& timing, const TimedClock& timed, const process::Process& process,
                                    const calendar::Calendar& calendar, Day today) {
    need_covered(calendar, today);
    const process::TaskSet& covers = process.clocks[timed.clock].covers;
    const clocks::Promise& promise = timed.promise;
    auto reading = clocks::read(timing.timeline, timed.root, covers, promise, timed.standing, calendar, today);
    if (!reading) return std::nullopt;
    ClockView clock{timed.id, timed.clock, *reading, std::nullopt};
    const bool may_be_due =
        promise.kind == process::ClockKind::each && (!promise.not_before || promise.not_before->finished);
    if (reading->state == ClockState::paused && !reading->broken && may_be_due)
        clock.if_resumed = due_if_resumed(timing.timeline, timed, covers, reading->left, calendar, today);
    return clock;
}

void put_in_order(std::vector<ClockView>& clocks) {
    std::sort(clocks.begin(), clocks.end(), [](const ClockView& a, const ClockView& b) {
        return a.reading.started_on != b.reading.started_on ? a.reading.started_on < b.reading.started_on : a.id < b.id;
    });
}

std::vector<ClockView> clock_views(const Timing& timing, const process::Process& process,
                                   const calendar::Calendar& calendar, Day today) {
    std::vector<ClockView> views;
    for (const TimedClock& timed : timing.clocks)
        if (auto clock = clock_view(timing, timed, process, calendar, today)) views.push_back(std::move(*clock));
    put_in_order(views);
    return views;
}

CaseView view(const Case& c, const calendar::Calendar& calendar, Day today) {
    return view(c, process_state(c), calendar, today);
}

CaseView view(const Case& c, const ProcessState& now, const calendar::Calendar& calendar, Day today) {
    need_covered(calendar, today);
    CaseView v;
    v.state = now.state;
    v.today = today;
    v.submitted = c.submitted();
    v.entered = c.log.front().day;
    if (now.closed) v.closed = now.closed->day;
    v.calls = now.calls;
    v.timing = timing_of(c, now);

    std::vector<const TaskInstance*> order;
    for (const TaskInstance& o : now.task_instances) order.push_back(&o);
    std::stable_sort(order.begin(), order.end(), [](const TaskInstance* a, const TaskInstance* b) {
        return std::pair(a->since.day, a->since.entry) < std::pair(b->since.day, b->since.entry);
    });
    std::vector<JudgedStep> judged = judged_steps(c, now, v.timing, calendar, today);
    for (const TaskInstance* o : order) {
        JudgedStep& step = judged[static_cast<std::size_t>(o - now.task_instances.data())];
        const process::Task& rule = c.process->tasks[o->task];
        TaskView task{o->path,
                      o->task,
                      {},
                      o->state,
                      o->since.day,
                      std::nullopt,
                      o->outcome,
                      o->hold,
                      o->missing,
                      o->call,
                      std::move(step.clock),
                      o->deemed,
                      {},
                      {},
                      {},
                      {},
                      o->timeline};
        if (rule.valid_months && o->state == TaskState::done)
            if (const process::Value value = process::evaluate(*rule.valid_months, lookup_in(c, o->place));
                const auto* n = value.as<double>())
                task.valid_until = calendar.add_months(o->until->day, date::months{static_cast<int>(*n)});
        task.owner = department_of(*c.pack, rule.role, lookup_in(c, o->place));
        task.party = process::party_of(*c.pack, rule, task.owner);
        if (o->until) task.until = o->until->day;
        task.holds = holds_of(c, *o);
        task.reading = step.reading;
        task.timeline = o->timeline;
        v.tasks.push_back(std::move(task));
    }

    v.clocks = clock_views(v.timing, *c.process, calendar, today);
    v.light = overall(v);
    v.stages = stages(c, now, v);
    return v;
}

}  // namespace bandian::casework
