#include "app/board.hpp"

#include "wire/entry_day.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace bandian::app {

namespace {

/// Calls `use(logged, case, view)` for each of the newest cases.
template <class Use>
int for_newest(Store& store, const Rulebook& rules, Instant now, Use use) {
    const std::vector<LoggedCase> newest = store.newest_cases(looked_at_most);
    for (const LoggedCase& logged : newest) {
        try {
            const casework::Case c = case_of(rules, logged);
            const calendar::Day today = wire::today_of(c, now);
            use(logged, c, casework::view(c, rules.calendar_of(*c.pack), today));
        } catch (const Damaged&) {
            // It is the audit's to tell; the others are counted.
        }
    }
    return static_cast<int>(newest.size());
}

/// Absent: its clock has not judged it yet.
std::optional<bool> is_late(const casework::ClockView& clock) {
    if (clock.reading.light == clocks::Light::met) return false;
    if (clock.reading.light == clocks::Light::late || clock.reading.light == clocks::Light::red) return true;
    return std::nullopt;
}

}  // namespace

Counter::Counted Counter::counted(calendar::Day day, Instant now) {
    using namespace std::chrono_literals;
    const std::lock_guard lock(mutex_);
    const Moment begun = moment_();
    if (day_ == day && begun < good_until_) return last_;
    day_.reset();
    last_ = {count_(day), false, now};
    const Moment ended = moment_();
    const auto took = std::min(std::exchange(took_, ended - begun), ended - begun);
    last_.kept = took >= 500ms;
    good_until_ = last_.kept ? ended + std::min<Moment::duration>(20 * took, 1min) : ended;
    day_ = day;
    return last_;
}

std::vector<JudgedStep> judged_steps(Store& store, const Rules& in_force, const Time& time) {
    std::vector<JudgedStep> steps;
    for_newest(store, *in_force.now(), time.now(), [&](const LoggedCase& logged, const casework::Case& c, const casework::CaseView& view) {
        for (const casework::TaskView& task : view.tasks) {
            const casework::ClockView* clock = view.clock(task.clock);
            const auto late = clock ? is_late(*clock) : std::nullopt;
            if (late) steps.push_back({logged.case_no, logged.pack_hash, c.process->id, task, *late, clock->reading.due, clock->reading.late_by ? clock->reading.late_by->value : 0});
        }
    });
    return steps;
}

namespace {

/// Cases under older files of a pack count with those under its newest: a step has one row.
void join_by_pack(std::vector<BoardRow>& rows, const Rulebook& rules) {
    std::vector<BoardRow> joined;
    std::map<std::array<std::string, 4>, std::size_t> places;
    for (BoardRow& row : rows) {
        const auto pack = rules.by_hash(row.pack_hash);
        const std::array<std::string, 4> step{pack ? pack->id : row.pack_hash, row.process, row.owner, row.task};
        const auto [place, fresh] = places.emplace(step, joined.size());
        if (fresh) {
            joined.push_back(std::move(row));
            continue;
        }
        BoardRow& one = joined[place->second];
        const auto offered = rules.offered().find(step[0]);
        if (offered != rules.offered().end() && offered->second->hash == row.pack_hash) one.pack_hash = row.pack_hash;
        one.green += row.green;
        one.yellow += row.yellow;
        one.red += row.red;
        one.paused += row.paused;
    }
    rows = std::move(joined);
}

}  // namespace

Board board_now(Store& store, Counter& counter, const Rules& in_force, const Time& time) {
    const auto rulebook = in_force.now();
    const Rulebook& rules = *rulebook;
    const Instant now = time.now();
    Board board;
    Counter::Counted counted = counter.counted(wire::local_day(now, rules.time_zone), now);
    board.counts = std::move(counted.counts);
    join_by_pack(board.counts.tasks, rules);
    if (counted.kept) board.counted_at = counted.at;
    std::map<std::pair<std::string, std::string>, Punctuality> on_time;
    std::map<std::string, MeanTime> means;
    board.looked_at = for_newest(store, rules, now, [&](const LoggedCase&, const casework::Case& c, const casework::CaseView& view) {
        if (!board.pack) board.pack = c.pack;
        for (const casework::TaskView& task : view.tasks) {
            const casework::ClockView* clock = view.clock(task.clock);
            const auto late = clock ? is_late(*clock) : std::nullopt;
            if (!late) continue;
            const std::string& path = c.process->tasks[static_cast<std::size_t>(task.task)].path;
            Punctuality& p = on_time.try_emplace({task.owner, path}, Punctuality{task.owner, path, 0, 0}).first->second;
            ++(*late ? p.late : p.met);
        }
        if (view.state != casework::CaseState::energized) return;
        for (const casework::ClockView& clock : view.clocks) {
            if (c.process->clocks[static_cast<std::size_t>(clock.clock)].kind != process::ClockKind::mean) continue;
            MeanTime& mean = means.try_emplace(c.process->id, MeanTime{c.process->id, 0, 0, clock.reading.limit.value}).first->second;
            ++mean.closed;
            mean.working_days += clock.reading.used.value;
        }
    });
    for (auto& [key, one] : on_time) board.on_time.push_back(std::move(one));
    for (auto& [process, mean] : means) {
        mean.working_days /= mean.closed;
        board.means.push_back(std::move(mean));
    }
    return board;
}

}  // namespace bandian::app
