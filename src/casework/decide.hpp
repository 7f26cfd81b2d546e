#pragma once
// Whether an entry may be made. Deciding changes nothing; what it returns is then applied and recorded.

#include "calendar/calendar.hpp"
#include "casework/process_state.hpp"

#include <variant>

namespace bandian::casework {

using Decision = std::variant<Event, Rejection>;

/// Whether a pack has a process that applications are for.
std::optional<Rejection> check_process(const process::Pack& pack, const std::string& id);

/// Whether a pack has a material with that id; `field` is where it was told.
std::optional<Rejection> check_material(const process::Pack& pack, const std::string& id, const std::string& field);

/// The first entry of a case: must be a Submit.
Decision decide_submission(const process::Pack& pack, const Command& command, const calendar::Calendar& calendar);

/// Any later entry. `calendar` is the pack's, as known at the moment of entry.
Decision decide(const Case& the_case, const Command& command, const calendar::Calendar& calendar);

/// A case and what its log comes to, so that nobody reads it again. Moving keeps the places that `now` points at.
struct CaseInState {
    Case the_case;
    ProcessState now;
};

/// The case after completions of open tasks that are supposed to be entered one after the other at one moment, without
/// attributes, and without the reasons and laws that outcomes need; worked out once for all of them. Every task lies in
/// a call, so that none of them ends the case; or it is one task alone. `by`: who enters them.
std::variant<CaseInState, Rejection> complete_together(CaseInState before, Instant at, Day day,
                                                       const std::vector<Complete>& completions,
                                                       const calendar::Calendar& calendar, const std::string& by = {});

/// Enters what silence has answered by the day `day` (BPMN's boundary timers), and gives what was entered. To be done
/// before anything else is entered; at most once for each task, since one that a supervisor took back does not come
/// again by itself.
std::vector<Event> settle_deemed(Case& the_case, Instant at, Day day, const calendar::Calendar& calendar);

}  // namespace bandian::casework
