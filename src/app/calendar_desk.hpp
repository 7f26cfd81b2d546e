#pragma once
// A new edition: seen beforehand, committed, and every open case worked out anew under it.

#include "app/desk.hpp"

namespace bandian::app {

struct MovedCase {
    std::string case_no;
    std::vector<Move> moves;
};

struct Preview {
    std::string edition;
    int revision = 0;                          ///< under which it was judged
    std::optional<calendar::Span> changes;     ///< of the first region it touches; absent: it changes nothing
    int looked_at = 0;                         ///< open cases within reach of the change
    int moved_cases = 0;
    int moved_clocks = 0;
    std::vector<MovedCase> moved;              ///< the first of them, by their numbers
    std::optional<std::string> next;           ///< cursor, when more have moved
};

struct Committed {
    std::string edition;
    int revision = 0;                          ///< that it made
};

class CalendarDesk {
public:
    CalendarDesk(Store& store, const Time& time, Rules& rules) : store_(store), time_(time), rules_(rules) {}

    /// Which open cases would move, from which day to which, of those after `after`; lists `most` of them. Changes nothing.
    Outcome<Preview> preview(const std::string& region, const std::string& content, const std::string& after, int most);
    /// Takes the edition into force. Cases are worked out anew by recalculate(), here and in other instances.
    Outcome<Committed> import(const std::string& region, const std::string& content);

    /// Follows other instances: takes over a revision that is not ours. True when there was one.
    bool follow();
    /// Works out up to `limit` open cases anew that rest on an older revision. Gives how many were taken.
    int recalculate(int limit);

private:
    struct Candidate {
        ImportedEdition edition;
        std::shared_ptr<const Rulebook> before;
        std::shared_ptr<const Rulebook> after;
    };
    Outcome<Candidate> judge(const std::string& region, const std::string& content);
    std::vector<Move> moves_of(const TimedRow& row, const Candidate& candidate, Instant at);

    Store& store_;
    const Time& time_;
    Rules& rules_;
};

/// The clocks of a case whose due day, or whether it is missed, differs between two calendars on one day.
std::vector<Move> moves_between(const std::vector<casework::ClockView>& before, const std::vector<casework::ClockView>& after, const std::string& edition);

}  // namespace bandian::app
