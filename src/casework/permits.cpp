#include "casework/permits.hpp"

#include "casework/place_name.hpp"

namespace bandian::casework {

namespace {

const process::Task& last_task(const process::Process& process, const process::Call& call) {
    process::TaskIndex last;
    for (const process::TaskIndex task : process.tasks.indices())
        if (contains(call.tasks, task)) last = task;
    return process.tasks[last];
}

}  // namespace

std::vector<Permit> permits_of(const Case& c, const CaseView& view) {
    std::vector<Permit> permits;
    for (const CallInstance& instance : view.calls) {
        const process::Call& call = c.process->calls[instance.call];
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
