#include "app/calendar_desk.hpp"

#include "wire/instant.hpp"
#include "wire/timing.hpp"

#include <algorithm>
#include <future>
#include <map>

namespace bandian::app {

namespace {

constexpr int page = 5000;  // cases read at a time

Refusal refuse(int status, std::string code, std::string field, std::string detail) {
    return {status, {std::move(code), std::move(field), std::move(detail)}, std::nullopt};
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
std::optional<calendar::Day> due(const casework::ClockView& clock, bool held) { return held && !clock.reading.broken ? clock.if_resumed : clock.reading.due; }

/// Whether what a clock says differs between two calendars.
bool has_moved(const casework::ClockView& then, const casework::ClockView& now) {
    if (now.reading.state == clocks::ClockState::stopped) return false;
    const bool held = now.reading.state == clocks::ClockState::paused;
    return due(then, held) != due(now, held) || then.reading.broken != now.reading.broken;
}

}  // namespace

std::vector<Move> moves_between(const std::vector<casework::ClockView>& before, const std::vector<casework::ClockView>& after, const std::string& edition) {
    std::vector<Move> moves;
    for (const casework::ClockView& now : after) {
        const casework::ClockView* then = casework::find_clock(before, now.id);
        if (!then || !has_moved(*then, now)) continue;
        const bool held = now.reading.state == clocks::ClockState::paused;
        moves.push_back({edition, now.id, due(*then, held), due(now, held), then->reading.broken, now.reading.broken, held});
    }
    return moves;
}

Outcome<CalendarDesk::Candidate> CalendarDesk::judge(const std::string& region, const std::string& content) {
    rules_.reload();
    const auto before = rules_.now();
    if (!before->calendar(region)) return refuse(422, "no-such-calendar", "calendar", "Expected the calendar of a region, but there is none for \"" + region + "\".");
    try {
        Candidate candidate{{rules_.source().edition_id(content), region, content, time_.now(), before->revision + 1}, before, nullptr};
        std::vector<ImportedEdition> editions = store_.editions();
        for (const calendar::EditionPtr& known : before->calendar(region)->editions())
            if (known->id == candidate.edition.id) return refuse(409, "edition-known", "edition", "Expected a new edition, but " + known->id + " is known already.");
        editions.push_back(candidate.edition);
        candidate.after = rules_.source().rules_with(editions);
        candidate.edition.revision = before->revision;
        return candidate;
    } catch (const BadEdition& bad) {
        return refuse(422, "bad-edition", "body", bad.what());
    }
}

Outcome<Preview> CalendarDesk::preview(const std::string& region, const std::string& content, const std::string& after, int most) {
    const auto judged = judge(region, content);
    if (const auto* no = std::get_if<Refusal>(&judged)) return *no;
    const auto& candidate = std::get<Candidate>(judged);
    Preview preview;
    preview.edition = candidate.edition.id;
    preview.revision = candidate.before->revision;
    preview.changes = difference(*candidate.before, *candidate.after);
    if (!preview.changes) return preview;
    const Instant now = time_.now();
    // The next page is read while this one is judged.
    const auto read = [&](std::string last) {
        return std::async(std::launch::async, [this, &preview, last = std::move(last)] { return store_.cases_in_reach(preview.changes->first, preview.changes->last, last, page); });
    };
    for (auto coming = read(after); coming.valid();) {
        const std::vector<TimedRow> rows = coming.get();
        if (static_cast<int>(rows.size()) == page) coming = read(rows.back().case_no);
        if (std::any_of(rows.begin(), rows.end(), [](const TimedRow& row) { return row.timing.empty(); }))
            return refuse(503, "calendar-changing", "", "Expected every open case to be worked out for lists, but some wait for it: try again in a while.");
        const auto moved_among = [&](std::size_t from, std::size_t to) {
            std::vector<MovedCase> moved;
            for (std::size_t i = from; i < to; ++i)
                if (std::vector<Move> moves = moves_of(rows[i], candidate, now); !moves.empty()) moved.push_back({rows[i].case_no, std::move(moves)});
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
    const wire::TimedCase timed = wire::timed_case(row.timing, *process);
    const calendar::Day today = std::max(wire::local_day(at, pack->time_zone), timed.last_entry);
    const calendar::Calendar &before = candidate.before->calendar_of(*pack), &after = candidate.after->calendar_of(*pack);
    if (!before.covers(today)) return {};  // it tells no day that could move
    std::vector<casework::ClockView> then, now;  // of the few that have moved
    for (const casework::TimedClock& clock : timed.timing.clocks) {
        auto was = casework::clock_view(timed.timing, clock, *process, before, today), is = casework::clock_view(timed.timing, clock, *process, after, today);
        if (!was || !is || !has_moved(*was, *is)) continue;
        then.push_back(std::move(*was));
        now.push_back(std::move(*is));
    }
    casework::put_in_order(now);
    return moves_between(then, now, candidate.edition.id);
}

Outcome<Committed> CalendarDesk::import(const std::string& region, const std::string& content) {
    const auto judged = judge(region, content);
    if (const auto* no = std::get_if<Refusal>(&judged)) return *no;
    const auto& candidate = std::get<Candidate>(judged);
    switch (store_.import_edition(candidate.edition)) {
        case Imported::known: return refuse(409, "edition-known", "edition", "Expected a new edition, but " + candidate.edition.id + " has been imported before.");
        case Imported::outdated: return refuse(409, "calendar-changing", "", "Another edition was imported at this moment: look at the preview again.");
        case Imported::done: break;
    }
    rules_.reload();
    return Committed{candidate.edition.id, rules_.now()->revision};
}

bool CalendarDesk::follow() {
    if (store_.calendar_revision() == rules_.now()->revision) return false;
    rules_.reload();
    return true;
}

int CalendarDesk::recalculate(int limit) {
    const auto rules = rules_.now();
    const Instant now = time_.now();
    std::map<int, std::shared_ptr<const Rulebook>> earlier;
    std::map<int, std::string> edition_of;
    for (const ImportedEdition& edition : store_.editions()) edition_of[edition.revision] = edition.id;
    const auto work_out = [&](const LoggedCase& logged) {
        const casework::Case c = case_of(*rules, logged);
        const auto& pack = c.pack;
        const calendar::Day today = wire::local_day(std::max(now, c.log.back().at), pack->time_zone);
        const casework::Timing timing = casework::timing_of(c, casework::unfold(c));
        const auto clocks_at = [&](int revision) {
            std::shared_ptr<const Rulebook>& then = earlier[revision];
            if (!then) then = revision == rules->revision ? rules : rules_.at(revision);
            // One that has run out tells no day that could move.
            const calendar::Calendar& calendar = then->calendar_of(*pack);
            return calendar.covers(today) ? casework::clock_views(timing, *c.process, calendar, today) : std::vector<casework::ClockView>{};
        };
        Recalculated done{logged.case_no, logged.version, {}, {}, std::nullopt};
        std::vector<casework::ClockView> clocks = clocks_at(logged.revision);
        // Each revision in turn, so that every move is put down to the edition that caused it.
        for (int revision = logged.revision + 1; revision <= rules->revision; ++revision) {
            const auto edition = edition_of.find(revision);
            if (edition == edition_of.end() && revision < rules->revision) continue;  // made by new files of the program
            std::vector<casework::ClockView> next = clocks_at(revision);
            if (edition != edition_of.end())
                for (Move& move : moves_between(clocks, next, edition->second)) done.moved.push_back(std::move(move));
            clocks = std::move(next);
        }
        const calendar::Calendar& calendar = rules->calendar_of(*pack);
        const casework::CaseView view = casework::view(c, calendar, today);
        done.projection = projection_of(c, view, casework::results_of(c, view, calendar), rules->revision);
        return done;
    };
    return store_.recalculate(rules->footing(), limit, now, [&](const LoggedCase& logged) { return of_sound_log([&] { return work_out(logged); }); });
}

}  // namespace bandian::app
