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

/// What a token is for 范围: a token with some is good for nothing else, whatever its account may.
enum class Leave {
    read,  ///< to look
    open,  ///< to open cases
    act,   ///< to make entries, hand in papers, and everything else that changes something
    pay    ///< to tell of payments
};

std::string_view word(Leave leave);
/// nullopt: none of that name.
std::optional<Leave> leave_of(std::string_view name);
/// "read,open" and back; absent of an empty text.
std::string to_text(const std::set<Leave>& leave);
std::optional<std::set<Leave>> leave_in(const std::string& text);
/// "read, open, …", for messages.
std::string leave_list();

/// A colleague who is away through `until`: who stands in for him sees and does what he would, in his own name.
struct Absence {
    std::string account;
    std::string display;
    calendar::Day until{};
};

struct Actor {
    std::string account;  ///< empty: the system itself
    std::string display;
    std::string department;  ///< "*": all of them
    std::set<Role> roles;
    std::string source;  ///< address the request came from
    std::vector<Absence> stands_in_for = {};
    std::optional<std::set<Leave>> leave = {};  ///< of the token he came with; absent: all

    bool is(Role role) const { return roles.count(role) != 0; }
    bool of(const std::string& owner) const { return department == "*" || department == owner; }
    /// He and those he stands in for.
    std::vector<std::string> names() const;
};

/// The part of all cases that somebody sees: everything; those with a task of a department; those he manages or nobody
/// does; or nothing.
struct Scope {
    enum class Kind { all, department, manager, nothing } kind = Kind::nothing;
    std::string name;                        ///< of the department or the manager
    std::vector<std::string> managers = {};  ///< he and those he stands in for
};
Scope scope_of(const Actor& actor);

/// Whether what he came with is for this. To be asked of every call before any route looks at it; what his account
/// may is asked there.
bool is_for(const Actor& actor, Leave leave);

/// Whether somebody may take what another holds upon himself: of his department, with every role that the other works
/// in.
bool may_stand_in(const Actor& deputy, const Actor& absent);

/// Whether the case is in the actor's scope. `manager`: whose it is; empty: nobody's.
bool sees(const Actor& actor, const casework::CaseView& view, const std::string& manager);
/// Sees only his department's part of a case.
bool is_narrow(const Actor& actor);

/// Whose a note is that he writes: his department's alone, when he sees only its part; empty: of all who see cases
/// whole.
std::string notes_of(const Actor& actor);
/// Whether he may read a note that is a department's, or everybody's who sees cases whole.
bool may_read_note(const Actor& actor, const std::string& department);

/// The code makes whoever holds it the applicant: not for those who see a part.
bool may_see_receipt(const Actor& actor);
bool may_open(const Actor& actor);
/// With a day of submission that has passed.
bool may_open_late(const Actor& actor);
bool may_name_deputies(const Actor& actor);
/// Whether it is his to make this entry; whether it may be made at all is casework's to say.
bool may_enter(const Actor& actor, const casework::Entry& entry, const casework::Case& the_case,
               const casework::CaseView& view);
bool may_file(const Actor& actor);
bool may_assign(const Actor& actor);
/// Results to whoever fetches them.
bool may_deliver(const Actor& actor);
bool may_import_editions(const Actor& actor);
bool may_preview_editions(const Actor& actor);
bool may_see_board(const Actor& actor);

}  // namespace bandian::app
