// Working days in tables, beside QuantLib's BespokeCalendar fed with the same editions and beside a plain loop over
// days. One run compares them; the ratios are printed at the end.

#include "calendar/worked_days.hpp"

#include <benchmark/benchmark.h>

#include <ql/time/calendars/bespokecalendar.hpp>
#include <ql/time/date.hpp>

#include <malloc.h>

#include <random>

namespace {

using bandian::calendar::Calendar;
using bandian::calendar::Day;

constexpr int questions = 4096;
constexpr int longest_term = 40;  // the longest promise of a 10 kV connection

struct Question {
    Day from;
    int days;
    Day to;
};

const Calendar& ours() {
    static const Calendar calendar = bandian::testing::cn();
    return calendar;
}

const std::vector<Question>& asked() {
    static const std::vector<Question> all = [] {
        std::mt19937 random(20180930);
        std::vector<Question> made;
        const int span = (ours().last() - ours().first()).count() - 200;
        for (int i = 0; i < questions; ++i) {
            const Day from = ours().first() + date::days{std::uniform_int_distribution<int>(0, span)(random)};
            const int days = std::uniform_int_distribution<int>(1, longest_term)(random);
            made.push_back({from, days, *ours().add(from, {days})});
        }
        return made;
    }();
    return all;
}

QuantLib::Date theirs(Day day) {
    return QuantLib::Date(static_cast<QuantLib::Date::serial_type>(day.time_since_epoch().count() + 25569));
}
Day back(const QuantLib::Date& date) { return Day{date::days{date.serialNumber() - 25569}}; }

/// The same working days in the form that suits QuantLib best: weekends as a rule, holidays and make-up days as
/// exceptions.
QuantLib::BespokeCalendar& bespoke() {
    static QuantLib::BespokeCalendar calendar = [] {
        QuantLib::BespokeCalendar made("cn");
        made.addWeekend(QuantLib::Saturday);
        made.addWeekend(QuantLib::Sunday);
        for (Day day = ours().first(); day <= ours().last(); day += date::days{1}) {
            const bool weekend = date::weekday{day} == date::Saturday || date::weekday{day} == date::Sunday;
            if (weekend && ours().is_working(day)) made.removeHoliday(theirs(day));
            if (!weekend && !ours().is_working(day)) made.addHoliday(theirs(day));
        }
        for (const Question& q : asked())
            if (back(made.advance(theirs(q.from), q.days, QuantLib::Days)) != q.to) std::abort();
        return made;
    }();
    return calendar;
}

void add_tables(benchmark::State& state) {
    const auto& all = asked();
    for (auto _ : state)
        for (const Question& q : all) benchmark::DoNotOptimize(ours().add(q.from, {q.days}));
    state.SetItemsProcessed(state.iterations() * questions);
}

void add_tables_chain(benchmark::State& state) {
    const auto& all = asked();
    for (auto _ : state) {
        Day day = all.front().from;
        for (const Question& q : all) {
            day = *ours().add(day, {q.days});
            if (day > q.to) day = q.from;  // stays within the calendar; each step waits for the last
        }
        benchmark::DoNotOptimize(day);
    }
    state.SetItemsProcessed(state.iterations() * questions);
}

void add_quantlib(benchmark::State& state) {
    const auto& all = asked();
    std::vector<QuantLib::Date> from;
    for (const Question& q : all) from.push_back(theirs(q.from));
    auto& calendar = bespoke();
    for (auto _ : state)
        for (std::size_t i = 0; i < all.size(); ++i)
            benchmark::DoNotOptimize(calendar.advance(from[i], all[i].days, QuantLib::Days));
    state.SetItemsProcessed(state.iterations() * questions);
}

void add_loop(benchmark::State& state) {
    const auto& all = asked();
    for (auto _ : state)
        for (const Question& q : all) {
            Day day = q.from;
            for (int left = q.days; left > 0;) {
                day += date::days{1};
                left -= ours().is_working(day);
            }
            benchmark::DoNotOptimize(day);
        }
    state.SetItemsProcessed(state.iterations() * questions);
}

void count_tables(benchmark::State& state) {
    const auto& all = asked();
    for (auto _ : state)
        for (const Question& q : all) benchmark::DoNotOptimize(ours().count(q.from, q.to));
    state.SetItemsProcessed(state.iterations() * questions);
}

void count_quantlib(benchmark::State& state) {
    const auto& all = asked();
    std::vector<std::pair<QuantLib::Date, QuantLib::Date>> spans;
    for (const Question& q : all) spans.emplace_back(theirs(q.from), theirs(q.to));
    auto& calendar = bespoke();
    for (auto _ : state)
        for (const auto& [from, to] : spans)
            benchmark::DoNotOptimize(calendar.businessDaysBetween(from, to, false, true));
    state.SetItemsProcessed(state.iterations() * questions);
}

void count_loop(benchmark::State& state) {
    const auto& all = asked();
    for (auto _ : state)
        for (const Question& q : all) {
            int counted = 0;
            for (Day day = q.from + date::days{1}; day <= q.to; day += date::days{1}) counted += ours().is_working(day);
            benchmark::DoNotOptimize(counted);
        }
    state.SetItemsProcessed(state.iterations() * questions);
}

BENCHMARK(add_tables);
BENCHMARK(add_tables_chain);
BENCHMARK(add_quantlib);
BENCHMARK(add_loop);
BENCHMARK(count_tables);
BENCHMARK(count_quantlib);
BENCHMARK(count_loop);

/// Notes the time of each, for the ratios.
class Ratios : public benchmark::ConsoleReporter {
public:
    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs) nanoseconds_[run.benchmark_name()] = run.GetAdjustedRealTime() / questions;
        ConsoleReporter::ReportRuns(runs);
    }
    void print() const {
        const auto ratio = [&](const char* slow, const char* fast) {
            std::printf("%-16s %9.1f ns   %-16s %6.2f ns   %8.0f x\n", slow, nanoseconds_.at(slow), fast,
                        nanoseconds_.at(fast), nanoseconds_.at(slow) / nanoseconds_.at(fast));
        };
        std::printf("\nper question:\n");
        ratio("add_quantlib", "add_tables");
        ratio("add_quantlib", "add_tables_chain");
        ratio("count_quantlib", "count_tables");
        ratio("add_loop", "add_tables");
        ratio("count_loop", "count_tables");
    }

private:
    std::map<std::string, double> nanoseconds_;
};

/// A hundred regions with the same notices and a local day each.
void print_size_of_regions() {
    const auto& files = bandian::testing::region("cn");
    std::vector<Calendar> regions;
    regions.reserve(100);
    const auto before = mallinfo2().uordblks;
    for (int i = 0; i < 100; ++i) {
        auto editions = files.editions;
        bandian::calendar::Edition local;
        local.id = "local-" + std::to_string(i);
        local.kind = bandian::calendar::EditionKind::local;
        local.first_year = local.last_year = date::year{2018};
        local.published = ours().first();
        local.days.push_back({ours().first() + date::days{i + 40}, bandian::calendar::SetTo::off, "local", 1, 1});
        editions.push_back(std::make_shared<const bandian::calendar::Edition>(local));
        regions.push_back(std::get<Calendar>(Calendar::make(files.region, editions)));
    }
    std::printf("100 regions: %.2f MB\n", static_cast<double>(mallinfo2().uordblks - before) / 1e6);
}

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    Ratios ratios;
    benchmark::RunSpecifiedBenchmarks(&ratios);
    ratios.print();
    print_size_of_regions();
}
