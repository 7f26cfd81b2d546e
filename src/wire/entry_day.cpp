#include "wire/entry_day.hpp"

#include "casework/receipt.hpp"
#include "wire/instant.hpp"

#include <algorithm>

namespace bandian::wire {

calendar::Day entry_day(casework::Instant at, const process::Pack& pack, const calendar::Calendar& calendar) {
    return casework::day_received(pack, calendar, local_day(at, pack.time_zone), time_of_day(at, pack.time_zone));
}

calendar::Day entry_day(casework::Instant at, const casework::Case& c, const calendar::Calendar& calendar) {
    return std::max(entry_day(at, *c.pack, calendar), c.log.back().day);
}

calendar::Day today_of(const casework::Case& c, casework::Instant now) {
    return std::max(local_day(std::max(now, c.log.back().at), c.pack->time_zone), c.log.back().day);
}

}  // namespace bandian::wire
