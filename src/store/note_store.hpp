#pragma once
// Notes in PostgreSQL.

#include "app/note_store.hpp"
#include "store/pool.hpp"

namespace bandian::store {

class StoredNotes : public app::NoteStore {
public:
    explicit StoredNotes(Pool& pool) : pool_(pool) {}

    bool add_note(const std::string& case_no, const app::Actor& by, const app::Note& note, const std::string& key,
                  app::Instant now) override;
    std::vector<app::Note> notes_of(const std::string& case_no) override;

private:
    Pool& pool_;
};

}  // namespace bandian::store
