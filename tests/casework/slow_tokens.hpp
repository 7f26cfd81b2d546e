#pragma once
// The slow model's case: tokens walk the tree of its process, entry by entry.

#include "casework/slow_model.hpp"

#include <algorithm>
#include <memory>
#include <set>

namespace bandian::testing::slow {

using calendar::Calendar;
using calendar::Day;
using casework::CaseState;
using casework::Event;
using casework::TaskState;
using clocks::ClockState;
using clocks::Light;
using process::Block;
using process::ClockIndex;
using process::Node;
using process::NodeIndex;
using process::Record;
using process::TaskSet;
using process::Value;

inline constexpr date::days one_day{1};

struct Run {
    Day from{};
    std::optional<Day> to;
};

/// A block that a token has reached. The children are those begun so far, in order.
struct Step {
    NodeIndex node;
    Step* parent = nullptr;
    std::vector<std::unique_ptr<Step>> children;
    std::string prefix;  ///< "permit.1."
    int attempt = 1;
    std::size_t number = 0;  ///< of the place, from 1; 0 outside
    std::shared_ptr<const Value> place;
    Day began{};
    std::optional<Day> ended;
    bool cut = false;       ///< ended from outside: dropped, withdrawn or refused
    std::vector<Run> runs;  ///< of a task
    bool opening = false;   ///< of a call whose places are being begun
    bool held = false;
    std::vector<std::string> reasons;  ///< of its holds, in order: each gap between runs, and the one after the last
    std::string outcome;               ///< of the last task on the way
    std::string arrived;               ///< the same, when the token came here
    std::vector<NodeIndex> chosen;     ///< of a gateway
};

struct PlaceLife {
    std::optional<Day> added, dropped;
};

/// From which day on nothing covered can run any more.
struct Over {
    bool over = true;
    Day day = Day::min();

    void both(const Over& other) {
        over = over && other.over;
        day = std::max(day, other.day);
    }
};

struct Asked {
    const TaskSet& covered;
};

/// The part of the case that one clock counts: steps in series.
struct Scope {
    ClockIndex clock;
    std::string id;
    std::vector<const Step*> series;
    const Step* loop = nullptr;  ///< when it is one attempt of that loop
    std::shared_ptr<const Value> place;
};

class Tokens {
public:
    Tokens(const process::Pack& pack, const std::vector<Event>& log) : pack_(pack) {
        const std::set<int> back = taken_back(log);
        for (const Event& event : log)
            if (back.count(event.number) == 0) enter(event);
    }

    /// Later voids first: a void that has been taken back takes nothing back.
    static std::set<int> taken_back(const std::vector<Event>& log) {
        std::set<int> back;
        for (auto event = log.rbegin(); event != log.rend(); ++event)
            if (const auto* v = std::get_if<casework::Void>(&event->entry); v && back.count(event->number) == 0)
                back.insert(v->entry);
        return back;
    }

    const process::Process& process() const { return *process_; }
    const Node& node(const Step& step) const { return node(step.node); }
    const Node& node(NodeIndex index) const { return process_->nodes[index]; }
    const Step& root() const { return *root_; }
    CaseState state() const { return state_; }
    const std::vector<std::string>& contested() const { return contested_; }
    const Step* task(const std::string& path) const {
        const auto found = tasks_.find(path);
        return found == tasks_.end() ? nullptr : found->second;
    }
    const std::map<std::string, Step*>& tasks() const { return tasks_; }

    bool covers(const Step& step, const TaskSet& set) const { return contains(set, node(step).task); }

    bool covers_below(NodeIndex index, const TaskSet& set) const {
        const Node& n = node(index);
        if (n.block == Block::task) return contains(set, n.task);
        return std::any_of(n.children.begin(), n.children.end(),
                           [&](NodeIndex child) { return covers_below(child, set); });
    }

    std::vector<Scope> scopes() const {
        std::vector<Scope> all;
        if (root_) collect(*root_, all);
        return all;
    }

