#include "wire/timing.hpp"

#include <charconv>
#include <stdexcept>

namespace bandian::wire {

namespace {

using calendar::Day;

constexpr int none = -1;  // in place of a day

int number(Day day) { return static_cast<int>(day.time_since_epoch().count()); }
int number(const std::optional<Day>& day) { return day ? number(*day) : none; }
Day day_of(int number) { return Day{date::days{number}}; }
std::optional<Day> day_if_any(int number) { return number == none ? std::nullopt : std::optional{day_of(number)}; }

class Writer {
public:
    void put(int number) { put(std::to_string(number)); }
    void put(const std::string& word) {
        if (!text_.empty()) text_ += ' ';
        text_ += word;
    }
    std::string text() && { return std::move(text_); }

private:
    std::string text_;
};

class Reader {
public:
    explicit Reader(const std::string& text) : at_(text.data()), end_(text.data() + text.size()) {}

    bool left() const { return at_ != end_; }

    int number() {
        int value = 0;
        const auto [rest, error] = std::from_chars(at_, end_, value);
        if (error != std::errc{})
            throw std::invalid_argument("Expected a whole number, but got \"" + std::string(at_, end_) + "\".");
        at_ = rest;
        pass_space();
        return value;
    }

    std::string word() {
        const char* from = at_;
        while (at_ != end_ && *at_ != ' ') ++at_;
        std::string found(from, at_);
        pass_space();
        return found;
    }

private:
    void pass_space() {
        if (at_ != end_ && *at_ == ' ') ++at_;
    }

    const char* at_;
    const char* end_;
};

}  // namespace

std::string to_text(const casework::Timing& timing, const process::Process& process, Day last_entry) {
    Writer writer;
    writer.put(number(last_entry));
    writer.put(static_cast<int>(timing.timeline.size()));
    for (const clocks::TimelineNode& node : timing.timeline) {
        for (const int n : {static_cast<int>(node.arrangement), node.first_child.number(), node.next.number(),
                            node.task.number(), static_cast<int>(node.intervals.size())})
            writer.put(n);
        for (const clocks::Interval& interval : node.intervals) {
            writer.put(number(interval.from));
            writer.put(number(interval.to));
        }
    }
    for (const casework::TimedClock& clock : timing.clocks) {
        const bool judges = process.clocks[clock.clock].kind == process::ClockKind::each;
        if (!judges || clock.standing.state == clocks::ClockState::stopped) continue;
        const auto& wait = clock.promise.not_before;
        writer.put(clock.id);
        for (const int n :
             {clock.clock.number(), clock.root.number(), clock.standing.state == clocks::ClockState::paused ? 1 : 0,
              clock.promise.limit, clock.promise.extension.value, wait ? 1 : 0, wait ? number(wait->finished) : none,
              static_cast<int>(clock.held.size())})
            writer.put(n);
        for (const clocks::TimelineIndex node : clock.held) writer.put(node.number());
    }
    return std::move(writer).text();
}

TimedCase timed_case(const std::string& text, const process::Process& process) {
    Reader reader{text};
    TimedCase timed;
    timed.last_entry = day_of(reader.number());
    timed.timing.timeline.resize(static_cast<std::size_t>(reader.number()));
    for (clocks::TimelineNode& node : timed.timing.timeline) {
        node.arrangement = static_cast<clocks::Arrangement>(reader.number());
        node.first_child = clocks::TimelineIndex{reader.number()};
        node.next = clocks::TimelineIndex{reader.number()};
        node.task = process::TaskIndex{reader.number()};
        node.intervals.resize(static_cast<std::size_t>(reader.number()));
        for (clocks::Interval& interval : node.intervals) {
            interval.from = day_of(reader.number());
            interval.to = day_if_any(reader.number());
        }
    }
    while (reader.left()) {
        casework::TimedClock clock;
        clock.id = reader.word();
        clock.clock = process::ClockIndex{reader.number()};
        clock.root = clocks::TimelineIndex{reader.number()};
        clock.standing.state = reader.number() == 1 ? clocks::ClockState::paused : clocks::ClockState::running;
        const process::Clock& drawn = process.clocks.at(clock.clock);
        clock.promise.unit = drawn.unit;
        clock.promise.kind = drawn.kind;
        if (drawn.warn_at) clock.promise.warn_at = clocks::Days{*drawn.warn_at};
        clock.promise.limit = reader.number();
        clock.promise.extension = {reader.number()};
        const bool waits = reader.number() == 1;
        const auto finished = day_if_any(reader.number());
        if (waits) clock.promise.not_before = clocks::NotBefore{finished};
        clock.held.resize(static_cast<std::size_t>(reader.number()));
        for (clocks::TimelineIndex& node : clock.held) node = clocks::TimelineIndex{reader.number()};
        timed.timing.clocks.push_back(std::move(clock));
    }
    return timed;
}

}  // namespace bandian::wire
