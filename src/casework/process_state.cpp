#include "casework/process_state.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace bandian::casework {

namespace {

using clocks::TimelineIndex;
using process::Block;
using process::Node;
using process::NodeIndex;
using process::Process;
using process::TaskIndex;
using process::TaskSet;
using process::Value;

Mark later(Mark a, Mark b) { return {std::max(a.day, b.day), std::max(a.entry, b.entry)}; }

const Value* known_in(const Case& c, const Value* place, const std::string& name) {
    if (name == "place") return place;
    if (const auto found = c.attributes.find(name); found != c.attributes.end()) return &found->second;
    const process::AttributeRule* rule = c.pack->attribute(name);
    if (!rule) return nullptr;
    if (const auto always = rule->always.find(c.process->id); always != rule->always.end()) return &always->second;
    return rule->standard ? &*rule->standard : nullptr;
}

/// The loader allows no more flows out of a gateway than there are bits.
std::uint64_t bit(std::size_t child) { return std::uint64_t{1} << child; }

/// A dropped call, as the clocks around it see it.
struct Drop {
    Mark mark;
    TaskSet tasks;  ///< of it that ran or could have run on
};

/// The indices of `all` by their names.
template <class One>
std::vector<std::size_t> in_order(const std::vector<One>& all, std::string One::*name) {
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const int compared = (all[a].*name).compare(all[b].*name);
        return compared != 0 ? compared < 0 : a < b;
    });
    return order;
}

template <class One>
const One* find_in(const std::vector<One>& all, const std::vector<std::size_t>& order, std::string One::*name,
                   std::string_view wanted) {
    const auto found =
        std::lower_bound(order.begin(), order.end(), wanted,
                         [&](std::size_t index, std::string_view text) { return all[index].*name < text; });
    return found != order.end() && all[*found].*name == wanted ? &all[*found] : nullptr;
}

bool holds_task(const Process& process, NodeIndex index, TaskIndex task) {
    const Node& node = process.nodes[index];
    return node.task == task || std::any_of(node.children.begin(), node.children.end(),
                                            [&](NodeIndex child) { return holds_task(process, child, task); });
}

class StateReader {
public:
    explicit StateReader(const Case& c) : case_(c), process_(*c.process) {
        result_.passed.resize(process_.nodes.size());
        // What most cases come to; places and attempts may make it more.
        result_.timeline.reserve(2 * process_.nodes.size());
        result_.task_instances.reserve(2 * process_.tasks.size());
        result_.clocks.reserve(2 * process_.clocks.size());
        result_.calls.reserve(4 * process_.calls.size());
        result_.routes.reserve(8);
        result_.attempts.reserve(8);
    }

    ProcessState run() {
        const TimelineIndex root = result_.timeline.push_back({});
        const Event& submitted = case_.log.front();
        const Mark start{case_.submitted(), submitted.number};
        const Frame frame = open(root, process_.root);
        walk(process_.root, start, root);
        close(frame);
        result_.ahead = may_run_;
        for (ClockInstance& instance : result_.clocks)
            if (const TaskIndex other = process_.clocks[instance.clock].not_before)
                instance.not_before = finished(other, instance);
        end_case();
        result_.task_instances_by_path = in_order(result_.task_instances, &TaskInstance::path);
        result_.clocks_by_id = in_order(result_.clocks, &ClockInstance::id);
        return std::move(result_);
    }

private:
    /// Where in the calls and loops the walk is.
    struct Scope {
        std::string prefix;  ///< "green-space.1."
        std::string call;    ///< "green-space.1"
        const Value* place = nullptr;
        int attempt = 1;  ///< of the innermost loop
    };

    /// A node with clocks of its own, while the walk is inside it.
    struct Frame {
        NodeIndex node;
        TimelineIndex root;
        std::size_t first_task_instance;
        std::size_t first_drop;
        TaskSet may_run_outside;
    };

    Frame open(TimelineIndex timeline_root, NodeIndex node) {
        Frame frame{node, timeline_root, result_.task_instances.size(), drops_.size(), may_run_};
        may_run_.reset();
        return frame;
    }