    Over over(const Scope& scope) const {
        const Asked asked{process_->clocks[scope.clock].covers};
        Over all;
        for (const Step* step : scope.series) all.both(over(*step, asked));
        const Step* loop = scope.loop;
        // Until the loop was cut the redo could have run.
        if (loop && scope.series.size() == 1 && (!loop->ended || loop->cut) &&
            may_come(node(*loop).children[1], asked, scope.place))
            all.both({loop->cut, loop->ended.value_or(Day::min())});
        return all;
    }

    int limit(const Scope& scope) const {
        const auto frozen = frozen_.find(scope.id);
        const auto extension = extensions_.find(scope.id);
        return (frozen == frozen_.end() ? promised(scope) : frozen->second) +
               (extension == extensions_.end() ? 0 : extension->second);
    }

    int promised(const Scope& scope) const {
        const auto& expression = process_->clocks[scope.clock].limit;
        return static_cast<int>(*process::evaluate(expression, known(scope.place, {})).as<double>());
    }

    bool cancelled(const Scope& scope) const { return cancelled_.count(scope.id) != 0; }

    const process::Pack& pack() const { return pack_; }
    Day closed() const { return *root_->ended; }

    const process::List* places(const process::Call& call) const { return list_of(call.each); }
    bool is_known(const std::string& attribute) const { return attributes_.count(attribute) != 0; }
    bool is_dropped(const process::Call& call, std::size_t index) const {
        const auto lives = lives_.find(key(call.each));
        return lives != lives_.end() && index < lives->second.size() && lives->second[index].dropped;
    }
    int attempts(const std::string& prefix, NodeIndex loop) const {
        const auto found = attempts_.find({prefix, loop});
        return found == attempts_.end() ? 0 : found->second;
    }
    Value answer(const process::Expression& condition, const std::shared_ptr<const Value>& place) const {
        bool unknown = false;
        for (const std::string& name : process::names_in(condition))
            unknown = unknown || !known(place, {})(name.substr(0, name.find('.')));
        const Value value = process::evaluate(condition, known(place, {}));
        // What has been said without that member takes no branch.
        return value.is_null() && !unknown                          ? Value{false}
               : process::names_in(condition).count("outcome") != 0 ? Value{}
                                                                    : value;
    }

    /// The least or the greatest a limit may come to: tried with what the unknown may be.
    int limit_at(bool greatest, ClockIndex clock, const std::shared_ptr<const Value>& place) const {
        const auto& expression = process_->clocks[clock].limit;
        std::optional<int> found;
        for (const bool big : {false, true})
            for (const std::size_t sites : {0, 2}) {
                const Value other{Record{{"big", Value{big}}}};
                const Value permits{Record{{"green", Value{process::List(sites, other)}}}};
                const process::Lookup lookup = known(place, {});
                const Value value = process::evaluate(expression, [&](const std::string& name) -> const Value* {
                    const Value* it = lookup(name);
                    return it ? it : name == "place" ? &other : name == "permits" ? &permits : nullptr;
                });
                const int limit = static_cast<int>(*value.as<double>());
                found = !found ? limit : greatest ? std::max(*found, limit) : std::min(*found, limit);
            }
        return *found;
    }

