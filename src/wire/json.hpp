#pragma once
// Casework as JSON, and back: one form for scenarios, HTTP and the record.

#include "casework/entry.hpp"
#include "casework/view.hpp"

#include <nlohmann/json.hpp>

#include <variant>

namespace bandian::wire {

using Json = nlohmann::ordered_json;

Json to_json(const process::Value& value);
process::Value to_value(const Json& json);

/// {"do": "complete", "task": …}
Json to_json(const casework::Entry& entry);

/// The entry that the members of `json` make up; `verb` says which. A missing, unknown or wrongly typed member is named.
/// `also` lists members that are the caller's own.
std::variant<casework::Entry, casework::Rejection> to_entry(const std::string& verb, const Json& json, const std::vector<std::string>& also = {});

/// State, tasks and clocks, in the shape of `bandian replay`.
Json to_json(const casework::Case& the_case, const casework::CaseView& view);

/// RFC 9457.
Json to_problem(const casework::Rejection& rejection, int status);

Json day_or_null(const std::optional<calendar::Day>& day);

/// Parses JSON of bounded depth; the fault says what was expected and where.
std::variant<Json, std::string> parse_json(std::string_view text);

}  // namespace bandian::wire
