#pragma once
// The picture of a process as SVG, of itself or of a case: each step in the colour and with the sign of its light.

#include "casework/view.hpp"
#include "process/drawing.hpp"
#include "report/language.hpp"

#include <map>

namespace bandian::report {

/// What a step of the picture shows. `light` absent: not begun, or nothing judges it.
struct StepMark {
    std::optional<clocks::Light> light;
    bool begun = false;
    bool done = false;
    std::string note;                              ///< a line below its name: the due day, how many places
    const casework::TaskView* task = nullptr;      ///< its last attempt, in the view it was made of; of a call: none
    const clocks::StepReading* reading = nullptr;  ///< of an open step; of a call: of the one that is due first
};

/// By id of the element.
using StepMarks = std::map<std::string, StepMark>;

/// What a case shows on the drawing of its own process, or, with `call` such as "green-space.1", on that of the process
/// called.
StepMarks marks_of(const casework::Case& the_case, const casework::CaseView& view, const std::string& call,
                   Language language);

/// Whether the first of two lights asks for more attention.
bool more_urgent(clocks::Light a, clocks::Light b);

/// What a case's own process is drawn as, or that of a call of it; nullptr: it has no such call, or it is not drawn.
const process::Drawing* drawing_of(const casework::Case& the_case, const casework::CaseView& view,
                                   const std::string& call);

/// Self-contained: colours are attributes of what they colour, no style sheet, no font, no script. `marks` null: the
/// process itself, without lights and legend. `caption` stands above the legend.
std::string picture(const process::Drawing& drawing, const StepMarks* marks, const std::string& caption,
                    Language language);

/// The lit picture of a case, or of a call of it such as "green-space.1"; empty: it has no such call, or it is not
/// drawn.
std::string case_picture(const casework::Case& the_case, const casework::CaseView& view, const std::string& call,
                         Language language);

/// Of a process of the pack; empty: it is not drawn.
std::string process_picture(const process::Pack& pack, const std::string& process, Language language);

}  // namespace bandian::report
