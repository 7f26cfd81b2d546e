#include "casework/timing.hpp"

namespace bandian::casework {

Timing timing_of(const Case& c, const ProcessState& now) {
    Timing timing{now.timeline, {}};
    timing.clocks.reserve(now.clocks.size());
    for (const ClockInstance& instance : now.clocks) {
        const process::TaskSet& covers = c.process->clocks[instance.clock].covers;
        TimedClock clock{instance.id, instance.clock, instance.root, promise_of(c, instance), instance.standing, {}};
        for (std::size_t i = instance.first; i < instance.last; ++i) {
            const TaskInstance& o = now.task_instances[i];
            if (o.state == TaskState::held && contains(covers, o.task)) clock.held.push_back(o.timeline);
        }
        timing.clocks.push_back(std::move(clock));
    }
    return timing;
}

}  // namespace bandian::casework