    void close(const Frame& frame) {
        for (const process::ClockIndex index : process_.nodes[frame.node].clocks) {
            const process::Clock& clock = process_.clocks[index];
            ClockInstance& instance = result_.clocks.emplace_back();
            instance.clock = index;
            name_here(instance.id, clock.id);
            instance.root = frame.root;
            instance.first = frame.first_task_instance;
            instance.last = result_.task_instances.size();
            instance.place = scope_.place;
            if (clock.not_before) instance.call = scope_.call;
            instance.standing = standing(clock, frame, instance.started);
        }
        may_run_ |= frame.may_run_outside;
    }

    clocks::Standing standing(const process::Clock& clock, const Frame& frame, bool& started) const {
        clocks::Standing s;
        bool running = false, held = false, all_dropped = true, dropped_under_it = false;
        std::optional<Day> last;
        for (std::size_t i = frame.first_task_instance; i < result_.task_instances.size(); ++i) {
            const TaskInstance& o = result_.task_instances[i];
            if (!contains(clock.covers, o.task)) continue;
            started = true;
            running |= o.state == TaskState::active;
            held |= o.state == TaskState::held;
            all_dropped &= o.dropped;
            if (o.until) last = std::max(last.value_or(o.until->day), o.until->day);
        }
        for (std::size_t i = frame.first_drop; i < drops_.size(); ++i) {
            if ((drops_[i].tasks & clock.covers).none()) continue;
            dropped_under_it = true;
            last = std::max(last.value_or(drops_[i].mark.day), drops_[i].mark.day);
        }
        if (running) {
            s.state = clocks::ClockState::running;
        } else if (held || (may_run_ & clock.covers).any()) {
            s.state = clocks::ClockState::paused;
        } else {
            s.state = clocks::ClockState::stopped;
            s.stopped_on = last;
            s.cancelled = dropped_under_it && all_dropped;
        }
        return s;
    }

    clocks::NotBefore finished(TaskIndex task, const ClockInstance& instance) const {
        const TaskInstance* other = result_.done_with(process_, task, instance.call, instance.first, instance.last);
        return other ? clocks::NotBefore{other->until->day} : clocks::NotBefore{};
    }

    /// The mark on which the node is finished; nullopt while it is not.
    std::optional<Mark> walk(NodeIndex index, Mark enter, TimelineIndex parent) {
        const Node& node = process_.nodes[index];
        const TimelineIndex timeline{result_.timeline.size()};
        std::optional<Mark> done;
        switch (node.block) {
            case Block::task: done = walk_task(node, enter, parent); break;
            case Block::sequence: done = walk_sequence(node, enter, parent); break;
            case Block::parallel: done = walk_all(node.children, enter, parent); break;
            case Block::some_of: done = walk_some(index, node, enter, parent); break;
            case Block::choice: done = walk_choice(index, node, enter, parent); break;
            case Block::loop: done = walk_loop(index, node, enter, parent); break;
            case Block::call: done = walk_call(node, enter, parent); break;
            case Block::end: done = walk_end(node, enter); break;
        }
        // A choice has no node of its own: it is the branch that was taken.
        if (timeline.value() < result_.timeline.size() && !result_.timeline[timeline].node)
            result_.timeline[timeline].node = index;
        if (done && scope_.call.empty()) result_.passed[index] = true;
        return done;
    }

