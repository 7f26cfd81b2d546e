#include "app/board.hpp"

#include <algorithm>

namespace bandian::app {

Board board_now(Store& store, const Rules& in_force, const Time& time) {
    const auto rulebook = in_force.now();
    const Rulebook& rules = *rulebook;
    const Instant now = time.now();
    const std::vector<LoggedCase> newest = store.newest_cases(looked_at_most);
    Board board;
    board.counts = store.board(wire::local_day(now, rules.time_zone));
    board.looked_at = static_cast<int>(newest.size());
    std::map<std::pair<std::string, std::string>, Punctuality> on_time;
    std::map<std::string, MeanTime> means;
    for (const LoggedCase& logged : newest) {
        const auto pack = rules.by_hash(logged.pack_hash);
        if (!pack) continue;
        if (!board.pack) board.pack = pack;
        const casework::Case c = casework::replay(pack, logged.log);
        const calendar::Day today = wire::local_day(std::max(now, c.log.back().at), pack->time_zone);
        const casework::CaseView view = casework::view(c, rules.calendar_of(*pack), today);
        for (const casework::TaskView& task : view.tasks) {
            const casework::ClockView* clock = view.clock(task.clock);
            if (!clock || !clock->reading.light) continue;
            const process::Task& rule = c.process->tasks[static_cast<std::size_t>(task.task)];
            Punctuality& p = on_time.try_emplace({task.owner, rule.path}, Punctuality{task.owner, rule.path, 0, 0}).first->second;
            if (clock->reading.light == clocks::Light::met) ++p.met;
            if (clock->reading.light == clocks::Light::late || clock->reading.light == clocks::Light::red) ++p.late;
        }
        if (view.state != casework::CaseState::energized) continue;
        for (const casework::ClockView& clock : view.clocks) {
            if (c.process->clocks[static_cast<std::size_t>(clock.clock)].kind != process::ClockKind::mean) continue;
            MeanTime& mean = means.try_emplace(c.process->id, MeanTime{c.process->id, 0, 0, clock.reading.limit.value}).first->second;
            ++mean.closed;
            mean.working_days += clock.reading.used.value;
        }
    }
    for (auto& [key, one] : on_time) board.on_time.push_back(std::move(one));
    for (auto& [process, mean] : means) {
        mean.working_days /= mean.closed;
        board.means.push_back(std::move(mean));
    }
    return board;
}

}  // namespace bandian::app
