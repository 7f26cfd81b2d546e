#pragma once
// Notices for print, as HTML, in the words and by the template of the case's pack. Each carries a check code 查验码 by
// which anybody can see that it came from here.

#include "app/visible.hpp"
#include "http/reply.hpp"

namespace bandian::http {

/// Those there is cause for and that `by` may print: {id, zh, en}.
Json notices_of(const app::CaseOnDesk& desk, const app::Actor& by);
/// The same of those that somebody has been found to see.
Json letters_json(const std::vector<casework::NoticeDue>& notices);

/// The latest of a kind; empty: there is no cause for one.
std::string notice(const app::CaseOnDesk& desk, const std::string& id, const std::string& check_code,
                   const app::Actor& by, Language language);

}  // namespace bandian::http
