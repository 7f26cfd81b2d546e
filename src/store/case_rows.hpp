#pragma once
// How cases stand in rows, and in the JSON that the record's functions take.

#include "app/case_store.hpp"
#include "app/recalculation_store.hpp"
#include "store/postgres.hpp"
#include "wire/json.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bandian::store {

wire::Json to_json(const casework::Event& event);
wire::Json to_json(const app::Recalculated& done, app::Instant now);

void put(wire::Json& json, const app::Projection& projection);
/// The days on which calendars differ, when they do.
void put(wire::Json& json, const std::optional<calendar::Span>& changes);
void put(wire::Json& json, const app::Idempotency& idempotency);

/// Of a row as to_jsonb gives it.
app::Step step_of(const wire::Json& json);
casework::TaskState task_state_of(std::string_view word);
process::Unit unit_of(std::string_view word);

/// Of the column `log`. Throws app::Damaged.
std::vector<casework::Event> log_in(const pqxx::row& row);
/// Of the columns case_no, pack_hash, version, revision and log.
app::LoggedCase logged_in(const pqxx::row& row);
/// The same, with handed_over and owes.
app::LoggedCase logged_with_deliveries_in(const pqxx::row& row);
std::vector<app::LoggedCase> logged_in_all(const pqxx::result& rows);

/// A row that is locked shows the case as it is now, but its log as it was when the statement began: whoever was
/// entered in between comes up again. Worked out from such a log, lists would say what is past.
void drop_overtaken(std::vector<app::LoggedCase>& cases);

}  // namespace bandian::store
