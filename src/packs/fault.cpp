#include "packs/fault.hpp"

#include <algorithm>

namespace bandian::packs {

bool has_error(const Faults& faults) {
    return std::any_of(faults.begin(), faults.end(), [](const Fault& f) { return f.severity == Severity::error; });
}

std::string to_string(const Fault& f) {
    const char* severity = f.severity == Severity::error ? "error" : f.severity == Severity::warning ? "warning" : "note";
    return f.place.file + ':' + std::to_string(f.place.line) + ':' + std::to_string(f.place.column) + ": " + severity + ": " + f.text +
           " [" + f.rule + ']';
}

}  // namespace bandian::packs
