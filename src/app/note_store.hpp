#pragma once
// What people write beside a case.

#include "app/actor.hpp"
#include "app/ports.hpp"

#include <string>
#include <vector>

namespace bandian::app {

/// What somebody wrote beside a case.
struct Note {
    std::string at;  ///< RFC 3339
    std::string by;
    std::string text;
    std::string department = {};  ///< whose alone it is; empty: of all who see cases whole
};

class NoteStore {
public:
    virtual ~NoteStore() = default;
    /// `note`: its text and department. With a trace of it. False: the key has been used for another note.
    virtual bool add_note(const std::string& case_no, const Actor& by, const Note& note, const std::string& key,
                          Instant now) = 0;
    /// In the order they were written.
    virtual std::vector<Note> notes_of(const std::string& case_no) = 0;
};

}  // namespace bandian::app
