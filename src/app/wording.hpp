#pragma once
// Texts that people give with what they enter, in their one form (text/cleaning.hpp): names and places in one line,
// reasons and notes in several. What is entered over HTTP goes through here; scenarios and the record are taken as they
// are.

#include "casework/entry.hpp"

#include <vector>

namespace bandian::app {

constexpr std::size_t longest_name = 500;    ///< characters, of an applicant, a place, a road
constexpr std::size_t longest_prose = 2000;  ///< characters, of a reason or a note

/// Puts the texts of an entry into their form; says what is wrong with those that have none, code invalid-member. A
/// text of blanks alone is empty afterwards; an attribute of blanks alone is taken out, as if it had not been given.
std::vector<casework::Rejection> put_in_form(casework::Entry& entry);
std::vector<casework::Rejection> put_in_form(process::Record& attributes, const std::string& field);

}  // namespace bandian::app
