#include "app/actor.hpp"

#include "text/joined.hpp"

#include <algorithm>
#include <array>

namespace bandian::app {

namespace {

constexpr std::array<std::pair<Role, std::string_view>, 7> roles{{{Role::window, "window"},
                                                                  {Role::manager, "manager"},
                                                                  {Role::engineer, "engineer"},
                                                                  {Role::permit_officer, "permit-officer"},
                                                                  {Role::supervisor, "supervisor"},
                                                                  {Role::policy_keeper, "policy-keeper"},
                                                                  {Role::integration, "integration"}}};

constexpr std::array<std::pair<Leave, std::string_view>, 4> leaves{
    {{Leave::read, "read"}, {Leave::open, "open"}, {Leave::act, "act"}, {Leave::pay, "pay"}}};

/// A program of the whole desk; of one department it works like an officer of hers.
bool is_desks_program(const Actor& actor) { return actor.is(Role::integration) && actor.department == "*"; }

/// Talks with the applicant, and enters on his word.
bool at_the_counter(const Actor& actor) {
    return actor.is(Role::window) || actor.is(Role::manager) || is_desks_program(actor);
}

bool acts_for(const Actor& actor, const casework::Case& c, const std::string& owner) {
    if (actor.is(Role::permit_officer) || actor.is(Role::engineer) || actor.is(Role::manager) ||
        actor.is(Role::integration) || actor.is(Role::window))
        if (actor.of(owner)) return true;
    return process::party_of(*c.pack, owner) == process::Party::applicant && at_the_counter(actor);
}

const casework::TaskView* task_at(const casework::CaseView& view, const std::string& path) {
    const auto found = std::find_if(view.tasks.begin(), view.tasks.end(),
                                    [&](const casework::TaskView& task) { return task.path == path; });
    return found == view.tasks.end() ? nullptr : &*found;
}

struct Judge {
    const Actor& actor;
    const casework::Case& the_case;
    const casework::CaseView& view;

    bool on_task(const std::string& path) const {
        const casework::TaskView* task = task_at(view, path);
        return !task || acts_for(actor, the_case, task->owner);  // that there is none is casework's to say
    }

    bool operator()(const casework::Complete& e) const { return on_task(e.task); }
    bool operator()(const casework::Hold& e) const { return on_task(e.task); }
    bool operator()(const casework::Resume& e) const { return on_task(e.task); }
    /// By the department that owns a task under the clock, or for its head.
    bool operator()(const casework::Extend& e) const {
        if (actor.is(Role::supervisor)) return true;
        return std::any_of(view.tasks.begin(), view.tasks.end(), [&](const casework::TaskView& task) {
            return task.clock == e.clock && acts_for(actor, the_case, task.owner);
        });
    }
    bool operator()(const casework::Amend&) const { return at_the_counter(actor); }
    bool operator()(const casework::Withdraw&) const { return at_the_counter(actor) || actor.is(Role::supervisor); }
    bool operator()(const casework::Void&) const { return actor.is(Role::supervisor); }
    bool operator()(const casework::Submit&) const { return true; }  // a second one is casework's to refuse
    bool operator()(const casework::Deem&) const { return false; }
};

}  // namespace

std::string_view word(Role role) {
    return std::find_if(roles.begin(), roles.end(), [&](const auto& one) { return one.first == role; })->second;
}

std::optional<Role> role_of(std::string_view name) {
    const auto found = std::find_if(roles.begin(), roles.end(), [&](const auto& one) { return one.second == name; });
    return found == roles.end() ? std::nullopt : std::optional{found->first};
}

std::string role_list() {
    return text::joined(roles, ", ", [](const auto& one) { return one.second; });
}

std::string_view word(Leave leave) {
    return std::find_if(leaves.begin(), leaves.end(), [&](const auto& one) { return one.first == leave; })->second;
}

std::optional<Leave> leave_of(std::string_view name) {
    const auto found = std::find_if(leaves.begin(), leaves.end(), [&](const auto& one) { return one.second == name; });
    return found == leaves.end() ? std::nullopt : std::optional{found->first};
}

std::string to_text(const std::set<Leave>& leave) {
    std::string text;
    for (const Leave one : leave) text.append(text.empty() ? "" : ",").append(word(one));
    return text;
}

std::optional<std::set<Leave>> leave_in(const std::string& text) {
    if (text.empty()) return std::nullopt;
    std::set<Leave> all;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t comma = std::min(text.find(',', from), text.size());
        if (const auto one = leave_of(text.substr(from, comma - from))) all.insert(*one);
        from = comma + 1;
    }
    return all;
}