    std::optional<Mark> walk_task(const Node& node, Mark enter, TimelineIndex parent) {
        const process::Task& task = process_.tasks[node.task];
        TaskInstance& o = result_.task_instances.emplace_back();
        o.task = node.task;
        name_here(o.path, task.id);
        o.since = o.last_change = enter;
        o.place = scope_.place;
        o.call = scope_.call;
        clocks::TimelineNode run;
        run.arrangement = clocks::Arrangement::task;
        run.task = node.task;
        run.intervals.push_back({enter.day, std::nullopt});
        if (const auto found = case_.tasks.find(o.path); found != case_.tasks.end()) {
            for (const TaskFact& fact : found->second) {
                o.last_change = fact.mark;
                if (fact.change == TaskChange::resumed) {
                    o.state = TaskState::active;
                    o.hold.clear();
                    o.missing.clear();
                    run.intervals.push_back({fact.mark.day, std::nullopt});
                    continue;
                }
                run.intervals.back().to = fact.mark.day;
                if (fact.change == TaskChange::held) {
                    o.state = TaskState::held;
                    o.hold = fact.word;
                    o.missing = fact.missing;
                    if (const auto* reason = case_.pack->hold_reason(fact.word); reason && reason->names_missing)
                        ++o.corrections;
                } else {
                    o.state = TaskState::done;
                    o.outcome = fact.word;
                    o.deemed = fact.deemed;
                    o.until = fact.mark;
                    last_outcome_ = Value{fact.word};
                }
            }
        }
        o.timeline = add_to_timeline(std::move(run), parent);
        return o.until;
    }

