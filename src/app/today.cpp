#include "app/today.hpp"

namespace bandian::app {

bool falls_due_within_a_week(const Step& step, calendar::Day today) {
    return step.due && *step.due <= today + date::days{7};
}

bool is_overdue(const casework::Result& result, calendar::Day today) {
    return result.deliver_by && *result.deliver_by < today;
}

bool is_stood_in_for(const Account& account, calendar::Day today) {
    return !account.deputy.empty() && account.absent_until && today <= *account.absent_until;
}

bool lacks_next_notice(const calendar::Calendar& calendar, calendar::Day today) {
    const date::year_month_day day{today};
    return day.month() >= date::October &&
           calendar.first_provisional() <= calendar::Day{day.year() / date::December / 31};
}

}  // namespace bandian::app
