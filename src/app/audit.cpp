#include "app/audit.hpp"

#include "app/desk.hpp"
#include "app/sweep.hpp"
#include "wire/entry_day.hpp"
#include "wire/instant.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace bandian::app {

namespace {

constexpr int page = 500;  // cases or files read at a time

std::string text(const std::optional<calendar::Day>& day) { return day ? calendar::to_string(*day) : "no day"; }

/// What differs between a step as it is listed and as the log has it; empty when nothing does.
std::string difference(const Step& listed, const Step& right) {
    if (listed == right) return {};
    if (listed.owner != right.owner) return "it is listed with " + listed.owner + ", but the log says " + right.owner;
    if (listed.state != right.state)
        return "it is listed as " + std::string{word(listed.state)} + ", but the log says " +
               std::string{word(right.state)};
    if (listed.since != right.since || listed.until != right.until)
        return "it is listed from " + calendar::to_string(listed.since) + " to " + text(listed.until) +
               ", but the log says from " + calendar::to_string(right.since) + " to " + text(right.until);
    if (listed.due != right.due || listed.provisional != right.provisional)
        return "it is listed as due " + text(listed.due) + ", but the log says " + text(right.due);
    if (listed.turns_yellow != right.turns_yellow || listed.turns_red != right.turns_red)
        return "its light is listed to change on another day than the log says";
    if (listed.outcome != right.outcome)
        return "its outcome is listed as " + listed.outcome + ", but the log says " + right.outcome;
    return "what it used and owes is listed otherwise than the log says";
}

/// `outdated`: its row rests on an older revision, and will be worked out anew.
void compare(const ProjectedCase& projected, const Projection& right, const std::string& state, bool outdated,
             std::vector<Flaw>& flaws) {
    const std::string& case_no = projected.logged.case_no;
    if (projected.state != state)
        flaws.push_back({case_no, "it is listed as " + projected.state + ", but the log says " + state});
    if (const auto* submission = std::get_if<casework::Submit>(&projected.logged.log.front().entry);
        submission && submission->process != projected.process)
        flaws.push_back(
            {case_no, "it is listed under " + projected.process + ", but the log says " + submission->process});
    if (right.attention && (!projected.attention || *projected.attention > *right.attention))
        flaws.push_back({case_no, "it would be looked at on " + text(projected.attention) +
                                      ", but something may fall due on " + text(right.attention)});
    if (projected.timing != right.timing && !(projected.timing.empty() && outdated))
        flaws.push_back({case_no, "what its clocks read is listed otherwise than the log says"});
    if (projected.waits) return;
    if (projected.mean != right.mean)
        flaws.push_back({case_no, "how long it took is listed otherwise than the log says"});
    std::map<std::string_view, const Step*> listed;
    for (const Step& step : projected.steps) listed.emplace(step.path, &step);
    for (const Step& step : right.steps) {
        const auto found = listed.find(step.path);
        const std::string what =
            found == listed.end() ? "it is there by the log, but not listed" : difference(*found->second, step);
        if (!what.empty()) flaws.push_back({case_no + ' ' + step.path, what});
        if (found != listed.end()) listed.erase(found);
    }
    for (const auto& [path, step] : listed)
        flaws.push_back({case_no + ' ' + std::string{path}, "it is listed, but not there by the log"});
}

void compare_moment(const ProjectedCase& projected, const casework::Case& c, std::vector<Flaw>& flaws) {
    const casework::Event& first = c.log.front();
    const auto& handed_in = std::get<casework::Submit>(first.entry).effective;
    const Instant right = handed_in ? wire::noon_of(*handed_in, c.pack->time_zone) : first.at;
    if (projected.submitted_at != right)
        flaws.push_back({projected.logged.case_no,
                         "it is listed as submitted at " + wire::to_text(projected.submitted_at, c.pack->time_zone) +
                             ", but the log says " + wire::to_text(right, c.pack->time_zone)});
    if (const auto day = handed_in.value_or(wire::local_day(first.at, c.pack->time_zone));
        projected.submitted_on != day)
        flaws.push_back({projected.logged.case_no, "it is listed as submitted on " +
                                                       calendar::to_string(projected.submitted_on) +
                                                       ", but the log says " + calendar::to_string(day)});
}

bool is_among(const std::vector<Alarm>& alarms, const RaisedAlarm& one, bool by_day) {
    return std::any_of(alarms.begin(), alarms.end(), [&](const Alarm& other) {
        return other.clock == one.clock && other.kind == one.kind && (!by_day || other.day == one.day);
    });
}

/// Whether some beginning of the log calls for the alarm at the moment it was raised. Instances' clocks differ: which
/// of the entries that bear an earlier moment came before it nobody can tell.
bool was_warranted(const RaisedAlarm& alarm, const casework::Case& c, const std::vector<bool>& back, bool by_day,
                   const calendar::Calendar& calendar) {
    const Instant at = std::max(wire::parse_instant(alarm.raised_at).value(), c.log.front().at);
    for (std::size_t entries = entered_by(c.log, at); entries > 0; --entries)
        if (is_among(alarms_then(c, back, entries, at, calendar), alarm, by_day)) return true;
    return false;
}

/// Alarms that the log does not have, and those it has that nobody was told of although a sweep has been there. An
/// edition that moved the case leaves what was raised under the one before.
void compare_alarms(const ProjectedCase& projected, const casework::Case& c, const casework::CaseView& view,
                    const std::vector<casework::Result>& owed, bool outdated, const calendar::Calendar& calendar,
                    std::vector<Flaw>& flaws) {
    const std::vector<Alarm> reached = alarms_in(view, owed);
    std::vector<bool> back;
    for (const RaisedAlarm& alarm : projected.alarms) {
        if (projected.moved || is_among(reached, alarm, true)) continue;
        if (back.empty()) back = casework::taken_back(c.log);
        // One whose day rested on an entry that was taken back may have another without it.
        const bool by_day = std::find(back.begin(), back.end(), true) == back.end();
        if (!was_warranted(alarm, c, back, by_day, calendar))
            flaws.push_back({projected.logged.case_no, "the alarm " + alarm.kind + " of " + alarm.clock + " on " +
                                                           calendar::to_string(alarm.day) +
                                                           " is listed, but does not follow from the log"});
    }
    const bool is_swept =
        !outdated && !projected.recalculate && (!projected.attention || *projected.attention > view.today);
    if (!is_swept) return;
    for (const Alarm& alarm : reached)
        if (std::none_of(projected.alarms.begin(), projected.alarms.end(),
                         [&](const RaisedAlarm& one) { return one.clock == alarm.clock && one.kind == alarm.kind; }))
            flaws.push_back({projected.logged.case_no, "the alarm " + alarm.kind + " of " + alarm.clock + " on " +
                                                           calendar::to_string(alarm.day) +
                                                           " follows from the log, but is not listed"});
}

}  // namespace

