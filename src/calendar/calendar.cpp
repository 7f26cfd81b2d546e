#include "calendar/calendar.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace bandian::calendar {

namespace {

using date::days;

constexpr int longest_years = 150;  // the tables count days in 16 bits

bool is_weekend(const Region& region, Day day) { return region.weekend[date::weekday{day}.c_encoding()]; }

struct Setting {
    int edition = 0;
    int set_day = 0;
    bool substitute = false;
};

Contradiction at(const Edition& edition, const SetDay& day, std::string text) {
    return {std::move(text), edition.file, day.line, day.column};
}

/// A notice that was taken back gives way to the one that stands for its year, though both be known on a day: the
/// program may ship with an earlier date what had been imported wrongly.
void drop_replaced(std::vector<EditionPtr>& editions) {
    std::set<int> settled;
    for (const EditionPtr& e : editions)
        if (e->kind == EditionKind::notice && !e->withdrawn) settled.insert(static_cast<int>(e->first_year));
    std::erase_if(editions, [&](const EditionPtr& e) {
        return e->kind == EditionKind::notice && e->withdrawn && settled.count(static_cast<int>(e->first_year)) != 0;
    });
}

std::string name(SetTo to) { return to == SetTo::off ? "off" : "worked"; }

}  // namespace

std::string_view word(EditionKind kind) {
    switch (kind) {
        case EditionKind::statutory: return "statutory";
        case EditionKind::notice: return "notice";
        case EditionKind::amendment: return "amendment";
        case EditionKind::local: return "local";
    }
    return {};
}

std::variant<Calendar, Contradiction> Calendar::make(Region region, std::vector<EditionPtr> editions,
                                                     std::optional<Day> known_by) {
    std::vector<EditionPtr> withdrawn = editions;
    std::erase_if(withdrawn, [](const EditionPtr& e) { return !e->withdrawn; });
    std::erase_if(editions,
                  [&](const EditionPtr& e) { return known_by ? !e->known_on(*known_by) : e->withdrawn.has_value(); });
    drop_replaced(editions);
    // Rank first, then the day it became known: what comes later in this order stands.
    std::stable_sort(editions.begin(), editions.end(), [](const EditionPtr& a, const EditionPtr& b) {
        return std::pair(a->kind, a->published) < std::pair(b->kind, b->published);
    });

    const date::year first_year = year_of(region.from);
    date::year last_notice = first_year - date::years{1};
    date::year last_year = last_notice;
    std::map<int, const Edition*> notice_of, statutory_of;
    for (const EditionPtr& edition : editions) {
        const Edition& e = *edition;
        if (e.kind == EditionKind::notice) {
            const auto [other, fresh] = notice_of.emplace(static_cast<int>(e.first_year), &e);
            if (!fresh)
                return Contradiction{"two notices for one year: " + other->second->id + " and " + e.id, e.file, 1, 1};
            last_notice = std::max(last_notice, e.first_year);
        } else if (e.kind == EditionKind::statutory) {
            for (auto y = e.first_year; y <= e.last_year; ++y) statutory_of[static_cast<int>(y)] = &e;
        }
    }
    last_year = std::max(last_notice, statutory_of.empty() ? last_notice : date::year{statutory_of.rbegin()->first});
    if (last_year < first_year)
        return Contradiction{"region " + region.id + " has no edition known for " +
                                 std::to_string(static_cast<int>(first_year)) +
                                 ": a calendar without editions would call every holiday a working day",
                             "", 0, 0};
    for (auto y = first_year; y <= last_year; ++y) {
        const bool settled = notice_of.count(static_cast<int>(y)) != 0;
        const bool by_law = statutory_of.count(static_cast<int>(y)) != 0;
        if (!settled && (y <= last_notice || !by_law))
            return Contradiction{
                "no notice for " + std::to_string(static_cast<int>(y)) + ", though later years have one", "", 0, 0};
    }

    if (last_year > first_year + date::years{longest_years})
        return Contradiction{"the editions reach to " + std::to_string(static_cast<int>(last_year)) + ", more than " +
                                 std::to_string(longest_years) + " years",
                             "", 0, 0};
    if (std::all_of(region.weekend.begin(), region.weekend.end(), [](bool off) { return off; }))
        return Contradiction{"every day of the week is a weekend", "", 0, 0};

    Calendar made;
    made.first_ = region.from;
    const Day last{date::year_month_day{last_year / date::December / 31}};
    made.first_provisional_ =
        last_notice < first_year ? region.from : Day{date::year_month_day{last_notice / date::December / 25}};

    std::map<Day, Setting> settings;
    for (int i = 0; i < static_cast<int>(editions.size()); ++i) {
        const Edition& edition = *editions[static_cast<std::size_t>(i)];
        for (int j = 0; j < static_cast<int>(edition.days.size()); ++j) {
            const SetDay& set = edition.days[static_cast<std::size_t>(j)];
            if (set.day < made.first_ || set.day > last) continue;
            if (edition.kind == EditionKind::statutory) {
                // A statutory day only speaks for years that no notice has settled, and only from the newest law.
                const int year = static_cast<int>(year_of(set.day));
                if (date::year{year} <= last_notice || statutory_of[year] != &edition) continue;
            }
            const auto [found, fresh] = settings.emplace(set.day, Setting{i, j, false});
            if (fresh) continue;
            const Edition& other = *editions[static_cast<std::size_t>(found->second.edition)];
            const SetDay& other_set = other.days[static_cast<std::size_t>(found->second.set_day)];
            // Amendments follow each other in time; editions of any other rank must agree.
            if (other.kind == edition.kind && other_set.to != set.to &&
                (edition.kind != EditionKind::amendment || &other == &edition || other.published == edition.published))
                return at(edition, set,
                          to_string(set.day) + " is " + name(set.to) + " here, but " + name(other_set.to) + " in " +
                              other.id + ", which has the same rank");
            found->second = Setting{i, j, false};
        }
    }
    // 补假: a statutory day on a weekend moves to the next working day, in the years that no notice has settled.
    std::vector<std::pair<Day, Setting>> on_weekends;
    for (const auto& [day, setting] : settings)
        if (editions[static_cast<std::size_t>(setting.edition)]->kind == EditionKind::statutory &&
            is_weekend(region, day))
            on_weekends.emplace_back(day, setting);
    for (const auto& [day, setting] : on_weekends) {
        Day substitute = day + days{1};
        while (is_weekend(region, substitute) || settings.count(substitute) != 0) substitute += days{1};
        if (substitute <= last) settings.emplace(substitute, Setting{setting.edition, setting.set_day, true});
    }

    int working = 0;
    made.day_of_rank_.push_back(0);
    for (Day day = made.first_; day <= last; day += days{1}) {
        const auto index = static_cast<std::uint16_t>((day - made.first_).count());
        bool works = !is_weekend(region, day);
        if (const auto found = settings.find(day); found != settings.end()) {
            const Setting& s = found->second;
            const SetDay& set =
                editions[static_cast<std::size_t>(s.edition)]->days[static_cast<std::size_t>(s.set_day)];
            works = set.to == SetTo::working;
            made.exceptions_.push_back(
                {index, static_cast<std::int16_t>(s.edition), static_cast<std::uint16_t>(s.set_day), s.substitute});
        }
        if (works) {
            ++working;
            made.day_of_rank_.push_back(index);
        }
        made.rank_.push_back(static_cast<std::uint16_t>(working));
    }
    made.exceptions_.shrink_to_fit();
    made.rank_.shrink_to_fit();
    made.day_of_rank_.shrink_to_fit();
    made.region_ = std::move(region);
    made.editions_ = std::move(editions);
    made.withdrawn_ = std::move(withdrawn);
    return made;
}

