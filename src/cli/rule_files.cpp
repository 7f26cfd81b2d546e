#include "cli/rule_files.hpp"

#include "cli/command_line.hpp"
#include "wire/instant.hpp"

#include <QFileInfo>

#include <algorithm>
#include <cstdio>
#include <set>

namespace bandian::cli {

namespace {

using app::RuleTrouble;
using packs::PackFolder;
using PackPtrs = std::vector<std::shared_ptr<const process::Pack>>;

void tell(const std::string& text) { std::fprintf(stderr, "%s\n", text.c_str()); }

/// Of which the first line has been told.
void tell_more(const std::string& lines) {
    if (lines.find('\n') != std::string::npos) tell(lines);
}

/// Of packs that the record keeps.
void tell_away(const packs::Faults& faults) {
    if (packs::has_error(faults))
        tell("Expected to read all rules that the record keeps, but cases that rest on these stand still:\n" +
             packs::errors_in(faults, ""));
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

calendar::Edition edition_in(const app::EditionFile& file) {
    packs::Faults faults;
    auto edition = packs::read_edition(file.content, file.name, faults);
    if (!edition) throw app::BadEdition(packs::errors_in(faults, ""));
    return *edition;
}

calendar::Edition edition_of(const packs::Regions& regions, const app::ImportedEdition& imported) {
    calendar::Edition edition = edition_in({imported.id, imported.content});
    const auto region = regions.find(imported.region);
    if (region == regions.end()) return edition;
    const auto day = [&](app::Instant at) { return wire::local_day(at, region->second.region.time_zone); };
    edition.imported = day(imported.imported_at);
    if (imported.withdrawn_at) edition.withdrawn = day(*imported.withdrawn_at);
    return edition;
}

/// What the program ships for a region, and what was imported for it or for the one it inherits from.
std::vector<calendar::EditionPtr> editions_in(const packs::Regions& regions, const std::string& id,
                                              const std::vector<app::ImportedEdition>& imported) {
    const packs::RegionFiles& files = regions.at(id);
    std::vector<calendar::EditionPtr> editions = files.editions;
    for (const app::ImportedEdition& one : imported) {
        if (one.region != id && one.region != files.inherits) continue;
        // Once the program ships the edition itself, that one stands.
        const auto same = [&](const calendar::EditionPtr& shipped) { return shipped->id == one.id; };
        if (std::none_of(files.editions.begin(), files.editions.end(), same))
            editions.push_back(std::make_shared<const calendar::Edition>(edition_of(regions, one)));
    }
    return editions;
}

/// Throws app::BadEdition when an imported edition cannot be read.
std::variant<calendar::Calendar, packs::Fault> made_with(const packs::Regions& regions, const std::string& id,
                                                         const std::vector<app::ImportedEdition>& imported) {
    auto calendar = calendar::Calendar::make(regions.at(id).region, editions_in(regions, id, imported));
    if (const auto* fault = std::get_if<calendar::Contradiction>(&calendar))
        return packs::Fault{
            {fault->file.empty() ? id : fault->file, std::max(1, fault->line), std::max(1, fault->column)},
            packs::Severity::error,
            "Expected editions that agree, but " + fault->text + ".",
            "calendar-contradiction"};
    return std::get<calendar::Calendar>(std::move(calendar));
}

/// Throws app::BadEdition.
calendar::Calendar calendar_with(const packs::Regions& regions, const std::string& id,
                                 const std::vector<app::ImportedEdition>& imported) {
    auto calendar = made_with(regions, id, imported);
    if (const auto* fault = std::get_if<packs::Fault>(&calendar)) throw app::BadEdition(packs::to_string(*fault));
    return std::get<calendar::Calendar>(std::move(calendar));
}

/// The file of the region without which what was imported makes a calendar with the others; empty: there is none.
std::string contradicting_file(const packs::Regions& regions, const std::string& id,
                               const std::vector<app::ImportedEdition>& imported) {
    for (const calendar::EditionPtr& edition : regions.at(id).editions) {
        packs::Regions rest = regions;
        packs::leave_out(rest.at(id), edition->file);
        if (std::holds_alternative<calendar::Calendar>(made_with(rest, id, imported))) return edition->file;
    }
    return {};
}

/// That no calendar comes of, not of one edition.
bool is_of_a_region(const packs::Fault& fault) {
    return QFileInfo(QString::fromStdString(fault.place.file)).fileName() == "calendar.yaml";
}

/// What was imported stands, since cases rest on it: a file that contradicts it is left out, as one with errors is.
/// Gives the regions of which no calendar comes even so.
std::set<std::string> yield_to_imported(packs::DeskFolder& files, const std::vector<app::ImportedEdition>& imported) {
    std::set<std::string> fallen;
    for (const auto& [id, region] : files.regions) {
        packs::Fault fault{
            {files.folder + "/calendars/" + id + "/calendar.yaml", 1, 1}, packs::Severity::error, {}, "calendar"};
        try {
            auto made = made_with(files.regions, id, imported);
            if (std::holds_alternative<calendar::Calendar>(made)) continue;
            fault = std::get<packs::Fault>(std::move(made));
            const std::string file = contradicting_file(files.regions, id, imported);
            if (file.empty()) fallen.insert(id);
            else {
                fault.place = {file, 1, 1};
                files.left_out.insert(file);
                for (auto& [other, one] : files.regions) packs::leave_out(one, file);
            }
        } catch (const app::BadEdition& bad) {
            fault.text = std::string{"Expected imported editions that can be read, but "} + bad.what();
            fallen.insert(id);
        }
        files.calendar_faults.push_back(std::move(fault));
    }
    files.digest = files.digest_without(files.left_out);
    return fallen;
}

/// The packs that the record keeps, but those with one of the hashes, the lower versions first. What a pack means is
/// noted where it was not yet.
PackPtrs taken_over(store::Record& record, const std::vector<std::string>& but, packs::Faults& faults) {
    PackPtrs all;
    for (const store::ShelvedPack& one : record.packs.kept_packs(but)) {
        packs::Faults own;
        auto pack = packs::load_pack(one.files, own, packs::Standing::recorded);
        if (pack && pack->hash != one.pack.hash) {
            own.push_back({{one.files.folder, 1, 1},
                           packs::Severity::error,
                           "Expected the bytes that were kept under " + one.pack.hash + ", but they have been changed.",
                           "file"});
            pack = nullptr;
        }
        std::move(own.begin(), own.end(), std::back_inserter(faults));
        if (!pack) continue;
        if (one.pack.meaning.rfind(packs::meaning_format, 0) != 0)
            record.packs.note_meaning(one.pack.hash, packs::meaning_of(*pack));
        all.push_back(std::move(pack));
    }
    return all;
}

/// The newest of the highest version; nullptr: there is none.
PackPtrs::value_type newest(const PackPtrs& kept, const std::string& id) {
    PackPtrs::value_type found;
    for (const auto& pack : kept)
        if (pack->id == id && (!found || pack->version >= found->version)) found = pack;
    return found;
}

}  // namespace

bool RuleFiles::State::has(const std::string& hash) const {
    return std::any_of(kept.begin(), kept.end(), [&](const PackPtr& pack) { return pack->hash == hash; });
}

bool RuleFiles::State::has_closed(const std::string& id) const {
    return std::any_of(troubles.begin(), troubles.end(),
                       [&](const RuleTrouble& one) { return one.closed && one.pack == id; });
}

RuleFiles::RuleFiles(const std::string& workflows) { exchange(read(workflows)); }

RuleFiles::State RuleFiles::read(const std::string& workflows) {
    State state;
    state.files = packs::read_desk_folder(workflows);
    state.desk = read_desk_file(state.files.folder, state.desk_faults);
    return state;
}

RuleFiles::StatePtr RuleFiles::now() const {
    const std::lock_guard lock(mutex_);
    return state_;
}

void RuleFiles::exchange(State next) {
    auto whole = std::make_shared<const State>(std::move(next));
    const std::lock_guard lock(mutex_);
    state_ = std::move(whole);
}

void RuleFiles::settle(store::Record& record, app::Instant at) {
    const std::lock_guard one_at_a_time(settling_);
    exchange(judged(*now(), nullptr, record, at));
}

void RuleFiles::read_anew(store::Record& record, app::Instant at) {
    const std::lock_guard one_at_a_time(settling_);
    const StatePtr before = now();
    State read_now = read(before->files.folder);
    if (read_now.files.readable) return exchange(judged(std::move(read_now), before.get(), record, at));
    State next = *before;
    const std::string name = QFileInfo(QString::fromStdString(next.files.folder)).fileName().toStdString();
    const std::string detail =
        "Expected the folder " + name + " to be readable, but it is not: its rules go on as they are known.";
    std::erase_if(next.troubles, [](const RuleTrouble& one) { return one.code == "folder-unreadable"; });
    next.troubles.push_back({"", "folder-unreadable", detail, false});
    tell(detail);
    exchange(std::move(next));
}

void RuleFiles::look_into(store::Record& record) {
    const std::lock_guard one_at_a_time(settling_);
    State next = *now();
    report(next.files.calendar_faults);
    packs::Faults faults;
    next.kept = taken_over(record, {}, faults);
    tell_away(faults);
    for (const PackFolder& one : next.files.packs) {
        const PackPtr pack = one.pack ? one.pack : newest(next.kept, one.id);
        if (pack && next.files.regions.count(pack->calendar) != 0) next.offered.emplace(one.id, pack);
    }
    judge_desk(next, nullptr);
    exchange(std::move(next));
}

RuleFiles::State RuleFiles::judged(State next, const State* before, store::Record& record, app::Instant at) {
    if (before) next.kept = before->kept;
    std::vector<std::string> known;
    for (const PackPtr& pack : next.kept) known.push_back(pack->hash);
    for (const PackFolder& one : next.files.packs)
        if (one.pack) known.push_back(one.pack->hash);
    packs::Faults faults;
    PackPtrs more = taken_over(record, known, faults);
    std::move(more.begin(), more.end(), std::back_inserter(next.kept));
    judge_calendars(next, before, record);
    std::set<std::string> seen;
    for (const PackFolder& one : next.files.packs) {
        if (seen.insert(one.id).second) judge_pack(next, one, before, record, at);
        else
            next.troubles.push_back(
                {one.id, "pack-twice", "Expected one folder with pack " + one.id + ", but there are more.", true});
    }
    judge_desk(next, before);
    for (const RuleTrouble& one : next.troubles) tell(one.detail);
    tell_more(packs::errors_in(next.desk_faults, ""));
    for (const PackFolder& one : next.files.packs) tell_more(packs::errors_in(one.faults, ""));
    tell_away(faults);
    return next;
}

/// Files with errors are left out where that leaves the calendars that the record was last worked by, as with one that
/// is new: days counted without a file that was there would be wrong. Otherwise the calendars of before stay, or at a
/// start those with such files go.
void RuleFiles::judge_calendars(State& next, const State* before, store::Record& record) {
    packs::DeskFolder& files = next.files;
    const std::string worked_by = before ? before->files.digest : record.editions.noted_edition_files();
    const std::set<std::string> with_errors = files.left_out;
    const bool lacks_a_region = std::any_of(files.calendar_faults.begin(), files.calendar_faults.end(), is_of_a_region);
    bool sound = with_errors.empty() || (worked_by.empty() ? !lacks_a_region : worked_by == files.digest);
    const std::set<std::string> fallen = yield_to_imported(files, record.editions.editions());
    sound = fallen.empty() && (sound || worked_by == files.digest);
    if (!packs::has_error(files.calendar_faults)) return;
    tell_more(packs::errors_in(files.calendar_faults, ""));
    if (sound) {
        std::set<std::string> told;
        for (packs::Fault fault : files.calendar_faults)
            if (fault.severity == packs::Severity::error && told.insert(fault.place.file).second)
                next.troubles.push_back({"", "edition-left-out",
                                         "Expected edition files without errors, but one is left out, and the "
                                         "calendars go on without it: " +
                                             packs::errors_in({std::move(fault)}, files.folder),
                                         false});
        return;
    }
    if (before) {
        files.regions = before->files.regions;
        files.left_out = before->files.left_out;
        files.digest = before->files.digest;
    } else {
        files.left_out = with_errors;
        for (const std::string& id : fallen)
            files.left_out.insert(files.folder + "/calendars/" + id + "/calendar.yaml");
        files.drop_regions_left_incomplete();
        files.digest = files.digest_without({});
    }
    next.troubles.push_back({"", "calendar-unreadable",
                             "Expected calendars that can be read, but " +
                                 first_line(packs::errors_in(files.calendar_faults, files.folder)),
                             false});
}

void RuleFiles::judge_pack(State& next, const PackFolder& one, const State* before, store::Record& record,
                           app::Instant at) {
    const PackPtr in_force = before && before->offered.count(one.id) != 0 ? before->offered.at(one.id) : nullptr;
    const PackPtr last = in_force ? in_force : newest(next.kept, one.id);
    const bool goes_on = in_force && !before->has_closed(one.id);
    const auto keep_last = [&](std::string code, std::string detail, bool closed) {
        if (last && next.files.regions.count(last->calendar) != 0) next.offered.insert_or_assign(one.id, last);
        next.troubles.push_back({one.id, std::move(code), std::move(detail), closed});
    };
    if (!one.pack)
        return keep_last("pack-unreadable",
                         "Expected pack " + one.id + " without errors, but " +
                             first_line(packs::errors_in(one.faults, next.files.folder)),
                         !goes_on);
    if (next.files.regions.count(one.pack->calendar) == 0)
        return keep_last("calendar-missing",
                         "Expected calendar \"" + one.pack->calendar + "\" of pack " + one.id +
                             " under calendars, but it is not there or cannot be read.",
                         !goes_on);
    if (const auto owed = record.packs.keep_pack(one.id, packs::kept_as(*one.pack), one.files, at))
        return keep_last("pack-version", packs::version_sentence(*one.pack, *owed), true);
    if (!next.has(one.pack->hash)) next.kept.push_back(one.pack);
    if (in_force && in_force->hash != one.pack->hash)
        tell("Pack " + one.id + ", version " + std::to_string(one.pack->version) +
             ": applications are taken under its new files from now on; cases under way go on under theirs.");
    next.offered.insert_or_assign(one.id, one.pack);
}

void RuleFiles::judge_desk(State& next, const State* before) {
    if (packs::has_error(next.desk_faults)) {
        next.desk = before ? before->desk : DeskFile{};
        next.troubles.push_back({"", "desk-unreadable",
                                 "Expected a desk.yaml that can be read, but " +
                                     first_line(packs::errors_in(next.desk_faults, next.files.folder)),
                                 false});
    }
    const auto is_taken = [&](const std::string& id) {
        return next.desk.takes.empty() ||
               std::find(next.desk.takes.begin(), next.desk.takes.end(), id) != next.desk.takes.end();
    };
    for (const std::string& id : next.desk.takes) {
        if (std::any_of(next.files.packs.begin(), next.files.packs.end(),
                        [&](const PackFolder& one) { return one.id == id; }))
            continue;
        if (const PackPtr last = newest(next.kept, id); last && next.files.regions.count(last->calendar) != 0)
            next.offered.insert_or_assign(id, last);
        next.troubles.push_back(
            {id, "pack-missing",
             "Expected pack " + id + " beside desk.yaml, which takes applications for it, but it is not there.", true});
    }
    for (const auto& [id, pack] : next.offered) {
        if (!is_taken(id)) continue;
        if (next.time_zone.empty()) next.time_zone = pack->time_zone;
        if (pack->time_zone != next.time_zone)
            next.troubles.push_back({id, "time-zone",
                                     "Expected one time zone for the packs of one desk, " + next.time_zone +
                                         ", but that of " + id + " is " + pack->time_zone + ".",
                                     true});
    }
    if (next.time_zone.empty()) next.time_zone = next.kept.empty() ? "UTC" : next.kept.back()->time_zone;
}

bool RuleFiles::follow_packs(store::Record& record) {
    std::vector<std::string> unknown = record.packs.kept_pack_hashes();
    const std::lock_guard one_at_a_time(settling_);
    const StatePtr before = now();
    std::erase_if(unknown, [&](const std::string& hash) { return before->has(hash); });
    if (unknown.empty() || unknown == unreadable_) return false;
    State next = *before;
    std::vector<std::string> known;
    for (const PackPtr& pack : next.kept) known.push_back(pack->hash);
    packs::Faults faults;
    PackPtrs more = taken_over(record, known, faults);
    const bool any = !more.empty();
    std::move(more.begin(), more.end(), std::back_inserter(next.kept));
    std::erase_if(unknown, [&](const std::string& hash) { return next.has(hash); });
    unreadable_ = std::move(unknown);
    if (!unreadable_.empty())
        tell(
            "Expected packs that this program can read, but cases may rest on some that it cannot: run the newer "
            "program here too.\n" +
            packs::errors_in(faults, ""));
    exchange(std::move(next));
    return any;
}

std::string RuleFiles::edition_id(const app::EditionFile& file) const { return edition_in(file).id; }

void RuleFiles::look_at(const app::EditionFile& file, const std::string& region,
                        const std::vector<app::ImportedEdition>& imported, calendar::Day today) const {
    const StatePtr state = now();
    std::vector<calendar::EditionPtr> beside = editions_in(state->files.regions, region, imported);
    std::erase_if(beside, [](const calendar::EditionPtr& edition) { return edition->withdrawn.has_value(); });
    const packs::Faults slips =
        packs::faults_in(edition_in(file), state->files.regions.at(region).region, beside, today);
    if (!slips.empty()) throw app::BadEdition(packs::errors_in(slips, ""));
}

std::shared_ptr<const app::Rulebook> RuleFiles::rules_with(const std::vector<app::ImportedEdition>& imported) const {
    const StatePtr state = now();
    const packs::Regions& regions = state->files.regions;
    auto rules = std::make_shared<app::Rulebook>();
    for (const auto& [id, files] : regions) rules->add(id, calendar_with(regions, id, imported));
    for (const PackPtr& pack : state->kept)
        if (regions.count(pack->calendar) != 0) rules->add(pack);
    for (const auto& [id, pack] : state->offered) rules->offer(pack);
    rules->takes = state->desk.takes;
    rules->time_zone = state->time_zone;
    rules->troubles = state->troubles;
    return rules;
}

}  // namespace bandian::cli
