#include "app/sweep.hpp"

#include "app/desk.hpp"
#include "casework/decide.hpp"
#include "wire/entry_day.hpp"
#include "wire/instant.hpp"

#include <algorithm>

namespace bandian::app {

std::vector<Alarm> alarms_in(const casework::CaseView& view, const std::vector<casework::Result>& owed) {
    std::vector<Alarm> alarms;
    for (const casework::ClockView& clock : view.clocks) {
        const clocks::Reading& r = clock.reading;
        if (!r.light || !r.due) continue;
        const bool running = r.state == clocks::ClockState::running;
        if (running && r.turns_yellow && *r.turns_yellow <= view.today)
            alarms.push_back({clock.id, "warning", *r.turns_yellow});
        if (running && *r.due <= view.today) alarms.push_back({clock.id, "due", *r.due});
        // Nothing comes near while a clock is held; one that was held or stopped late, before anybody looked, is broken
        // all the same.
        if (r.broken) alarms.push_back({clock.id, "breach", *r.due + date::days{1}});
    }
    for (const casework::TaskView& task : view.tasks)
        if (task.deemed) alarms.push_back({task.path, "deemed", *task.until});
    for (const casework::Result& result : owed)
        if (result.deliver_by && *result.deliver_by < view.today)
            alarms.push_back({result.task, "obligation", *result.deliver_by + date::days{1}});
    // A case that was under way before it was entered: what nobody here could have heeded is not told, a breach is,
    // once, the day after, when what had been done until then has been entered too.
    std::erase_if(alarms, [&](const Alarm& alarm) {
        return alarm.kind == "breach" ? view.being_entered() && alarm.day <= view.entered : alarm.day < view.entered;
    });
    std::stable_sort(alarms.begin(), alarms.end(), [](const Alarm& a, const Alarm& b) { return a.day < b.day; });
    return alarms;
}

std::vector<Alarm> alarms_then(const casework::Case& the_case, const std::vector<bool>& back, std::size_t entries,
                               Instant at, const calendar::Calendar& calendar) {
    std::vector<casework::Event> then;
    for (std::size_t i = 0; i < entries; ++i)
        if (!back[i] && !std::holds_alternative<casework::Void>(the_case.log[i].entry)) then.push_back(the_case.log[i]);
    const casework::Case as_it_was = casework::replay(the_case.pack, std::move(then));
    const casework::CaseView view = casework::view(as_it_was, calendar, wire::today_of(as_it_was, at));
    return alarms_in(view, casework::results_of(as_it_was, view, calendar));
}

std::size_t entered_by(const std::vector<casework::Event>& log, Instant at) {
    return static_cast<std::size_t>(
        std::upper_bound(log.begin() + 1, log.end(), at,
                         [](Instant moment, const casework::Event& event) { return moment < event.at; }) -
        log.begin());
}

std::vector<std::int64_t> unwarranted(const std::vector<RaisedAlarm>& raised, const casework::Case& the_case,
                                      const calendar::Calendar& calendar) {
    const std::vector<bool> back = casework::taken_back(the_case.log);
    std::vector<std::int64_t> numbers;
    for (const RaisedAlarm& alarm : raised) {
        if (alarm.retracted) continue;
        // A clock that was set back may have raised it before the case came.
        const Instant at = std::max(wire::parse_instant(alarm.raised_at).value(), the_case.log.front().at);
        const std::vector<Alarm> right = alarms_then(the_case, back, entered_by(the_case.log, at), at, calendar);
        if (std::none_of(right.begin(), right.end(),
                         [&](const Alarm& one) { return one.clock == alarm.clock && one.kind == alarm.kind; }))
            numbers.push_back(alarm.number);
    }
    return numbers;
}

int Sweep::run_once(int limit) {
    const auto rules = rules_.now();
    const Instant now = time_.now();
    const calendar::Day day = wire::local_day(now, rules->time_zone);
    const auto look = [&](const LoggedCase& logged) {
        casework::Case c = case_of(*rules, logged);
        const Instant at = std::max(now, c.log.back().at);
        const calendar::Day today = wire::today_of(c, at);
        const calendar::Calendar& calendar = rules->calendar_of(*c.pack);
        Swept swept{logged.case_no, logged.version, at, casework::settle_deemed(c, at, today, calendar), {}, {}, {}};
        const casework::CaseView view = casework::view(c, calendar, today);
        swept.state = view.state;
        const std::vector<casework::Result> owed = owed_in(c, view, calendar, logged);
        swept.projection = projection_of(c, view, owed, calendar, rules->revision);
        swept.projection.attention = next_attention(view, owed, today + date::days{1});
        swept.alarms = alarms_in(view, owed);
        return swept;
    };
    const int looked_at = store_.sweep(rules->rules_version(), day, limit, [&](const LoggedCase& logged) {
        return of_sound_log([&] { return look(logged); });
    });
    if (looked_at < limit && !store_.wants_sweep(day)) caught_up_ = std::chrono::steady_clock::now();
    return looked_at;
}

}  // namespace bandian::app
