#pragma once
// The rules as the program's files and the record have them.

#include "app/rulebook.hpp"
#include "cli/desk_file.hpp"
#include "packs/calendar_files.hpp"
#include "store/postgres_store.hpp"

#include <mutex>

namespace bandian::cli {

class RuleFiles : public app::RuleSource {
public:
    /// Reads calendars and packs. Quits with their faults.
    explicit RuleFiles(const std::string& workflows);

    /// Notes the packs in the record, and takes over those that its cases still rest on. Quits when one has changed.
    void keep_packs(store::PostgresStore& record, app::Instant now);

    /// Takes over the packs that other instances have noted meanwhile. True when there were any.
    bool follow_packs(store::PostgresStore& record);

    std::shared_ptr<const app::Rulebook> rules_with(const std::vector<app::ImportedEdition>& imported) const override;
    std::string edition_id(const std::string& content) const override;

    const DeskFile& desk() const { return desk_; }

    /// Stands for all edition files.
    std::string digest() const { return digest_; }

private:
    void read_desk(packs::Faults& faults);
    calendar::Edition read(const app::ImportedEdition& imported) const;
    bool knows(const std::string& hash) const;
    bool take_over(store::PostgresStore& record, packs::Faults& faults);

    std::string workflows_;
    std::string digest_;
    packs::Regions regions_;
    DeskFile desk_;
    std::string time_zone_;
    mutable std::mutex mutex_;  // over packs_, which grow while the service runs
    std::vector<std::shared_ptr<const process::Pack>> packs_;
    std::vector<std::string> unreadable_;  ///< hashes of recorded packs; told once
};

}  // namespace bandian::cli
