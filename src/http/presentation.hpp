#pragma once
// A case as its applicant is shown it: what app::public_status has chosen, as JSON.

#include "app/visible.hpp"
#include "http/naming.hpp"

namespace bandian::http {

Json for_applicant(const app::CaseOnDesk& desk);

/// What editions have moved: {edition, source (the number of its notice; null: none is known), clock, from, to}.
Json moved_json(const std::vector<app::Move>& moves, const calendar::Calendar& calendar);

}  // namespace bandian::http
