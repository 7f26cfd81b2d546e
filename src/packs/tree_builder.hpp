#pragma once
// Turns the diagrams of a pack into process trees, with every call drawn in.

#include "packs/diagram.hpp"
#include "process/process.hpp"

#include <map>

namespace bandian::packs {

using Diagrams = std::map<std::string, std::unique_ptr<Diagram>>;  ///< by process id

/// nullptr, and at least one fault more, when the diagram is not block-structured, a name leads nowhere, or a clock
/// covers nothing.
std::unique_ptr<process::Process> build_process(const Diagram& diagram, const Diagrams& all, Faults& faults,
                                                Standing standing = Standing::offered);

}  // namespace bandian::packs
