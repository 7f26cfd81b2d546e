#include "app/visible.hpp"

#include "app/masks.hpp"
#include "casework/place_name.hpp"
#include "process/task_path.hpp"
#include "wire/json.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace bandian::app {

namespace {

using casework::CaseState;
using casework::TaskState;
using casework::TaskView;
using process::Record;

// To every department with a step in the case: who applies, where, and for what.
constexpr std::array applicant_members{"name", "phone", "phoneDialled", "creditCode", "customerNo"};
constexpr std::array site_members{"address", "division"};
/// By the names that packs give them. The places of permits are each permit's department's alone.
constexpr std::array attributes{
    "capacityKva",   "civilWorks", "constructionPermit", "externalLine", "externalLineMetres",
    "importantUser", "line",       "planningPermit",     "projectUnit",  "supplies",
    "voltage"};

template <class Names>
Json chosen(const Json& members, const Names& names) {
    Json json = Json::object();
    for (const auto& [name, value] : members.items())
        if (std::find(names.begin(), names.end(), name) != names.end()) json[name] = value;
    return json;
}

/// The part of a case that somebody narrow sees: what is his department's.
class Part {
public:
    Part(const CaseOnDesk& desk, const Actor& actor) : desk_(desk), actor_(actor) {
        for (const TaskView& task : desk.view.tasks)
            if (has(task)) tasks_.push_back(&task);
        for (const casework::Permit& permit : permits_of(desk.the_case, desk.view))
            if (has(permit)) calls_.insert(permit.call->path);
        for (const process::Call& call : desk.the_case.process->calls)
            if (!call.each.empty()) lists_[call.each].push_back(call.id);
    }

    bool has(const TaskView& task) const { return actor_.of(task.owner); }
    bool has(const casework::Permit& permit) const { return actor_.of(permit.owner); }
    bool has(const casework::NoticeDue& due) const {
        return due.notice->for_all || (!due.owner.empty() && actor_.of(due.owner));
    }

    /// One of his tasks', or of the call that they lie in.
    bool has(const casework::ClockView& clock) const {
        return std::any_of(tasks_.begin(), tasks_.end(), [&](const TaskView* task) {
            return task->clock == clock.id || (!task->call.empty() && clock.id.rfind(task->call + '.', 0) == 0);
        });
    }

    bool has_paper(const std::string& id) const {
        return std::any_of(tasks_.begin(), tasks_.end(), [&](const TaskView* task) {
            const auto lists = [&](const std::vector<std::string>& ids) {
                return std::find(ids.begin(), ids.end(), id) != ids.end();
            };
            return lists(rule_of(*task).materials) || lists(task->missing);
        });
    }

    bool has_task(const std::string& path) const {
        return std::any_of(tasks_.begin(), tasks_.end(), [&](const TaskView* task) { return task->path == path; });
    }

    Record attributes_of(const Record& all) const {
        Record his = places_of(all);
        for (const char* name : attributes)
            if (const auto found = all.find(name); found != all.end()) his.insert(*found);
        return his;
    }

    /// The places of his permits alone, under the names of their lists.
    Record places_of(const Record& all) const {
        Record his;
        for (const auto& [path, calls] : lists_) {
            const process::List* places = casework::list_at(all, path);
            process::List chosen;
            for (std::size_t i = 0; places && i < places->size(); ++i)
                if (has_place(calls, i)) chosen.push_back((*places)[i]);
            if (chosen.empty()) continue;
            Record* record = &his;
            for (std::size_t i = 0; i + 1 < path.size(); ++i)
                record = record->try_emplace(path[i], Record{}).first->second.as<Record>();
            record->insert_or_assign(path.back(), std::move(chosen));
        }
        return his;
    }

    casework::Forecast forecast_of(const casework::Forecast& all) const {
        casework::Forecast his;
        his.days = all.days;
        his.day = all.day;
        his.earliest = all.earliest;
        his.provisional = all.provisional;
        for (const casework::AheadStep& step : all.steps)
            if (actor_.of(owner_of(step))) his.steps.push_back(step);
        for (const casework::AheadStep& step : all.for_applicant)
            if (actor_.of(owner_of(step))) his.for_applicant.push_back(step);
        for (const std::string& path : all.waits_for)
            if (has_task(path)) his.waits_for.push_back(path);
        return his;
    }

