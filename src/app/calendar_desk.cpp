#include "app/calendar_desk.hpp"

#include "wire/instant.hpp"

#include <algorithm>
#include <map>

namespace bandian::app {

namespace {

constexpr int page = 500;  // cases read at a time

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

}  // namespace

std::vector<Move> moves_between(const std::vector<casework::ClockView>& before, const std::vector<casework::ClockView>& after, const std::string& edition) {
    std::vector<Move> moves;
    for (const casework::ClockView& now : after) {
        const casework::ClockView* then = casework::find_clock(before, now.id);
        if (!then || now.reading.state == clocks::ClockState::stopped) continue;
        const bool held = now.reading.state == clocks::ClockState::paused;
        const auto due = [&](const casework::ClockView& clock) { return held && !clock.reading.broken ? clock.if_resumed : clock.reading.due; };
        if (due(*then) == due(now) && then->reading.broken == now.reading.broken) continue;
        moves.push_back({edition, now.id, due(*then), due(now), then->reading.broken, now.reading.broken, held});
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

Outcome<Preview> CalendarDesk::preview(const std::string& region, const std::string& content) {
    const auto judged = judge(region, content);
    if (const auto* no = std::get_if<Refusal>(&judged)) return *no;
    const auto& candidate = std::get<Candidate>(judged);
    Preview preview{candidate.edition.id, candidate.before->revision, difference(*candidate.before, *candidate.after), 0, {}};
    if (!preview.changes) return preview;
    std::string last;
    while (true) {
        const std::vector<LoggedCase> cases = store_.cases_in_reach(preview.changes->first, preview.changes->last, last, page);
        for (const LoggedCase& logged : cases) {
            const casework::Case c = case_of(*candidate.before, logged);
            const auto& pack = c.pack;
            const calendar::Day today = wire::local_day(std::max(time_.now(), c.log.back().at), pack->time_zone);
            const casework::Unfolding now = casework::unfold(c);
            auto moves = moves_between(casework::clock_views(c, now, candidate.before->calendar_of(*pack), today),
                                       casework::clock_views(c, now, candidate.after->calendar_of(*pack), today), preview.edition);
            ++preview.looked_at;
            if (!moves.empty()) preview.moved.push_back({logged.case_no, std::move(moves)});
        }
        if (static_cast<int>(cases.size()) < page) return preview;
        last = cases.back().case_no;
    }
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
    return store_.recalculate(rules->revision, limit, now, [&](const LoggedCase& logged) {
        const casework::Case c = case_of(*rules, logged);
        const auto& pack = c.pack;
        const calendar::Day today = wire::local_day(std::max(now, c.log.back().at), pack->time_zone);
        const casework::Unfolding unfolded = casework::unfold(c);
        const auto clocks_at = [&](int revision) {
            std::shared_ptr<const Rulebook>& then = earlier[revision];
            if (!then) then = revision == rules->revision ? rules : rules_.at(revision);
            return casework::clock_views(c, unfolded, then->calendar_of(*pack), today);
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
        done.projection = projection_of(casework::view(c, rules->calendar_of(*pack), today), rules->revision);
        return done;
    });
}

}  // namespace bandian::app
