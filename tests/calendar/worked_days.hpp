#pragma once
// The calendar that the tests count on: the project's own editions.

#include "packs/calendar_files.hpp"

namespace bandian::testing {

inline const packs::RegionFiles& region(const std::string& id) {
    static const packs::Regions regions = [] {
        packs::Faults faults;
        packs::Regions read = packs::read_calendars(std::string{BANDIAN_SOURCE_DIR} + "/workflows/calendars", faults);
        for (const packs::Fault& fault : faults) std::fprintf(stderr, "%s\n", packs::to_string(fault).c_str());
        return read;
    }();
    return regions.at(id);
}

inline calendar::Day day(const char* text) { return calendar::parse_day(text).value(); }

inline calendar::Calendar cn(const char* known_by = nullptr) {
    return std::get<calendar::Calendar>(region("cn").calendar(known_by ? std::optional{day(known_by)} : std::nullopt));
}

}  // namespace bandian::testing
