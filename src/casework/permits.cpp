#include "casework/permits.hpp"

#include "casework/place_name.hpp"

namespace bandian::casework {

namespace {

const process::Task& last_task(const process::Process& process, const process::Call& call) {
    std::size_t last = 0;
    for (std::size_t t = 0; t < process.tasks.size(); ++t)
        if (call.tasks[t]) last = t;
    return process.tasks[last];
}

}  // namespace

std::vector<Permit> permits_of(const Case& c, const CaseView& view) {
    std::vector<Permit> permits;
    for (const CallInstance& instance : view.calls) {
        const process::Call& call = c.process->calls[static_cast<std::size_t>(instance.call)];
        Permit permit{&instance, place_name(c, instance), {}, nullptr, nullptr};
        permit.owner =
            department_of(*c.pack, last_task(*c.process, call).role, lookup_in(c, place_at(c, call, instance.number)));
        for (const TaskView& task : view.tasks)
            if (task.call == instance.path) permit.last = &task;
        if (permit.last)
            if (const ClockView* clock = view.clock(permit.last->clock);
                clock && clock->id.rfind(instance.path + '.', 0) == 0)
                permit.clock = clock;
        permits.push_back(std::move(permit));
    }
    return permits;
}

}  // namespace bandian::casework