    std::optional<int> frozen(const std::string& id) const {
        const auto found = frozen_.find(id);
        return found == frozen_.end() ? std::nullopt : std::optional{found->second};
    }
    int extension(const std::string& id) const {
        const auto found = extensions_.find(id);
        return found == extensions_.end() ? 0 : found->second;
    }

private:
    void enter(const Event& event) {
        const auto day = [&](const std::optional<Day>& effective) { return effective.value_or(event.day); };
        if (const auto* submit = std::get_if<casework::Submit>(&event.entry)) {
            process_ = pack_.process(submit->process);
            learn(submit->attributes);
            root_ = std::make_unique<Step>();
            root_->node = process_->root;
            begin(*root_, event.day, {});
        } else if (const auto* complete = std::get_if<casework::Complete>(&event.entry)) {
            freeze(complete->attributes, {});
            learn(complete->attributes);
            if (!complete->attributes.empty()) notice_routes(*root_);
            finish_task(*tasks_.at(complete->task), day(complete->effective), complete->outcome);
        } else if (const auto* hold = std::get_if<casework::Hold>(&event.entry)) {
            Step& task = *tasks_.at(hold->task);
            task.held = true;
            task.reasons.push_back(hold->reason);
            task.runs.back().to = day(hold->effective);
        } else if (const auto* resume = std::get_if<casework::Resume>(&event.entry)) {
            Step& task = *tasks_.at(resume->task);
            task.held = false;
            task.runs.push_back({day(resume->effective), std::nullopt});
        } else if (const auto* extend = std::get_if<casework::Extend>(&event.entry)) {
            extensions_[extend->clock] = extend->days.value;
        } else if (const auto* amend = std::get_if<casework::Amend>(&event.entry)) {
            freeze(amend->attributes, amend->add);
            learn(amend->attributes);
            for (const auto& [name, list] : amend->add) add(name, *list.as<process::List>(), event.day);
            notice_routes(*root_);
            for (const std::string& path : amend->drop) drop(path, event.day);
        } else if (std::holds_alternative<casework::Withdraw>(event.entry)) {
            cancelling([&] { close(CaseState::withdrawn, event.day); }, [](const Scope&) { return true; });
        }
        for (const Scope& scope : scopes())
            if (cancelled_.count(scope.id) != 0 && !over(scope).over)
                cancelled_.erase(scope.id);  // a place came after all
    }

    // What is known.

    process::Lookup known(std::shared_ptr<const Value> place, std::optional<Value> outcome) const {
        return [this, place, outcome](const std::string& name) -> const Value* {
            if (name == "place") return place.get();
            if (name == "outcome") return outcome ? &*outcome : nullptr;
            if (const auto found = attributes_.find(name); found != attributes_.end()) return &found->second;
            const process::AttributeRule* rule = pack_.attribute(name);
            return rule && rule->standard ? &*rule->standard : nullptr;
        };
    }

    void learn(const Record& attributes) {
        for (const auto& [name, value] : attributes) attributes_[name] = value;
    }

    const process::List* list_of(const std::vector<std::string>& path) const {
        const Record* record = &attributes_;
        for (std::size_t i = 0; record && i < path.size(); ++i) {
            const auto found = record->find(path[i]);
            if (found == record->end()) return nullptr;
            if (i + 1 == path.size()) return found->second.as<process::List>();
            record = found->second.as<Record>();
        }
        return nullptr;
    }

    process::List& list_to_add_to(const std::vector<std::string>& path) {
        Record* record = &attributes_;
        for (std::size_t i = 0; i + 1 < path.size(); ++i) record = (*record)[path[i]].as<Record>();
        Value& list = (*record)[path.back()];
        if (list.is_null()) list = process::List{};
        return *list.as<process::List>();
    }

    static std::string key(const std::vector<std::string>& path) {
        std::string text;
        for (const std::string& part : path) text += (text.empty() ? "" : ".") + part;
        return text;
    }

    std::vector<PlaceLife>& lives_of(const process::Call& call) {
        std::vector<PlaceLife>& lives = lives_[key(call.each)];
        if (const process::List* list = list_of(call.each)) lives.resize(std::max(lives.size(), list->size()));
        return lives;
    }

    /// What is told changes no limit of a clock that had stopped.
    void freeze(const Record& attributes, const Record& added) {
        std::set<std::string> names;
        for (const auto& [name, value] : attributes) names.insert(name);
        for (const process::Call& call : process_->calls)
            if (!call.each.empty() && added.count(call.each.back()) != 0) names.insert(call.each.front());
        if (names.empty()) return;
        for (const Scope& scope : scopes()) {
            const process::Clock& clock = process_->clocks[scope.clock];
            const bool started = std::any_of(scope.series.begin(), scope.series.end(),
                                             [&](const Step* step) { return any_begun(*step, clock.covers); });
            const std::set<std::string> read = process::names_in(clock.limit);
            const bool matters = std::any_of(read.begin(), read.end(), [&](const std::string& name) {
                return names.count(name.substr(0, name.find('.'))) != 0;
            });
            if (started && matters && over(scope).over) frozen_.emplace(scope.id, promised(scope));
        }
    }

