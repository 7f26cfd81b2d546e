#pragma once
// Casework as JSON, and back: one form for scenarios, HTTP and the record.

#include "casework/entry.hpp"
#include "casework/facts.hpp"

#include <nlohmann/json.hpp>

#include <variant>

namespace bandian::wire {

using Json = nlohmann::ordered_json;

Json to_json(const process::Value& value);
process::Value to_value(const Json& json);

/// {"do": "complete", "task": …}
Json to_json(const casework::Entry& entry);

/// The entry that the members of `json` make up; `verb` says which. A missing, unknown or wrongly typed member is
/// named. `also` lists members that are the caller's own.
std::variant<casework::Entry, casework::Rejection> to_entry(const std::string& verb, const Json& json,
                                                            const std::vector<std::string>& also = {});

/// State, tasks and clocks, in the shape of `bandian replay`.
Json to_json(const casework::Case& the_case, const casework::CaseView& view);
/// The same with the path that decided, whose each day was, and when power is expected.
Json to_json(const casework::Case& the_case, const casework::CaseFacts& facts);

Json to_json(const casework::PathStep& step, const casework::CaseView& view);
Json to_json(const casework::Responsibility& ledger);
/// {day, earliest, workingDays, provisional, waitsFor, steps}; days past the calendar are null.
Json to_json(const casework::Forecast& expected);

/// RFC 9457. What it quotes of the request is cut short.
Json to_problem(const casework::Rejection& rejection, int status);
/// One of several faults of a problem: {detail, code, field, reason, bound}, the last three where there are any.
Json to_fault(const casework::Rejection& rejection);

Json day_or_null(const std::optional<calendar::Day>& day);

/// "unit", of a number of days beside it: "calendar-days" or "months"; nothing for working days.
void tell_unit(Json& json, process::Unit unit);

/// What a document may come to; each bound inclusive. The standing ones are those of a file that somebody gave by name.
struct JsonBounds {
    std::size_t bytes = std::size_t{64} << 20;
    std::size_t values = 1'000'000;  ///< objects, arrays, texts, numbers and the rest, in all
    std::size_t members = 10'000;    ///< of one object
    std::size_t depth = 64;
};

/// Parses JSON in time linear in its bytes; a name stands once in an object, no text holds U+0000. The fault says what
/// was expected and where.
std::variant<Json, std::string> parse_json(std::string_view text, const JsonBounds& bounds = {});

}  // namespace bandian::wire
