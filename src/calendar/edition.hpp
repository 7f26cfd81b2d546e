#pragma once
// Editions: what somebody with the power to do so has said about the working days of a region.

#include "calendar/day.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bandian::calendar {

/// In rising rank: a day set by a higher kind stands against a lower one.
///   statutory  the days off by law, for the years that no notice has settled yet
///   notice     the State Council's arrangement of one year (may set days of the December before)
///   amendment  a change of a notice in the middle of its year
///   local      a region's own days
enum class EditionKind { statutory, notice, amendment, local };
inline constexpr std::array all_edition_kinds{EditionKind::statutory, EditionKind::notice, EditionKind::amendment,
                                              EditionKind::local};
std::string_view word(EditionKind kind);

enum class SetTo { off, working };

struct SetDay {
    Day day;
    SetTo to = SetTo::off;
    std::string holiday;  ///< the Chinese name in the notice, e.g. 国庆节
    int line = 0;         ///< where the file says so, for messages; 0 when it came from elsewhere
    int column = 0;
    std::string because = {};  ///< of a make-up day that is worked anyhow: why the edition names it all the same
};

/// A holiday by law that a notice leaves out on purpose.
struct LeftOut {
    std::string holiday;  ///< as the law names it; of two that share a day, one of them
    std::string reason;
    int line = 0;
    int column = 0;
};

struct Edition {
    std::string id;  ///< e.g. cn-2018, cn-2020-spring-festival
    EditionKind kind = EditionKind::notice;
    date::year first_year{0};  ///< the years it speaks for, both inclusive
    date::year last_year{0};
    std::string title;
    std::string number;  ///< 文号
    bool number_settled = true;
    std::string url;
    std::string amends;            ///< id of the edition that an amendment changes
    Day published{};               ///< the day it was made public
    std::optional<Day> imported;   ///< of one that came while the service ran: it was known from that day only
    std::optional<Day> withdrawn;  ///< of one that was taken back: it was known before that day only
    std::vector<SetDay> days;
    std::vector<LeftOut> without;
    std::string file;
    int line = 1;  ///< where its days off begin, for what is said of days that are not there
    int column = 1;

    Day known_from() const { return imported && *imported > published ? *imported : published; }
    bool known_on(Day day) const { return known_from() <= day && !(withdrawn && *withdrawn <= day); }
};

/// Shared by all regions it speaks for.
using EditionPtr = std::shared_ptr<const Edition>;

/// A region's base rule. `weekend[0]` is Sunday, as in date::weekday::c_encoding().
struct Region {
    std::string id;  ///< e.g. cn, cn-45
    std::string name;
    std::string name_en;
    std::string time_zone;
    std::array<bool, 7> weekend{};
    Day from{};                                                    ///< first day the calendar answers for
    std::vector<std::pair<std::string, std::string>> holidays_en;  ///< Chinese name -> English name
};

}  // namespace bandian::calendar