Audit::Right Audit::project(const LoggedCase& logged) {
    // A row of an older revision is not wrong: it says so, and is worked out anew by the service.
    const auto now = rules_.now();
    const auto rules = logged.revision == now->revision ? now : rules_.at(logged.revision);
    Right right{case_of(*rules, logged), {}, {}, {logged.case_no, logged.version, {}, {}, std::nullopt}, rules};
    const casework::Case& c = right.the_case;
    const calendar::Calendar& calendar = rules->calendar_of(*c.pack);
    const calendar::Day today = wire::today_of(c, time_.now());
    right.view = casework::view(c, calendar, today);
    right.owed = owed_in(c, right.view, calendar, logged);
    right.projected.projection = projection_of(c, right.view, right.owed, calendar, rules->revision);
    right.projected.projection.attention =
        next_attention(right.view, right.owed, today + date::days{1});  // a sweep may have been there today
    return right;
}

void Audit::verify_files(std::vector<Flaw>& flaws) {
    std::int64_t last = 0;
    while (true) {
        const std::vector<Material> files = archive_.stored_after(last, page);
        for (const Material& one : files) {
            last = one.number;
            const std::string damage = damage_of(archive_, one);
            if (damage.empty()) continue;
            const std::vector<Material> still = archive_.stored_after(one.number - 1, 1);
            const bool erased = still.empty() || still[0].number != one.number;  // meanwhile
            if (!erased) flaws.push_back({one.case_no + " file " + one.id + " of " + one.stored_at, damage});
        }
        if (static_cast<int>(files.size()) < page) return;
    }
}

AuditReport Audit::verify() {
    AuditReport report;
    report.flaws = ledger_.flaws();
    report.sealed_since = ledger_.sealed_since();
    verify_files(report.flaws);
    std::string last;
    while (true) {
        const std::vector<ProjectedCase> cases = ledger_.projected(last, page);
        for (const ProjectedCase& one : cases) {
            ++report.cases;
            report.events += static_cast<int>(one.logged.log.size());
            try {
                of_sound_log([&] {
                    const Right right = project(one.logged);
                    const bool outdated = one.logged.revision < rules_.now()->revision;
                    compare(one, right.projected.projection, std::string{word(right.view.state)}, outdated,
                            report.flaws);
                    compare_moment(one, right.the_case, report.flaws);
                    compare_alarms(one, right.the_case, right.view, right.owed, outdated,
                                   right.rules->calendar_of(*right.the_case.pack), report.flaws);
                });
            } catch (const Damaged& damage) {
                report.flaws.push_back({one.logged.case_no, damage.what()});
            } catch (const casework::BeyondCalendar&) {
                // Closed, under calendars that have run out since: nothing more will come of it.
            }
        }
        if (static_cast<int>(cases.size()) < page) return report;
        last = cases.back().logged.case_no;
    }
}

int Audit::rebuild() {
    int written = 0;
    std::string last;
    while (true) {
        const std::vector<ProjectedCase> cases = ledger_.projected(last, page);
        std::vector<Recalculated> fresh;
        for (const ProjectedCase& one : cases) {
            try {
                Right right = of_sound_log([&] { return project(one.logged); });
                right.projected.projection.attention = one.logged.log.back().day;  // the sweep looks for itself
                right.projected.state = right.view.state;
                fresh.push_back(std::move(right.projected));
            } catch (const Damaged&) {
                // Nothing can be made of it; the audit tells of it.
            } catch (const casework::BeyondCalendar&) {
                // Closed, under calendars that have run out since: it stays as it is.
            }
        }
        written += ledger_.rewrite(fresh, time_.now());
        if (static_cast<int>(cases.size()) < page) break;
        last = cases.back().logged.case_no;
    }
    ledger_.recount();
    return written;
}

}  // namespace bandian::app
