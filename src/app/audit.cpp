#include "app/audit.hpp"

#include "app/desk.hpp"
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

}  // namespace

Recalculated Audit::project(const LoggedCase& logged, casework::CaseState& state) {
    // A row of an older revision is not wrong: it says so, and is worked out anew by the service.
    const auto now = rules_.now();
    const auto rules = logged.revision == now->revision ? now : rules_.at(logged.revision);
    const casework::Case c = case_of(*rules, logged);
    const calendar::Day today = wire::today_of(c, time_.now());
    const casework::CaseView view = casework::view(c, rules->calendar_of(*c.pack), today);
    const std::vector<casework::Result> owed = owed_in(c, view, rules->calendar_of(*c.pack), logged);
    state = view.state;
    Recalculated right{logged.case_no,
                       logged.version,
                       projection_of(c, view, owed, rules->calendar_of(*c.pack), rules->revision),
                       {},
                       std::nullopt};
    right.projection.attention =
        next_attention(view, owed, today + date::days{1});  // a sweep may have been there today
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
    verify_files(report.flaws);
    std::string last;
    while (true) {
        const std::vector<ProjectedCase> cases = ledger_.projected(last, page);
        for (const ProjectedCase& one : cases) {
            ++report.cases;
            report.events += static_cast<int>(one.logged.log.size());
            try {
                casework::CaseState state{};
                const Recalculated right = of_sound_log([&] { return project(one.logged, state); });
                compare(one, right.projection, std::string{word(state)}, one.logged.revision < rules_.now()->revision,
                        report.flaws);
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
                casework::CaseState state{};
                Recalculated right = of_sound_log([&] { return project(one.logged, state); });
                right.projection.attention = one.logged.log.back().day;  // the sweep looks for itself
                right.state = state;
                fresh.push_back(std::move(right));
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
