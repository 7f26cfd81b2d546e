#include "process/task_path.hpp"

#include <algorithm>
#include <charconv>

namespace bandian::process {

namespace {

/// A number as paths write it: no sign, no leading nought.
std::optional<int> number_in(std::string_view digits, int least) {
    if (digits.empty()) return std::nullopt;
    int number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool whole = error == std::errc{} && end == digits.data() + digits.size();
    return whole && digits.front() != '0' && number >= least ? std::optional{number} : std::nullopt;
}

}  // namespace

std::string TaskPath::place() const { return call.empty() ? std::string{} : call + '.' + std::to_string(number); }

std::string TaskPath::text() const {
    std::string all = call.empty() ? id : place() + '.' + id;
    if (attempt > 1) all += '~' + std::to_string(attempt);
    return all;
}

std::string TaskPath::unnumbered() const {
    std::string plain;
    bool is_number = false;  // calls and numbers take turns
    for (std::size_t from = 0; from < call.size(); is_number = !is_number) {
        const std::size_t to = std::min(call.find('.', from), call.size());
        if (!is_number) plain += call.substr(from, to - from) + '.';
        from = to + 1;
    }
    return plain + id;
}

std::optional<TaskPath> parse_task_path(std::string_view text) {
    TaskPath path;
    if (const std::size_t mark = text.rfind('~'); mark != std::string_view::npos) {
        const auto attempt = number_in(text.substr(mark + 1), 2);
        if (!attempt) return std::nullopt;
        path.attempt = *attempt;
        text = text.substr(0, mark);
    }
    const std::size_t dot = text.rfind('.');
    path.id = text.substr(dot == std::string_view::npos ? 0 : dot + 1);
    if (path.id.empty()) return std::nullopt;
    if (dot == std::string_view::npos) return path;
    const std::string_view place = text.substr(0, dot);
    const std::size_t before = place.rfind('.');
    if (before == std::string_view::npos || before == 0) return std::nullopt;
    const auto number = number_in(place.substr(before + 1), 1);
    if (!number) return std::nullopt;
    path.call = place.substr(0, before);
    path.number = *number;
    return path;
}

}  // namespace bandian::process
