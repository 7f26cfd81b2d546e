#pragma once
// The editions of the calendars that came while the service ran, and their revision: whatever is worked out says under
// which one it was.

#include "app/case_store.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bandian::app {

/// An edition that came while the service ran.
struct ImportedEdition {
    std::string id;
    std::string region;
    std::string content;  ///< the file as it came
    Instant imported_at{};
    int revision = 0;                          ///< that it made
    std::optional<Instant> withdrawn_at = {};  ///< it was taken back then, and has held until then only
    int withdrawn_revision = 0;                ///< that this made
};

/// An edition to be taken back, as judged under `revision`.
struct Withdrawal {
    std::string id;
    int revision = 0;
    Instant at{};
    std::string by;          ///< account; empty: on the command line
    Instant looked_until{};  ///< cases with nothing entered or raised from then on have been found not to rest on it
    std::optional<calendar::Span> changes;
};

enum class Imported { done, known, outdated };

/// rested_on: by a case, meanwhile.
enum class Withdrawn { done, absent, outdated, rested_on };

class EditionStore {
public:
    virtual ~EditionStore() = default;
    virtual int calendar_revision() = 0;
    /// Takes note of the edition files this program ships; other ones than last time make a new revision.
    virtual void note_edition_files(const std::string& digest) = 0;
    virtual std::vector<ImportedEdition> editions() = 0;
    /// Commits an edition that was judged under `edition.revision`; the revision it makes is the next one. Closed cases
    /// that ran on days of `changes` are handed out by recalculate() too.
    virtual Imported import_edition(const ImportedEdition& edition, const std::optional<calendar::Span>& changes) = 0;
    /// Takes an edition back unless a case rests on it: `rests` is asked, with nobody writing meanwhile, about those in
    /// which something was entered or raised from `looked_until` on.
    virtual Withdrawn withdraw_edition(const Withdrawal& what, const std::function<bool(const LoggedCase&)>& rests) = 0;
};

}  // namespace bandian::app
