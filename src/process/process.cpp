#include "process/process.hpp"

#include <algorithm>

namespace bandian::process {

namespace {

bool is_number(std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

int task_at(const Process& process, std::string_view path) {
    std::string plain;
    for (std::string_view rest = path.substr(0, path.find('~')); !rest.empty();) {
        const std::string_view part = rest.substr(0, rest.find('.'));
        if (!is_number(part)) plain.append(plain.empty() ? "" : ".").append(part);
        rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    }
    const auto found =
        std::find_if(process.tasks.begin(), process.tasks.end(), [&](const Task& task) { return task.path == plain; });
    return found == process.tasks.end() ? -1 : static_cast<int>(found - process.tasks.begin());
}

int judging_clock(const Process& process, int task) {
    int closest = -1;
    std::size_t fewest = most_tasks + 1;
    for (std::size_t i = 0; i < process.clocks.size(); ++i) {
        const Clock& clock = process.clocks[i];
        if (clock.kind == ClockKind::mean || !clock.covers[static_cast<std::size_t>(task)] ||
            clock.covers.count() >= fewest)
            continue;
        closest = static_cast<int>(i);
        fewest = clock.covers.count();
    }
    return closest;
}

}  // namespace bandian::process
