#pragma once
// What of BPMN 2.0 is executed, what only describes, and what is refused by name: an allow-list, so that nothing in the
// BPMN namespace is passed over without a word. docs/workflow-language.md gives the list for people.

#include "packs/diagram.hpp"

namespace bandian::packs {

/// One error [subset] for each element and attribute of the file that would change what happens but is not executed,
/// for each that BPMN does not know, and for each that stands in another namespace than it should. `diagram.process` is
/// set.
void check_subset(const Diagram& diagram, Faults& faults);

/// Whether elements of that name, children of the process, are steps, events or gateways, executed or not.
bool is_flow_node(std::string_view name);

}  // namespace bandian::packs