    /// nullopt: nothing of it is his.
    std::optional<Json> entry_of(const Json& entry, int number) const {
        const auto kind = entries.find(entry["do"].get<std::string>());
        if (kind == entries.end() || !is_about_his(entry)) return std::nullopt;
        Json his{{"do", entry["do"]}};
        for (const auto& [name, value] : entry.items())
            if (const auto member = kind->second.find(name); member != kind->second.end())
                if (auto part = (this->*member->second)(value, number)) his[name] = std::move(*part);
        return his;
    }

    /// Whether it is about a task or a clock of his.
    bool is_his_own(const Json& entry) const {
        return (entry.contains("task") || entry.contains("clock")) && is_about_his(entry);
    }

private:
    /// What is his of a member of an entry; nullopt: nothing.
    using Choice = std::optional<Json> (Part::*)(const Json& member, int number) const;
    /// By what is done, and by member. Of an entry without a task or a clock: the day it counts from, and what is of
    /// his permits and papers.
    static const std::map<std::string_view, std::map<std::string_view, Choice>> entries;

    std::optional<Json> as_it_is(const Json& member, int) const { return member; }

    std::optional<Json> his_attributes(const Json& member, int) const {
        return wire::to_json(process::Value{attributes_of(*wire::to_value(member).as<Record>())});
    }

    std::optional<Json> his_places(const Json& member, int) const {
        Record his = places_of(*wire::to_value(member).as<Record>());
        return his.empty() ? std::nullopt : std::optional{wire::to_json(process::Value{std::move(his)})};
    }

    std::optional<Json> his_papers(const Json& member, int) const {
        Json his = Json::array();
        for (const Json& id : member)
            if (has_paper(id.get<std::string>())) his.push_back(id);
        return his;
    }

    /// Of the places that the entry has added, by the number each was given.
    std::optional<Json> his_added(const Json& member, int number) const {
        Json his = Json::object();
        for (const auto& [path, calls] : lists_) {
            const std::vector<casework::Place>* places = desk_.the_case.places_of(path);
            const auto added = member.find(path.back());
            if (!places || added == member.end()) continue;
            std::size_t next = 0;
            for (std::size_t i = 0; i < places->size() && next < added->size(); ++i) {
                const auto& mark = (*places)[i].added;
                if (!mark || mark->entry != number) continue;
                if (has_place(calls, i)) his[path.back()].push_back((*added)[next]);
                ++next;
            }
        }
        return his.empty() ? std::nullopt : std::optional{std::move(his)};
    }

    std::optional<Json> his_dropped(const Json& member, int) const {
        Json his = Json::array();
        for (const Json& call : member)
            if (calls_.count(call.get<std::string>())) his.push_back(call);
        return his.empty() ? std::nullopt : std::optional{std::move(his)};
    }

    /// Of an entry that takes another back: when that one is his own.
    std::optional<Json> of_his_own(const Json& member, int number) const {
        const auto& log = desk_.the_case.log;
        const auto at = [&](int one) { return static_cast<std::size_t>(one) - 1; };
        if (number < 1 || at(number) >= log.size()) return std::nullopt;
        const auto* taking_back = std::get_if<casework::Void>(&log[at(number)].entry);
        const bool own = taking_back && is_his_own(wire::to_json(log[at(taking_back->entry)].entry));
        return own ? std::optional{member} : std::nullopt;
    }

    bool is_about_his(const Json& entry) const {
        if (entry.contains("task") && !has_task(entry["task"].get<std::string>())) return false;
        if (!entry.contains("clock")) return true;
        const casework::ClockView* clock = desk_.view.clock(entry["clock"].get<std::string>());
        return clock && has(*clock);
    }

    bool has_place(const std::vector<std::string>& calls, std::size_t index) const {
        return std::any_of(calls.begin(), calls.end(), [&](const std::string& call) {
            return calls_.count(call + '.' + std::to_string(index + 1)) != 0;
        });
    }

    const process::Task& rule_of(const TaskView& task) const { return desk_.the_case.process->tasks[task.task]; }

    /// The department of a step that may not have started; empty: nobody can tell yet.
    std::string owner_of(const casework::AheadStep& step) const {
        const casework::Case& c = desk_.the_case;
        const auto path = process::parse_task_path(step.path);
        const process::Value* place = nullptr;
        for (const process::Call& call : c.process->calls)
            if (path && call.id == path->call) place = place_at(c, call, path->number);
        return department_of(*c.pack, c.process->tasks[step.task].role, lookup_in(c, place));
    }

