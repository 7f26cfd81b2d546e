#pragma once
// Who acts, and what he may see and do. The law's and the pack's rules are not here: only whose desk it is.

#include "casework/view.hpp"

#include <set>
#include <string>
#include <vector>

namespace bandian::app {

enum class Role { window, manager, engineer, permit_officer, supervisor, policy_keeper, integration };

std::string_view word(Role role);
/// nullopt: none of that name.
std::optional<Role> role_of(std::string_view name);
/// "window, manager, …", for messages.
std::string role_list();

/// A colleague who is away through `until`: who stands in for him sees and does what he would, in his own name.
struct Absence {
    std::string account;
    std::string display;
    calendar::Day until{};
};

struct Actor {
    std::string account;     ///< empty: the system itself
    std::string display;
    std::string department;  ///< "*": all of them
    std::set<Role> roles;
    std::string source;      ///< address the request came from
    std::vector<Absence> stands_in_for = {};

    bool is(Role role) const { return roles.count(role) != 0; }
    bool of(const std::string& owner) const { return department == "*" || department == owner; }
    /// He and those he stands in for.
    std::vector<std::string> names() const;
};

/// The part of all cases that somebody sees: everything; those with a task of a department; those he manages or nobody does;
/// or nothing.
struct Scope {
    enum class Kind { all, department, manager, nothing } kind = Kind::nothing;
    std::string name;  ///< of the department or the manager
    std::vector<std::string> managers = {};  ///< he and those he stands in for
};
Scope scope_of(const Actor& actor);

/// Whether somebody may take what another holds upon himself: of his department, with every role that the other works in.
bool may_stand_in(const Actor& deputy, const Actor& absent);

/// Whether the case is in the actor's scope. `manager`: whose it is; empty: nobody's.
bool sees(const Actor& actor, const casework::CaseView& view, const std::string& manager);
/// Sees only his department's part of a case.
bool is_narrow(const Actor& actor);

/// The code makes whoever holds it the applicant: not for those who see a part.
bool may_see_receipt(const Actor& actor);
bool may_open(const Actor& actor);
/// With a day of submission that has passed.
bool may_open_late(const Actor& actor);
bool may_name_deputies(const Actor& actor);
/// Whether it is his to make this entry; whether it may be made at all is casework's to say.
bool may_enter(const Actor& actor, const casework::Entry& entry, const casework::Case& the_case, const casework::CaseView& view);
bool may_file(const Actor& actor);
bool may_hand(const Actor& actor);
/// Results to whoever fetches them.
bool may_hand_over(const Actor& actor);
bool may_import_editions(const Actor& actor);
bool may_preview_editions(const Actor& actor);
bool may_see_board(const Actor& actor);

}  // namespace bandian::app
