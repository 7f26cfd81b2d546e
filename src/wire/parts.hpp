#pragma once
// The parts of a case as JSON, each in the shape it has within the whole.

#include "wire/json.hpp"

namespace bandian::wire {

Json to_json(const casework::TaskView& task);
Json to_json(const casework::ClockView& clock, const process::Process& process);
/// `task`: the step's own.
Json to_json(const casework::PathStep& step, const casework::TaskView& task);

}  // namespace bandian::wire
