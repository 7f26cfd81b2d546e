#include "app/rulebook.hpp"

#include <algorithm>
#include <stdexcept>

namespace bandian::app {

void Rulebook::add(std::shared_ptr<const process::Pack> pack) { packs_.emplace(pack->hash, std::move(pack)); }

void Rulebook::add(const std::string& region, calendar::Calendar calendar) { calendars_.insert_or_assign(region, std::move(calendar)); }

std::shared_ptr<const process::Pack> Rulebook::by_hash(const std::string& hash) const {
    const auto found = packs_.find(hash);
    return found == packs_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<const process::Pack>> Rulebook::packs() const {
    std::vector<std::shared_ptr<const process::Pack>> all;
    for (const auto& [hash, pack] : packs_) all.push_back(pack);
    return all;
}

std::vector<std::shared_ptr<const process::Pack>> Rulebook::in_force(calendar::Day day, const std::string& id) const {
    std::vector<std::shared_ptr<const process::Pack>> packs;
    for (const auto& [hash, pack] : packs_) {
        if (!id.empty() ? pack->id != id : !takes.empty() && std::find(takes.begin(), takes.end(), pack->id) == takes.end()) continue;
        if (day >= pack->in_force_from && (!pack->in_force_until || day <= *pack->in_force_until)) packs.push_back(pack);
    }
    return packs;
}

const calendar::Calendar* Rulebook::calendar(const std::string& region) const {
    const auto found = calendars_.find(region);
    return found == calendars_.end() ? nullptr : &found->second;
}

const calendar::Calendar& Rulebook::calendar_of(const process::Pack& pack) const {
    const calendar::Calendar* found = calendar(pack.calendar);
    if (!found) throw std::logic_error("pack " + pack.id + " rests on calendar " + pack.calendar + ", which was not loaded");
    return *found;
}

std::shared_ptr<const Rulebook> Rules::now() const {
    const std::lock_guard lock(mutex_);
    return current_;
}

void Rules::reload() {
    // The revision first: should an edition come in between, the rulebook is newer than it says, and the next look sees it.
    const int revision = store_.calendar_revision();
    auto fresh = std::make_shared<Rulebook>(*source_.rules_with(store_.editions()));
    fresh->revision = revision;
    const std::lock_guard lock(mutex_);
    current_ = std::move(fresh);
}

std::shared_ptr<const Rulebook> Rules::at(int revision) const {
    std::vector<ImportedEdition> editions = store_.editions();
    std::erase_if(editions, [&](const ImportedEdition& e) { return e.revision > revision; });
    auto then = std::make_shared<Rulebook>(*source_.rules_with(editions));
    then->revision = revision;
    return then;
}

}  // namespace bandian::app
