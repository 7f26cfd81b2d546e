#pragma once
// The packs and calendars a service works by.

#include "calendar/calendar.hpp"
#include "process/pack.hpp"

#include <map>
#include <memory>
#include <string>

namespace bandian::app {

class Rulebook {
public:
    void add(std::shared_ptr<const process::Pack> pack);
    void add(const std::string& region, calendar::Calendar calendar);

    std::shared_ptr<const process::Pack> by_hash(const std::string& hash) const;  ///< nullptr: unknown
    /// The packs in force on a day that have the process; with `id`, only that one.
    std::vector<std::shared_ptr<const process::Pack>> in_force(calendar::Day day, const std::string& id) const;
    const calendar::Calendar& calendar_of(const process::Pack& pack) const;
    const calendar::Calendar* calendar(const std::string& region) const;

private:
    std::map<std::string, std::shared_ptr<const process::Pack>> packs_;  ///< by hash
    std::map<std::string, calendar::Calendar> calendars_;
};

}  // namespace bandian::app
