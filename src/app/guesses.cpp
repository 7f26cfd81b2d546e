#include "app/guesses.hpp"

#include <algorithm>

namespace bandian::app {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr int a_quarter_of_an_hour = 900;  // seconds
constexpr int a_minute = 60;

// Of a source: a hall's mistakes of a morning. Of an account: what very many addresses try, each within its own five.
constexpr int free_attempts = 5, free_of_source = 20, free_of_account = 100;
constexpr minutes a_day = hours{24};

bool is_forgotten(const Measure& measure, const Tally& tally, Instant now) {
    return tally.last + measure.remembered < now;
}

}  // namespace

std::vector<Measure> measures_of(KnownBy known, const std::string& account, const std::string& source,
                                 const std::string& browser) {
    if (known == KnownBy::browser)
        return {{{"browser", account + '\n' + browser}, free_attempts, a_quarter_of_an_hour, a_day}};
    const bool at_home = known == KnownBy::place;
    std::vector<Measure> all{
        {{"place", account + '\n' + source}, free_attempts, at_home ? a_minute : a_quarter_of_an_hour, a_day},
        {{"source", source}, free_of_source, a_quarter_of_an_hour, hours{1}, !at_home}};
    if (!at_home) all.push_back({{"account", account}, free_of_account, a_minute, hours{1}});
    return all;
}

Measure measure_of_change(const std::string& account) {
    return {{"change", account}, free_attempts, a_quarter_of_an_hour, a_day};
}

int wait_of(const std::vector<Measure>& measures, const std::vector<Tally>& tallies, Instant now) {
    std::int64_t longest = 0;
    for (std::size_t i = 0; i < measures.size(); ++i) {
        const Measure& measure = measures[i];
        const Tally& tally = tallies.at(i);
        if (!measure.judged || tally.count < measure.free || is_forgotten(measure, tally, now)) continue;
        const int wait = std::min(measure.longest_wait, 1 << std::min(20, tally.count - measure.free));
        const auto passed = std::chrono::duration_cast<std::chrono::seconds>(now - tally.last).count();
        longest = std::max<std::int64_t>(longest, wait - std::max<std::int64_t>(0, passed));
    }
    return static_cast<int>(longest);
}

void count_in(const std::vector<Measure>& measures, std::vector<Tally>& tallies, Instant now) {
    for (std::size_t i = 0; i < measures.size(); ++i) {
        Tally& tally = tallies.at(i);
        if (is_forgotten(measures[i], tally, now)) tally.count = 0;
        tally = {tally.count + 1, now};
    }
}

void take_back(const std::vector<Measure>& measures, std::vector<Tally>& tallies, bool right) {
    for (std::size_t i = 0; i < measures.size(); ++i) {
        const std::string& kind = measures[i].counter.kind;
        const bool anew = right && kind != "source" && kind != "account";
        tallies.at(i).count = anew ? 0 : std::max(0, tallies.at(i).count - 1);
    }
}

}  // namespace bandian::app
