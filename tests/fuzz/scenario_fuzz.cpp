// Feeds scenario files to the pack of Zhoucun. What must hold: no crash, and the log that came of it tells the same
// case.

#include "casework/view.hpp"
#include "packs/calendar_files.hpp"
#include "packs/pack_files.hpp"
#include "wire/entry_day.hpp"
#include "wire/instant.hpp"
#include "wire/scenario.hpp"

#include <cstdint>

namespace {

using namespace bandian;

struct Rules {
    std::shared_ptr<const process::Pack> pack;
    calendar::Calendar calendar;
};

const Rules& rules() {
    static const Rules made = [] {
        packs::Faults faults;
        const std::string workflows = std::string{BANDIAN_SOURCE_DIR} + "/workflows";
        const packs::Regions regions = packs::read_calendars(workflows + "/calendars", faults);
        return Rules{packs::load_pack(packs::read_pack_files(workflows + "/zhoucun-2018", faults), faults),
                     std::get<calendar::Calendar>(regions.at("cn").calendar())};
    }();
    return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto parsed = wire::parse_json({reinterpret_cast<const char*>(data), size});
    const auto* scenario = std::get_if<wire::Json>(&parsed);
    if (!scenario || !scenario->is_object() || !scenario->contains("steps") || !(*scenario)["steps"].is_array())
        return 0;
    const auto outcome = wire::run_scenario(rules().pack, rules().calendar, *scenario, std::nullopt);
    if (const auto* no = std::get_if<wire::RefusedStep>(&outcome)) {
        if (no->rejection.detail.empty() || no->rejection.code.empty()) __builtin_trap();
        return 0;
    }
    const auto& run = std::get<wire::ScenarioRun>(outcome);
    const calendar::Day today = wire::today_of(run.the_case, run.as_of);
    const auto seen = [&](const casework::Case& c) {
        return wire::to_json(c, casework::view(c, rules().calendar, today)).dump();
    };
    if (seen(run.the_case) != seen(casework::replay(rules().pack, run.the_case.log))) __builtin_trap();
    return 0;
}
