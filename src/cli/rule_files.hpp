#pragma once
// The rules as the program's files and the record have them.

#include "app/rulebook.hpp"
#include "cli/desk_file.hpp"
#include "packs/desk_folder.hpp"
#include "store/record.hpp"

#include <mutex>

namespace bandian::cli {

/// Applications are taken under the packs of the files; cases go on under the bytes they were submitted under, which
/// the record keeps. Nothing that is wrong with a file throws: that pack alone is closed to applications, or goes on
/// as before. All of it is exchanged whole.
class RuleFiles : public app::RuleSource {
public:
    explicit RuleFiles(const std::string& workflows);

    /// For a service: keeps the packs of the files in the record, takes over those that cases rest on, and tells on
    /// stderr what is wrong.
    void settle(store::Record& record, app::Instant now);

    /// The same after reading all files anew. Of what cannot be read then, the rules of before stay.
    void read_anew(store::Record& record, app::Instant now);

    /// For a command: takes over what the record keeps, and changes nothing there. Quits with the faults of calendars.
    void look_into(store::Record& record);

    /// Takes over the packs that other instances have kept meanwhile. True when there were any.
    bool follow_packs(store::Record& record);

    std::shared_ptr<const app::Rulebook> rules_with(const std::vector<app::ImportedEdition>& imported) const override;
    std::string edition_id(const app::EditionFile& file) const override;
    void look_at(const app::EditionFile& file, const std::string& region,
                 const std::vector<app::ImportedEdition>& imported, calendar::Day today) const override;

    DeskFile desk() const { return now()->desk; }
    /// What is wrong with desk.yaml as it was read last. A service does not start by half of it.
    packs::Faults desk_faults() const { return now()->desk_faults; }

    /// Stands for all edition files.
    std::string digest() const { return now()->files.digest; }

private:
    using PackPtr = std::shared_ptr<const process::Pack>;

    struct State {
        packs::DeskFolder files;
        DeskFile desk;
        packs::Faults desk_faults;
        std::vector<PackPtr> kept;               ///< by the record, in the order in which they were
        std::map<std::string, PackPtr> offered;  ///< by id; of one that is closed, the rules that were last good
        std::vector<app::RuleTrouble> troubles;
        std::string time_zone;

        bool has(const std::string& hash) const;
        bool has_closed(const std::string& id) const;
    };
    using StatePtr = std::shared_ptr<const State>;

    StatePtr now() const;
    void exchange(State next);
    static State read(const std::string& workflows);
    /// `next`: what was read. `before`: what was settled already; nullptr: nothing.
    static State judged(State next, const State* before, store::Record& record, app::Instant now);
    static void judge_calendars(State& next, const State* before, store::Record& record);
    static void judge_desk(State& next, const State* before);
    static void judge_pack(State& next, const packs::PackFolder& one, const State* before, store::Record& record,
                           app::Instant now);

    mutable std::mutex mutex_;  // over state_
    StatePtr state_;
    std::mutex settling_;                  // one at a time: nothing that one of them took over is lost to another
    std::vector<std::string> unreadable_;  ///< hashes of kept packs; told once
};

}  // namespace bandian::cli
