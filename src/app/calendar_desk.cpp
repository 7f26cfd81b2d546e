#include "app/calendar_desk.hpp"

#include "wire/entry_day.hpp"
#include "wire/instant.hpp"
#include "wire/timing.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <map>

namespace bandian::app {

namespace {

constexpr int page = 5000;  // cases read at a time
// Between the moment of an entry and its being in the record, other machines' clocks allowed for.
constexpr std::chrono::minutes longest_write{1};

Refusal refuse(Why why, std::string code, std::string field, std::string detail) {
    return {why, {std::move(code), std::move(field), std::move(detail)}, std::nullopt};
}

/// Where the calendars of any region differ.
std::optional<calendar::Span> difference(const Rulebook& before, const Rulebook& after) {
    std::optional<calendar::Span> all;
    for (const auto& [region, calendar] : after.calendars()) {
        const calendar::Calendar* old = before.calendar(region);
        const auto span = old ? calendar::difference(*old, calendar) : std::nullopt;
        if (!span) continue;
        all = all ? calendar::Span{std::min(all->first, span->first), std::max(all->last, span->last)} : *span;
    }
    return all;
}

/// Its due day, if it were resumed now when it is held.
std::optional<calendar::Day> due(const casework::ClockView& clock, bool held) {
    return held && !clock.reading.broken ? clock.if_resumed : clock.reading.due;
}

/// Whether what a clock says differs between two calendars; of one that has stopped, whether it was kept.
bool has_moved(const casework::ClockView& then, const casework::ClockView& now) {
    if (now.reading.state == clocks::ClockState::stopped) return then.reading.broken != now.reading.broken;
    const bool held = now.reading.state == clocks::ClockState::paused;
    return due(then, held) != due(now, held) || then.reading.broken != now.reading.broken;
}

/// Whether anything that was told of a clock, or came of it, would be another.
bool differs(const clocks::Reading& one, const clocks::Reading& other) {
    return one.due != other.due || one.used != other.used || one.limit != other.limit || one.broken != other.broken ||
           one.light != other.light;
}

calendar::EditionPtr find_edition(const Rulebook& rules, const std::string& id) {
    for (const auto& [region, calendar] : rules.calendars())
        for (const calendar::EditionPtr& edition : calendar.editions())
            if (edition->id == id) return edition;
    return nullptr;
}

/// The year of `edition` in `after`, beside what it was in `before`.
std::optional<YearSeen> year_of(const calendar::Edition& edition, const calendar::Calendar& before,
                                const calendar::Calendar& after) {
    const calendar::Day new_year{edition.first_year / date::January / 1};
    YearSeen seen;
    seen.first = new_year;
    seen.last = calendar::Day{edition.first_year / date::December / 31};
    for (const calendar::SetDay& set : edition.days) seen.first = std::min(seen.first, set.day);
    if (!after.covers(seen.first) || !after.covers(seen.last)) return std::nullopt;
    seen.runs = calendar::runs(after, seen.first, seen.last);
    seen.working_days = after.count(new_year, seen.last).value + (after.is_working(new_year) ? 1 : 0);
    seen.holidays_en = after.region().holidays_en;
    if (!before.covers(seen.first)) return seen;
    seen.was_provisional = before.is_provisional(new_year);
    seen.turned = calendar::turned(before, after, seen.first, std::min(seen.last, before.last()));
    return seen;
}

}  // namespace

std::vector<Move> moves_between(const std::vector<casework::ClockView>& before,
                                const std::vector<casework::ClockView>& after, const std::string& edition,
                                bool withdrawn) {
    std::vector<Move> moves;
    for (const casework::ClockView& now : after) {
        const casework::ClockView* then = casework::find_clock(before, now.id);
        if (!then || !has_moved(*then, now)) continue;
        const bool held = now.reading.state == clocks::ClockState::paused;
        Move move;
        move.edition = edition;
        move.withdrawn = withdrawn;
        move.clock = now.id;
        move.before = due(*then, held);
        move.after = due(now, held);
        move.overdue_before = then->reading.broken;
        move.overdue_after = now.reading.broken;
        move.held = held;
        moves.push_back(std::move(move));
    }
    return moves;
}

namespace {

/// What the clocks of a log read, and the day of its last entry; nullopt: it is damaged.
std::optional<std::pair<casework::Timing, calendar::Day>> timing_of_log(const LoggedCase& logged,
                                                                        const Rulebook& rules) {
    try {
        return of_sound_log([&] {
            const casework::Case c = case_of(rules, logged);
            return std::pair(casework::timing_of(c, casework::process_state(c)), wire::today_of(c, c.log.back().at));
        });
    } catch (const Damaged&) {
        return std::nullopt;
    }
}

const process::Process* timing_process(const LoggedCase& logged, const process::Pack& pack) {
    return pack.process(std::get<casework::Submit>(logged.log.front().entry).process);
}

Refusal in_use(const std::string& id, const std::string& what) {
    return refuse(Why::conflict, "edition-in-use", "edition",
                  "Expected an edition that no case rests on, but " + what +
                      " does: something was entered or raised in it since " + id +
                      " came, and its days would be others without it. Set the days right by an amendment.");
}

Refusal changed_meanwhile() {
    return refuse(Why::conflict, "calendar-changing", "",
                  "Another edition was imported or taken back at this moment: look at the preview again.");
}

}  // namespace

Outcome<CalendarDesk::Candidate> CalendarDesk::judge(const std::string& region, const EditionFile& file) {
    rules_.reload();
    const auto before = rules_.now();
    const calendar::Calendar* calendar = before->calendar(region);
    if (!calendar)
        return refuse(Why::invalid, "no-such-calendar", "calendar",
                      "Expected the calendar of a region, but there is none for \"" + region + "\".");
    try {
        Candidate candidate;
        candidate.edition = {rules_.source().edition_id(file), region, file.content, time_.now(), before->revision + 1};
        candidate.before = before;
        std::vector<ImportedEdition> editions = editions_.editions();
        if (const auto known = find_edition(*before, candidate.edition.id))
            return refuse(Why::conflict, "edition-known", "edition",
                          "Expected a new edition, but " + known->id + " is known already.");
        const std::vector<ImportedEdition> beside = editions;
        editions.push_back(candidate.edition);
        candidate.after = rules_.source().rules_with(editions);
        rules_.source().look_at(file, region, beside,
                                wire::local_day(candidate.edition.imported_at, calendar->region().time_zone));
        candidate.read = find_edition(*candidate.after, candidate.edition.id);
        candidate.edition.revision = before->revision;
        return candidate;
    } catch (const BadEdition& bad) {
        return refuse(Why::invalid, "bad-edition", "body", bad.what());
    }
}

Outcome<CalendarDesk::Candidate> CalendarDesk::judge_withdrawal(const std::string& id) {
    rules_.reload();
    Candidate candidate;
    candidate.before = rules_.now();
    candidate.read = find_edition(*candidate.before, id);
    std::vector<ImportedEdition> editions = editions_.editions();
    const auto found = std::find_if(editions.begin(), editions.end(),
                                    [&](const ImportedEdition& one) { return one.id == id && !one.withdrawn_at; });
    const bool shipped = candidate.read && !candidate.read->imported;
    if (!candidate.read || shipped || found == editions.end())
        return refuse(Why::absent, "no-such-edition", "edition",
                      "Expected an edition that was imported, but " +
                          (shipped ? id + " comes with the program." : "there is no \"" + id + "\"."));
    for (const auto& [region, calendar] : candidate.before->calendars())
        for (const calendar::EditionPtr& other : calendar.editions())
            if (other->amends == id)
                return refuse(Why::conflict, "edition-in-use", "edition",
                              "Expected an edition that nothing amends, but " + other->id + " amends " + id +
                                  ": take that one back first.");
    candidate.edition = *found;
    candidate.edition.revision = candidate.before->revision;
    found->withdrawn_at = time_.now();
    try {
        candidate.after = rules_.source().rules_with(editions);
    } catch (const BadEdition& bad) {
        return refuse(Why::conflict, "edition-in-use", "edition",
                      "Expected the other editions to make a calendar without it, but: " + std::string{bad.what()});
    }
    candidate.edition.withdrawn_at = found->withdrawn_at;
    return candidate;
}

Outcome<Preview> CalendarDesk::preview(const std::string& region, const EditionFile& file, const std::string& after,
                                       int most) {
    const auto judged = judge(region, file);
    if (const auto* no = std::get_if<Refusal>(&judged)) return *no;
    return preview(std::get<Candidate>(judged), after, most);
}

Outcome<Preview> CalendarDesk::preview_withdrawal(const std::string& id, const std::string& after, int most) {
    const auto judged = judge_withdrawal(id);
    if (const auto* no = std::get_if<Refusal>(&judged)) return *no;
    if (auto no = rested_on(std::get<Candidate>(judged), time_.now())) return *no;
    return preview(std::get<Candidate>(judged), after, most);
}

Outcome<Preview> CalendarDesk::preview(const Candidate& candidate, const std::string& after, int most) {
    Preview preview;
    preview.edition = candidate.edition.id;
    preview.withdrawn = candidate.edition.withdrawn_at.has_value();
    preview.revision = candidate.before->revision;
    preview.year = year_of(*candidate.read, *candidate.before->calendar(candidate.edition.region),
                           *candidate.after->calendar(candidate.edition.region));
    preview.changes = difference(*candidate.before, *candidate.after);
    if (!preview.changes) return preview;
    const Instant now = time_.now();
    // The next page is read while this one is judged.
    const auto read = [&](std::string last) {
        return std::async(std::launch::async, [this, &preview, last = std::move(last)] {
            return cases_.cases_in_reach(preview.changes->first, preview.changes->last, last, page);
        });
    };
    for (auto coming = read(after); coming.valid();) {
        const std::vector<TimedRow> rows = coming.get();
        if (static_cast<int>(rows.size()) == page) coming = read(rows.back().case_no);
        if (std::any_of(rows.begin(), rows.end(),
                        [](const TimedRow& row) { return row.timing.empty() && !row.closed; }))
            return refuse(
                Why::not_now, "calendar-changing", "",
                "Expected every open case to be worked out for lists, but some wait for it: try again in a while.");
        const auto moved_among = [&](std::size_t from, std::size_t to) {
            std::vector<MovedCase> moved;
            for (std::size_t i = from; i < to; ++i)
                if (std::vector<Move> moves = moves_of(rows[i], candidate, now); !moves.empty())
                    moved.push_back({rows[i].case_no, std::move(moves)});
            return moved;
        };
        const std::size_t middle = rows.size() / 2;
        auto second_half = std::async(std::launch::async, moved_among, middle, rows.size());
        std::vector<MovedCase> moved = moved_among(0, middle);
        for (MovedCase& one : second_half.get()) moved.push_back(std::move(one));
        preview.looked_at += static_cast<int>(rows.size());
        preview.moved_cases += static_cast<int>(moved.size());
        for (MovedCase& one : moved) {
            preview.moved_clocks += static_cast<int>(one.moves.size());
            if (static_cast<int>(preview.moved.size()) < most) preview.moved.push_back(std::move(one));
            else preview.next = preview.moved.back().case_no;
        }
    }
    return preview;
}

std::vector<Move> CalendarDesk::moves_of(const TimedRow& row, const Candidate& candidate, Instant at) {
    const auto pack = candidate.before->by_hash(row.pack_hash);
    if (!pack) throw RulesAway("case " + row.case_no + " rests on rules that this program does not have");
    const process::Process* process = pack->process(row.process);
    if (!process) throw Damaged("case " + row.case_no + " is listed under a process that its pack does not have");
    casework::Timing timing;
    calendar::Day today = wire::local_day(at, pack->time_zone);
    if (row.closed) {
        const auto known = timing_of_log(*row.closed, *candidate.before);
        if (!known) return {};  // damaged: nothing can be worked out
        timing = known->first;
        today = std::max(today, known->second);
    } else {
        wire::TimedCase timed = wire::timed_case(row.timing, *process);
        timing = std::move(timed.timing);
        today = std::max(today, timed.last_entry);
    }
    const calendar::Calendar &before = candidate.before->calendar_of(*pack),
                             &after = candidate.after->calendar_of(*pack);
    if (!before.covers(today) || !after.covers(today)) return {};  // it tells no day that could move
    std::vector<casework::ClockView> then, now;                    // of the few that have moved
    for (const casework::TimedClock& clock : timing.clocks) {
        auto was = casework::clock_view(timing, clock, *process, before, today);
        auto is = casework::clock_view(timing, clock, *process, after, today);
        if (!was || !is || !has_moved(*was, *is)) continue;
        then.push_back(std::move(*was));
        now.push_back(std::move(*is));
    }
    casework::put_in_order(now);
    return moves_between(then, now, candidate.edition.id, candidate.edition.withdrawn_at.has_value());
}

bool CalendarDesk::rests_on(const LoggedCase& logged, const Candidate& candidate, Instant now) const {
    const auto pack = candidate.before->by_hash(logged.pack_hash);
    const auto known = pack ? timing_of_log(logged, *candidate.before) : std::nullopt;
    if (!known) return false;
    const auto& [timing, last_entry] = *known;
    const process::Process& process = *timing_process(logged, *pack);
    const calendar::Day today = std::max(wire::local_day(now, pack->time_zone), last_entry);
    const calendar::Calendar &with = candidate.before->calendar_of(*pack),
                             &without = candidate.after->calendar_of(*pack);
    if (!with.covers(today)) return false;
    if (!without.covers(today)) return true;
    for (const casework::TimedClock& clock : timing.clocks) {
        const auto is = casework::clock_view(timing, clock, process, with, today);
        const auto would_be = casework::clock_view(timing, clock, process, without, today);
        if (is.has_value() != would_be.has_value()) return true;
        if (is && (differs(is->reading, would_be->reading) || is->if_resumed != would_be->if_resumed)) return true;
    }
    return false;
}

std::optional<Refusal> CalendarDesk::rested_on(const Candidate& candidate, Instant now) {
    std::string last;
    for (bool more = true; more;) {
        const std::vector<LoggedCase> cases = cases_.cases_touched(candidate.edition.imported_at, last, page);
        for (const LoggedCase& one : cases)
            if (rests_on(one, candidate, now)) return in_use(candidate.edition.id, "case " + one.case_no);
        more = static_cast<int>(cases.size()) == page;
        if (more) last = cases.back().case_no;
    }
    return std::nullopt;
}

Outcome<Committed> CalendarDesk::import(const std::string& region, const EditionFile& file, const Note& note) {
    const auto judged = judge(region, file);
    if (const auto* no = std::get_if<Refusal>(&judged)) return *no;
    const auto& candidate = std::get<Candidate>(judged);
    note("imported edition " + candidate.edition.id + " for " + region);
    switch (editions_.import_edition(candidate.edition, difference(*candidate.before, *candidate.after))) {
        case Imported::known:
            return refuse(Why::conflict, "edition-known", "edition",
                          "Expected a new edition, but " + candidate.edition.id + " has been imported before.");
        case Imported::outdated: return changed_meanwhile();
        case Imported::done: break;
    }
    rules_.reload();
    return Committed{candidate.edition.id, rules_.now()->revision};
}

Outcome<Committed> CalendarDesk::withdraw(const std::string& id, const Actor& by, const Note& note) {
    const auto judged = judge_withdrawal(id);
    if (const auto* no = std::get_if<Refusal>(&judged)) return *no;
    const auto& candidate = std::get<Candidate>(judged);
    const Instant now = *candidate.edition.withdrawn_at;
    if (auto no = rested_on(candidate, now)) return *no;
    const Instant looked_until = std::max(candidate.edition.imported_at, Instant{now - longest_write});
    const auto changes = difference(*candidate.before, *candidate.after);
    const Withdrawal what{id, candidate.before->revision, now, by.account, looked_until, changes};
    note("took back edition " + id);
    switch (
        editions_.withdraw_edition(what, [&](const LoggedCase& logged) { return rests_on(logged, candidate, now); })) {
        case Withdrawn::absent:
            return refuse(Why::absent, "no-such-edition", "edition",
                          "Expected an edition that was imported, but " + id + " has just been taken back.");
        case Withdrawn::outdated: return changed_meanwhile();
        case Withdrawn::rested_on: return in_use(id, "one that somebody is working on at this moment");
        case Withdrawn::done: break;
    }
    rules_.reload();
    return Committed{id, rules_.now()->revision};
}

bool CalendarDesk::follow() {
    if (editions_.calendar_revision() == rules_.now()->revision) return false;
    rules_.reload();
    return true;
}

int CalendarDesk::recalculate(int limit) {
    const auto rules = rules_.now();
    const Instant now = time_.now();
    std::map<int, std::shared_ptr<const Rulebook>> earlier;
    std::map<int, std::pair<std::string, bool>> edition_of;  // which came with a revision, or was taken back
    for (const ImportedEdition& edition : editions_.editions()) {
        edition_of[edition.revision] = {edition.id, false};
        if (edition.withdrawn_at) edition_of[edition.withdrawn_revision] = {edition.id, true};
    }
    const auto work_out = [&](const LoggedCase& logged) {
        const casework::Case c = case_of(*rules, logged);
        const auto& pack = c.pack;
        const calendar::Day today = wire::today_of(c, now);
        const casework::Timing timing = casework::timing_of(c, casework::process_state(c));
        const auto clocks_at = [&](int revision) {
            std::shared_ptr<const Rulebook>& then = earlier[revision];
            if (!then) then = revision == rules->revision ? rules : rules_.at(revision);
            // One that has run out tells no day that could move.
            const calendar::Calendar& calendar = then->calendar_of(*pack);
            return calendar.covers(today) ? casework::clock_views(timing, *c.process, calendar, today)
                                          : std::vector<casework::ClockView>{};
        };
        Recalculated done{logged.case_no, logged.version, {}, {}, std::nullopt};
        std::vector<casework::ClockView> clocks = clocks_at(logged.revision);
        // Each revision in turn, so that every move is put down to the edition that caused it.
        for (int revision = logged.revision + 1; revision <= rules->revision; ++revision) {
            const auto edition = edition_of.find(revision);
            if (edition == edition_of.end() && revision < rules->revision)
                continue;  // made by new files of the program
            std::vector<casework::ClockView> next = clocks_at(revision);
            if (edition != edition_of.end())
                for (Move& move : moves_between(clocks, next, edition->second.first, edition->second.second))
                    done.moved.push_back(std::move(move));
            clocks = std::move(next);
        }
        const calendar::Calendar& calendar = rules->calendar_of(*pack);
        const casework::CaseView view = casework::view(c, calendar, today);
        done.projection = projection_of(c, view, casework::results_of(c, view, calendar), calendar, rules->revision);
        return done;
    };
    return cases_.recalculate(rules->rules_version(), limit, now,
                              [&](const LoggedCase& logged) { return of_sound_log([&] { return work_out(logged); }); });
}

}  // namespace bandian::app
