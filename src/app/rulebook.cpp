#include "app/rulebook.hpp"

#include <algorithm>
#include <stdexcept>

namespace bandian::app {

void Rulebook::add(std::shared_ptr<const process::Pack> pack) { packs_.emplace(pack->hash, std::move(pack)); }

void Rulebook::offer(std::shared_ptr<const process::Pack> pack) {
    add(pack);
    offered_.insert_or_assign(pack->id, std::move(pack));
}

void Rulebook::add(const std::string& region, calendar::Calendar calendar) {
    calendars_.insert_or_assign(region, std::move(calendar));
}

std::shared_ptr<const process::Pack> Rulebook::by_hash(const std::string& hash) const {
    const auto found = packs_.find(hash);
    return found == packs_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<const process::Pack>> Rulebook::packs() const {
    std::vector<std::shared_ptr<const process::Pack>> all;
    for (const auto& [hash, pack] : packs_) all.push_back(pack);
    return all;
}

RulesVersion Rulebook::rules_version() const {
    RulesVersion rules_version{revision, {}};
    for (const auto& [hash, pack] : packs_) rules_version.packs.push_back(hash);
    return rules_version;
}

bool Rulebook::is_taken(const std::string& id) const {
    return takes.empty() || std::find(takes.begin(), takes.end(), id) != takes.end();
}

std::vector<std::shared_ptr<const process::Pack>> Rulebook::in_force(calendar::Day day, const std::string& id) const {
    std::vector<std::shared_ptr<const process::Pack>> packs;
    for (const auto& [own_id, pack] : offered_) {
        if (!id.empty() ? own_id != id : !is_taken(own_id)) continue;
        if (day >= pack->in_force_from && (!pack->in_force_until || day <= *pack->in_force_until))
            packs.push_back(pack);
    }
    return packs;
}

const RuleTrouble* Rulebook::closed(calendar::Day day, const std::string& id) const {
    const auto packs = in_force(day, id);
    const auto applies = [&](const RuleTrouble& trouble) {
        if (!trouble.closed) return false;
        if (!id.empty()) return trouble.pack == id;
        return is_taken(trouble.pack) && (packs.empty() || (packs.size() == 1 && packs.front()->id == trouble.pack));
    };
    const auto found = std::find_if(troubles.begin(), troubles.end(), applies);
    return found == troubles.end() ? nullptr : &*found;
}

const calendar::Calendar* Rulebook::calendar(const std::string& region) const {
    const auto found = calendars_.find(region);
    return found == calendars_.end() ? nullptr : &found->second;
}

const calendar::Calendar& Rulebook::calendar_of(const process::Pack& pack) const {
    const calendar::Calendar* found = calendar(pack.calendar);
    if (!found)
        throw std::logic_error("pack " + pack.id + " rests on calendar " + pack.calendar + ", which was not loaded");
    return *found;
}

void Rulebook::need_covered(calendar::Day day) const {
    for (const auto& [id, pack] : offered_) casework::need_covered(calendar_of(*pack), day);
}

casework::Case case_of(const Rulebook& rules, const LoggedCase& logged) {
    if (!logged.damage.empty()) throw Damaged(logged.damage);
    const auto& said = logged.log.empty() ? std::nullopt : logged.log.front().pack;
    const auto pack = rules.by_hash(said ? said->hash : logged.pack_hash);
    if (!pack) throw RulesAway("the case rests on rules that this program does not have");
    const auto* submission = logged.log.empty() ? nullptr : std::get_if<casework::Submit>(&logged.log.front().entry);
    if (!submission || !pack->process(submission->process))
        throw Damaged("its log does not begin with an application for a process of its pack");
    for (std::size_t i = 0; i < logged.log.size(); ++i) {
        const casework::Event& event = logged.log[i];
        const std::string entry = "entry " + std::to_string(event.number) + " of its log ";
        if (event.number != static_cast<int>(i) + 1) throw Damaged(entry + "does not follow the one before it");
        if (i > 0 && std::holds_alternative<casework::Submit>(event.entry))
            throw Damaged(entry + "applies a second time");
        if (const auto* back = std::get_if<casework::Void>(&event.entry);
            back && (back->entry < 1 || back->entry > static_cast<int>(i)))
            throw Damaged(entry + "takes back what is not there");
    }
    return of_sound_log([&] { return casework::replay(pack, logged.log); });
}

std::shared_ptr<const Rulebook> Rules::now() const {
    const std::lock_guard lock(mutex_);
    return current_;
}

void Rules::reload() {
    const std::lock_guard one_at_a_time(reloading_);
    // The revision first: should an edition come in between, the rulebook is newer than it says, and the next look sees
    // it.
    const int revision = store_.calendar_revision();
    auto fresh = std::make_shared<Rulebook>(*source_.rules_with(store_.editions()));
    fresh->revision = revision;
    const std::lock_guard lock(mutex_);
    current_ = std::move(fresh);
}

std::shared_ptr<const Rulebook> Rules::at(int revision) const {
    std::vector<ImportedEdition> editions = store_.editions();
    std::erase_if(editions, [&](const ImportedEdition& e) { return e.revision > revision; });
    for (ImportedEdition& edition : editions)
        if (edition.withdrawn_revision > revision) edition.withdrawn_at.reset();
    auto then = std::make_shared<Rulebook>(*source_.rules_with(editions));
    then->revision = revision;
    return then;
}

}  // namespace bandian::app
