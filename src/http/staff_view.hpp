#pragma once
// A case as staff are shown it: what app::visible has chosen for the one who looks, as JSON.

#include "app/visible.hpp"
#include "http/naming.hpp"

namespace bandian::http {

/// The shape of `bandian replay`, with titles, lights, and actions.
Json case_json(const app::VisibleCase& seen);

/// [{number, at, do, …, takenBack, by}], with {zh, en} of an entry's outcome: outcomeTitle. `by`: an account.
Json entries_json(const std::vector<app::VisibleEntry>& entries, const casework::Case& the_case);

/// The days of a clock with their reasons; nullopt: no such clock.
std::optional<Json> days_of(const app::CaseOnDesk& desk, const std::string& clock, const calendar::Calendar& calendar);

/// With its department and due day.
Json permit_json(const casework::Permit& permit, const process::Pack& pack, const process::Process& process);
/// When power is expected, and the steps until then; null: nobody can say.
Json expected_json(const std::optional<casework::Forecast>& forecast, const process::Process& process);
/// Null: it has none.
Json light_json(const casework::ClockView* clock);

}  // namespace bandian::http
