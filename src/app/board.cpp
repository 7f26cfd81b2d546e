#include "app/board.hpp"

#include "wire/entry_day.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace bandian::app {

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

BoardCounts board_now(ListStore& lists, const Rulebook& rules, Instant now) {
    const calendar::Day today = wire::local_day(now, rules.time_zone);
    rules.need_covered(today);
    BoardCounts counts = lists.board(today, newest_judged);
    join_by_pack(counts.tasks, rules);
    return counts;
}

}  // namespace bandian::app
