#pragma once
// What is so today, as people are shown it.

#include "app/accounts.hpp"
#include "app/rulebook.hpp"
#include "app/step.hpp"
#include "casework/results.hpp"

namespace bandian::app {

/// By the seventh day from today; also what is past its day.
bool falls_due_within_a_week(const Step& step, calendar::Day today);

/// Of a result that nobody has been handed yet.
bool is_overdue(const casework::Result& result, calendar::Day today);

/// Whether somebody stands in for him.
bool is_stood_in_for(const Account& account, calendar::Day today);

/// From October on, when next year's notice ought to be in.
bool lacks_next_notice(const calendar::Calendar& calendar, calendar::Day today);

}  // namespace bandian::app
