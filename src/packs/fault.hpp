#pragma once
// What is wrong with a file, and where. `rule` names the check, so that its page can be found.

#include <string>
#include <string_view>
#include <vector>

namespace bandian::packs {

enum class Severity { note, warning, error };

struct Place {
    std::string file;
    int line = 1;    ///< from 1
    int column = 1;  ///< from 1
};

struct Fault {
    Place place;
    Severity severity = Severity::error;
    std::string text;
    std::string rule;
};

using Faults = std::vector<Fault>;

bool has_error(const Faults& faults);

inline constexpr std::size_t most_faults = 1000;  ///< told of one drawing: nobody reads on
struct TooManyFaults {};

/// Adds the fault to those of one drawing. Throws TooManyFaults instead when there are as many as are told.
void tell(Faults& faults, Fault fault);

/// Adds the fault unless its rule has spoken of that place: a process that others call is part of each of them.
void tell_once(Faults& faults, Fault fault);

/// " Did you mean X?" for the candidate that is a slip away from `word`, else nothing; nothing either among more than
/// 500.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates);

/// The text with each run of line breaks and other control characters as one blank.
std::string one_line(std::string_view text);

/// "file:line:col: error: text [rule]", always one line.
std::string to_string(const Fault& fault);

}  // namespace bandian::packs