    std::optional<Mark> walk_sequence(const Node& node, Mark enter, TimelineIndex parent) {
        const TimelineIndex series = add_to_timeline({}, parent);
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            const std::optional<Mark> done = walk(node.children[i], enter, series);
            if (!done) {
                for (++i; i < node.children.size(); ++i) expect(node.children[i]);
                return std::nullopt;
            }
            enter = *done;
        }
        return enter;
    }

    std::optional<Mark> walk_all(const std::vector<NodeIndex>& children, Mark enter, TimelineIndex parent) {
        clocks::TimelineNode fork;
        fork.arrangement = clocks::Arrangement::parallel;
        const TimelineIndex branches = add_to_timeline(std::move(fork), parent);
        std::optional<Mark> done = enter;
        for (const NodeIndex child : children) {
            const std::optional<Mark> one = walk(child, enter, branches);
            done = done && one ? std::optional{later(*done, *one)} : std::nullopt;
        }
        return done;
    }

    std::optional<Mark> walk_some(NodeIndex index, const Node& node, Mark enter, TimelineIndex parent) {
        std::vector<NodeIndex> taken;
        RouteTaken route{index, scope_.prefix + suffix(), 0};
        const process::Lookup lookup = lookup_here();
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            if (node.conditions[i] && !process::holds(*node.conditions[i], lookup)) continue;
            taken.push_back(node.children[i]);
            route.taken |= bit(i);
        }
        result_.routes.push_back(std::move(route));
        return walk_all(taken, enter, parent);
    }

    std::optional<Mark> walk_choice(NodeIndex index, const Node& node, Mark enter, TimelineIndex parent) {
        NodeIndex chosen = node.otherwise;
        const process::Lookup lookup = lookup_here();
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            if (node.conditions[i] && process::holds(*node.conditions[i], lookup)) {
                chosen = node.children[i];
                break;
            }
        }
        if (!chosen) throw std::logic_error("no flow of gateway \"" + node.name + "\" can be taken");
        const auto child = std::find(node.children.begin(), node.children.end(), chosen) - node.children.begin();
        result_.routes.push_back({index, scope_.prefix + suffix(), bit(static_cast<std::size_t>(child))});
        return walk(chosen, enter, parent);
    }

    std::optional<Mark> walk_loop(NodeIndex index, const Node& node, Mark enter, TimelineIndex parent) {
        const TimelineIndex attempts = add_to_timeline({}, parent);
        const int outer_attempt = scope_.attempt;
        std::optional<Mark> done;
        for (bool again = true; again;) {
            const std::size_t before = result_.task_instances.size();
            scope_.attempt = next_attempt(index);
            const TimelineIndex attempt = add_to_timeline({}, attempts);
            const Frame frame = open(attempt, index);
            done = walk(node.children[0], enter, attempt);
            again = done && process::holds(*node.conditions[0], lookup_here());
            if (!done) expect(node.children[1]);
            if (again) {
                done = walk(node.children[1], *done, attempt);
                again = done.has_value();
            }
            close(frame);
            result_.attempts.push_back({index, before, result_.task_instances.size()});
            // Nobody had anything to do: the next round would be the same, and so for ever. It waits until more is
            // known.
            if (again && result_.task_instances.size() == before) {
                done.reset();
                again = false;
            }
            if (again) enter = *done;
            if (!done) expect(node.children[0]);
        }
        scope_.attempt = outer_attempt;
        return done;
    }

    /// Counted through when a loop is come to again, by an outer one.
    int next_attempt(NodeIndex loop) {
        for (Rounds& a : result_.rounds)
            if (a.loop == loop && a.prefix == scope_.prefix) return ++a.last;
        result_.rounds.push_back({loop, scope_.prefix, 1});
        return 1;
    }

    std::optional<Mark> walk_call(const Node& node, Mark enter, TimelineIndex parent) {
        const process::Call& call = process_.calls[node.call];
        if (call.each.empty()) return walk_place(node, call, 1, scope_.place, nullptr, enter, parent);
        clocks::TimelineNode fork;
        fork.arrangement = clocks::Arrangement::parallel;
        const TimelineIndex branches = add_to_timeline(std::move(fork), parent);
        const process::List* list = list_at(case_.attributes, call.each);
        const std::vector<Place>* places = case_.places_of(call.each);
        std::optional<Mark> done = enter;
        for (std::size_t i = 0; list && i < list->size(); ++i) {
            const Value& value = (*list)[i];
            const Place& place = (*places)[i];
            if (call.where && !process::holds(*call.where, lookup_in(case_, &value))) continue;
            if (place.dropped && place.dropped->entry <= enter.entry) continue;
            const Mark start = place.added ? later(enter, *place.added) : enter;
            const std::optional<Mark> one =
                walk_place(node, call, static_cast<int>(i) + 1, &value, &place, start, branches);
            done = done && one ? std::optional{later(*done, *one)} : std::nullopt;
        }
        return done;
    }

    std::optional<Mark> walk_place(const Node& node, const process::Call& call, int number, const Value* value,
                                   const Place* place, Mark enter, TimelineIndex parent) {
        Scope outer = std::move(scope_);
        scope_ = {};
        scope_.attempt = outer.attempt;
        scope_.prefix.reserve(outer.prefix.size() + call.id.size() + 8);
        scope_.prefix.append(outer.prefix).append(call.id).append(1, '.').append(std::to_string(number));
        scope_.call = scope_.prefix;
        scope_.prefix += '.';
        scope_.place = value;
        const TimelineIndex timeline = add_to_timeline({}, parent);
        CallInstance instance{node.call, number, scope_.call, enter, std::nullopt, false, timeline, value};
        const std::size_t first_task_instance = result_.task_instances.size(), first_clock = result_.clocks.size();
        const TaskSet may_run_before = may_run_;
        const Frame frame = open(timeline, process_.calls[node.call].node);
        instance.until = walk(node.children[0], enter, timeline);
        close(frame);
        if (place && place->dropped && !instance.until) {
            instance.until = place->dropped;
            instance.dropped = true;
            TaskSet open = may_run_ & call.tasks;
            for (std::size_t i = first_task_instance; i < result_.task_instances.size(); ++i)
                if (const TaskInstance& o = result_.task_instances[i];
                    o.state == TaskState::active || o.state == TaskState::held)
                    open.set(o.task.value());
            may_run_ = may_run_before;
            for (std::size_t i = first_task_instance; i < result_.task_instances.size(); ++i)
                cancel(i, *place->dropped).dropped = true;
            for (std::size_t i = first_clock; i < result_.clocks.size(); ++i)
                cancel(result_.clocks[i].standing, place->dropped->day);
            drops_.push_back({*place->dropped, open});
        }
        scope_ = std::move(outer);
        const std::optional<Mark> until = instance.until;
        result_.calls.push_back(std::move(instance));
        return until;
    }

    std::optional<Mark> walk_end(const Node& node, Mark enter) {
        if (!node.settles.empty()) {
            result_.state = node.settles == "refused" ? CaseState::refused : CaseState::energized;
            result_.closed = enter;
        }
        return node.terminates ? std::nullopt : std::optional{enter};
    }

    /// Notes the tasks that may still run in a node not yet reached.
    void expect(NodeIndex index) {
        if (!index) return;
        const Node& node = process_.nodes[index];
        if (node.block == Block::task) may_run_.set(node.task.value());
        if (node.block == Block::call) {
            const process::Call& call = process_.calls[node.call];
            if (!call.each.empty() && !any_place_left(call)) return;
        }
        if (node.block == Block::choice || node.block == Block::some_of) {
            const process::Lookup lookup = [this](const std::string& name) {
                return name == "outcome" ? nullptr : known_in(case_, scope_.place, name);  // nobody knows yet
            };
            bool settled = false;
            for (std::size_t i = 0; i < node.children.size() && !settled; ++i) {
                if (node.block == Block::choice && !node.conditions[i]) continue;  // the default, when none holds
                const Value answer = node.conditions[i] ? process::evaluate(*node.conditions[i], lookup) : Value{true};
                if (answer != Value{false}) expect(node.children[i]);
                settled = node.block == Block::choice && answer == Value{true};
            }
            if (!settled) expect(node.otherwise);
            return;
        }
        for (const NodeIndex child : node.children) expect(child);
    }

    bool any_place_left(const process::Call& call) const {
        const process::List* list = list_at(case_.attributes, call.each);
        if (!list) return case_.attributes.find(call.each.front()) == case_.attributes.end();  // not known yet
        const std::vector<Place>* places = case_.places_of(call.each);
        for (std::size_t i = 0; i < list->size(); ++i)
            if (!(*places)[i].dropped && (!call.where || process::holds(*call.where, lookup_in(case_, &(*list)[i]))))
                return true;
        return false;
    }

    TaskInstance& cancel(std::size_t index, Mark mark) {
        TaskInstance& o = result_.task_instances[index];
        if (o.state == TaskState::done || o.state == TaskState::cancelled) return o;
        if (o.state == TaskState::active) result_.timeline[o.timeline].intervals.back().to = mark.day;
        o.state = TaskState::cancelled;
        o.until = o.last_change = mark;
        o.hold.clear();
        o.missing.clear();
        return o;
    }

    static void cancel(clocks::Standing& standing, Day day) {
        if (standing.state == clocks::ClockState::stopped) return;
        standing = {clocks::ClockState::stopped, day, true};
    }

    /// The case is over: by its end, by a refusal, or because it was withdrawn.
    void end_case() {
        if (case_.withdrawn) {
            result_.state = CaseState::withdrawn;
            result_.closed = case_.withdrawn;
        }
        if (!result_.closed) return;
        result_.ahead.reset();
        for (ClockInstance& instance : result_.clocks) {
            if (instance.standing.state == clocks::ClockState::stopped) continue;
            // What ended the case by being finished is finished itself (a rejected acceptance).
            const TaskSet& covers = process_.clocks[instance.clock].covers;
            const auto covered = [&](TaskState state) {
                return std::any_of(
                    result_.task_instances.begin(), result_.task_instances.end(), [&](const TaskInstance& o) {
                        return contains(covers, o.task) &&
                               (state == TaskState::done ? o.state == state && o.until->entry == result_.closed->entry
                                                         : o.state == TaskState::active || o.state == TaskState::held);
                    });
            };
            const bool finished = !case_.withdrawn && covered(TaskState::done) && !covered(TaskState::active);
            cancel(instance.standing, result_.closed->day);
            instance.standing.cancelled = !finished;
        }
        for (std::size_t i = 0; i < result_.task_instances.size(); ++i) cancel(i, *result_.closed);
    }

    TimelineIndex add_to_timeline(clocks::TimelineNode node, TimelineIndex parent) {
        const TimelineIndex index = result_.timeline.push_back(std::move(node));
        clocks::TimelineNode& above = result_.timeline[parent];
        (above.last_child ? result_.timeline[above.last_child].next : above.first_child) = index;
        above.last_child = index;
        return index;
    }

    /// "green-space.1.review~2"; made in place, since every task and clock has one.
    void name_here(std::string& name, const std::string& id) const {
        name.reserve(scope_.prefix.size() + id.size() + 3);
        name.append(scope_.prefix).append(id);
        if (scope_.attempt > 1) name.append(suffix());
    }

    std::string suffix() const { return scope_.attempt > 1 ? '~' + std::to_string(scope_.attempt) : std::string{}; }

    process::Lookup lookup_here() const {
        return [this](const std::string& name) {
            return name == "outcome" ? &last_outcome_ : known_in(case_, scope_.place, name);
        };
    }

    const Case& case_;
    const Process& process_;
    ProcessState result_;
    Scope scope_;
    TaskSet may_run_;
    Value last_outcome_;
    std::vector<Drop> drops_;
};

}  // namespace

