#pragma once
// The dates of a case as iCalendar: when it was handed in, what falls due, when power is expected, how it ended. Steps,
// and the places of permits, as the status page names them; nobody's name, and not the site's address.

#include "app/desk.hpp"
#include "report/language.hpp"

namespace bandian::report {

/// Never without an event. A step that ended with the case or its permit under it stays, cancelled: a program that
/// keeps what it once took in learns that nothing falls due; a step that was done leaves. The text changes with what it
/// tells alone, not with the day; an event has one UID in every language.
std::string case_feed(const app::CaseOnDesk& desk, Language language);

}  // namespace bandian::report
