#include "app/memory_record.hpp"

#include "process/task_path.hpp"
#include "text/cleaning.hpp"
#include "text/phone.hpp"
#include "wire/instant.hpp"
#include "wire/json.hpp"

#include <date/date.h>

#include <algorithm>
#include <cctype>
#include <tuple>

namespace bandian::app {

namespace {

using Lock = std::lock_guard<std::recursive_mutex>;
using calendar::Day;
using casework::CaseState;
using casework::TaskState;

constexpr Day forever{date::days{1'000'000'000}};

std::string to_text(Instant at) { return date::format("%FT%TZ", at); }

Day utc_day(Instant at) { return Day{date::floor<date::days>(at).time_since_epoch()}; }

bool has(const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

/// Small ASCII letters.
std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

std::string upper(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

std::string light_of(const Step& step, Day today) {
    const bool was_late = step.turns_red.has_value();
    if (step.state == TaskState::done) return was_late ? "late" : "met";
    if (step.state == TaskState::cancelled) return was_late ? "late" : "cancelled";
    if (was_late && *step.turns_red <= today) return "red";
    if (step.state == TaskState::held) return "paused";
    if (step.turns_yellow && *step.turns_yellow <= today) return "yellow";
    return "green";
}

/// What lists show of a step; the rest stays in the record.
Step shown(const Step& step) {
    Step one = step;
    one.party = {};
    one.outcome.clear();
    one.turns_yellow.reset();
    one.held_for_applicant = one.held_for_owner = 0;
    return one;
}

int rank_of(const std::string& light) {
    return light == "red" ? 4 : light == "yellow" ? 3 : light == "green" ? 2 : light == "paused" ? 1 : 0;
}

std::string id_of(const std::string& path) { return process::parse_task_path(path).value().id; }

std::string task_of(const std::string& path) { return process::parse_task_path(path).value().unnumbered(); }

std::string member(const nlohmann::ordered_json& json, const char* name) { return json.value(name, std::string{}); }

/// Of rows in their order, those behind the cursor, and no more than fit on a page.
template <class Row, class Place>
Page<Row> page_of(std::vector<Row> rows, const std::optional<std::string>& cursor, int limit, Place place) {
    Page<Row> page;
    auto row = rows.begin();
    if (cursor) row = std::find_if(rows.begin(), rows.end(), [&](const Row& one) { return place(one) == *cursor; });
    if (cursor && row != rows.end()) ++row;
    for (; row != rows.end(); ++row) {
        if (static_cast<int>(page.rows.size()) == limit) {
            page.next = place(page.rows.back());
            break;
        }
        page.rows.push_back(*row);
    }
    return page;
}

}  // namespace

void MemoryRecord::write(Kept& kept, const Projection& projection) {
    kept.revision = projection.revision;
    kept.reaches = projection.reaches;
    if (projection.attention && (!kept.attention || *projection.attention < *kept.attention))
        kept.attention = projection.attention;
    kept.timing = projection.timing.empty() ? std::nullopt : std::optional{projection.timing};
    kept.steps = projection.steps;
    kept.mean = projection.mean;
}

LoggedCase MemoryRecord::logged(const Cases::value_type& one) {
    const Kept& kept = one.second;
    LoggedCase logged{one.first, kept.opened.pack_hash, kept.version(), kept.revision, kept.log};
    for (std::size_t i = 0; i < kept.handed_over.size(); ++i)
        logged.handed_over[kept.handed_over[i].task] = kept.handed_over_at[i];
    return logged;
}

std::optional<WriteResult> MemoryRecord::answered_before(const Idempotency& given, const std::string& case_no) const {
    const auto known = answered_.find(given.key);
    if (given.key.empty() || known == answered_.end()) return std::nullopt;
    const bool same = known->second.digest == given.digest && (case_no.empty() || known->second.case_no == case_no);
    return WriteResult{same ? Written::repeated : Written::key_reused, known->second.case_no, known->second.version,
                       known->second.receipt_salt};
}

WriteResult MemoryRecord::open_case(const NewCase& c) {
    const Lock lock(mutex_);
    if (const auto before = answered_before(c.idempotency, {})) return *before;
    if (c.projection.revision != revision_) return {Written::other_revision};
    std::string serial = std::to_string(++serials_[{c.prefix, c.year}]);
    serial.insert(0, serial.size() < 6 ? 6 - serial.size() : 0, '0');
    const std::string case_no = c.prefix + std::to_string(c.year) + '-' + serial;
    Kept kept;
    kept.opened = c;
    kept.manager = c.manager;
    enter(case_no, kept, {c.submission});
    write(kept, c.projection);
    cases_.emplace(case_no, std::move(kept));
    const std::string salt = "salt of " + case_no;
    if (!c.idempotency.key.empty()) answered_[c.idempotency.key] = {c.idempotency.digest, case_no, 1, salt};
    return {Written::done, case_no, 1, salt};
}

WriteResult MemoryRecord::append(const NewEvents& e) {
    const Lock lock(mutex_);
    if (const auto before = answered_before(e.idempotency, e.case_no))
        return {before->written, e.case_no, before->version};
    if (e.expected_version > 0 && e.projection.revision != revision_) return {Written::other_revision, e.case_no};
    const auto found = cases_.find(e.case_no);
    if (found == cases_.end()) return {Written::absent, e.case_no};
    Kept& kept = found->second;
    if (kept.version() != e.expected_version) return {Written::stale, e.case_no, kept.version()};
    if (e.last_alarm && !kept.alarms.empty() && kept.alarms.back().number > *e.last_alarm)
        return {Written::overtaken, e.case_no};
    enter(e.case_no, kept, e.events);
    kept.state = e.state;
    write(kept, e.projection);
    for (RaisedAlarm& alarm : kept.alarms) {
        if (alarm.retracted || std::find(e.retracted.begin(), e.retracted.end(), alarm.number) == e.retracted.end())
            continue;
        alarm.retracted = true;
        tell_of(e.case_no, "retraction", alarm, e.events.back().at);
    }
    if (!e.idempotency.key.empty())
        answered_[e.idempotency.key] = {e.idempotency.digest, e.case_no, kept.version(), "salt of " + e.case_no};
    return {Written::done, e.case_no, kept.version()};
}

std::optional<StoredCase> MemoryRecord::load(const std::string& case_no, const std::string& key) {
    const Lock lock(mutex_);
    const auto found = cases_.find(case_no);
    if (found == cases_.end()) return std::nullopt;
    const Kept& kept = found->second;
    StoredCase stored{kept.opened.pack_hash, kept.opened.applicant, kept.opened.site, kept.manager, kept.log,
                      std::nullopt,          "salt of " + case_no};
    if (stored.answered = answered(key); stored.answered) stored.answered->receipt_salt.clear();
    return stored;
}

std::optional<Answered> MemoryRecord::answered(const std::string& key) {
    const Lock lock(mutex_);
    const auto known = answered_.find(key);
    return known == answered_.end() ? std::nullopt : std::optional{known->second};
}

std::string MemoryRecord::display_of(const std::string& account) const {
    const auto found = people_.find(account);
    return found == people_.end() ? std::string{} : found->second;
}

bool MemoryRecord::is_number(const std::optional<std::string>& text) const {
    return text && cases_.count(upper(text::without_flaws(*text, 500))) != 0;
}

bool MemoryRecord::holds(const Cases::value_type& one, const std::optional<std::string>& text, bool is_number) {
    if (!text) return true;
    const std::string typed = text::without_flaws(*text, 500), digits = text::digits_sought(*text);
    if (typed.empty()) return true;
    if (is_number) return one.first == upper(typed);
    const NewCase& c = one.second.opened;
    std::string all;
    for (const char* name : {"name", "phone", "phoneDialled", "customerNo"}) all += member(c.applicant, name) + ' ';
    all = lower(all + member(c.site, "address"));
    return all.find(lower(typed)) != std::string::npos || (!digits.empty() && all.find(digits) != std::string::npos);
}

Page<WorklistRow> MemoryRecord::worklist(const WorklistQuery& q, Day today) {
    const Lock lock(mutex_);
    const bool number = is_number(q.text);
    std::vector<WorklistRow> rows;
    for (const auto& one : cases_) {
        const Kept& kept = one.second;
        for (const Step& task : kept.steps) {
            if (task.until) continue;
            const auto claim = kept.claimed.find(task.path);
            WorklistRow row;
            row.case_no = one.first;
            row.process = kept.opened.process;
            row.pack_hash = kept.opened.pack_hash;
            row.step = shown(task);
            row.light = light_of(task, today);
            row.applicant = member(kept.opened.applicant, "name");
            row.address = member(kept.opened.site, "address");
            row.manager = kept.manager;
            row.manager_name = display_of(kept.manager);
            row.claimed_by = claim == kept.claimed.end() ? std::string{} : claim->second;
            row.claimed_by_name = display_of(row.claimed_by);
            row.outdated = kept.revision < revision_;
            const std::string& whose = row.claimed_by.empty() ? row.manager : row.claimed_by;
            const auto dot = q.task ? q.task->rfind('.') : std::string::npos;
            const bool shown =
                (!q.owner || task.owner == *q.owner) && (!q.light || row.light == word(*q.light)) &&
                (!q.task || (dot == std::string::npos ? id_of(task.path) == *q.task : task_of(task.path) == *q.task)) &&
                (!q.process || row.process == *q.process) && (q.mine.empty() || has(q.mine, whose)) &&
                holds(one, q.text, number) && q.scope.kind != Scope::Kind::nothing &&
                (q.scope.kind != Scope::Kind::department || task.owner == q.scope.name) &&
                (q.scope.kind != Scope::Kind::manager ||
                 (kept.state == CaseState::open && (kept.manager.empty() || has(q.scope.managers, kept.manager))));
            if (shown) rows.push_back(std::move(row));
        }
    }
    const auto key = [](const WorklistRow& row) {
        return std::tuple{row.step.due.value_or(forever), row.case_no, row.step.path};
    };
    std::sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    return page_of(std::move(rows), q.cursor, q.limit,
                   [](const WorklistRow& row) { return row.case_no + '/' + row.step.path; });
}

Page<CaseRow> MemoryRecord::cases(const CasesQuery& q, Day today) {
    const Lock lock(mutex_);
    const bool number = is_number(q.text);
    std::vector<std::pair<std::pair<Instant, std::string>, CaseRow>> found;
    for (const auto& one : cases_) {
        const Kept& kept = one.second;
        const auto any = [&](auto is) {
            return std::any_of(kept.steps.begin(), kept.steps.end(),
                               [&](const Step& step) { return !step.until && is(step); });
        };
        const bool narrow = q.scope.kind == Scope::Kind::department;
        const int age = static_cast<int>((today - kept.opened.submitted_on).count());
        const bool shown =
            (!q.state || word(kept.state) == *q.state) && (!q.process || kept.opened.process == *q.process) &&
            (!q.age_from || age >= *q.age_from) && (!q.age_to || age <= *q.age_to) &&
            (q.mine.empty() || has(q.mine, kept.manager)) && holds(one, q.text, number) &&
            ((!q.owner && !q.light) || any([&](const Step& task) {
                 return (!q.owner || task.owner == *q.owner) && (!q.light || light_of(task, today) == word(*q.light));
             })) &&
            q.scope.kind != Scope::Kind::nothing &&
            (!narrow || any([&](const Step& task) { return task.owner == q.scope.name; })) &&
            (q.scope.kind != Scope::Kind::manager || kept.manager.empty() || has(q.scope.managers, kept.manager));
        if (!shown) continue;
        std::string light;
        for (const Step& task : kept.steps) {
            if (task.until) continue;
            const std::string its = light_of(task, today);
            if ((!narrow || task.owner == q.scope.name) && rank_of(its) > rank_of(light)) light = its;
        }
        found.push_back({{kept.opened.submitted_at, one.first},
                         {one.first, kept.opened.process, kept.opened.pack_hash, std::string{word(kept.state)},
                          kept.version(), to_text(kept.opened.submitted_at), member(kept.opened.applicant, "name"),
                          member(kept.opened.site, "address"), kept.manager, display_of(kept.manager), light}});
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<CaseRow> rows;
    for (auto& [place, row] : found) rows.push_back(std::move(row));
    return page_of(std::move(rows), q.cursor, q.limit, [](const CaseRow& row) { return row.case_no; });
}

BoardCounts MemoryRecord::board(Day today, int newest) {
    const Lock lock(mutex_);
    BoardCounts counts;
    std::map<std::tuple<std::string, std::string, std::string, std::string>, BoardRow> rows;
    for (const auto& [case_no, kept] : cases_) {
        ++counts.states[std::string{word(kept.state)}];
        if (kept.state == CaseState::open)
            ++counts.ageing[std::max(0, static_cast<int>((today - kept.opened.submitted_on).count()) / 10)];
        for (const Step& task : kept.steps) {
            if (task.until) continue;
            const std::string step = task_of(task.path), light = light_of(task, today);
            BoardRow& row = rows[{task.owner, step, kept.opened.pack_hash, kept.opened.process}];
            row.pack_hash = kept.opened.pack_hash;
            row.process = kept.opened.process;
            row.owner = task.owner;
            row.task = step;
            ++(light == "red" ? row.red : light == "paused" ? row.paused : light == "yellow" ? row.yellow : row.green);
        }
    }
    for (auto& [key, row] : rows) counts.tasks.push_back(std::move(row));
    std::map<std::pair<std::string, std::string>, Punctuality> on_time;
    std::map<std::string, std::pair<MeanTime, int>> means;  // with the sum of days
    for (const Cases::value_type* one : this->newest(newest)) {
        const Kept& kept = one->second;
        ++counts.looked_at;
        for (const Step& step : kept.steps) {
            const std::string light = light_of(step, today);
            if (step.clock.empty() || (light != "met" && light != "late" && light != "red")) continue;
            Punctuality& row = on_time[{step.owner, task_of(step.path)}];
            row = {kept.opened.pack_hash, kept.opened.process, step.owner, task_of(step.path), row.met, row.late};
            ++(light == "met" ? row.met : row.late);
        }
        if (kept.state != CaseState::energized || !kept.mean) continue;
        auto& [mean, sum] = means[kept.opened.process];
        sum += kept.mean->used;
        mean = {kept.opened.pack_hash, kept.opened.process, mean.closed + 1, 0, kept.mean->limit};
        mean.days = static_cast<double>(sum) / mean.closed;
    }
    for (auto& [key, row] : on_time) counts.on_time.push_back(std::move(row));
    for (auto& [key, mean] : means) counts.means.push_back(std::move(mean.first));
    return counts;
}

std::vector<WorklistRow> MemoryRecord::judged_steps(const JudgedQuery& q, Day today, int newest) {
    const Lock lock(mutex_);
    std::vector<WorklistRow> rows;
    for (const Cases::value_type* one : this->newest(newest)) {
        std::vector<Step> steps = one->second.steps;
        std::sort(steps.begin(), steps.end(),
                  [](const Step& a, const Step& b) { return std::tie(a.since, a.path) < std::tie(b.since, b.path); });
        for (const Step& step : steps) {
            const std::string light = light_of(step, today);
            const bool wanted = q.late ? light == "late" || light == "red" : light == "met";
            if (step.clock.empty() || !wanted || (q.owner && step.owner != *q.owner) ||
                (q.task && id_of(step.path) != *q.task) || (q.process && one->second.opened.process != *q.process))
                continue;
            WorklistRow row;
            row.case_no = one->first;
            row.process = one->second.opened.process;
            row.pack_hash = one->second.opened.pack_hash;
            row.step = shown(step);
            row.light = light;
            if (static_cast<int>(rows.size()) < q.limit) rows.push_back(std::move(row));
        }
    }
    return rows;
}

std::vector<const MemoryRecord::Cases::value_type*> MemoryRecord::newest(int limit) const {
    std::vector<const Cases::value_type*> all;
    for (const auto& one : cases_) all.push_back(&one);
    std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) {
        return std::pair{a->second.opened.submitted_at, a->first} > std::pair{b->second.opened.submitted_at, b->first};
    });
    if (static_cast<int>(all.size()) > limit) all.resize(static_cast<std::size_t>(limit));
    return all;
}

int MemoryRecord::calendar_revision() {
    const Lock lock(mutex_);
    return revision_;
}

void MemoryRecord::note_edition_files(const std::string& digest) {
    const Lock lock(mutex_);
    if (digest == digest_) return;
    digest_ = digest;
    ++revision_;
    look_at_closed(std::nullopt);
}

std::vector<ImportedEdition> MemoryRecord::editions() {
    const Lock lock(mutex_);
    return editions_;
}

void MemoryRecord::look_at_closed(const std::optional<calendar::Span>& changes) {
    for (auto& [case_no, kept] : cases_) {
        if (kept.state == CaseState::open) continue;
        if (changes && kept.reaches.value_or(forever) >= changes->first &&
            utc_day(kept.opened.submitted_at) < changes->last + date::days{2})
            kept.recalculate = true;
        if (kept.attention) kept.attention = utc_day(kept.opened.submitted_at);
    }
}

Imported MemoryRecord::import_edition(const ImportedEdition& edition, const std::optional<calendar::Span>& changes) {
    const Lock lock(mutex_);
    for (const ImportedEdition& one : editions_)
        if (one.id == edition.id && !one.withdrawn_at) return Imported::known;
    if (edition.revision != revision_) return Imported::outdated;
    editions_.push_back(edition);
    editions_.back().revision = ++revision_;
    look_at_closed(changes);
    return Imported::done;
}

Withdrawn MemoryRecord::withdraw_edition(const Withdrawal& what, const std::function<bool(const LoggedCase&)>& rests) {
    const Lock lock(mutex_);
    const auto touched = cases_touched(what.looked_until, {}, 1'000'000);
    if (std::any_of(touched.begin(), touched.end(), rests)) return Withdrawn::rested_on;
    const auto found = std::find_if(editions_.begin(), editions_.end(),
                                    [&](const ImportedEdition& one) { return one.id == what.id && !one.withdrawn_at; });
    if (found == editions_.end()) return Withdrawn::absent;
    if (what.revision != revision_) return Withdrawn::outdated;
    found->withdrawn_at = what.at;
    found->withdrawn_revision = ++revision_;
    look_at_closed(what.changes);
    return Withdrawn::done;
}

std::vector<LoggedCase> MemoryRecord::cases_touched(Instant since, const std::string& after, int limit) {
    const Lock lock(mutex_);
    std::vector<LoggedCase> all;
    for (auto one = cases_.upper_bound(after); one != cases_.end(); ++one) {
        const Kept& kept = one->second;
        const auto is_later = [&](Instant at) { return at >= since; };
        if (static_cast<int>(all.size()) < limit &&
            (is_later(kept.log.back().at) || std::any_of(kept.raised_at.begin(), kept.raised_at.end(), is_later)))
            all.push_back(logged(*one));
    }
    return all;
}

std::vector<TimedRow> MemoryRecord::cases_in_reach(Day first, Day last, const std::string& after, int limit) {
    const Lock lock(mutex_);
    std::vector<TimedRow> all;
    for (auto one = cases_.upper_bound(after); one != cases_.end() && static_cast<int>(all.size()) < limit; ++one) {
        const Kept& kept = one->second;
        const bool is_open = kept.state == CaseState::open;
        if (kept.reaches.value_or(forever) < first || utc_day(kept.opened.submitted_at) >= last + date::days{2})
            continue;
        if (is_open && kept.timing == "") continue;  // its log is damaged
        TimedRow row{one->first, kept.opened.pack_hash, kept.opened.process,
                     is_open ? kept.timing.value_or("") : std::string{}};
        if (!is_open) row.closed = logged(*one);
        all.push_back(std::move(row));
    }
    return all;
}

int MemoryRecord::recalculate(const RulesVersion& rules_version, int limit, Instant,
                              const std::function<Recalculated(const LoggedCase&)>& work_out) {
    const Lock lock(mutex_);
    using Is = std::function<bool(const Kept&)>;
    const auto is_open = [](const Kept& kept) { return kept.state == CaseState::open; };
    const Is kinds[] = {[&](const Kept& kept) { return is_open(kept) && kept.revision < rules_version.revision; },
                        [&](const Kept& kept) { return is_open(kept) && !kept.timing; },
                        [&](const Kept& kept) { return kept.recalculate; }};
    std::vector<LoggedCase> taken;
    for (const Is& is : kinds) {
        if (!taken.empty()) break;
        for (const auto& one : cases_)
            if (static_cast<int>(taken.size()) < limit && is(one.second) &&
                has(rules_version.packs, one.second.opened.pack_hash))
                taken.push_back(logged(one));
    }
    for (const LoggedCase& one : taken) {
        Kept& kept = cases_.at(one.case_no);
        try {
            const Recalculated done = work_out(one);
            if (done.version != kept.version()) continue;
            write(kept, done.projection);
            kept.state = done.state.value_or(kept.state);
            kept.moves.insert(kept.moves.end(), done.moved.begin(), done.moved.end());
        } catch (const Damaged&) {
            kept.revision = rules_version.revision;
            kept.timing = "";
        }
        kept.recalculate = false;
    }
    return static_cast<int>(taken.size());
}

std::vector<Move> MemoryRecord::moves_of(const std::string& case_no) {
    const Lock lock(mutex_);
    const auto found = cases_.find(case_no);
    return found == cases_.end() ? std::vector<Move>{} : found->second.moves;
}

void MemoryRecord::enter(const std::string& case_no, Kept& kept, const std::vector<casework::Event>& events) {
    for (const casework::Event& event : events) {
        kept.log.push_back(event);
        nlohmann::ordered_json what = wire::to_json(event.entry);
        if (!event.by.empty()) what["by"] = event.by;
        outbox.tell({0, {}, 0, "entry", case_no, event.number, event.at, std::move(what), ++position_, {}});
    }
}

void MemoryRecord::tell_of(const std::string& case_no, const char* kind, const RaisedAlarm& alarm, Instant at) {
    outbox.tell({0,
                 {},
                 0,
                 kind,
                 case_no,
                 alarm.number,
                 at,
                 {{"clock", alarm.clock}, {"rung", alarm.kind}, {"day", calendar::to_string(alarm.day)}},
                 std::nullopt,
                 {}});
}

void MemoryRecord::raise(const std::string& case_no, Kept& kept, const std::vector<Alarm>& alarms, Instant at) {
    for (const Alarm& alarm : alarms) {
        const bool is_there = std::any_of(kept.alarms.begin(), kept.alarms.end(), [&](const RaisedAlarm& one) {
            return one.clock == alarm.clock && one.kind == alarm.kind && !one.retracted;
        });
        if (is_there) continue;
        kept.alarms.push_back({++alarms_, alarm.clock, alarm.kind, alarm.day, to_text(at), false});
        kept.raised_at.push_back(at);
        tell_of(case_no, "alarm", kept.alarms.back(), at);
    }
}

int MemoryRecord::sweep(const RulesVersion& rules_version, Day day, int limit,
                        const std::function<Swept(const LoggedCase&)>& work_out) {
    const Lock lock(mutex_);
    if (rules_version.revision != revision_) return 0;
    std::vector<std::pair<Day, std::string>> due;
    for (const auto& [case_no, kept] : cases_)
        if (kept.attention && *kept.attention <= day && !kept.recalculate &&
            (kept.state != CaseState::open || kept.revision >= revision_) &&
            has(rules_version.packs, kept.opened.pack_hash))
            due.push_back({*kept.attention, case_no});
    std::sort(due.begin(), due.end());
    if (static_cast<int>(due.size()) > limit) due.resize(static_cast<std::size_t>(limit));
    for (const auto& [attention, case_no] : due) {
        const auto found = cases_.find(case_no);
        Kept& kept = found->second;
        try {
            const Swept swept = work_out(logged(*found));
            if (swept.version != kept.version()) continue;
            if (!swept.events.empty()) {
                enter(case_no, kept, swept.events);
                kept.state = swept.state;
                write(kept, swept.projection);
            }
            kept.attention = swept.projection.attention;
            kept.revision = swept.projection.revision;
            raise(case_no, kept, swept.alarms, swept.at);
        } catch (const Damaged&) {
            kept.attention = day + date::days{1};
        }
    }
    return static_cast<int>(due.size());
}

bool MemoryRecord::wants_sweep(Day day) {
    const Lock lock(mutex_);
    return std::any_of(cases_.begin(), cases_.end(),
                       [&](const auto& one) { return one.second.attention && *one.second.attention <= day; });
}

std::vector<RaisedAlarm> MemoryRecord::alarms_of(const std::string& case_no) {
    const Lock lock(mutex_);
    const auto found = cases_.find(case_no);
    return found == cases_.end() ? std::vector<RaisedAlarm>{} : found->second.alarms;
}

bool MemoryRecord::assign(const std::string& case_no, const std::string& account, const Actor&, Instant) {
    const Lock lock(mutex_);
    const auto found = cases_.find(case_no);
    if (found == cases_.end() || people_.count(account) == 0) return false;
    found->second.manager = account;
    return true;
}

bool MemoryRecord::claim(const std::string& case_no, const std::string& path, const std::string& account) {
    const Lock lock(mutex_);
    const auto found = cases_.find(case_no);
    if (found == cases_.end()) return false;
    const auto& steps = found->second.steps;
    if (std::none_of(steps.begin(), steps.end(), [&](const Step& step) { return step.path == path && !step.until; }))
        return false;
    found->second.claimed[path] = account;
    return true;
}

std::map<std::string, std::string> MemoryRecord::claims_of(const std::string& case_no) {
    const Lock lock(mutex_);
    const auto found = cases_.find(case_no);
    std::map<std::string, std::string> claims;
    if (found == cases_.end()) return claims;
    for (const Step& step : found->second.steps)
        if (const auto claim = found->second.claimed.find(step.path);
            !step.until && claim != found->second.claimed.end())
            claims.insert(*claim);
    return claims;
}

bool MemoryRecord::add_note(const std::string& case_no, const Actor& by, const Note& note, const std::string& key,
                            Instant now) {
    const Lock lock(mutex_);
    const std::string what = case_no + '\n' + note.text;
    const auto [known, is_new] = notes_.emplace(key, what);
    if (is_new) cases_.at(case_no).notes.push_back({to_text(now), by.account, note.text, note.department});
    return known->second == what;
}

std::vector<Note> MemoryRecord::notes_of(const std::string& case_no) {
    const Lock lock(mutex_);
    const auto found = cases_.find(case_no);
    return found == cases_.end() ? std::vector<Note>{} : found->second.notes;
}

bool MemoryRecord::deliver(const std::string& case_no, const ResultDelivery& what, const std::string& key,
                           Instant now) {
    const Lock lock(mutex_);
    const std::string text =
        case_no + '\n' + what.task + '\n' + what.recipient + '\n' + what.how + '\n' + calendar::to_string(what.on);
    const auto [known, is_new] = result_deliveries_.emplace(key, text);
    if (is_new) {
        Kept& kept = cases_.at(case_no);
        kept.handed_over.push_back(what);
        kept.handed_over.back().at = to_text(now);
        kept.handed_over_at.push_back(now);
    }
    return known->second == text;
}

std::vector<ResultDelivery> MemoryRecord::handed_over(const std::string& case_no) {
    const Lock lock(mutex_);
    const auto found = cases_.find(case_no);
    return found == cases_.end() ? std::vector<ResultDelivery>{} : found->second.handed_over;
}

std::vector<ProjectedCase> MemoryRecord::projected(const std::string& after, int limit) {
    const Lock lock(mutex_);
    std::vector<ProjectedCase> all;
    for (auto one = cases_.upper_bound(after); one != cases_.end() && static_cast<int>(all.size()) < limit; ++one) {
        const Kept& kept = one->second;
        ProjectedCase& row = all.emplace_back();
        row.logged = logged(*one);
        row.state = word(kept.state);
        row.steps = kept.steps;
        std::sort(row.steps.begin(), row.steps.end(), [](const Step& a, const Step& b) { return a.path < b.path; });
        row.process = kept.opened.process;
        row.attention = kept.attention;
        row.timing = kept.timing.value_or("");
        row.mean = kept.mean;
    }
    return all;
}

int MemoryRecord::rewrite(const std::vector<Recalculated>& projections, Instant) {
    const Lock lock(mutex_);
    int written = 0;
    for (const Recalculated& one : projections) {
        const auto found = cases_.find(one.case_no);
        if (found == cases_.end() || found->second.version() != one.version) continue;
        Kept& kept = found->second;
        write(kept, one.projection);
        kept.state = one.state.value_or(kept.state);
        kept.recalculate = false;
        kept.moves.insert(kept.moves.end(), one.moved.begin(), one.moved.end());
        ++written;
    }
    return written;
}

bool MemoryRecord::seal(Day day, Instant) {
    const Lock lock(mutex_);
    if (position_ == sealed_ || !sealed_on_.insert(day).second) return false;
    sealed_ = position_;
    return true;
}

}  // namespace bandian::app
