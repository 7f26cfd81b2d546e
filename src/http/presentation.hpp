#pragma once
// Cases as people are shown them: names in two languages, personal data masked for the public.

#include "app/desk.hpp"

#include <set>

namespace bandian::http {

using app::Json;

/// The shape of `bandian replay`, with number, version and who and where.
Json for_desk(const app::CaseOnDesk& desk);

/// For whoever holds the receipt: nothing personal but what the applicant recognises himself by.
Json for_applicant(const app::CaseOnDesk& desk);

/// The permits side by side, each with its department and due day.
Json permits_of(const app::CaseOnDesk& desk);

/// What editions have moved: {edition, source (the number of its notice; null: none is known), clock, from, to}.
Json moved_json(const std::vector<app::Move>& moves, const calendar::Calendar& calendar);

/// What the steps that have started, and corrections, ask for.
std::set<std::string> materials_asked(const app::CaseOnDesk& desk);

/// 张*, 138****5678: enough to recognise, too little to learn.
std::string masked_name(const std::string& name);
std::string masked_phone(const std::string& phone);
std::string masked_address(const std::string& address);

/// {"zh": …, "en": …}, of a task with its call before it.
Json title(const casework::Case& the_case, process::TaskIndex task, const std::string& call);

}  // namespace bandian::http
