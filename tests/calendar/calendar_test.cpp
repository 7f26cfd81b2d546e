#include "calendar/calendar.hpp"

#include "calendar/worked_days.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace bandian::calendar {
namespace {

using testing::cn;
using testing::day;

TEST(Calendar, counts_as_worked_out_by_hand) {
    std::ifstream file(std::string{BANDIAN_SOURCE_DIR} + "/tests/calendar/adds.csv");
    std::string line;
    std::getline(file, line);
    int rows = 0;
    while (std::getline(file, line)) {
        std::istringstream fields(line);
        std::string from, days, gives, known_by, why;
        std::getline(fields, from, ',');
        std::getline(fields, days, ',');
        std::getline(fields, gives, ',');
        std::getline(fields, known_by, ',');
        std::getline(fields, why);
        const Calendar calendar = cn(known_by.empty() ? nullptr : known_by.c_str());
        EXPECT_EQ(to_string(calendar.add(day(from.c_str()), {std::stoi(days)}).value()), gives) << line;
        ++rows;
    }
    EXPECT_GT(rows, 0);
}

// Over every day of the calendar and every n from 0 to 400, of the far provisional years to 20: they are all alike.
TEST(Calendar, obeys_its_laws_on_every_day) {
    const Calendar calendar = cn();
    long checked = 0;
    for (Day d = calendar.first(); d <= calendar.last(); d += date::days{1}) {
        const int most = d <= day("2031-12-31") ? 400 : 20;
        const Day roll = calendar.add(d, {0}).value_or(d);
        ASSERT_TRUE(roll == d || !calendar.is_working(d)) << to_string(d);
        Day before = d;
        for (int n = 1; n <= most; ++n, ++checked) {
            const auto due = calendar.add(d, {n});
            if (!due) break;
            if (calendar.count(d, *due).value != n) FAIL() << "count(d, add(d, n)) at " << to_string(d) << ' ' << n;
            if (!calendar.is_working(*due)) FAIL() << "a rest day at " << to_string(d) << ' ' << n;
            if (*due <= before) FAIL() << "not monotone at " << to_string(d) << ' ' << n;
            const int a = 1 + n * 7 % most;
            if (const auto both = calendar.add(d, {n + a}); both && calendar.add(*due, {a}) != both)
                FAIL() << "add(add(d, a), b) at " << to_string(d) << ' ' << n;
            before = *due;
        }
    }
    EXPECT_GT(checked, 1'500'000);
}

TEST(Calendar, differences_span_what_an_edition_changes) {
    const auto span = difference(cn("2020-01-26"), cn("2020-01-27"));
    ASSERT_TRUE(span);
    EXPECT_EQ(span->first, day("2020-01-31"));
    EXPECT_EQ(span->last, day("2020-02-01"));
    EXPECT_FALSE(difference(cn(), cn()));
}

TEST(Calendar, next_and_previous_meet) {
    const Calendar calendar = cn();
    for (Day d = calendar.first() + date::days{40}; d < calendar.last() - date::days{40}; d += date::days{1}) {
        const Day next = calendar.next(d).value();
        ASSERT_LE(calendar.previous(next).value(), d);
        ASSERT_TRUE(calendar.is_working(calendar.previous(next).value()));
    }
}

TEST(Calendar, is_provisional_from_the_last_week_of_the_last_noticed_year_on) {
    const Calendar calendar = cn();
    EXPECT_FALSE(calendar.is_provisional(day("2026-12-24")));
    EXPECT_TRUE(calendar.is_provisional(day("2026-12-25")));
    EXPECT_TRUE(calendar.is_provisional(day("2027-06-01")));
    EXPECT_EQ(cn("2018-11-01").first_provisional(), day("2018-12-25"));
}

TEST(Calendar, moves_statutory_days_on_a_weekend_to_working_days_while_provisional) {
    const Calendar calendar = cn();
    // 2027: 5 to 8 February by law, of which the 6th and 7th are a weekend: the 9th and 10th stand in.
    for (const char* off : {"2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10", "2027-05-03", "2027-05-04",
                            "2027-10-04", "2027-10-05"})
        EXPECT_FALSE(calendar.is_working(day(off))) << off;
    EXPECT_TRUE(calendar.is_working(day("2027-02-11")));
    EXPECT_TRUE(calendar.fact(day("2027-02-09")).substitute);
    EXPECT_EQ(calendar.fact(day("2027-02-09")).holiday, "春节");
}

TEST(Calendar, answers_provisionally_to_the_end_of_the_law) {
    const Calendar calendar = cn();
    EXPECT_EQ(calendar.last(), day("2100-12-31"));
    // 2030: 2 to 5 February by law, of which the 2nd and 3rd are a weekend: the 6th and 7th stand in.
    EXPECT_EQ(calendar.add(day("2030-02-01"), {1}), day("2030-02-08"));
    EXPECT_TRUE(calendar.is_provisional(day("2030-02-08")));
    EXPECT_EQ(calendar.fact(day("2033-09-08")).holiday, "中秋节");
    EXPECT_EQ(calendar.fact(day("2100-02-08")).holiday, "农历除夕");
}

TEST(Calendar, refuses_days_beyond_its_reach) {
    const Calendar calendar = cn();
    EXPECT_EQ(calendar.add(calendar.last(), {1}), std::nullopt);
    EXPECT_FALSE(calendar.covers(day("2017-12-31")));
    EXPECT_EQ(calendar.previous(calendar.first()), std::nullopt);
}

TEST(Calendar, rolls_calendar_terms_to_a_working_day) {
    const Calendar calendar = cn();
    EXPECT_EQ(calendar.add_months(day("2018-08-31"), date::months{1}),
              day("2018-09-30"));  // September has no 31st; the 30th is worked
    EXPECT_EQ(calendar.add_months(day("2018-08-01"), date::months{2}), day("2018-10-08"));  // 1 October is off
    EXPECT_EQ(calendar.add_calendar_days(day("2018-09-21"), date::days{1}),
              day("2018-09-25"));  // 22 to 24 September are off
}

TEST(Calendar, tells_why_a_day_is_what_it_is) {
    const Calendar calendar = cn();
    EXPECT_EQ(calendar.fact(day("2018-09-29")).kind, DayKind::make_up);
    EXPECT_EQ(calendar.fact(day("2018-09-29")).edition->number, "国办发明电〔2017〕12号");
    EXPECT_EQ(calendar.fact(day("2018-10-06")).holiday, "国庆节");
    EXPECT_EQ(calendar.fact(day("2018-10-13")).kind, DayKind::weekend);
    EXPECT_EQ(calendar.fact(day("2020-01-31")).edition->id, "cn-2020-spring-festival");
}

Region plain() {
    Region region;
    region.id = "test";
    region.weekend = {true, false, false, false, false, false, true};
    region.from = day("2018-01-01");
    return region;
}

std::vector<EditionPtr> of(std::initializer_list<Edition> editions) {
    std::vector<EditionPtr> all;
    for (const Edition& edition : editions) all.push_back(std::make_shared<const Edition>(edition));
    return all;
}

Edition notice(int year, std::vector<SetDay> days) {
    Edition e;
    e.id = "notice-" + std::to_string(year);
    e.first_year = e.last_year = date::year{year};
    e.published = day("2017-12-01");
    e.days = std::move(days);
    return e;
}

TEST(Calendar, cannot_be_empty) {
    EXPECT_TRUE(std::holds_alternative<Contradiction>(Calendar::make(plain(), {})));
    EXPECT_TRUE(
        std::holds_alternative<Contradiction>(Calendar::make(plain(), of({notice(2018, {})}), day("2017-01-01"))));
}

TEST(Calendar, refuses_a_gap_in_the_years) {
    const auto made = Calendar::make(plain(), of({notice(2018, {}), notice(2020, {})}));
    ASSERT_TRUE(std::holds_alternative<Contradiction>(made));
    EXPECT_NE(std::get<Contradiction>(made).text.find("2019"), std::string::npos);
}

TEST(Calendar, refuses_more_years_than_its_tables_count_and_weeks_without_work) {
    Edition law = notice(2018, {{day("2018-01-01"), SetTo::off, "元旦", 1, 1}});
    law.kind = EditionKind::statutory;
    law.last_year = date::year{2200};
    EXPECT_TRUE(std::holds_alternative<Contradiction>(Calendar::make(plain(), of({law}))));
    Region idle = plain();
    idle.weekend.fill(true);
    EXPECT_TRUE(std::holds_alternative<Contradiction>(Calendar::make(idle, of({notice(2018, {})}))));
}

TEST(Calendar, refuses_two_editions_of_one_rank_that_disagree) {
    Edition local = notice(2018, {{day("2018-03-01"), SetTo::off, "local", 3, 5}});
    local.kind = EditionKind::local;
    Edition other = local;
    other.id = "other";
    other.days[0].to = SetTo::working;
    const auto made = Calendar::make(plain(), of({notice(2018, {}), local, other}));
    ASSERT_TRUE(std::holds_alternative<Contradiction>(made));
    EXPECT_EQ(std::get<Contradiction>(made).line, 3);
}

TEST(Calendar, answers_as_of_a_day_on_which_an_edition_stood_that_was_taken_back_since) {
    Edition wrong = notice(2019, {{day("2019-03-06"), SetTo::off, "x"}});
    wrong.published = wrong.imported.emplace(day("2018-11-01"));
    wrong.withdrawn = day("2018-11-05");
    Edition right = notice(2019, {{day("2019-03-07"), SetTo::off, "x"}});
    right.id = "right";
    right.published = day("2018-11-01");
    right.imported = day("2018-11-05");
    const auto calendar = std::get<Calendar>(Calendar::make(plain(), of({notice(2018, {}), wrong, right})));
    EXPECT_TRUE(calendar.is_working(day("2019-03-06")));
    EXPECT_FALSE(calendar.is_working(day("2019-03-07")));
    EXPECT_EQ(calendar.editions().size(), 2u);
    EXPECT_EQ(calendar.withdrawn().size(), 1u);
    const auto then = std::get<Calendar>(calendar.as_of(day("2018-11-04")));
    EXPECT_FALSE(then.is_working(day("2019-03-06")));
    EXPECT_TRUE(then.is_working(day("2019-03-07")));
    EXPECT_EQ(std::get<Calendar>(calendar.as_of(day("2018-11-05"))).is_working(day("2019-03-06")), true);
    EXPECT_EQ(to_string(std::get<Calendar>(calendar.as_of(day("2018-10-31"))).last()), "2018-12-31");
    // The program ships the right one later, with the day it was published: it stands for its year, also on the days
    // the wrong one did.
    right.imported.reset();
    const auto shipped = std::get<Calendar>(Calendar::make(plain(), of({notice(2018, {}), wrong, right})));
    EXPECT_TRUE(std::get<Calendar>(shipped.as_of(day("2018-11-04"))).is_working(day("2019-03-06")));
}

TEST(Calendar, tells_the_days_that_editions_set_in_runs_and_those_that_have_turned) {
    std::vector<std::string> told;
    for (const DayRun& run : runs(cn(), day("2026-09-15"), day("2026-10-15")))
        told.push_back((run.works ? "worked " : "off ") + to_string(run.first) + ' ' + to_string(run.last) + ' ' +
                       run.holiday);
    EXPECT_EQ(told,
              (std::vector<std::string>{"worked 2026-09-20 2026-09-20 国庆节", "off 2026-09-25 2026-09-27 中秋节",
                                        "off 2026-10-01 2026-10-07 国庆节", "worked 2026-10-10 2026-10-10 国庆节"}));
    // The Spring Festival of 2020, lengthened: 31 January is off, 1 February is not worked.
    const std::vector<Day> right{day("2020-01-31"), day("2020-02-01")};
    EXPECT_EQ(turned(cn("2020-01-26"), cn("2020-01-27"), day("2020-01-01"), day("2020-12-31")), right);
}

TEST(Day, is_read_strictly) {
    EXPECT_EQ(parse_day("2018-10-08"), day("2018-10-08"));
    for (const char* bad : {"", "2018-2-08", "2018-02-30", "2018/10/08", "2018-10-08 ", " 2018-10-08", "20181008",
                            "-018-10-08", "2018-13-01", "２０１８-10-08"})
        EXPECT_EQ(parse_day(bad), std::nullopt) << bad;
}

TEST(Day, is_written_as_it_is_read) {
    for (Day d = day("2018-01-01"); d < day("2019-01-01"); d += date::days{1}) ASSERT_EQ(parse_day(to_string(d)), d);
}

}  // namespace
}  // namespace bandian::calendar