std::string leave_list() {
    return text::joined(leaves, ", ", [](const auto& one) { return one.second; });
}

bool is_for(const Actor& actor, Leave leave) { return !actor.leave || actor.leave->count(leave) != 0; }

std::vector<std::string> Actor::names() const {
    std::vector<std::string> all{account};
    for (const Absence& one : stands_in_for) all.push_back(one.account);
    return all;
}

bool may_stand_in(const Actor& deputy, const Actor& absent) {
    return deputy.department == absent.department &&
           std::all_of(absent.roles.begin(), absent.roles.end(), [&](Role role) {
               return role == Role::supervisor || role == Role::policy_keeper || deputy.is(role);
           });
}

Scope scope_of(const Actor& actor) {
    if (actor.is(Role::window) || actor.is(Role::supervisor)) return {Scope::Kind::all, {}};
    if (actor.is(Role::engineer) || actor.is(Role::permit_officer) || actor.is(Role::integration))
        return actor.department == "*" ? Scope{Scope::Kind::all, {}} : Scope{Scope::Kind::department, actor.department};
    if (actor.is(Role::manager)) return {Scope::Kind::manager, actor.account, actor.names()};
    return {};
}

bool sees(const Actor& actor, const casework::CaseView& view, const std::string& manager) {
    const Scope scope = scope_of(actor);
    switch (scope.kind) {
        case Scope::Kind::all: return true;
        case Scope::Kind::manager:
            return manager.empty() ||
                   std::find(scope.managers.begin(), scope.managers.end(), manager) != scope.managers.end();
        case Scope::Kind::department:
            return std::any_of(view.tasks.begin(), view.tasks.end(),
                               [&](const casework::TaskView& task) { return task.owner == scope.name; });
        case Scope::Kind::nothing: break;
    }
    return false;
}

bool is_narrow(const Actor& actor) {
    return scope_of(actor).kind == Scope::Kind::department && !actor.is(Role::engineer);
}

std::string notes_of(const Actor& actor) { return is_narrow(actor) ? actor.department : std::string{}; }

bool may_read_note(const Actor& actor, const std::string& department) {
    if (actor.is(Role::supervisor)) return true;
    return department.empty() ? !is_narrow(actor) : actor.of(department);
}

bool may_see_receipt(const Actor& actor) { return !is_narrow(actor); }
bool may_open(const Actor& actor) { return at_the_counter(actor) || actor.is(Role::integration); }
bool may_open_late(const Actor& actor) {
    return actor.is(Role::window) || actor.is(Role::manager) || actor.is(Role::supervisor);
}
bool may_name_deputies(const Actor& actor) { return actor.is(Role::supervisor); }
bool may_enter(const Actor& actor, const casework::Entry& entry, const casework::Case& the_case,
               const casework::CaseView& view) {
    return std::visit(Judge{actor, the_case, view}, entry);
}
bool may_file(const Actor& actor) { return at_the_counter(actor); }
bool may_deliver(const Actor& actor) { return at_the_counter(actor); }
bool may_assign(const Actor& actor) { return at_the_counter(actor) || actor.is(Role::supervisor); }
bool may_import_editions(const Actor& actor) { return actor.is(Role::supervisor) || actor.is(Role::policy_keeper); }
bool may_preview_editions(const Actor& actor) { return may_import_editions(actor); }
bool may_see_board(const Actor& actor) { return actor.is(Role::supervisor); }

}  // namespace bandian::app
