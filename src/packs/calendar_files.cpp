#include "packs/calendar_files.hpp"

#include "calendar/slips.hpp"
#include "packs/files.hpp"
#include "packs/yaml.hpp"
#include "process/named.hpp"

#include <QDir>

#include <algorithm>
#include <array>
#include <set>

namespace bandian::packs {

namespace {

using calendar::Day;
using calendar::Edition;
using calendar::EditionKind;
using calendar::Region;
using calendar::SetTo;
using calendar::to_string;

constexpr std::size_t most_days_in_an_edition = 1000;
constexpr std::size_t most_faults = 20;   // after that many the reader has seen enough
constexpr int most_days_in_a_range = 31;  // no holiday is longer; a slip in the year would be

std::optional<Day> read_day(const YAML::Node& node, const std::string& file, Faults& faults) {
    const std::string text = node.IsScalar() ? node.Scalar() : std::string{};
    if (const auto day = calendar::parse_day(text)) return day;
    faults.push_back({place_of(node, file), Severity::error, "Expected a day as YYYY-MM-DD, but got \"" + text + "\".",
                      "calendar-day"});
    return std::nullopt;
}

std::optional<Day> day_of(Mapping& mapping, const std::string& key) {
    const auto node = mapping.node(key);
    if (node) return read_day(*node, mapping.file(), mapping.faults());
    mapping.fault(mapping.place(), "Expected " + key + ", but it is missing.");
    return std::nullopt;
}

/// Nothing but blanks, the full-width one included.
bool is_blank(const std::string& text) {
    static const std::string wide = "\xE3\x80\x80";
    std::size_t at = 0;
    while (at < text.size()) {
        if (text[at] == ' ') ++at;
        else if (text.compare(at, wide.size(), wide) == 0) at += wide.size();
        else return false;
    }
    return true;
}

bool has_control_characters(const std::string& text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

/// Text that is there, and says something.
std::string told(Mapping& mapping, const std::string& key) {
    const std::string text = mapping.text(key);
    if (!text.empty() && is_blank(text))
        mapping.fault(mapping.place_of(key), "Expected " + key + " to say something, but it is blank.");
    return text;
}

void read_days(Mapping& entry, SetTo to, const std::string& name_key, Edition& edition) {
    const std::string name = told(entry, name_key);
    const std::string because = to == SetTo::working ? entry.text_or("because", "") : std::string{};
    if (edition.days.size() > most_days_in_an_edition) return;  // told once, below
    const auto add = [&](Day day, const Place& place) {
        edition.days.push_back({day, to, name, place.line, place.column, because});
        if (edition.days.size() == most_days_in_an_edition + 1)
            entry.fault(place, "Expected an edition to set at most " + std::to_string(most_days_in_an_edition) +
                                   " days, but it sets more.");
    };
    if (const auto days = entry.node("days")) {
        if (!days->IsSequence() || days->size() == 0)
            entry.fault(entry.place(), "Expected days to be a list of days, but it is not.");
        else
            for (const YAML::Node& node : *days) {
                if (edition.days.size() > most_days_in_an_edition || entry.faults().size() > most_faults) return;
                if (const auto day = read_day(node, edition.file, entry.faults()))
                    add(*day, place_of(node, edition.file));
            }
        return;
    }
    const auto from = day_of(entry, "from"), to_day = day_of(entry, "to");
    if (!from || !to_day) return;
    if (*to_day < *from)
        return entry.fault(entry.place_of("to"), "Expected to not before from, " + to_string(*from) + ", but got " +
                                                     to_string(*to_day) + ".");
    if (*to_day - *from >= date::days{most_days_in_a_range})
        return entry.fault(entry.place_of("to"), "Expected a range of at most 31 days, but it runs from " +
                                                     to_string(*from) + " to " + to_string(*to_day) + ".");
    for (Day day = *from; day <= *to_day; day += date::days{1}) add(day, entry.place());
}

void read_without(Mapping& mapping, Edition& edition) {
    const auto without = mapping.node("without");
    if (!without) return;
    if (!without->IsMap())
        return mapping.fault(mapping.place_of("without"),
                             "Expected without: { HOLIDAY: REASON }, but it is something else.");
    for (const auto& entry : *without) {
        const Place place = place_of(entry.first, edition.file);
        const std::string holiday = entry.first.IsScalar() ? entry.first.Scalar() : std::string{};
        const std::string reason = entry.second.IsScalar() ? entry.second.Scalar() : std::string{};
        if (is_blank(holiday) || is_blank(reason) || has_control_characters(holiday + reason))
            mapping.fault(place,
                          "Expected a holiday and the reason why the notice leaves it out, each one line of text, "
                          "but one of them is none.");
        else if (edition.without.size() == most_days_in_an_edition)
            return mapping.fault(place, "Expected fewer holidays under without.");
        else edition.without.push_back({holiday, reason, place.line, place.column});
    }
}

date::year year_in(Mapping& mapping, const std::string& key) {
    const double value = mapping.number(key).value_or(0);
    if (value >= 1949 && value <= 2200) return date::year{static_cast<int>(value)};
    mapping.fault(mapping.place_of(key), "Expected " + key + " to be a year, but it is missing or none.");
    return date::year{2000};
}

void read_years(Mapping& mapping, Edition& edition) {
    if (edition.kind != EditionKind::statutory) {
        edition.first_year = edition.last_year = year_in(mapping, "year");
        return;
    }
    const auto covers = mapping.node("covers");
    if (!covers || !covers->IsMap())
        return mapping.fault(mapping.place(), "Expected covers: { from: YEAR, to: YEAR }, but it is missing.");
    Mapping years{*covers, mapping.file(), "covers", mapping.faults()};
    edition.first_year = year_in(years, "from");
    edition.last_year = year_in(years, "to");
}

void check_days(const Edition& edition, Faults& faults) {
    std::map<Day, const calendar::SetDay*> set_before;
    const std::size_t enough = faults.size() + most_faults;
    for (const calendar::SetDay& day : edition.days) {
        if (faults.size() >= enough) return;
        const Place place{edition.file, day.line, day.column};
        const date::year year = calendar::year_of(day.day);
        // The notice of a year may set days of the December before it.
        const bool december_before =
            year == edition.first_year - date::years{1} && date::year_month_day{day.day}.month() == date::December;
        if ((year < edition.first_year && !december_before) || year > edition.last_year)
            faults.push_back({place, Severity::error,
                              "Expected a day of the edition's year, but got " + to_string(day.day) + ".",
                              "calendar-year"});
        const auto [other, fresh] = set_before.emplace(day.day, &day);
        if (fresh) continue;
        const std::string how = other->second->to == day.to       ? "set"
                                : other->second->to == SetTo::off ? "off"
                                                                  : "worked";
        faults.push_back({place, Severity::error,
                          "Expected each day once, but " + to_string(day.day) + " is " + how + " on line " +
                              std::to_string(other->second->line) + " already.",
                          "calendar-twice"});
    }
}

struct RegionFile {
    Region region;
    std::string inherits;
    std::vector<calendar::EditionPtr> editions;
};

std::optional<RegionFile> read_region(const std::string& text, const std::string& file, Faults& faults) {
    const auto yaml = read_yaml(text, file, faults);
    if (!yaml) return std::nullopt;
    Mapping mapping{*yaml, file, "a calendar", faults};
    RegionFile r;
    r.region.id = mapping.text("region");
    r.region.name = mapping.text("name");
    r.region.name_en = mapping.text("nameEn");
    r.region.time_zone = mapping.text("timeZone");
    r.inherits = mapping.text_or("inherits", "");
    static constexpr std::array<std::string_view, 7> names{"sunday",   "monday", "tuesday", "wednesday",
                                                           "thursday", "friday", "saturday"};
    for (const std::string& name : mapping.list("weekend")) {
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end())
            mapping.fault(mapping.place_of("weekend"),
                          "Expected days of the week, such as saturday, but got \"" + name + "\".");
        else r.region.weekend[static_cast<std::size_t>(found - names.begin())] = true;
    }
    if (r.inherits.empty())
        if (const auto day = day_of(mapping, "from")) r.region.from = *day;
    if (const auto holidays = mapping.node("holidays"); holidays && holidays->IsMap())
        for (const auto& entry : *holidays)
            r.region.holidays_en.emplace_back(entry.first.Scalar(), entry.second.Scalar());
    return r;
}

}  // namespace

std::variant<calendar::Calendar, calendar::Contradiction> RegionFiles::calendar(std::optional<Day> known_by) const {
    return calendar::Calendar::make(region, editions, known_by);
}

std::optional<Edition> read_edition(const std::string& text, const std::string& file, Faults& faults) {
    const std::size_t before = faults.size();
    const auto yaml = read_yaml(text, file, faults);
    if (!yaml) return std::nullopt;
    Edition edition;
    edition.file = file;
    {
        Mapping mapping{*yaml, file, "an edition", faults};
        edition.id = mapping.text("edition");
        const std::string kind = mapping.text("kind");
        if (const auto known = process::named(kind, calendar::all_edition_kinds)) edition.kind = *known;
        else
            mapping.fault(mapping.place_of("kind"),
                          "Expected statutory, notice, amendment or local, but got \"" + kind + "\".");
        read_years(mapping, edition);
        edition.title = mapping.text("title");
        edition.number = mapping.text_or("number", "");
        edition.number_settled = mapping.text_or("numberSettled", "true") == "true";
        edition.url = mapping.text_or("url", "");
        if (const auto day = day_of(mapping, "published")) edition.published = *day;
        mapping.text_or("publishedSettled", "true");
        mapping.text_or("inForce", "");
        edition.amends = mapping.text_or("amends", "");
        read_without(mapping, edition);
        const Place off = mapping.place_of("off");
        edition.line = off.line;
        edition.column = off.column;
        mapping.each("off", [&](Mapping& entry) { read_days(entry, SetTo::off, "name", edition); });
        mapping.each("work", [&](Mapping& entry) { read_days(entry, SetTo::working, "for", edition); });
        if (edition.days.empty())
            mapping.fault(mapping.place(), "Expected an edition to set at least one day, but it sets none.");
    }
    if (faults.size() == before) check_days(edition, faults);
    if (faults.size() != before) return std::nullopt;
    return edition;
}

Faults faults_in(const Edition& edition, const calendar::Region& region,
                 const std::vector<calendar::EditionPtr>& beside, std::optional<Day> today) {
    Faults faults;
    for (const calendar::Slip& slip : calendar::slips_in(edition, region, beside, today))
        faults.push_back({{edition.file, slip.line, slip.column}, Severity::error, slip.text, slip.rule});
    return faults;
}

namespace {

RegionFile read_folder(const std::string& folder, RegionFile region, Faults& faults) {
    for (const QString& file : QDir(QString::fromStdString(folder)).entryList({"*.yaml"}, QDir::Files, QDir::Name)) {
        if (file == "calendar.yaml") continue;
        const std::string path = folder + '/' + file.toStdString();
        const auto text = read_file(path, faults);
        auto edition = text ? read_edition(*text, path, faults) : std::nullopt;
        if (edition) region.editions.push_back(std::make_shared<const Edition>(std::move(*edition)));
    }
    return region;
}

/// Tells of each edition that contradicts another, and leaves it out. False: no calendar comes of the rest.
bool make_agree(RegionFiles& made, const std::string& region_file, Faults& faults) {
    while (true) {
        const auto calendar = made.calendar();
        const auto* fault = std::get_if<calendar::Contradiction>(&calendar);
        if (!fault) return true;
        faults.push_back(
            {{fault->file.empty() ? region_file : fault->file, std::max(1, fault->line), std::max(1, fault->column)},
             Severity::error,
             "Expected editions that agree, but " + fault->text + ".",
             "calendar-contradiction"});
        if (!leave_out(made, fault->file)) return false;
    }
}

/// nullopt: no calendar comes of what can be read.
std::optional<RegionFiles> region_of(const RegionFile& file, const RegionFiles* base, const std::string& region_file,
                                     Faults& faults) {
    RegionFiles made{file.region, file.inherits, file.editions};
    if (base) {
        made.region.weekend = base->region.weekend;
        made.region.from = base->region.from;
        made.region.holidays_en.insert(made.region.holidays_en.end(), base->region.holidays_en.begin(),
                                       base->region.holidays_en.end());
        made.editions.insert(made.editions.begin(), base->editions.begin(), base->editions.end());
    }
    if (!make_agree(made, region_file, faults)) return std::nullopt;
    std::set<std::string> slipped;
    for (const calendar::EditionPtr& edition : file.editions) {
        if (std::find(made.editions.begin(), made.editions.end(), edition) == made.editions.end()) continue;
        for (Fault& fault : faults_in(*edition, made.region, made.editions, std::nullopt)) {
            slipped.insert(edition->file);
            faults.push_back(std::move(fault));
        }
    }
    for (const std::string& one : slipped) leave_out(made, one);
    if (!slipped.empty() && !make_agree(made, region_file, faults)) return std::nullopt;
    return made;
}

}  // namespace

bool leave_out(RegionFiles& region, const std::string& file) {
    return std::erase_if(region.editions, [&](const calendar::EditionPtr& one) { return one->file == file; }) > 0;
}

Regions read_calendars(const std::string& folder, Faults& faults) {
    std::map<std::string, RegionFile> files;
    const QDir root(QString::fromStdString(folder));
    for (const QString& name : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        const std::string region_folder = folder + '/' + name.toStdString();
        const auto text = read_file(region_folder + "/calendar.yaml", faults);
        auto region = text ? read_region(*text, region_folder + "/calendar.yaml", faults) : std::nullopt;
        if (!region) continue;
        const std::string id = region->region.id;
        files.emplace(id, read_folder(region_folder, std::move(*region), faults));
    }
    if (files.empty())
        faults.push_back({{folder, 1, 1},
                          Severity::error,
                          "Expected at least one region with a calendar.yaml, but there is none.",
                          "calendar"});

    Regions regions;
    const auto add = [&](const std::string& id, const RegionFile& file, const RegionFiles* base) {
        if (auto made = region_of(file, base, folder + '/' + id + "/calendar.yaml", faults))
            regions.emplace(id, std::move(*made));
    };
    for (const auto& [id, file] : files)
        if (file.inherits.empty()) add(id, file, nullptr);
    for (const auto& [id, file] : files) {
        if (file.inherits.empty()) continue;
        const auto known = files.find(file.inherits);
        if (known == files.end() || !known->second.inherits.empty())
            faults.push_back(
                {{folder + '/' + id + "/calendar.yaml", 1, 1},
                 Severity::error,
                 "Expected inherits to name a region that inherits from none, but got \"" + file.inherits + "\".",
                 "calendar-inherits"});
        else if (const auto base = regions.find(file.inherits); base != regions.end()) add(id, file, &base->second);
    }
    return regions;
}

}  // namespace bandian::packs
