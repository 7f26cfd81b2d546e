#pragma once
// The working days of one region, as a table: every question is a look-up, no loop over days.
//
//   rank(d)        working days up to and including d
//   count(a, b)    working days in the half-open span (a, b] = rank(b) - rank(a)
//   add(d, n)      n >= 1: the first day whose rank is rank(d) + n; the starting day never counts (民法典 201)
//                  n == 0: d itself when it is a working day, else the next one (民法典 203)
//
// A calendar answers for [first(), last()]; outside it has no opinion and says so (nullopt), never "a working day".

#include "calendar/edition.hpp"
#include "calendar/working_days.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace bandian::calendar {

enum class DayKind { working, weekend, holiday, make_up };

/// Why a day is what it is.
struct DayFact {
    DayKind kind = DayKind::working;
    std::string holiday;               ///< Chinese name, empty for plain working days and weekends
    const Edition* edition = nullptr;  ///< what set it; null for the base rule
    bool substitute = false;   ///< 补假: the day a statutory day on a weekend moves to (provisional years only)
    bool provisional = false;  ///< a notice still to come may change it
};

/// Why editions make no calendar. `file`, `line`, `column` point into the edition at fault.
struct Contradiction {
    std::string text;
    std::string file;
    int line = 0;
    int column = 0;
};

/// The first and the last day, inclusive, on which two calendars of a region differ: in working or in being
/// provisional.
struct Span {
    Day first;
    Day last;
};

class Calendar {
public:
    /// Editions not known on `known_by` are left out; without it, those that were taken back. Errors: two editions of
    /// one rank that disagree on a day, a year with neither notice nor statutory edition, a region without any edition
    /// known.
    static std::variant<Calendar, Contradiction> make(Region region, std::vector<EditionPtr> editions,
                                                      std::optional<Day> known_by = std::nullopt);

    const Region& region() const { return region_; }
    std::span<const EditionPtr> editions() const { return editions_; }
    std::span<const EditionPtr> withdrawn() const { return withdrawn_; }  ///< taken back: no day rests on them any more

    /// The calendar that stood on a day, by what was known then.
    std::variant<Calendar, Contradiction> as_of(Day day) const;

    Day first() const { return first_; }
    Day last() const { return first_ + date::days{static_cast<int>(rank_.size()) - 1}; }
    bool covers(Day day) const { return day >= first_ && day <= last(); }

    /// From this day on every day is provisional: 25 December of the last year whose notice is in (the next notice has
    /// moved the days after it before, as in 2018).
    Day first_provisional() const { return first_provisional_; }
    bool is_provisional(Day day) const { return day >= first_provisional_; }

    // The four below need covers(day).
    bool is_working(Day day) const {
        return index_of(day) == 0 ? rank_[0] == 1 : rank(day) != rank(day - date::days{1});
    }
    int rank(Day day) const { return rank_[index_of(day)]; }
    WorkingDays count(Day after, Day through) const { return {rank(through) - rank(after)}; }
    DayFact fact(Day day) const;

    /// nullopt: past last().
    std::optional<Day> add(Day day, WorkingDays n) const {
        const std::size_t r = rank_[index_of(day)];
        const std::size_t wanted = n.value > 0 ? r + static_cast<std::size_t>(n.value) : is_working(day) ? r : r + 1;
        if (wanted >= day_of_rank_.size()) return std::nullopt;
        return first_ + date::days{day_of_rank_[wanted]};
    }

    /// The working day after `day`, the one before it; nullopt at the ends of the calendar.
    std::optional<Day> next(Day day) const { return add(day, {1}); }
    std::optional<Day> previous(Day day) const;

    /// Terms in calendar days or months: the last day, rolled to the next working day when it is a rest day (民法典
    /// 203). A month ends on the same day of the month, or on the month's last (民法典 202).
    std::optional<Day> add_calendar_days(Day day, date::days n) const;
    std::optional<Day> add_months(Day day, date::months n) const;

private:
    Calendar() = default;
    std::size_t index_of(Day day) const { return static_cast<std::size_t>((day - first_).count()); }

    struct Exception {
        std::uint16_t index;
        std::int16_t edition;
        std::uint16_t set_day;  ///< index into the edition's days
        bool substitute;
    };

    Region region_;
    std::vector<EditionPtr> editions_;
    std::vector<EditionPtr> withdrawn_;
    Day first_{};
    Day first_provisional_{};
    std::vector<std::uint16_t> rank_;         ///< by day, inclusive
    std::vector<std::uint16_t> day_of_rank_;  ///< [0] is unused: rank 1 is the first working day
    std::vector<Exception> exceptions_;       ///< sorted by index
};

/// One day on the way to a date: why it counts, or why not.
struct StripDay {
    Day day;
    DayFact fact;
    int number = 0;  ///< 1 for the first working day counted; 0 when it does not count
};

/// The days after `after`, up to and including `through`. Both must be covered.
std::vector<StripDay> strip(const Calendar& calendar, Day after, Day through);

/// Days in a row that editions set alike: off, or worked, under one name.
struct DayRun {
    Day first;
    Day last;  ///< inclusive
    bool works = false;
    std::string holiday;
};

/// The days from `first` to `last`, both inclusive and covered, that editions set.
std::vector<DayRun> runs(const Calendar& calendar, Day first, Day last);

/// The days from `first` to `last`, both inclusive and covered by both, that are worked in one and off in the other.
std::vector<Day> turned(const Calendar& before, const Calendar& after, Day first, Day last);

/// nullopt: they differ nowhere. Days that only one of them covers count as different.
std::optional<Span> difference(const Calendar& before, const Calendar& after);

}  // namespace bandian::calendar