    bool any_begun(const Step& step, const TaskSet& set) const {
        if (node(step).block == Block::task) return covers(step, set);
        return std::any_of(step.children.begin(), step.children.end(),
                           [&](const auto& child) { return any_begun(*child, set); });
    }

    /// A gateway that has chosen does not choose again: what would make it must be refused.
    void notice_routes(const Step& step) {
        const Block block = node(step).block;
        if ((block == Block::choice || block == Block::some_of) && branches(step, node(step)) != step.chosen)
            contest("a gateway that has chosen would choose otherwise");
        for (const auto& child : step.children) notice_routes(*child);
    }

    // Tokens.

    void begin(Step& step, Day day, const std::string& outcome) {
        if (state_ != CaseState::open) return;
        step.began = day;
        step.outcome = step.arrived = outcome;
        const Node& n = node(step);
        switch (n.block) {
            case Block::task: {
                tasks_[step.prefix + process_->tasks[n.task].id + suffix(step.attempt)] = &step;
                step.runs.push_back({day, std::nullopt});
                return;
            }
            case Block::end: return reach_end(step, n);
            case Block::call: return begin_call(step, process_->calls[n.call]);
            case Block::sequence:
            case Block::loop: return go_on(step);
            case Block::choice:
            case Block::some_of:
            case Block::parallel: {
                std::vector<Step*> begun;
                step.chosen = branches(step, n);
                for (const NodeIndex branch : step.chosen) begun.push_back(&put(step, branch));
                for (Step* branch : begun) begin(*branch, day, outcome);
                return join(step);
            }
        }
    }

    Step& put(Step& parent, NodeIndex index) {
        auto step = std::make_unique<Step>();
        step->node = index;
        step->parent = &parent;
        step->prefix = parent.prefix;
        step->attempt = parent.attempt;
        step->place = parent.place;
        parent.children.push_back(std::move(step));
        return *parent.children.back();
    }

    std::vector<NodeIndex> branches(const Step& step, const Node& n) const {
        if (n.block == Block::parallel) return n.children;
        const auto lookup = known(step.place, Value{step.arrived});
        std::vector<NodeIndex> taken;
        for (std::size_t i = 0; i < n.children.size(); ++i) {
            if (n.block == Block::choice && n.children[i] == n.otherwise) continue;
            if (!n.conditions[i] || process::holds(*n.conditions[i], lookup)) taken.push_back(n.children[i]);
        }
        if (n.block == Block::some_of) return taken;
        if (taken.empty()) return {n.otherwise};
        return {taken.front()};
    }

    void begin_call(Step& step, const process::Call& call) {
        if (call.each.empty()) {
            Step& only = put(step, node(step).children[0]);
            only.prefix = step.prefix + call.id + ".1.";
            only.attempt = step.attempt;
            begin(only, step.began, step.outcome);
        } else {
            std::vector<PlaceLife>& lives = lives_of(call);
            step.opening =
                true;  // a place with nothing to do ends at once, and must not end the call before the others begin
            for (std::size_t i = 0; i < lives.size(); ++i) {
                if (lives[i].dropped && *lives[i].dropped > step.began)
                    contest("a place was dropped before the step to it was entered, but after the day of that step");
                begin_place(step, call, i + 1);
            }
            step.opening = false;
        }
        join(step);
    }