    const CaseOnDesk& desk_;
    const Actor& actor_;
    std::vector<const TaskView*> tasks_;
    std::set<std::string, std::less<>> calls_;                            ///< of his permits
    std::map<std::vector<std::string>, std::vector<std::string>> lists_;  ///< of places, with the calls made for each
};

const std::map<std::string_view, std::map<std::string_view, Part::Choice>> Part::entries{
    {"submit", {{"attributes", &Part::his_places}, {"effective", &Part::as_it_is}, {"materials", &Part::his_papers}}},
    {"complete",
     {{"task", &Part::as_it_is},
      {"outcome", &Part::as_it_is},
      {"attributes", &Part::his_attributes},
      {"effective", &Part::as_it_is},
      {"reason", &Part::as_it_is},
      {"law", &Part::as_it_is}}},
    {"hold",
     {{"task", &Part::as_it_is},
      {"reason", &Part::as_it_is},
      {"missing", &Part::as_it_is},
      {"override", &Part::as_it_is},
      {"effective", &Part::as_it_is}}},
    {"resume", {{"task", &Part::as_it_is}, {"effective", &Part::as_it_is}}},
    {"extend", {{"clock", &Part::as_it_is}, {"days", &Part::as_it_is}, {"reason", &Part::as_it_is}}},
    {"amend", {{"attributes", &Part::his_places}, {"add", &Part::his_added}, {"drop", &Part::his_dropped}}},
    {"void", {{"step", &Part::of_his_own}, {"reason", &Part::of_his_own}}},
    {"withdraw", {}},
    {"lapse", {{"task", &Part::as_it_is}, {"outcome", &Part::as_it_is}, {"effective", &Part::as_it_is}}}};

/// Absent: he sees the whole.
std::optional<Part> part_of(const CaseOnDesk& desk, const Actor& actor) {
    return is_narrow(actor) ? std::optional<Part>{std::in_place, desk, actor} : std::nullopt;
}

/// What may be done about the case, by him.
class Offer {
public:
    Offer(const CaseOnDesk& desk, const Actor& actor)
        : case_(desk.the_case), view_(desk.view), actor_(actor), open_(desk.view.state == CaseState::open) {}

    VisibleTask on(const TaskView& task) const {
        VisibleTask offered{&task, {}, false, false};
        if (!open_ || !may(casework::Resume{task.path, std::nullopt})) return offered;
        offered.may_resume = task.state == TaskState::held;
        offered.may_hold = task.state == TaskState::active;
        if (task.state != TaskState::active) return offered;
        const process::Task& rule = case_.process->tasks[task.task];
        for (const std::string& outcome : rule.outcomes) offered.outcomes.push_back({outcome, {}});
        for (const std::string& name : rule.asks)
            if (case_.attributes.count(name) == 0) offered.outcomes.front().asks.push_back(name);
        return offered;
    }

    VisibleClock on(const casework::ClockView& clock) const {
        const process::Clock& rule = case_.process->clocks[clock.clock];
        const bool extendable =
            open_ && clock.reading.state != clocks::ClockState::stopped && case_.extensions.count(clock.id) == 0;
        return {&clock, extendable && may(casework::Extend{clock.id, {}, {}}) ? rule.extend_by : 0};
    }

    std::vector<CaseAction> on_case() const {
        std::vector<CaseAction> actions;
        if (open_ && may_file(actor_) && has_filing()) actions.push_back(CaseAction::file_permits);
        if (open_ && may(casework::Amend{})) actions.push_back(CaseAction::amend);
        if (may(casework::Void{})) actions.push_back(CaseAction::void_entry);
        if (open_ && may(casework::Withdraw{})) actions.push_back(CaseAction::withdraw);
        if (may_assign(actor_)) actions.push_back(CaseAction::assign);
        return actions;
    }

private:
    bool may(const casework::Entry& entry) const { return may_enter(actor_, entry, case_, view_); }

    bool has_filing() const {
        return std::any_of(view_.tasks.begin(), view_.tasks.end(), [&](const TaskView& task) {
            const auto& rules = case_.process->corrections;
            return task.state == TaskState::active &&
                   std::any_of(rules.begin(), rules.end(),
                               [&](const process::CorrectionRule& rule) { return rule.after == task.task; });
        });
    }

