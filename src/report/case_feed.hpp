#pragma once
// The dates of a case as iCalendar (RFC 5545): what falls due, and when power is expected. No name, no place.

#include "app/desk.hpp"

namespace bandian::report {

std::string case_feed(const app::CaseOnDesk& desk);

}  // namespace bandian::report
