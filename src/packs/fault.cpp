#include "packs/fault.hpp"

#include <algorithm>

namespace bandian::packs {

namespace {

constexpr std::size_t longest_guess = 64;
constexpr std::size_t most_guesses = 500;  // a slip is looked for in a process that people draw

/// What ends a line or steers a terminal: C0, delete, C1 and the two separators, as they begin in UTF-8.
std::size_t control_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
    };
    if (byte(0) < 0x20 || byte(0) == 0x7F) return 1;
    if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) < 0xA0) return 2;
    return byte(0) == 0xE2 && byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0;
}

}  // namespace

std::string one_line(std::string_view text) {
    std::string out;
    bool blank = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = control_length(text, at);
        if (length == 0) out += text[at];
        else if (!blank) out += ' ';
        blank = length != 0;
        at += std::max<std::size_t>(1, length);
    }
    return out;
}

bool has_error(const Faults& faults) {
    return std::any_of(faults.begin(), faults.end(), [](const Fault& f) { return f.severity == Severity::error; });
}

void tell(Faults& faults, Fault fault) {
    if (faults.size() >= most_faults) throw TooManyFaults{};
    faults.push_back(std::move(fault));
}

void tell_once(Faults& faults, Fault fault) {
    const bool told = std::any_of(faults.begin(), faults.end(), [&](const Fault& f) {
        return f.rule == fault.rule && f.place.file == fault.place.file && f.place.line == fault.place.line &&
               f.place.column == fault.place.column;
    });
    if (!told) faults.push_back(std::move(fault));
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates) {
    const std::size_t slips = word.size() < 5 ? 1 : 2;  // as many as still leave the word to be recognised
    if (word.size() > longest_guess || candidates.size() > most_guesses) return {};
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
    std::size_t least = slips + 1;
    for (const std::string& candidate : candidates) {
        if (candidate.size() > word.size() + slips || word.size() > candidate.size() + slips) continue;
        if (const std::size_t d = distance(candidate); d < least && d < candidate.size())
            nearest = &candidate, least = d;
    }
    return nearest ? " Did you mean " + *nearest + "?" : std::string{};
}

std::string to_string(const Fault& f) {
    const char* severity = f.severity == Severity::error     ? "error"
                           : f.severity == Severity::warning ? "warning"
                                                             : "note";
    return one_line(f.place.file) + ':' + std::to_string(f.place.line) + ':' + std::to_string(f.place.column) + ": " +
           severity + ": " + one_line(f.text) + " [" + f.rule + ']';
}

}  // namespace bandian::packs
