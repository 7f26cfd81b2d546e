#pragma once
// The slow model's clocks: days counted one after another.

#include "casework/slow_tokens.hpp"

namespace bandian::testing::slow {

/// Counts the days of one clock, one after another.
class Counter {
public:
    Counter(const Tokens& tokens, const Scope& scope, const Calendar& calendar, Day today)
        : tokens_(tokens),
          scope_(scope),
          clock_(tokens.process().clocks[scope.clock]),
          calendar_(calendar),
          today_(today) {}

    std::optional<SlowClock> read() {
        for (const Step* step : scope_.series) gather(*step);
        if (tasks_.empty()) return std::nullopt;
        SlowClock clock;
        clock.limit = tokens_.limit(scope_);
        for (const Step* step : scope_.series) clock.used += used(*step);
        clock.left = clock.limit - clock.used;
        clock.started_on = Day::max();
        for (const Step* task : tasks_) clock.started_on = std::min(clock.started_on, task->runs.front().from);
        const Over over = tokens_.over(scope_);
        const bool running =
            std::any_of(tasks_.begin(), tasks_.end(), [](const Step* task) { return !task->runs.back().to; });
        clock.state = running ? ClockState::running : over.over ? ClockState::stopped : ClockState::paused;
        if (clock.state == ClockState::stopped) clock.stopped_on = over.day;
        if (clock_.kind == process::ClockKind::each) judge(clock);
        return clock;
    }

    /// One of its tasks, judged by this clock.
    void judge_step(const Step& task, SlowTask& told) const {
        const int limit = tokens_.limit(scope_), before = prefix(task);
        std::optional<Day> missed, last;
        int earlier = 0;
        for (const Run& run : task.runs) {
            const auto due = not_before(due_of(task, run.from, earlier, limit));
            for (Day day = run.from; due && day <= run.to.value_or(today_); day += one_day)
                if (day > *due && (!missed || *due < *missed)) missed = due;
            last = due;
            earlier += worked(run);
        }
        const bool running = !task.ended && !task.held, finished = task.ended && !task.cut;
        if (missed) {
            int count = before;
            for (const Run& run : task.runs)
                for (Day day = run.from + one_day; day <= run.to.value_or(today_); day += one_day) {
                    if (!calendar_.is_working(day)) continue;
                    ++count;
                    if (!clock_.not_before ? count > limit : day > *missed) ++told.late_by;
                }
        }
        told.clock = scope_.id;
        told.due = missed ? missed : running || finished ? last : std::nullopt;
        if (running) {
            const int warn = clock_.warn_at.value_or(limit / 3);
            told.light = missed                                          ? Light::red
                         : told.due && worked(today_, *told.due) <= warn ? Light::yellow
                                                                         : Light::green;
            if (missed) told.left = -told.late_by;
            else if (told.due) told.left = worked(today_, *told.due);
        } else if (!task.ended) {
            told.light = missed ? Light::red : Light::paused;
            told.left = limit - before - earlier;
        } else {
            told.light = missed ? Light::late : task.cut ? Light::cancelled : Light::met;
        }
    }

    bool lies_in(const Step& task) const {
        for (const Step* at = &task; at; at = at->parent)
            if (std::find(scope_.series.begin(), scope_.series.end(), at) != scope_.series.end()) return true;
        return false;
    }

    /// What has been used before anything that comes next below `at`, which has begun and is no task.
    int used_before_next(const Step& at) const {
        int days = 0;
        if (const Block block = tokens_.node(at).block; block == Block::sequence || block == Block::loop)
            for (const auto& child : at.children) days += used(*child);
        return days + prefix(at);
    }

    int used_before(const Step& task) const { return prefix(task); }
    int used_by(const Step& task) const { return used(task); }

private:
    struct Interval {
        Run run;
        std::optional<Day> due;  ///< none while what it waits for is not finished
    };

    void gather(const Step& step) {
        if (tokens_.node(step).block == Block::task && tokens_.covers(step, clock_.covers)) tasks_.push_back(&step);
        for (const auto& child : step.children) gather(*child);
    }

    int worked(Day after, Day through) const {
        int days = 0;
        for (Day day = after + one_day; day <= through; day += one_day) days += calendar_.is_working(day) ? 1 : 0;
        return days;
    }

    int worked(const Run& run) const { return worked(run.from, run.to.value_or(today_)); }

    Day add(Day day, int days) const {
        if (days == 0)
            while (!calendar_.is_working(day)) day += one_day;
        while (days > 0) {
            day += one_day;
            days -= calendar_.is_working(day) ? 1 : 0;
        }
        return day;
    }

