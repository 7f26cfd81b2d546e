#include "store/note_store.hpp"

#include "store/asking.hpp"
#include "store/queries.hpp"

namespace bandian::store {

bool StoredNotes::add_note(const std::string& case_no, const app::Actor& by, const app::Note& note,
                           const std::string& key, app::Instant now) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        execute(session, query("add_note"), case_no, utc(now), by.account, note.text, key, by.source, note.department);
        return !execute(session, query("is_note"), key, case_no, note.text).empty();
    });
}

std::vector<app::Note> StoredNotes::notes_of(const std::string& case_no) {
    const auto note_in = [](const pqxx::row& row) {
        return app::Note{text_in(row, "at"), text_in(row, "account"), text_in(row, "text"), text_in(row, "department")};
    };
    return all_of_kept(pool_, note_in, query("notes_of_case"), case_no);
}

}  // namespace bandian::store