    /// A place is there from the day it was added to the day it was dropped, whenever the step before was entered.
    void begin_place(Step& step, const process::Call& call, std::size_t number) {
        const PlaceLife life = lives_of(call)[number - 1];
        const Day from = std::max(step.began, life.added.value_or(step.began));
        if (life.dropped && *life.dropped <= from) return;
        const auto place = std::make_shared<const Value>((*list_of(call.each))[number - 1]);
        if (call.where && !process::holds(*call.where, known(place, {}))) return;
        Step& one = put(step, node(step).children[0]);
        one.prefix = step.prefix + call.id + '.' + std::to_string(number) + '.';
        one.attempt = step.attempt;
        one.number = number;
        one.place = place;
        begin(one, from, step.outcome);
        if (life.dropped && !one.ended) cut(one, *life.dropped);
    }

    void reach_end(Step& step, const Node& n) {
        if (n.terminates) return close(CaseState::refused, step.began);
        if (n.settles == "energized") state_ = CaseState::energized;
        end(step, step.began, step.outcome);
    }

    void end(Step& step, Day day, const std::string& outcome) {
        step.ended = day;
        step.outcome = outcome;
        if (!step.parent) return;
        Step& parent = *step.parent;
        parent.outcome = outcome;
        const Block block = node(parent).block;
        if (block == Block::sequence || block == Block::loop) go_on(parent);
        else join(parent);
    }

    /// The next of a series begins on the day the one before ended.
    void go_on(Step& series) {
        if (series.ended) return;
        const Node& n = node(series);
        const Day day = series.children.empty() ? series.began : *series.children.back()->ended;
        const std::size_t done = series.children.size();
        if (n.block == Block::sequence) {
            if (done == n.children.size()) return end(series, day, series.outcome);
            return begin(put(series, n.children[done]), day, series.outcome);
        }
        if (done % 2 == 1 && !process::holds(*n.conditions[0], known(series.place, Value{series.outcome})))
            return end(series, day, series.outcome);
        // Attempts are numbered through, also those of a loop within a loop.
        const int attempt = done % 2 == 0 ? ++attempts_[{series.prefix, series.node}] : series.children.back()->attempt;
        Step& next = put(series, n.children[done % 2]);
        next.attempt = attempt;
        begin(next, day, series.outcome);
    }

    void join(Step& block) {
        if (block.ended || block.opening) return;
        Day latest = block.began;
        for (const auto& child : block.children) {
            if (!child->ended) return;
            latest = std::max(latest, *child->ended);
        }
        end(block, latest, block.outcome);
    }

    void finish_task(Step& task, Day day, const std::string& outcome) {
        task.runs.back().to = day;
        end(task, day, outcome);
        if (state_ != CaseState::refused) return;
        // What the rejecting task finishes is finished; what else was open ends under its clocks.
        for (const Scope& scope : scopes()) {
            const TaskSet& set = process_->clocks[scope.clock].covers;
            if (std::any_of(scope.series.begin(), scope.series.end(),
                            [&](const Step* s) { return cut_below(*s, set); }))
                cancelled_.insert(scope.id);
        }
    }

    bool cut_below(const Step& step, const TaskSet& set) const {
        if (node(step).block == Block::task) return step.cut && covers(step, set);
        return std::any_of(step.children.begin(), step.children.end(),
                           [&](const auto& child) { return cut_below(*child, set); });
    }

    void close(CaseState state, Day day) {
        state_ = state;
        cut(*root_, day);
    }

    static void cut(Step& step, Day day) {
        for (const auto& child : step.children) cut(*child, day);
        if (step.ended) return;
        step.ended = day;
        step.cut = true;
        if (!step.runs.empty() && !step.runs.back().to) step.runs.back().to = day;
    }

    /// A clock that `act` stops is cancelled by it, if `ends` says so.
    template <class Act, class Ends>
    void cancelling(const Act& act, const Ends& ends) {
        std::set<std::string> before;
        for (const Scope& scope : scopes()) {
            if (over(scope).over) before.insert(scope.id);
        }
        act();
        for (const Scope& scope : scopes()) {
            if (over(scope).over && before.count(scope.id) == 0 && ends(scope)) cancelled_.insert(scope.id);
        }
    }