std::string_view word(CaseState state) {
    switch (state) {
        case CaseState::open: return "open";
        case CaseState::energized: return "energized";
        case CaseState::refused: return "refused";
        case CaseState::withdrawn: return "withdrawn";
    }
    return {};
}

std::string_view word(TaskState state) {
    switch (state) {
        case TaskState::active: return "active";
        case TaskState::held: return "held";
        case TaskState::done: return "done";
        case TaskState::cancelled: return "cancelled";
    }
    return {};
}

const TaskInstance* ProcessState::task_instance(std::string_view path) const {
    return find_in(task_instances, task_instances_by_path, &TaskInstance::path, path);
}

const ClockInstance* ProcessState::clock(std::string_view id) const {
    return find_in(clocks, clocks_by_id, &ClockInstance::id, id);
}

const TaskInstance* ProcessState::done_with(const Process& process, TaskIndex task, std::string_view call,
                                            std::size_t first, std::size_t last) const {
    const auto around = std::find_if(attempts.begin(), attempts.end(), [&](const Attempt& attempt) {
        return first >= attempt.first && last <= attempt.last && holds_task(process, attempt.loop, task);
    });
    const std::size_t begin = around == attempts.end() ? 0 : around->first;
    for (std::size_t i = around == attempts.end() ? task_instances.size() : around->last; i-- > begin;) {
        const TaskInstance& o = task_instances[i];
        const bool here =
            o.call.empty() || call == o.call || (call.rfind(o.call, 0) == 0 && call[o.call.size()] == '.');
        if (o.task == task && o.state == TaskState::done && here) return &o;
    }
    return nullptr;
}

