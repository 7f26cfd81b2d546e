#include "calendar/slips.hpp"

#include "calendar/calendar.hpp"

#include <algorithm>
#include <set>

namespace bandian::calendar {

namespace {

using date::days;

constexpr days uncertain_week{7};       // 25 to 31 December: what a notice may set of the year before it
constexpr days farthest_make_up{21};    // from the holiday it is worked for; the notices since 2018 stay within 12
constexpr days near{3};                 // where a slip of the finger is looked for
constexpr std::size_t most_slips = 20;  // after that many the reader has seen enough

std::string weekday_of(Day day) {
    static const char* const names[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
    return names[date::weekday{day}.c_encoding()];
}

std::string year_text(date::year year) { return std::to_string(static_cast<int>(year)); }

Slip at(const SetDay& day, std::string rule, std::string text) {
    return {std::move(text), std::move(rule), std::max(1, day.line), std::max(1, day.column)};
}

/// 国庆节 and 中秋节 of 国庆节、中秋节.
std::vector<std::string> parts_of(const std::string& holiday) {
    static const std::string comma = "、";
    std::vector<std::string> parts;
    std::size_t from = 0;
    for (std::size_t end; (end = holiday.find(comma, from)) != std::string::npos; from = end + comma.size())
        parts.push_back(holiday.substr(from, end - from));
    parts.push_back(holiday.substr(from));
    return parts;
}

bool share_a_name(const std::string& one, const std::string& other) {
    const std::vector<std::string> a = parts_of(one), b = parts_of(other);
    return std::any_of(a.begin(), a.end(),
                       [&](const std::string& part) { return std::find(b.begin(), b.end(), part) != b.end(); });
}

/// What an edition says of the years up to `last`; nullptr: nothing.
EditionPtr up_to(const EditionPtr& edition, date::year last) {
    if (edition->last_year <= last) return edition;
    if (edition->first_year > last) return nullptr;
    auto part = std::make_shared<Edition>(*edition);
    part->last_year = last;
    std::erase_if(part->days, [&](const SetDay& set) { return year_of(set.day) > last; });
    return part;
}

/// The calendar that the edition meets, with its days off and without its make-up days; nullopt: they contradict each
/// other.
std::optional<Calendar> without_make_up_days(const Edition& edition, const Region& region,
                                             const std::vector<EditionPtr>& beside) {
    std::vector<EditionPtr> editions;
    for (const EditionPtr& other : beside) {
        const bool below = other->kind < edition.kind || other->kind == EditionKind::notice ||
                           (other->kind == edition.kind && other->published <= edition.published);
        if (other->id == edition.id || !below) continue;
        // The law is told for a lifetime, and each of its days costs.
        if (auto part = up_to(other, edition.last_year + date::years{1})) editions.push_back(std::move(part));
    }
    auto rest = std::make_shared<Edition>(edition);
    std::erase_if(rest->days, [](const SetDay& set) { return set.to == SetTo::working; });
    editions.push_back(std::move(rest));
    auto made = Calendar::make(region, std::move(editions));
    if (auto* calendar = std::get_if<Calendar>(&made)) return std::move(*calendar);
    return std::nullopt;
}

/// " (near it, Saturday 2027-02-20 is a day of rest)", for a slip of the finger; empty: there is none.
std::string near_rest_day(const Calendar& calendar, Day day) {
    for (days away{1}; away <= near; ++away)
        for (const Day other : {day + away, day - away})
            if (calendar.covers(other) && !calendar.is_working(other) && !calendar.fact(other).edition)
                return " (near it, " + weekday_of(other) + ' ' + to_string(other) + " is a day of rest)";
    return {};
}

void look_at_years(const Edition& edition, const Calendar& calendar, std::vector<Slip>& slips) {
    const Day from = Day{edition.first_year / date::January / 1} - uncertain_week;
    for (const SetDay& set : edition.days) {
        if (set.day < from && edition.kind != EditionKind::statutory)
            slips.push_back(at(set, "calendar-year",
                               "Expected a day from " + to_string(from) +
                                   " on, the last week of the year before included, but got " + to_string(set.day) +
                                   '.'));
        else if (!calendar.covers(set.day))
            slips.push_back(at(set, "calendar-year",
                               "Expected a day from " + to_string(calendar.first()) + " to " +
                                   to_string(calendar.last()) + ", which the calendar covers, but got " +
                                   to_string(set.day) + '.'));
    }
}

void look_at_make_up_days(const Edition& edition, const Calendar& calendar, std::vector<Slip>& slips) {
    for (const SetDay& set : edition.days) {
        if (set.to != SetTo::working || !calendar.covers(set.day)) continue;
        if (edition.kind == EditionKind::statutory) {
            slips.push_back(
                at(set, "calendar-make-up",
                   "Expected a law to set days off alone, but " + to_string(set.day) + " is to be worked."));
            continue;
        }
        if (!set.because.empty()) continue;
        if (calendar.is_working(set.day)) {
            slips.push_back(at(set, "calendar-make-up",
                               "Expected a make-up day to be a day of rest otherwise, but " + to_string(set.day) +
                                   " is a " + weekday_of(set.day) + " that is worked anyway" +
                                   near_rest_day(calendar, set.day) + ". If it is meant, say why under because."));
            continue;
        }
        const auto close = [&](const SetDay& off) {
            return off.to == SetTo::off && off.day - set.day <= farthest_make_up &&
                   set.day - off.day <= farthest_make_up && share_a_name(off.holiday, set.holiday);
        };
        if (edition.kind == EditionKind::notice && std::none_of(edition.days.begin(), edition.days.end(), close))
            slips.push_back(at(set, "calendar-make-up",
                               "Expected a make-up day within " + std::to_string(farthest_make_up.count()) +
                                   " days of a day off under the same name, but " + to_string(set.day) +
                                   " has no day off for " + set.holiday +
                                   " that near. If it is meant, say why under because."));
    }
}

/// The law that counts for a year: the newest that covers it; nullptr: none is known.
const Edition* law_of(date::year year, const std::vector<EditionPtr>& beside) {
    const Edition* newest = nullptr;
    for (const EditionPtr& one : beside)
        if (one->kind == EditionKind::statutory && one->first_year <= year && year <= one->last_year &&
            (!newest || newest->published < one->published))
            newest = one.get();
    return newest;
}

/// The last year whose days off are known by law; nullopt: the region goes by no law.
std::optional<date::year> last_year_by_law(const std::vector<EditionPtr>& beside) {
    std::optional<date::year> last;
    for (const EditionPtr& one : beside)
        if (one->kind == EditionKind::statutory) last = std::max(last.value_or(one->last_year), one->last_year);
    return last;
}

std::string list_of(const std::vector<Day>& all) {
    std::string text;
    for (const Day day : all) text += (text.empty() ? "" : ", ") + to_string(day);
    return text;
}

/// A holiday of the law's, of which the notice does not have all days off.
Slip left_out(const Edition& notice, const std::string& holiday, const std::vector<Day>& missing) {
    Slip slip{"Expected the notice of " + year_text(notice.first_year) + " to give " + holiday +
                  " as the law does, but it does not have " + list_of(missing) + " off",
              "calendar-left-out", notice.line, notice.column};
    const auto same = std::find_if(notice.days.begin(), notice.days.end(), [&](const SetDay& set) {
        return set.to == SetTo::off && share_a_name(set.holiday, holiday);
    });
    if (same != notice.days.end()) {
        slip.line = std::max(1, same->line);
        slip.column = std::max(1, same->column);
        slip.text += ", though it has " + to_string(same->day) + " off for " + same->holiday +
                     ": are these the days of another year?";
    } else {
        slip.text += ": add the days, or say why it leaves them out under without.";
    }
    return slip;
}

void look_at_the_law(const Edition& notice, const std::vector<EditionPtr>& beside, std::vector<Slip>& slips) {
    if (const auto last = last_year_by_law(beside); last && notice.first_year > *last)
        slips.push_back({"Expected a notice of a year whose days off by law are known, to " + year_text(*last) +
                             ", but it is of " + year_text(notice.first_year) + ".",
                         "calendar-year", 1, 1});
    const Edition* law = law_of(notice.first_year, beside);
    std::set<std::string> used;
    const auto excused = [&](const std::string& holiday) {
        const std::vector<std::string> parts = parts_of(holiday);
        for (const LeftOut& one : notice.without) {
            const bool whole = one.holiday == holiday,
                       part = std::find(parts.begin(), parts.end(), one.holiday) != parts.end();
            if (whole || part) used.insert(one.holiday);
        }
        const auto named = [&](const std::string& name) {
            return std::any_of(notice.without.begin(), notice.without.end(),
                               [&](const LeftOut& one) { return one.holiday == name; });
        };
        return named(holiday) || std::all_of(parts.begin(), parts.end(), named);
    };
    std::vector<std::pair<std::string, std::vector<Day>>> missing;  // in the law's order
    for (const SetDay& by_law : law ? law->days : std::vector<SetDay>{}) {
        if (year_of(by_law.day) != notice.first_year) continue;
        const auto off = [&](const SetDay& set) { return set.day == by_law.day && set.to == SetTo::off; };
        if (std::any_of(notice.days.begin(), notice.days.end(), off) || excused(by_law.holiday)) continue;
        if (missing.empty() || missing.back().first != by_law.holiday) missing.push_back({by_law.holiday, {}});
        missing.back().second.push_back(by_law.day);
    }
    for (const auto& [holiday, all] : missing) slips.push_back(left_out(notice, holiday, all));
    for (const LeftOut& one : notice.without)
        if (used.count(one.holiday) == 0)
            slips.push_back({"Expected without to name holidays by law that the notice leaves out, but it has " +
                                 one.holiday + " off, or the law knows none of that name.",
                             "calendar-left-out", one.line, one.column});
}

void look_at_the_amended(const Edition& amendment, const std::vector<EditionPtr>& beside, std::vector<Slip>& slips) {
    const auto amended =
        std::find_if(beside.begin(), beside.end(), [&](const EditionPtr& one) { return one->id == amendment.amends; });
    if (amended == beside.end())
        slips.push_back(
            {"Expected amends to name an edition that is known, but " +
                 (amendment.amends.empty() ? std::string{"it is missing"} : "there is no " + amendment.amends) + '.',
             "calendar-amends", 1, 1});
    else if ((*amended)->first_year != amendment.first_year)
        slips.push_back({"Expected an amendment to be of the year of what it amends, " +
                             year_text((*amended)->first_year) + ", but it is of " + year_text(amendment.first_year) +
                             '.',
                         "calendar-amends", 1, 1});
}

bool is_plain(const std::string& id) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return std::all_of(id.begin(), id.end(), plain) && id.find("--") == std::string::npos && !id.empty() &&
           id.front() != '-' && id.back() != '-';
}

}  // namespace

std::vector<Slip> slips_in(const Edition& edition, const Region& region, const std::vector<EditionPtr>& beside,
                           std::optional<Day> today) {
    std::vector<Slip> slips;
    if (!is_plain(edition.id))
        slips.push_back(
            {"Expected an edition's id in small letters, digits and single hyphens, such as cn-2027, but got \"" +
                 edition.id + "\".",
             "calendar-id", 1, 1});
    if (today && edition.published > *today)
        slips.push_back({"Expected an edition that has been published, but published is " +
                             to_string(edition.published) + ", after today, " + to_string(*today) + '.',
                         "calendar-published", 1, 1});
    if (edition.kind == EditionKind::amendment) look_at_the_amended(edition, beside, slips);
    if (edition.kind == EditionKind::notice) look_at_the_law(edition, beside, slips);
    else if (!edition.without.empty())
        slips.push_back(
            {"Expected without in a notice alone, which gives the holidays of a year, but this edition is none.",
             "calendar-left-out", edition.without.front().line, edition.without.front().column});
    if (const auto calendar = without_make_up_days(edition, region, beside)) {
        look_at_years(edition, *calendar, slips);
        look_at_make_up_days(edition, *calendar, slips);
    }
    std::stable_sort(slips.begin(), slips.end(), [](const Slip& a, const Slip& b) {
        return std::pair(a.line, a.column) < std::pair(b.line, b.column);
    });
    if (slips.size() > most_slips) slips.resize(most_slips);
    return slips;
}

}  // namespace bandian::calendar