    /// Something covered was finished, and its place still stands.
    bool any_done(const Step& step, const TaskSet& set) const {
        if (step.cut && step.number > 0) return false;
        if (node(step).block == Block::task) return step.ended && !step.cut && covers(step, set);
        return std::any_of(step.children.begin(), step.children.end(),
                           [&](const auto& child) { return any_done(*child, set); });
    }

    /// Its own permit was dropped; or every permit it is around, and nothing else was finished.
    bool ended_by_drop(const Scope& scope) const {
        for (const Step* at = scope.series.front(); at; at = at->parent)
            if (at->cut && at->number > 0) return true;
        const TaskSet& set = process_->clocks[scope.clock].covers;
        return std::none_of(scope.series.begin(), scope.series.end(),
                            [&](const Step* step) { return any_done(*step, set); });
    }

    // Places.

    void add(const std::string& name, const process::List& places, Day day) {
        std::set<std::string> done;
        for (const process::Call& call : process_->calls) {
            if (call.each.empty() || call.each.back() != name || !done.insert(key(call.each)).second) continue;
            std::vector<PlaceLife>& lives = lives_of(call);
            process::List& list = list_to_add_to(call.each);
            const std::size_t first = lives.size();
            for (const Value& place : places) {
                list.push_back(place);
                lives.push_back({day, std::nullopt});
            }
            for (const process::Call& other : process_->calls)
                if (other.each == call.each) begin_added(other, first);
        }
    }

    void begin_added(const process::Call& call, std::size_t first) {
        for (Step* step : steps_of(*root_, call.node)) {
            const std::size_t before = step->children.size();
            for (std::size_t number = first + 1; number <= lives_of(call).size(); ++number)
                begin_place(*step, call, number);
            if (step->children.size() == before) continue;
            reopen(*step);
            join(*step);
        }
    }

    void contest(std::string why) { contested_.push_back(std::move(why)); }

    void reopen(Step& step) {
        for (Step* at = &step; at->ended; at = at->parent) {
            at->ended.reset();
            if (!at->parent) return;
            const Block block = node(*at->parent).block;
            if ((block == Block::sequence || block == Block::loop) && at->parent->children.back().get() != at)
                contest("a place came after what waits for it had begun");
        }
    }

    void drop(const std::string& path, Day day) {
        const auto dot = path.rfind('.');
        const std::size_t number = std::stoul(path.substr(dot + 1));
        const std::vector<std::string>* each = nullptr;
        for (const process::Call& call : process_->calls)
            if (call.id == path.substr(0, dot) && !each) each = &call.each;
        cancelling(
            [&] {
                for (const process::Call& call : process_->calls) {
                    if (call.each != *each) continue;
                    lives_of(call)[number - 1].dropped = day;
                    for (Step* step : steps_of(*root_, call.node)) {
                        for (const auto& child : step->children)
                            if (child->number == number && !child->ended) cut(*child, day);
                        join(*step);
                    }
                }
            },
            [&](const Scope& scope) { return ended_by_drop(scope); });
    }

    std::vector<Step*> steps_of(Step& step, NodeIndex index) {
        if (step.node == index) return {&step};
        std::vector<Step*> all;
        for (const auto& child : step.children)
            for (Step* below : steps_of(*child, index)) all.push_back(below);
        return all;
    }

    // Clocks.

    static std::string suffix(int attempt) { return attempt > 1 ? '~' + std::to_string(attempt) : std::string{}; }

