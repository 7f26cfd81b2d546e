#pragma once
// The BPMN DI of a file, as far as it shows what is executed.

#include "packs/diagram.hpp"
#include "process/drawing.hpp"

namespace bandian::packs {

/// Empty when the file draws nothing.
process::Drawing read_drawing(const Diagram& diagram);

}  // namespace bandian::packs
