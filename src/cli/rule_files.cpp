#include "cli/rule_files.hpp"

#include "cli/command_line.hpp"
#include "packs/files.hpp"
#include "packs/pack_files.hpp"
#include "wire/instant.hpp"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>

#include <algorithm>
#include <cstdio>

namespace bandian::cli {

namespace {

QStringList pack_folders(const std::string& workflows) {
    QStringList folders;
    for (const QFileInfo& folder : QDir(QString::fromStdString(workflows)).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
        if (QFileInfo::exists(folder.filePath() + "/pack.yaml")) folders << folder.filePath();
    return folders;
}

std::string digest_of(const std::string& folder) {
    QStringList files;
    for (QDirIterator it(QString::fromStdString(folder), {"*.yaml"}, QDir::Files, QDirIterator::Subdirectories); it.hasNext();) files << it.next();
    files.sort();
    QCryptographicHash hash(QCryptographicHash::Sha256);
    packs::Faults faults;
    for (const QString& file : files) {
        hash.addData(QFileInfo(file).fileName().toUtf8());
        if (const auto text = packs::read_file(file.toStdString(), faults)) hash.addData(QByteArray::fromStdString(*text));
    }
    return hash.result().toHex().toStdString();
}

std::string listed(const packs::Faults& faults) {
    std::string text;
    for (const packs::Fault& fault : faults) text += (text.empty() ? "" : "\n") + packs::to_string(fault);
    return text;
}

}  // namespace

RuleFiles::RuleFiles(const std::string& workflows) : workflows_(workflows) {
    packs::Faults faults;
    regions_ = packs::read_calendars(workflows + "/calendars", faults);
    digest_ = digest_of(workflows + "/calendars");
    for (const QString& folder : pack_folders(workflows)) {
        const auto pack = packs::load_pack(packs::read_pack_files(folder.toStdString(), faults), faults);
        if (!pack) continue;
        if (regions_.find(pack->calendar) == regions_.end())
            faults.push_back({{folder.toStdString() + "/pack.yaml", 1, 1}, packs::Severity::error, "Expected calendar \"" + pack->calendar + "\" under calendars, but it is not there.", "calendar"});
        packs_.push_back(pack);
    }
    read_desk(faults);
    report(faults);
}

/// Which of the packs this desk takes applications for. Without the file: all of them.
void RuleFiles::read_desk(packs::Faults& faults) {
    desk_ = read_desk_file(workflows_, faults);
    for (const std::string& id : desk_.takes)
        if (std::none_of(packs_.begin(), packs_.end(), [&](const auto& pack) { return pack->id == id; }))
            faults.push_back({desk_.takes_place, packs::Severity::error,
                              "Expected packs beside this file, but there is no \"" + id + "\".", "desk"});
    for (const auto& pack : packs_) {
        if (!desk_.takes.empty() && std::find(desk_.takes.begin(), desk_.takes.end(), pack->id) == desk_.takes.end())
            continue;
        if (!time_zone_.empty() && pack->time_zone != time_zone_)
            faults.push_back({{desk_.file, 1, 1},
                              packs::Severity::error,
                              "Expected one time zone for the packs of one desk, but found " + time_zone_ + " and " +
                                  pack->time_zone + ".",
                              "desk"});
        time_zone_ = pack->time_zone;
    }
}

void RuleFiles::keep_packs(store::PostgresStore& record, app::Instant now) {
    packs::Faults faults;
    for (std::size_t i = 0; i < packs_.size(); ++i) {
        const std::string folder = pack_folders(workflows_).at(static_cast<qsizetype>(i)).toStdString();
        record.record_pack(packs_[i]->id, packs::read_pack_files(folder, faults), now);
    }
    take_over(record, faults);
    report(faults);
}

bool RuleFiles::knows(const std::string& hash) const {
    const std::lock_guard lock(mutex_);
    return std::any_of(packs_.begin(), packs_.end(), [&](const auto& pack) { return pack->hash == hash; });
}

bool RuleFiles::take_over(store::PostgresStore& record, packs::Faults& faults) {
    bool any = false;
    for (const packs::PackFiles& files : record.recorded_packs()) {
        if (knows(files.hash())) continue;
        if (auto pack = packs::load_pack(files, faults, packs::Standing::recorded)) {
            const std::lock_guard lock(mutex_);
            packs_.push_back(std::move(pack));
            any = true;
        }
    }
    return any;
}

bool RuleFiles::follow_packs(store::PostgresStore& record) {
    std::vector<std::string> unknown = record.recorded_pack_hashes();
    std::erase_if(unknown, [&](const std::string& hash) { return knows(hash); });
    if (unknown.empty() || unknown == unreadable_) return false;
    packs::Faults faults;
    const bool any = take_over(record, faults);
    std::erase_if(unknown, [&](const std::string& hash) { return knows(hash); });
    unreadable_ = unknown;
    if (!unreadable_.empty()) std::fprintf(stderr, "Expected packs that this program can read, but another instance works by one that it cannot: run the newer program here too.\n%s\n", listed(faults).c_str());
    return any;
}

calendar::Edition RuleFiles::read(const app::ImportedEdition& imported) const {
    packs::Faults faults;
    auto edition = packs::read_edition(imported.content, imported.id.empty() ? "edition" : imported.id, faults);
    if (!edition) throw app::BadEdition(listed(faults));
    const auto region = regions_.find(imported.region);
    if (region != regions_.end()) edition->imported = wire::local_day(imported.imported_at, region->second.region.time_zone);
    return *edition;
}

std::string RuleFiles::edition_id(const std::string& content) const { return read({"", "", content, {}, 0}).id; }

std::shared_ptr<const app::Rulebook> RuleFiles::rules_with(const std::vector<app::ImportedEdition>& imported) const {
    auto rules = std::make_shared<app::Rulebook>();
    {
        const std::lock_guard lock(mutex_);
        for (const auto& pack : packs_) rules->add(pack);
    }
    rules->takes = desk_.takes;
    rules->time_zone = time_zone_;
    for (const auto& [id, files] : regions_) {
        packs::RegionFiles with = files;
        for (const app::ImportedEdition& one : imported) {
            if (one.region != id && one.region != files.inherits) continue;
            const calendar::Edition edition = read(one);
            // Once the program ships the edition itself, that one stands.
            if (std::none_of(files.editions.begin(), files.editions.end(), [&](const calendar::EditionPtr& e) { return e->id == edition.id; }))
                with.editions.push_back(std::make_shared<const calendar::Edition>(edition));
        }
        auto calendar = with.calendar();
        if (const auto* fault = std::get_if<calendar::Contradiction>(&calendar))
            throw app::BadEdition(packs::to_string({{fault->file.empty() ? id : fault->file, std::max(1, fault->line), std::max(1, fault->column)}, packs::Severity::error, "Expected editions that agree, but " + fault->text + ".", "calendar-contradiction"}));
        rules->add(id, std::get<calendar::Calendar>(std::move(calendar)));
    }
    return rules;
}

}  // namespace bandian::cli
