#include "app/board.hpp"

#include "wire/entry_day.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace bandian::app {

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

Board board_now(Counter& counter, const Rules& in_force, const Time& time) {
    const auto rules = in_force.now();
    const Instant now = time.now();
    Board board;
    const calendar::Day today = wire::local_day(now, rules->time_zone);
    rules->need_covered(today);
    Counter::Counted counted = counter.counted(today, now);
    board.counts = std::move(counted.counts);
    join_by_pack(board.counts.tasks, *rules);
    if (counted.kept) board.counted_at = counted.at;
    return board;
}

}  // namespace bandian::app