ProcessState process_state(const Case& the_case) { return StateReader{the_case}.run(); }

process::Lookup lookup_in(const Case& c, const Value* place) {
    return [&c, place](const std::string& name) { return known_in(c, place, name); };
}

std::optional<int> limit_of(const Case& c, const ClockInstance& instance) {
    if (const auto settled = c.settled_limits.find(instance.id); settled != c.settled_limits.end())
        return settled->second;
    const process::Clock& clock = c.process->clocks[instance.clock];
    const Value value = process::evaluate(clock.limit, lookup_in(c, instance.place));
    const auto* limit = value.as<double>();
    return limit && *limit >= 0 && *limit <= 1e4 ? std::optional{static_cast<int>(*limit)} : std::nullopt;
}

clocks::Promise promise_of(const Case& c, const ClockInstance& instance) {
    const process::Clock& clock = c.process->clocks[instance.clock];
    const std::optional<int> limit = limit_of(c, instance);
    if (!limit)
        throw std::logic_error("the limit of clock " + instance.id + " gives no number of days: " + clock.limit.text);
    clocks::Promise promise;
    promise.limit = *limit;
    promise.unit = clock.unit;
    promise.kind = clock.kind;
    promise.not_before = instance.not_before;
    if (clock.warn_at) promise.warn_at = Days{*clock.warn_at};
    if (const auto extension = c.extensions.find(instance.id); extension != c.extensions.end())
        promise.extension = extension->second.days;
    return promise;
}

}  // namespace bandian::casework
