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

ClockIndex judging_clock(const Process& process, TaskIndex task) {
    ClockIndex closest;
    std::size_t fewest = most_tasks + 1;
    for (const ClockIndex c : process.clocks.indices()) {
        const Clock& clock = process.clocks[c];
        if (clock.kind == ClockKind::mean || !contains(clock.covers, task)) continue;
        const std::size_t covered = clock.covers.count();
        if (covered > fewest || (covered == fewest && !before_in_file(clock, process.clocks[closest]))) continue;
        closest = c;
        fewest = covered;
    }
    return closest;
}

Indexed<ClockIndex, Task> judging_clocks(const Process& process) {
    Indexed<ClockIndex, Task> clocks;
    for (const TaskIndex task : process.tasks.indices()) clocks.push_back(judging_clock(process, task));
    return clocks;
}

}  // namespace bandian::process