    void collect(const Step& step, std::vector<Scope>& all) const {
        for (const ClockIndex c : process_->clocks.indices()) {
            const process::Clock& clock = process_->clocks[c];
            if (clock.home != step.node) continue;
            if (node(step).block == Block::call) {
                for (const auto& one : step.children)
                    all.push_back({c, one->prefix + clock.id + suffix(one->attempt), {one.get()}, nullptr, one->place});
            } else if (node(step).block == Block::loop) {
                for (std::size_t i = 0; i < step.children.size(); i += 2) {
                    const int number = step.children[i]->attempt;
                    Scope attempt{
                        c, step.prefix + clock.id + suffix(number), {step.children[i].get()}, &step, step.place};
                    if (i + 1 < step.children.size()) attempt.series.push_back(step.children[i + 1].get());
                    all.push_back(std::move(attempt));
                }
            } else {
                all.push_back({c, step.prefix + clock.id + suffix(step.attempt), {&step}, nullptr, step.place});
            }
        }
        for (const auto& child : step.children) collect(*child, all);
    }

    Over over(const Step& step, const Asked& asked) const {
        const Node& n = node(step);
        if (n.block == Block::task)
            return covers(step, asked.covered) ? Over{step.ended.has_value(), step.ended.value_or(Day::min())} : Over{};
        Over all;
        for (const auto& child : step.children) all.both(over(*child, asked));
        if (step.ended && !step.cut) return all;
        bool more = false;
        const std::size_t begun = n.block == Block::sequence ? step.children.size() : 0;
        if (n.block == Block::sequence || n.block == Block::loop)
            for (std::size_t i = begun; i < n.children.size(); ++i)
                more = more || may_come(n.children[i], asked, step.place);
        if (more) all.both({step.cut, step.ended.value_or(Day::min())});
        return all;
    }

    /// Whether something covered may run in a block that no token has reached, as far as is known today.
    bool may_come(NodeIndex index, const Asked& asked, const std::shared_ptr<const Value>& place) const {
        const Node& n = node(index);
        if (n.block == Block::task) return contains(asked.covered, n.task);
        if (n.block == Block::call) return may_be_called(n, asked);
        bool settled = false, any = false;
        for (std::size_t i = 0; i < n.children.size(); ++i) {
            if (n.block == Block::choice && n.children[i] == n.otherwise) continue;
            const bool conditional = n.block != Block::loop && i < n.conditions.size() && n.conditions[i];
            const bool by_outcome = conditional && process::names_in(*n.conditions[i]).count("outcome") != 0;
            Value answer{true};
            if (by_outcome) answer = Value{};
            else if (conditional) answer = process::evaluate(*n.conditions[i], known(place, {}));
            if (answer == Value{false} || (n.block == Block::choice && settled)) continue;
            settled = settled || answer == Value{true};
            any = any || may_come(n.children[i], asked, place);
        }
        return any || (n.block == Block::choice && !settled && may_come(n.otherwise, asked, place));
    }

    bool may_be_called(const Node& n, const Asked& asked) const {
        const process::Call& call = process_->calls[n.call];
        const process::List* list = call.each.empty() ? nullptr : list_of(call.each);
        if (!list)
            return (call.each.empty() || attributes_.count(call.each.front()) == 0) &&
                   may_come(n.children[0], asked, nullptr);
        for (std::size_t i = 0; i < list->size(); ++i) {
            const auto place = std::make_shared<const Value>((*list)[i]);
            const auto lives = lives_.find(key(call.each));
            if (lives != lives_.end() && i < lives->second.size() && lives->second[i].dropped) continue;
            if (call.where && !process::holds(*call.where, known(place, {}))) continue;
            if (may_come(n.children[0], asked, place)) return true;
        }
        return false;
    }

    const process::Pack& pack_;
    const process::Process* process_ = nullptr;
    Record attributes_;
    std::map<std::string, std::vector<PlaceLife>> lives_;
    std::unique_ptr<Step> root_;
    std::map<std::string, Step*> tasks_;
    std::map<std::pair<std::string, NodeIndex>, int> attempts_;
    std::map<std::string, int> extensions_;
    std::map<std::string, int> frozen_;
    std::set<std::string> cancelled_;
    CaseState state_ = CaseState::open;
    std::vector<std::string> contested_;
};

}  // namespace bandian::testing::slow