    int used(const Step& step) const {
        const Block block = tokens_.node(step).block;
        int days = 0;
        if (block == Block::task) {
            if (tokens_.covers(step, clock_.covers))
                for (const Run& run : step.runs) days += worked(run);
            return days;
        }
        for (const auto& child : step.children) {
            const int below = used(*child);
            days = block == Block::sequence || block == Block::loop ? days + below : std::max(days, below);
        }
        return days;
    }

    /// The days of everything before it in each series around it, as far as the clock reaches.
    int prefix(const Step& task) const {
        int days = 0;
        for (const Step* at = &task;; at = at->parent) {
            const auto in_scope = std::find(scope_.series.begin(), scope_.series.end(), at);
            if (in_scope != scope_.series.end()) {
                for (auto before = scope_.series.begin(); before != in_scope; ++before) days += used(**before);
                return days;
            }
            const Block block = tokens_.node(*at->parent).block;
            if (block != Block::sequence && block != Block::loop) continue;
            for (const auto& before : at->parent->children) {
                if (before.get() == at) break;
                days += used(*before);
            }
        }
    }

    Day due_of(const Step& task, Day from, int earlier, int limit) const {
        return add(from, std::max(0, limit - prefix(task) - earlier));
    }

    /// Nothing is due before the day that task was finished; no day at all while it is not.
    std::optional<Day> not_before(Day due) const {
        if (!clock_.not_before) return due;
        const Step* other = tokens_.task(tasks_.front()->prefix + tokens_.process().tasks[clock_.not_before].id);
        if (!other || !other->ended || other->cut) return std::nullopt;
        return std::max(due, add(*other->ended, 0));
    }

    std::vector<Interval> intervals(int limit) const {
        std::vector<Interval> all;
        for (const Step* task : tasks_) {
            int earlier = 0;
            for (const Run& run : task->runs) {
                all.push_back({run, not_before(due_of(*task, run.from, earlier, limit))});
                earlier += worked(run);
            }
        }
        return all;
    }

    void judge(SlowClock& clock) const {
        const std::vector<Interval> all = intervals(clock.limit);
        clock.late_by = 0;
        for (Day day = clock.started_on; day <= today_; day += one_day)
            for (const Interval& s : all) {
                const bool runs = s.run.from <= day && day <= s.run.to.value_or(today_);
                if (!runs || !s.due || day <= *s.due) continue;
                clock.broken = true;
                if (!clock.due || *s.due < *clock.due) clock.due = s.due;
            }
        if (!clock.broken) clock.due = due_unbroken(clock, all);
        if (clock.broken) clock.late_by = late_by(clock, all);
        clock.light = light(clock);
        clock.provisional = clock.due && calendar_.is_provisional(*clock.due);
        if (clock.state == ClockState::paused && !clock.broken) clock.if_resumed = if_resumed(clock);
    }

    static std::optional<Day> due_unbroken(const SlowClock& clock, const std::vector<Interval>& all) {
        std::optional<Day> due, last;
        for (const Interval& s : all)
            if (s.run.to && (!last || *s.run.to > *last)) last = s.run.to;
        for (const Interval& s : all) {
            const bool asked =
                clock.state == ClockState::running ? !s.run.to : clock.state == ClockState::stopped && s.run.to == last;
            if (asked && s.due && (!due || *s.due < *due)) due = s.due;
        }
        return due;
    }

    int late_by(const SlowClock& clock, const std::vector<Interval>& all) const {
        if (!clock_.not_before) return std::max(0, clock.used - clock.limit);
        int days = 0;
        for (const Interval& s : all) {
            const Day to = s.run.to.value_or(today_);
            if (to > *clock.due) days += worked(std::max(s.run.from, *clock.due), to);
        }
        return days;
    }

    Light light(const SlowClock& clock) const {
        if (clock.state == ClockState::stopped)
            return clock.broken ? Light::late : tokens_.cancelled(scope_) ? Light::cancelled : Light::met;
        if (clock.broken) return Light::red;
        if (clock.state == ClockState::paused) return Light::paused;
        if (!clock.due) return Light::green;
        return worked(today_, *clock.due) <= clock_.warn_at.value_or(clock.limit / 3) ? Light::yellow : Light::green;
    }

    std::optional<Day> if_resumed(const SlowClock& clock) const {
        std::optional<Day> due;
        bool held = false;
        for (const Step* task : tasks_) {
            if (!task->held || task->ended) continue;
            held = true;
            int earlier = 0;
            for (const Run& run : task->runs) earlier += worked(run);
            const auto day = not_before(due_of(*task, today_, earlier, clock.limit));
            if (day && (!due || *day < *due)) due = day;
        }
        return held ? due : not_before(add(today_, std::max(0, clock.left)));
    }

    const Tokens& tokens_;
    const Scope& scope_;
    const process::Clock& clock_;
    const Calendar& calendar_;
    Day today_;
    std::vector<const Step*> tasks_;  ///< covered and started
};

}  // namespace bandian::testing::slow
