// Feeds edition files and day texts. What must hold: no crash, and what is accepted makes a calendar or a
// contradiction; what people get wrong in it is told in the file.

#include "packs/calendar_files.hpp"
#include "wire/instant.hpp"

#include <algorithm>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bandian;
    const std::string text(reinterpret_cast<const char*>(data), size);
    if (const auto day = calendar::parse_day(text); day && calendar::to_string(*day) != text) __builtin_trap();
    wire::parse_instant(text);
    packs::Faults faults;
    const auto edition = packs::read_edition(text, "fuzz.yaml", faults);
    if (edition.has_value() == !faults.empty()) __builtin_trap();  // one or the other
    if (!edition) return 0;
    calendar::Region region;
    region.id = "fuzz";
    region.weekend = {true, false, false, false, false, false, true};
    region.from = calendar::Day{edition->first_year / date::January / 1};
    auto law = std::make_shared<calendar::Edition>(*edition);
    law->kind = calendar::EditionKind::statutory;
    law->id = "law";
    const std::size_t lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    for (const auto& beside : {std::vector<calendar::EditionPtr>{}, std::vector<calendar::EditionPtr>{law}})
        for (const packs::Fault& slip : packs::faults_in(*edition, region, beside, edition->published))
            if (slip.place.line < 1 || slip.place.column < 1 || static_cast<std::size_t>(slip.place.line) > lines + 1)
                __builtin_trap();
    const auto made = calendar::Calendar::make(region, {std::make_shared<const calendar::Edition>(*edition)});
    if (const auto* calendar = std::get_if<calendar::Calendar>(&made)) {
        const auto due = calendar->add(calendar->first(), {7});
        if (due && calendar->count(calendar->first(), *due).value != 7) __builtin_trap();
    }
    return 0;
}
