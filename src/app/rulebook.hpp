#pragma once
// The packs and calendars a service works by.

#include "calendar/calendar.hpp"
#include "process/pack.hpp"

#include "app/edition_store.hpp"
#include "app/recalculation_store.hpp"
#include "casework/view.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace bandian::app {

/// What keeps the rules that lie on the disk from being those that are worked by.
struct RuleTrouble {
    std::string pack;    ///< id; empty: of calendars or the desk, where what can be read goes on
    std::string code;    ///< as /readyz tells it: pack-version, pack-unreadable …
    std::string detail;  ///< a sentence
    /// Applications under the pack are refused; false: what was in force before goes on.
    bool closed = true;
};

class Rulebook {
public:
    int revision = 0;                ///< of the calendars
    std::vector<std::string> takes;  ///< ids of the packs that applications are taken for; empty: all
    std::string time_zone;           ///< of this desk: its today
    std::vector<RuleTrouble> troubles;

    /// Cases may rest on it.
    void add(std::shared_ptr<const process::Pack> pack);
    /// One that the desk offers: added, and the only one of its id that applications are taken under.
    void offer(std::shared_ptr<const process::Pack> pack);
    void add(const std::string& region, calendar::Calendar calendar);

    std::shared_ptr<const process::Pack> by_hash(const std::string& hash) const;  ///< nullptr: unknown
    /// The offered packs in force on a day: those applications are taken for, or the one with `id`. Of one that is
    /// closed, the rules that were last good.
    std::vector<std::shared_ptr<const process::Pack>> in_force(calendar::Day day, const std::string& id) const;
    /// Why applications under the pack with `id` are refused, or under the only one in force when no id is given.
    /// nullptr: they are not.
    const RuleTrouble* closed(calendar::Day day, const std::string& id) const;
    const calendar::Calendar& calendar_of(const process::Pack& pack) const;
    const calendar::Calendar* calendar(const std::string& region) const;

    const std::map<std::string, calendar::Calendar>& calendars() const { return calendars_; }
    std::vector<std::shared_ptr<const process::Pack>> packs() const;
    const std::map<std::string, std::shared_ptr<const process::Pack>>& offered() const { return offered_; }  ///< by id
    RulesVersion rules_version() const;
    /// Throws casework::BeyondCalendar when the calendar of an offered pack does not cover the day.
    void need_covered(calendar::Day day) const;

private:
    bool is_taken(const std::string& id) const;

    std::map<std::string, std::shared_ptr<const process::Pack>> packs_;    ///< by hash
    std::map<std::string, std::shared_ptr<const process::Pack>> offered_;  ///< by id
    std::map<std::string, calendar::Calendar> calendars_;
};

/// The case that a stored log tells of. Throws Damaged when it is no log of the pack's.
casework::Case case_of(const Rulebook& rules, const LoggedCase& logged);

/// What `work_out` makes of a stored log. Throws Damaged when it stumbles over what the log says.
template <class WorkOut>
auto of_sound_log(WorkOut work_out) {
    const auto damaged = [](const std::exception& e) {
        return Damaged(std::string{"its log cannot be worked out: "} + e.what());
    };
    try {
        return work_out();
    } catch (const casework::BeyondCalendar&) {
        throw;
    } catch (const std::logic_error& e) {
        throw damaged(e);
    } catch (const std::bad_variant_access& e) {
        throw damaged(e);
    } catch (const std::bad_optional_access& e) {
        throw damaged(e);
    }
}

/// An edition file that cannot be taken: each fault with file, line and column.
struct BadEdition : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// An edition as somebody has typed it.
struct EditionFile {
    std::string name;  ///< that its faults are told under
    std::string content;
};

/// Makes rulebooks of the program's own files and imported editions.
class RuleSource {
public:
    virtual ~RuleSource() = default;
    /// Throws BadEdition when one of `imported` cannot be read or contradicts the others. The revision is the highest
    /// of theirs.
    virtual std::shared_ptr<const Rulebook> rules_with(const std::vector<ImportedEdition>& imported) const = 0;
    /// The id of an edition file. Throws BadEdition.
    virtual std::string edition_id(const EditionFile& file) const = 0;
    /// Throws BadEdition with what people get wrong in a notice, beside the program's files and `imported`; see
    /// calendar/slips.hpp.
    virtual void look_at(const EditionFile& file, const std::string& region,
                         const std::vector<ImportedEdition>& imported, calendar::Day today) const = 0;
};

/// The rules in force now, exchanged whole when an edition comes.
class Rules {
public:
    Rules(EditionStore& store, const RuleSource& source) : store_(store), source_(source) { reload(); }

    std::shared_ptr<const Rulebook> now() const;
    /// As of the record's revision.
    void reload();
    /// As they stood at an earlier revision.
    std::shared_ptr<const Rulebook> at(int revision) const;
    const RuleSource& source() const { return source_; }

private:
    EditionStore& store_;
    const RuleSource& source_;
    std::mutex reloading_;  // one at a time: an older rulebook never comes after a newer one
    mutable std::mutex mutex_;
    std::shared_ptr<const Rulebook> current_;
};

}  // namespace bandian::app