std::variant<Calendar, Contradiction> Calendar::as_of(Day day) const {
    std::vector<EditionPtr> all = editions_;
    all.insert(all.end(), withdrawn_.begin(), withdrawn_.end());
    return make(region_, std::move(all), day);
}

DayFact Calendar::fact(Day day) const {
    DayFact fact;
    fact.provisional = is_provisional(day);
    const auto index = static_cast<std::uint16_t>(index_of(day));
    const auto found = std::lower_bound(exceptions_.begin(), exceptions_.end(), index,
                                        [](const Exception& e, std::uint16_t wanted) { return e.index < wanted; });
    if (found != exceptions_.end() && found->index == index) {
        const Edition& edition = *editions_[static_cast<std::size_t>(found->edition)];
        fact.edition = &edition;
        fact.holiday = edition.days[found->set_day].holiday;
        fact.substitute = found->substitute;
        const bool works = is_working(day);
        fact.kind = !works ? DayKind::holiday : is_weekend(region_, day) ? DayKind::make_up : DayKind::working;
    } else {
        fact.kind = is_weekend(region_, day) ? DayKind::weekend : DayKind::working;
    }
    return fact;
}

std::optional<Day> Calendar::previous(Day day) const {
    const int r = rank(day) - (is_working(day) ? 1 : 0);
    if (r < 1) return std::nullopt;
    return first_ + days{day_of_rank_[static_cast<std::size_t>(r)]};
}

std::optional<Day> Calendar::add_calendar_days(Day day, days n) const {
    const Day end = day + n;
    if (!covers(end)) return std::nullopt;
    return add(end, {0});
}

std::optional<Day> Calendar::add_months(Day day, date::months n) const {
    const Day end = months_later(day, n);
    if (!covers(end)) return std::nullopt;
    return add(end, {0});
}

std::vector<StripDay> strip(const Calendar& calendar, Day after, Day through) {
    std::vector<StripDay> all;
    int counted = 0;
    for (Day day = after + days{1}; day <= through; day += days{1}) {
        const bool counts = calendar.is_working(day);
        counted += counts;
        all.push_back({day, calendar.fact(day), counts ? counted : 0});
    }
    return all;
}

std::vector<DayRun> runs(const Calendar& calendar, Day first, Day last) {
    std::vector<DayRun> all;
    for (Day day = first; day <= last; day += days{1}) {
        const DayFact fact = calendar.fact(day);
        if (!fact.edition) continue;
        const bool works = calendar.is_working(day);
        const bool goes_on = !all.empty() && all.back().last + days{1} == day && all.back().works == works &&
                             all.back().holiday == fact.holiday;
        if (goes_on) all.back().last = day;
        else all.push_back({day, day, works, fact.holiday});
    }
    return all;
}

std::vector<Day> turned(const Calendar& before, const Calendar& after, Day first, Day last) {
    std::vector<Day> all;
    for (Day day = first; day <= last; day += days{1})
        if (before.is_working(day) != after.is_working(day)) all.push_back(day);
    return all;
}

std::optional<Span> difference(const Calendar& before, const Calendar& after) {
    std::optional<Span> span;
    for (Day day = std::min(before.first(), after.first()); day <= std::max(before.last(), after.last());
         day += days{1}) {
        const bool both = before.covers(day) && after.covers(day);
        if (both && before.is_working(day) == after.is_working(day) &&
            before.is_provisional(day) == after.is_provisional(day))
            continue;
        if (!span) span = Span{day, day};
        span->last = day;
    }
    return span;
}

}  // namespace bandian::calendar
