#include "packs/fault.hpp"

#include <algorithm>

namespace bandian::packs {

bool has_error(const Faults& faults) {
    return std::any_of(faults.begin(), faults.end(), [](const Fault& f) { return f.severity == Severity::error; });
}

void tell_once(Faults& faults, Fault fault) {
    const bool told = std::any_of(faults.begin(), faults.end(), [&](const Fault& f) {
        return f.rule == fault.rule && f.place.file == fault.place.file && f.place.line == fault.place.line && f.place.column == fault.place.column;
    });
    if (!told) faults.push_back(std::move(fault));
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates) {
    const auto distance = [&word](const std::string& other) {
        std::vector<std::size_t> row(other.size() + 1);
        for (std::size_t j = 0; j <= other.size(); ++j) row[j] = j;
        for (std::size_t i = 1; i <= word.size(); ++i) {
            std::size_t diagonal = row[0];
            row[0] = i;
            for (std::size_t j = 1; j <= other.size(); ++j) {
                const std::size_t above = row[j];
                row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (word[i - 1] == other[j - 1] ? 0 : 1)});
                diagonal = above;
            }
        }
        return row[other.size()];
    };
    const std::string* nearest = nullptr;
    std::size_t least = word.size() < 5 ? 2 : 3;  // as many slips as still leave the word to be recognised
    for (const std::string& candidate : candidates)
        if (const std::size_t d = distance(candidate); d < least && d < candidate.size()) nearest = &candidate, least = d;
    return nearest ? " Did you mean " + *nearest + "?" : std::string{};
}

std::string to_string(const Fault& f) {
    const char* severity = f.severity == Severity::error ? "error" : f.severity == Severity::warning ? "warning" : "note";
    return f.place.file + ':' + std::to_string(f.place.line) + ':' + std::to_string(f.place.column) + ": " + severity + ": " + f.text +
           " [" + f.rule + ']';
}

}  // namespace bandian::packs
