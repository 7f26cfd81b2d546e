#pragma once
// Whether what somebody entered is what the pack says an attribute may be.

#include "casework/entry.hpp"
#include "process/pack.hpp"

namespace bandian::casework {

/// The first fault found, its field below `field`; nullopt when all is well. Unknown names are a fault.
std::optional<Rejection> check(const Record& record, const std::vector<process::AttributeRule>& rules, const std::string& process,
                               const std::string& field);

/// As above, for the value of one attribute.
std::optional<Rejection> check(const process::Value& value, const process::AttributeRule& rule, const std::string& process,
                               const std::string& field);

}  // namespace bandian::casework
