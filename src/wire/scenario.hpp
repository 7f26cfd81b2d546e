#pragma once
// A scenario: what is entered about one case, step by step, without a record.

#include "calendar/calendar.hpp"
#include "casework/case.hpp"
#include "wire/json.hpp"

namespace bandian::wire {

/// The case after the steps up to `as_of`, and the moment it is looked at.
struct ScenarioRun {
    casework::Case the_case;
    casework::Instant as_of{};
    std::size_t steps = 0;  ///< taken
};

struct RefusedStep {
    casework::Rejection rejection;
    std::size_t step = 0;  ///< from 1
};

/// `scenario` is an object with "process", "attributes" and "steps". Without `as_of` it is the last step's moment.
std::variant<ScenarioRun, RefusedStep> run_scenario(std::shared_ptr<const process::Pack> pack,
                                                    const calendar::Calendar& calendar, const Json& scenario,
                                                    std::optional<casework::Instant> as_of);

}  // namespace bandian::wire
