#include "process/process.hpp"

#include <algorithm>

namespace bandian::process {

namespace {

bool before_in_file(const Clock& a, const Clock& b) {
    return a.origin.file == b.origin.file &&
           std::pair(a.origin.line, a.origin.column) < std::pair(b.origin.line, b.origin.column);
}

}  // namespace

std::string_view word(ClockKind kind) {
    switch (kind) {
        case ClockKind::each: return "each";
        case ClockKind::mean: return "mean";
    }
    return {};
}

std::string_view word(Unit unit) {
    switch (unit) {
        case Unit::working_days: return "working-days";
        case Unit::calendar_days: return "calendar-days";
        case Unit::months: return "months";
    }
    return {};
}

int judging_clock(const Process& process, int task) {
    int closest = -1;
    std::size_t fewest = most_tasks + 1;
    for (std::size_t c = 0; c < process.clocks.size(); ++c) {
        const Clock& clock = process.clocks[c];
        if (clock.kind == ClockKind::mean || !clock.covers[static_cast<std::size_t>(task)]) continue;
        const std::size_t covered = clock.covers.count();
        if (covered > fewest ||
            (covered == fewest && !before_in_file(clock, process.clocks[static_cast<std::size_t>(closest)])))
            continue;
        closest = static_cast<int>(c);
        fewest = covered;
    }
    return closest;
}

std::vector<int> judging_clocks(const Process& process) {
    std::vector<int> clocks;
    for (std::size_t t = 0; t < process.tasks.size(); ++t)
        clocks.push_back(judging_clock(process, static_cast<int>(t)));
    return clocks;
}

}  // namespace bandian::process
