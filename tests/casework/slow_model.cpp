#include "casework/slow_teller.hpp"

namespace bandian::testing {

SlowCase slow_case(const process::Pack& pack, const std::vector<casework::Event>& log,
                   const calendar::Calendar& calendar, calendar::Day today) {
    using namespace slow;
    const Tokens tokens{pack, log};
    SlowCase result;
    result.state = tokens.state();
    result.contested = tokens.contested();
    for (const auto& [path, step] : tokens.tasks())
        result.tasks[path] = {step->ended  ? step->cut ? TaskState::cancelled : TaskState::done
                              : step->held ? TaskState::held
                                           : TaskState::active,
                              step->began,
                              step->ended,
                              {},
                              {},
                              {},
                              {},
                              0,
                              {}};
    for (const Scope& scope : tokens.scopes())
        if (const auto clock = Counter{tokens, scope, calendar, today}.read()) result.clocks[scope.id] = *clock;
    Teller{tokens, calendar, today, result}.tell();
    return result;
}

}  // namespace bandian::testing
