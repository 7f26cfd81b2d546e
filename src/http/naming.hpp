#pragma once
// What things are called, in both languages: {"zh", "en"}.

#include "casework/view.hpp"
#include "wire/json.hpp"

namespace bandian::http {

using wire::Json;

Json both(const process::Words& words);

/// Of a path such as green-space.1.review~2.
Json title_of_path(const process::Process& process, const std::string& path);
/// Of a task, with its call before it; `call` such as green-space.1, empty outside.
Json title(const process::Process& process, process::TaskIndex task, const std::string& call);
Json clock_title(const process::Process& process, const casework::ClockView& clock);
/// With its "id".
Json department_json(const process::Pack& pack, const std::string& id);
/// Why a step waits, with its "id"; null: it does not.
Json hold_json(const process::Pack& pack, const std::string& id);
/// An outcome once it is so.
Json outcome_done(const process::Pack& pack, const std::string& outcome);
/// With its "clause": the paper that is then handed over; null: it has no name of its own.
Json delivery_json(const process::Pack& pack, const std::string& outcome);
/// {user, name}; null for nobody.
Json person(const std::string& account, const std::string& name);

}  // namespace bandian::http
