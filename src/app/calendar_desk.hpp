#pragma once
// A new edition, or one that is taken back: seen beforehand, committed, and every case it touches worked out anew.

#include "app/desk.hpp"

namespace bandian::app {

struct MovedCase {
    std::string case_no;
    std::vector<Move> moves;
};

/// The year of an edition, as its region would have it: with the last week of the year before when the edition sets
/// days there.
struct YearSeen {
    calendar::Day first{};
    calendar::Day last{};
    std::vector<calendar::DayRun> runs;  ///< what editions set, in order
    int working_days = 0;                ///< from 1 January
    bool was_provisional = false;        ///< before, but for its last week, which always is
    std::vector<calendar::Day> turned;   ///< days that were off and are worked, or the other way round
    std::vector<std::pair<std::string, std::string>> holidays_en;
};

struct Preview {
    std::string edition;
    bool withdrawn = false;                 ///< it would be taken back
    int revision = 0;                       ///< under which it was judged
    std::optional<YearSeen> year;           ///< absent: the calendar does not reach it, once the edition has gone
    std::optional<calendar::Span> changes;  ///< of the first region it touches; absent: it changes nothing
    int looked_at = 0;                      ///< cases within reach of the change
    int moved_cases = 0;
    int moved_clocks = 0;
    std::vector<MovedCase> moved;     ///< the first of them, by their numbers
    std::optional<std::string> next;  ///< cursor, when more have moved
};

struct Committed {
    std::string edition;
    int revision = 0;  ///< that it made
};

class CalendarDesk {
public:
    /// Leaves a trace of what is about to be done, before it is.
    using Note = std::function<void(const std::string& what)>;

    CalendarDesk(EditionStore& editions, RecalculationStore& cases, const Time& time, Rules& rules)
        : editions_(editions), cases_(cases), time_(time), rules_(rules) {}

    /// Which cases would move, from which day to which, of those after `after`; lists `most` of them. Changes nothing.
    Outcome<Preview> preview(const std::string& region, const EditionFile& file, const std::string& after, int most);
    /// Takes the edition into force. Cases are worked out anew by recalculate(), here and in other instances.
    Outcome<Committed> import(const std::string& region, const EditionFile& file, const Note& note);

    /// The same of taking an imported edition back. Refused once a case rests on it: something was entered or raised in
    /// it since the edition came, and its days would be others without it.
    Outcome<Preview> preview_withdrawal(const std::string& id, const std::string& after, int most);
    Outcome<Committed> withdraw(const std::string& id, const Actor& by, const Note& note);

    /// Follows other instances: takes over a revision that is not ours. True when there was one.
    bool follow();
    /// Works out anew up to `limit` open cases that rest on an older revision, and closed ones that a change touches.
    /// Gives how many were taken.
    int recalculate(int limit);

private:
    struct Candidate {
        ImportedEdition edition;
        calendar::EditionPtr read;  ///< what its file says
        std::shared_ptr<const Rulebook> before;
        std::shared_ptr<const Rulebook> after;
    };
    Outcome<Candidate> judge(const std::string& region, const EditionFile& file);
    Outcome<Candidate> judge_withdrawal(const std::string& id);
    Outcome<Preview> preview(const Candidate& candidate, const std::string& after, int most);
    std::vector<Move> moves_of(const TimedRow& row, const Candidate& candidate, Instant at);
    bool rests_on(const LoggedCase& logged, const Candidate& candidate, Instant now) const;
    std::optional<Refusal> rested_on(const Candidate& candidate, Instant now);

    EditionStore& editions_;
    RecalculationStore& cases_;
    const Time& time_;
    Rules& rules_;
};

/// The clocks of a case whose due day, or whether it is missed, differs between two calendars on one day.
std::vector<Move> moves_between(const std::vector<casework::ClockView>& before,
                                const std::vector<casework::ClockView>& after, const std::string& edition,
                                bool withdrawn);

}  // namespace bandian::app
