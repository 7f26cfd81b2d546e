#pragma once
// A case as staff see it: what there is, and what the one who looks may do about it now.

#include "app/desk.hpp"
#include "http/reply.hpp"

namespace bandian::http {

/// The shape of `bandian replay`, with titles, lights, and actions. Narrow: only the actor's department's part.
Json for_staff(const app::CaseOnDesk& desk, const app::Actor& actor);

/// {number, at, do, …, takenBack, by}, and {zh, en} of its outcome: outcomeTitle
Json events_of(const app::CaseOnDesk& desk, const app::Actor& actor);

/// The days of a clock with their reasons; nullopt: no such clock.
std::optional<Json> days_of(const app::CaseOnDesk& desk, const std::string& clock, const calendar::Calendar& calendar);

/// {"zh", "en"} of a path such as green-space.1.review~2.
Json title_of_path(const process::Process& process, const std::string& path);
/// {"id", "zh", "en"}
Json department_json(const process::Pack& pack, const std::string& id);
/// {"zh", "en"}: an outcome once it is so.
Json outcome_done(const process::Pack& pack, const std::string& outcome);
/// {"zh", "en", "clause"}: the paper that is then handed over; null: it has no name of its own.
Json delivery_json(const process::Pack& pack, const std::string& outcome);
Json clock_title(const casework::Case& the_case, const casework::ClockView& clock);

/// Whether a clock, a task or a material lies in the part of the case that `his` (for_staff) shows.
bool lies_in(const Json& his, const std::string& what, const std::string& id);
/// Whether he may know of the clock, the task or the material: who is not narrow may of all.
bool is_his(const app::CaseOnDesk& desk, const app::Actor& actor, const std::string& what, const std::string& id);

}  // namespace bandian::http