    const casework::Case& case_;
    const casework::CaseFacts& view_;
    const Actor& actor_;
    const bool open_;
};

/// What the public is told of an entry: what is not here is not told.
struct PublicTeller {
    const casework::Event& event;

    PublicEntry on(std::string_view what, const std::string& task, const std::optional<calendar::Day>& day) const {
        return {day.value_or(event.day), what, task};
    }

    std::optional<PublicEntry> operator()(const casework::Submit& e) const { return on("submit", {}, e.effective); }
    std::optional<PublicEntry> operator()(const casework::Complete& e) const {
        return on("complete", e.task, e.effective);
    }
    std::optional<PublicEntry> operator()(const casework::Hold& e) const { return on("hold", e.task, e.effective); }
    std::optional<PublicEntry> operator()(const casework::Resume& e) const { return on("resume", e.task, e.effective); }
    std::optional<PublicEntry> operator()(const casework::Extend&) const { return on("extend", {}, {}); }
    std::optional<PublicEntry> operator()(const casework::Amend&) const { return on("amend", {}, {}); }
    std::optional<PublicEntry> operator()(const casework::Withdraw&) const { return on("withdraw", {}, {}); }
    std::optional<PublicEntry> operator()(const casework::Deem& e) const { return on("lapse", e.task, e.effective); }
    template <class Other>
    std::optional<PublicEntry> operator()(const Other&) const {
        return std::nullopt;
    }
};

}  // namespace

bool VisibleCase::has_task(std::string_view task) const {
    return std::any_of(tasks.begin(), tasks.end(), [&](const VisibleTask& one) { return one.step->path == task; });
}

bool VisibleCase::has_clock(std::string_view id) const {
    return std::any_of(clocks.begin(), clocks.end(), [&](const VisibleClock& one) { return one.clock->id == id; });
}

bool VisibleCase::has_paper(std::string_view id) const {
    return std::any_of(papers.begin(), papers.end(), [&](const VisiblePaper& one) { return one.material->id == id; });
}

std::vector<VisiblePaper> papers_of(const CaseOnDesk& desk) {
    const casework::Case& c = desk.the_case;
    std::set<std::string> asked, wanting;
    for (const TaskView& task : desk.view.tasks) {
        wanting.insert(task.missing.begin(), task.missing.end());
        const auto& ids = c.process->tasks[task.task].materials;
        asked.insert(ids.begin(), ids.end());
    }
    std::vector<VisiblePaper> papers;
    for (const process::Material& material : c.pack->materials) {
        const bool wanted = wanting.count(material.id) != 0;
        const bool due =
            asked.count(material.id) && (!material.when || process::holds(*material.when, lookup_in(c, nullptr)));
        VisiblePaper paper{&material, wanted || due, std::nullopt};
        if (const auto found = c.received.find(material.id); found != c.received.end() && !wanted)
            paper.received = found->second;
        papers.push_back(paper);
    }
    return papers;
}

VisibleCase visible(const CaseOnDesk& desk, const Actor& actor) {
    const casework::Case& c = desk.the_case;
    const casework::CaseFacts& facts = desk.view;
    const std::optional<Part> part = part_of(desk, actor);
    const auto is_his = [&](const auto& one) { return !part || part->has(one); };
    const Offer offer{desk, actor};
    VisibleCase seen;
    seen.whole = !part;
    seen.case_no = desk.case_no;
    seen.pack = c.pack;
    seen.process = c.process;
    seen.version = c.version();
    seen.calendar_revision = desk.calendar_revision;
    seen.manager = desk.manager;
    seen.state = facts.state;
    seen.light = facts.light;
    seen.today = facts.today;
    seen.applicant = part ? chosen(desk.applicant, applicant_members) : desk.applicant;
    seen.site = part ? chosen(desk.site, site_members) : desk.site;
    seen.attributes = part ? part->attributes_of(c.attributes) : c.attributes;
    for (const TaskView& task : facts.tasks)
        if (is_his(task)) seen.tasks.push_back(offer.on(task));
    for (const casework::ClockView& clock : facts.clocks)
        if (is_his(clock)) seen.clocks.push_back(offer.on(clock));
    for (casework::Permit& permit : permits_of(c, facts))
        if (is_his(permit)) seen.permits.push_back(std::move(permit));
    for (const VisiblePaper& paper : papers_of(desk))
        if (!part || part->has_paper(paper.material->id)) seen.papers.push_back(paper);
    for (const casework::PathStep& step : facts.path)
        if (is_his(facts.tasks[step.task])) seen.path.push_back({&step, &facts.tasks[step.task]});
    if (!part) seen.responsibility = facts.responsibility;
    if (facts.expected) seen.expected = part ? part->forecast_of(*facts.expected) : *facts.expected;
    for (const casework::NoticeDue& due : casework::notices_of(c, facts))
        if (is_his(due)) seen.notices.push_back(due);
    seen.actions = offer.on_case();
    return seen;
}

