#include "casework/notices.hpp"

namespace bandian::casework {

namespace {

std::string owner_of(const CaseView& view, const std::string& path) {
    for (const TaskView& task : view.tasks)
        if (task.path == path) return task.owner;
    return {};
}

/// Of a clock: the department whose task it covers last.
std::string owner_of_clock(const CaseView& view, const std::string& clock) {
    std::string owner;
    for (const TaskView& task : view.tasks)
        if (task.clock == clock) owner = task.owner;
    return owner;
}

/// The notice that an event prints, with what it was caused by; without a notice: none.
NoticeDue printed_by(const Case& c, const CaseView& view, const Event& event) {
    const process::Pack& pack = *c.pack;
    if (const auto* complete = std::get_if<Complete>(&event.entry)) {
        const process::Outcome* outcome = pack.outcome(complete->outcome);
        return {outcome ? pack.notice(outcome->notice) : nullptr, event.number, complete->effective.value_or(event.day),
                owner_of(view, complete->task)};
    }
    if (const auto* hold = std::get_if<Hold>(&event.entry)) {
        const process::HoldReason* reason = pack.hold_reason(hold->reason);
        return {reason ? pack.notice(reason->notice) : nullptr, event.number, hold->effective.value_or(event.day),
                owner_of(view, hold->task)};
    }
    if (const auto* extend = std::get_if<Extend>(&event.entry))
        for (const process::Notice& notice : pack.notices)
            if (notice.on == process::Occasion::extension)
                return {&notice, event.number, event.day, owner_of_clock(view, extend->clock)};
    return {};
}

}  // namespace

std::vector<NoticeDue> notices_of(const Case& c, const CaseView& view) {
    const std::vector<bool> back = taken_back(c.log);
    std::vector<NoticeDue> latest;
    for (std::size_t i = 0; i < c.log.size(); ++i)
        if (!back[i])
            if (NoticeDue one = printed_by(c, view, c.log[i]); one.notice) latest.push_back(std::move(one));
    std::vector<NoticeDue> due;
    for (const process::Notice& notice : c.pack->notices)
        for (auto one = latest.rbegin(); one != latest.rend(); ++one) {
            if (one->notice != &notice) continue;
            due.push_back(*one);
            break;
        }
    return due;
}

}  // namespace bandian::casework
