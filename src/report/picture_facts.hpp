#pragma once
// What a page needs to draw a process with a viewer of its own: the pack's diagram, and what each step of it shows.

#include "app/desk.hpp"

namespace bandian::report {

/// {process, call, today, bpmn, steps}, of a case or, with `call` such as "green-space.1", of a call of it; null: it
/// has no such call, or it is not drawn. Lights and days left are those of the picture.
app::Json case_picture_facts(const casework::Case& the_case, const casework::CaseView& view, const std::string& call);

/// The same of a process of the pack, where nothing has begun; null: it is not drawn.
app::Json process_picture_facts(const process::Pack& pack, const std::string& process);

}  // namespace bandian::report