std::vector<VisibleEntry> visible_entries(const CaseOnDesk& desk, const Actor& actor) {
    const std::optional<Part> part = part_of(desk, actor);
    const std::vector<bool> back = casework::taken_back(desk.the_case.log);
    std::vector<VisibleEntry> entries;
    for (std::size_t i = 0; i < desk.the_case.log.size(); ++i) {
        const casework::Event& event = desk.the_case.log[i];
        const Json whole = wire::to_json(event.entry);
        auto entry = part ? part->entry_of(whole, event.number) : whole;
        if (!entry) continue;
        VisibleEntry one{event.number, event.at, std::move(*entry), back[i], std::nullopt, std::nullopt, std::nullopt};
        if (!part || part->is_his_own(whole)) one.by = event.by;
        if (!part) one.pack = event.pack;
        if (const auto* extend = std::get_if<casework::Extend>(&event.entry))
            if (const casework::ClockView* clock = desk.view.clock(extend->clock)) one.unit = clock->reading.unit;
        entries.push_back(std::move(one));
    }
    return entries;
}

std::optional<Json> visible_entry(const CaseOnDesk& desk, const Actor& actor, const Json& entry, int number) {
    const std::optional<Part> part = part_of(desk, actor);
    return part ? part->entry_of(entry, number) : entry;
}

casework::CaseView visible_in_picture(const CaseOnDesk& desk, const Actor& actor) {
    const std::optional<Part> part = part_of(desk, actor);
    if (!part) return desk.view;
    casework::CaseView seen;
    seen.state = desk.view.state;
    seen.today = desk.view.today;
    for (const TaskView& task : desk.view.tasks)
        if (part->has(task)) seen.tasks.push_back(task);
    for (const casework::CallInstance& call : desk.view.calls)
        if (std::any_of(seen.tasks.begin(), seen.tasks.end(),
                        [&](const TaskView& task) { return task.call == call.path; }))
            seen.calls.push_back(call);
    for (const casework::Stage& stage : desk.view.stages)
        seen.stages.push_back({stage.task, stage.owner, stage.skipped, std::nullopt});
    return seen;
}

PublicStatus public_status(const CaseOnDesk& desk) {
    const casework::Case& c = desk.the_case;
    PublicStatus shown;
    shown.case_no = desk.case_no;
    shown.pack = c.pack;
    shown.process = c.process;
    shown.applicant = masked_name(desk.applicant.value("name", ""));
    shown.phone = masked_phone(desk.applicant.value("phone", ""));
    shown.site = masked_address(desk.site.value("address", ""));
    shown.state = desk.view.state;
    shown.light = desk.view.light;
    shown.today = desk.view.today;
    shown.submitted = desk.view.submitted;
    shown.closed = desk.view.closed;
    shown.expected = desk.view.expected;
    for (const TaskView& task : desk.view.tasks) {
        if (task.state != TaskState::active && task.state != TaskState::held) continue;
        if (process::party_of(*c.pack, task.owner) == process::Party::applicant)
            shown.waiting.push_back({&task, task.since, false});
        else shown.now.push_back(&task);
        if (!task.missing.empty())
            shown.waiting.push_back({&task, task.holds.empty() ? task.since : task.holds.back().from, true});
    }
    for (const casework::ClockView& clock : desk.view.clocks) shown.clocks.push_back(&clock);
    shown.permits = permits_of(c, desk.view);
    const std::vector<bool> back = casework::taken_back(c.log);
    for (std::size_t i = 0; i < c.log.size(); ++i)
        if (!back[i])
            if (auto entry = std::visit(PublicTeller{c.log[i]}, c.log[i].entry))
                shown.history.push_back(std::move(*entry));
    for (const casework::Stage& stage : desk.view.stages)
        shown.stages.emplace_back(stage, stage.started ? &desk.view.tasks[*stage.started] : nullptr);
    return shown;
}

}  // namespace bandian::app
