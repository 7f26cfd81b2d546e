#pragma once
// Editions of the calendars in PostgreSQL.

#include "app/edition_store.hpp"
#include "store/pool.hpp"

namespace bandian::store {

class StoredEditions : public app::EditionStore {
public:
    explicit StoredEditions(Pool& pool) : pool_(pool) {}

    int calendar_revision() override;
    void note_edition_files(const std::string& digest) override;
    /// The digest that was noted last; empty: none yet.
    std::string noted_edition_files();
    std::vector<app::ImportedEdition> editions() override;
    app::Imported import_edition(const app::ImportedEdition& edition,
                                 const std::optional<calendar::Span>& changes) override;
    app::Withdrawn withdraw_edition(const app::Withdrawal& what,
                                    const std::function<bool(const app::LoggedCase&)>& rests) override;

private:
    Pool& pool_;
};

}  // namespace bandian::store
