#pragma once
// The path of a task in a case: "accept", "green-space.1.review", "green-space.1.review~2".

#include <optional>
#include <string>
#include <string_view>

namespace bandian::process {

struct TaskPath {
    std::string call;  ///< "green-space"; of a call within a call with all before it, "outer.1.inner"; empty outside
    int number = 0;    ///< of the place, from 1; 0 outside
    std::string id;
    int attempt = 1;  ///< of the innermost loop around it

    friend bool operator==(const TaskPath&, const TaskPath&) = default;

    std::string text() const;
    /// "green-space.1"; empty outside.
    std::string place() const;
    /// As process::Task has it, "green-space.review".
    std::string unnumbered() const;
};

/// nullopt: no case has such a path.
std::optional<TaskPath> parse_task_path(std::string_view text);

}  // namespace bandian::process
