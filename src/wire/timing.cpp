#include "wire/timing.hpp"

#include <nlohmann/json.hpp>

namespace bandian::wire {

namespace {

using calendar::Day;
using Json = nlohmann::json;

constexpr int not_yet = -1;  // in place of a day

int number(Day day) { return static_cast<int>(day.time_since_epoch().count()); }
int number(const std::optional<Day>& day) { return day ? number(*day) : not_yet; }
Day day_of(int number) { return Day{date::days{number}}; }
std::optional<Day> day_if_any(int number) { return number == not_yet ? std::nullopt : std::optional{day_of(number)}; }

/// Reads a flat list from its front.
class Numbers {
public:
    explicit Numbers(const Json& list) : list_(list) {}
    bool left() const { return at_ < list_.size(); }
    int next() { return list_.at(at_++).get<int>(); }

private:
    const Json& list_;
    std::size_t at_ = 0;
};

}  // namespace

// {"day", "course": node after node: arrangement, first child, next, task, number of stretches, from, to …,
//  "clocks": {id: [clock, root, paused, limit, extension, waits for another, finished, held nodes …]}}
std::string to_text(const casework::Timing& timing, const process::Process& process, Day last_entry) {
    Json course = Json::array(), clocks = Json::object();
    for (const clocks::CourseNode& node : timing.course) {
        for (const int n : {static_cast<int>(node.arrangement), node.first_child, node.next, node.task, static_cast<int>(node.stretches.size())}) course.push_back(n);
        for (const clocks::Stretch& stretch : node.stretches) {
            course.push_back(number(stretch.from));
            course.push_back(number(stretch.to));
        }
    }
    for (const casework::TimedClock& clock : timing.clocks) {
        const bool judges = process.clocks[static_cast<std::size_t>(clock.clock)].kind == process::ClockKind::each;
        if (!judges || clock.standing.state == clocks::ClockState::stopped) continue;
        const auto& wait = clock.promise.not_before;
        Json list{clock.clock, clock.root, clock.standing.state == clocks::ClockState::paused ? 1 : 0, clock.promise.limit, clock.promise.extension.value, wait ? 1 : 0, wait ? number(wait->finished) : not_yet};
        for (const int node : clock.held) list.push_back(node);
        clocks[clock.id] = std::move(list);
    }
    return Json{{"day", number(last_entry)}, {"course", std::move(course)}, {"clocks", std::move(clocks)}}.dump();
}

TimedCase timed_case(const std::string& text, const process::Process& process) {
    const Json json = Json::parse(text);
    TimedCase timed;
    timed.last_entry = day_of(json.at("day").get<int>());
    for (Numbers numbers{json.at("course")}; numbers.left();) {
        clocks::CourseNode node;
        node.arrangement = static_cast<clocks::Arrangement>(numbers.next());
        node.first_child = numbers.next();
        node.next = numbers.next();
        node.task = numbers.next();
        for (int stretches = numbers.next(); stretches > 0; --stretches) {
            const Day from = day_of(numbers.next());
            node.stretches.push_back({from, day_if_any(numbers.next())});
        }
        timed.timing.course.push_back(std::move(node));
    }
    for (const auto& [id, list] : json.at("clocks").items()) {
        Numbers numbers{list};
        casework::TimedClock clock;
        clock.id = id;
        clock.clock = numbers.next();
        clock.root = numbers.next();
        clock.standing.state = numbers.next() == 1 ? clocks::ClockState::paused : clocks::ClockState::running;
        const process::Clock& drawn = process.clocks.at(static_cast<std::size_t>(clock.clock));
        clock.promise = {numbers.next(), drawn.unit, {}, drawn.kind, {}, {}};
        if (drawn.warn_at) clock.promise.warn_at = clocks::Days{*drawn.warn_at};
        clock.promise.extension = {numbers.next()};
        const bool waits = numbers.next() == 1;
        const auto finished = day_if_any(numbers.next());
        if (waits) clock.promise.not_before = clocks::NotBefore{finished};
        while (numbers.left()) clock.held.push_back(numbers.next());
        timed.timing.clocks.push_back(std::move(clock));
    }
    return timed;
}

}  // namespace bandian::wire
