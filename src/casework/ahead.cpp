#include "casework/ahead.hpp"

#include "process/unsaid.hpp"

#include <algorithm>
#include <set>

namespace bandian::casework {

namespace {

using clocks::TimelineIndex;
using clocks::TimelineNode;
using process::Block;
using process::Clock;
using process::ClockIndex;
using process::Indexed;
using process::Node;
using process::NodeIndex;
using process::Value;

/// More ways that differ in what they have counted are not told apart.
constexpr std::size_t most_ways = 64;

/// How many days of a clock each part of the timeline has used.
using UsedDays = Indexed<Indexed<int, TimelineNode>, Clock>;

UsedDays used_days(const Case& c, const clocks::Timeline& timeline, const Indexed<bool, Clock>& wanted,
                   const calendar::Calendar& calendar, Day today) {
    UsedDays used(c.process->clocks.size());
    for (const ClockIndex k : used.indices()) {
        if (!wanted[k]) continue;
        const Clock& clock = c.process->clocks[k];
        used[k].resize(timeline.size());
        for (const TimelineIndex i : timeline.indices().reversed())
            used[k][i] = clocks::used_at(timeline, i, clock.covers, clock.unit, used[k], calendar, today);
    }
    return used;
}

class Walker {
public:
    Walker(const Case& c, const ProcessState& now, const calendar::Calendar& calendar, Day today, Unsaid unsaid)
        : case_(c),
          process_(*c.process),
          now_(now),
          calendar_(calendar),
          today_(today),
          unsaid_(unsaid),
          judging_(process::judging_clocks(process_)),
          gives_(process_.clocks.size()),
          task_at_(now.timeline.size()),
          call_at_(now.timeline.size()),
          next_key_(static_cast<int>(now.clocks.size())) {
        for (const ClockIndex clock : judging_)
            if (clock) gives_[clock] = gives_time(process_.clocks[clock]);
        used_ = used_days(c, now.timeline, gives_, calendar, today);
        for (std::size_t i = 0; i < now.task_instances.size(); ++i) task_at_[now.task_instances[i].timeline] = i;
        for (const CallInstance& call : now.calls) call_at_[call.timeline] = &call;
        for (const ClockInstance& clock : now.clocks) instance_.emplace(std::pair(clock.root, clock.clock), &clock);
    }

    Ahead all() {
        Scope scope;
        scope.clocks.resize(process_.clocks.size());
        enter(scope, process_.root, TimelineIndex{0});
        Ways ways = walk(process_.root, now_.timeline.front().first_child, scope, {});
        const auto longest =
            std::max_element(ways.begin(), ways.end(), [](const Way& a, const Way& b) { return a.days < b.days; });
        return {std::move(*longest), std::move(met_)};
    }

private:
    using Ways = std::vector<Way>;  // never empty
    using Keys = std::vector<int>;

    /// A clock as it stands on the way.
    struct Running {
        const ClockInstance* instance = nullptr;  ///< of the process state; nullptr: it would be a new one
        int key = -1;                             ///< tells it from others of the same clock
        int prefix = 0;                           ///< used by what was before
    };

    struct Scope {
        std::string prefix;  ///< "green-space.1."
        const Value* place = nullptr;
        int attempt = 1;
        Indexed<Running, Clock> clocks;
    };

    bool gives_time(const Clock& clock) const { return clock.own || !shares_with_limited(process_, clock); }

    const TimelineNode& timeline(TimelineIndex index) const { return now_.timeline[index]; }

    std::vector<TimelineIndex> below(TimelineIndex index) const {
        std::vector<TimelineIndex> children;
        for (TimelineIndex child = index ? timeline(index).first_child : index; child; child = timeline(child).next)
            children.push_back(child);
        return children;
    }

    /// Sets the clocks whose home that node is, for the part of the timeline below `root`; none: it has not begun.
    void enter(Scope& scope, NodeIndex home, TimelineIndex root) {
        for (const ClockIndex k : process_.nodes[home].clocks) {
            const auto found = root ? instance_.find(std::pair(root, k)) : instance_.end();
            const ClockInstance* instance = found == instance_.end() ? nullptr : found->second;
            scope.clocks[k] = {instance, instance ? static_cast<int>(instance - now_.clocks.data()) : next_key_++, 0};
        }
    }

    /// What the clocks of that node have counted is nobody's concern outside it.
    void leave(Ways& ways, const Scope& scope, NodeIndex home) const {
        for (const ClockIndex k : process_.nodes[home].clocks)
            for (Way& way : ways) std::erase(way.charged, scope.clocks[k].key);
    }

    void pass(Scope& scope, TimelineIndex part) const {
        for (const ClockIndex k : used_.indices())
            if (gives_[k]) scope.clocks[k].prefix += used_[k][part];
    }

    /// `part`: its node in the timeline; none: it has not begun. `charged`: on the way to it.
    Ways walk(NodeIndex index, TimelineIndex part, const Scope& scope, const Keys& charged) {
        const Node& node = process_.nodes[index];
        switch (node.block) {
            case Block::task: return {task(node, part, scope, charged)};
            case Block::sequence: return sequence(node, part, scope, charged);
            case Block::parallel:
                return part ? begun(node, part, scope, charged)
                            : side_by_side(begun_none(node.children, scope, charged), charged);
            case Block::some_of:
                return part ? begun(node, part, scope, charged)
                            : side_by_side(begun_none(taken(node, scope), scope, charged), charged);
            case Block::choice: return choice(node, part, scope, charged);
            case Block::loop: return loop(index, node, part, scope, charged);
            case Block::call: return call(index, node, part, scope, charged);
            case Block::end: break;
        }
        return {Way{0, {}, charged, true}};
    }

    /// Whatever comes after, `b` will not have taken longer than `a`; beside others, a way with nothing on it is none.
    static bool outlasts(const Way& a, const Way& b) {
        return (!a.done || b.done) && a.days >= b.days &&
               std::includes(b.charged.begin(), b.charged.end(), a.charged.begin(), a.charged.end());
    }

    /// Drops the ways that another outlasts; of those that take the same the first stays.
    static void prune(Ways& ways) {
        Ways kept;
        for (Way& way : ways) {
            if (std::any_of(kept.begin(), kept.end(), [&](const Way& one) { return outlasts(one, way); })) continue;
            std::erase_if(kept, [&](const Way& one) { return one.days < way.days && outlasts(way, one); });
            kept.push_back(std::move(way));
        }
        if (kept.size() > most_ways) {
            std::stable_sort(kept.begin(), kept.end(), [](const Way& a, const Way& b) { return a.days > b.days; });
            kept.resize(most_ways);
        }
        ways = std::move(kept);
    }

    static void append(Way& way, Way next) {
        way.days += next.days;
        way.done = way.done && next.done;
        way.charged = std::move(next.charged);
        std::move(next.steps.begin(), next.steps.end(), std::back_inserter(way.steps));
    }

    template <class Next>
    static void go_on(Ways& ways, const Next& next) {
        Ways longer;
        for (const Way& way : ways)
            for (Way& on : next(way.charged)) append(longer.emplace_back(way), std::move(on));
        prune(longer);
        ways = std::move(longer);
    }

    Ways sequence(const Node& node, TimelineIndex part, Scope scope, const Keys& charged) {
        Ways ways{Way{0, {}, charged, true}};
        const std::vector<TimelineIndex> parts = below(part);
        std::size_t begun = 0;
        for (const NodeIndex child : node.children) {
            if (process_.nodes[child].block == Block::end) continue;  // leaves nothing in the timeline
            const TimelineIndex of_child = begun < parts.size() ? parts[begun++] : TimelineIndex{};
            go_on(ways, [&](const Keys& keys) { return walk(child, of_child, scope, keys); });
            if (of_child) pass(scope, of_child);
        }
        return ways;
    }

    /// Of branches side by side those that are done are behind; of the others each may be the longest.
    static Ways side_by_side(std::vector<Ways> branches, const Keys& charged) {
        Ways all;
        for (Ways& branch : branches)
            for (Way& way : branch)
                if (!way.done) all.push_back(std::move(way));
        if (all.empty()) return {Way{0, {}, charged, true}};
        prune(all);
        return all;
    }

    std::vector<Ways> begun_none(const std::vector<NodeIndex>& children, const Scope& scope, const Keys& charged) {
        std::vector<Ways> branches;
        for (const NodeIndex child : children) branches.push_back(walk(child, {}, scope, charged));
        return branches;
    }

    Ways begun(const Node& node, TimelineIndex part, const Scope& scope, const Keys& charged) {
        std::vector<Ways> branches;
        for (const TimelineIndex branch : below(part))
            if (const NodeIndex child = leads_to(node, timeline(branch).node))
                branches.push_back(walk(child, branch, scope, charged));
        return side_by_side(std::move(branches), charged);
    }

    /// The child that has become that node: itself, or a choice that took it.
    NodeIndex leads_to(const Node& node, NodeIndex taken) const {
        for (const NodeIndex child : node.children) {
            const Node& one = process_.nodes[child];
            if (child == taken || (one.block == Block::choice && leads_to(one, taken))) return child;
        }
        return {};
    }

    process::Lookup known(const Scope& scope) const {
        return [known = lookup_in(case_, scope.place)](const std::string& name) {
            return name == "outcome" ? nullptr : known(name);
        };
    }

    bool ends_case(NodeIndex index) const {
        const Node& node = process_.nodes[index];
        return node.terminates ||
               (node.block == Block::sequence && !node.children.empty() && ends_case(node.children.back()));
    }

    /// It does, or nobody has said yet and at its longest it would.
    bool may_hold(const process::Expression& condition, const process::Lookup& lookup) const {
        return process::holds(condition, lookup) ||
               (unsaid_ == Unsaid::at_its_longest && process::is_unsaid(condition, lookup));
    }

    /// The branches that would be taken, or may be.
    std::vector<NodeIndex> taken(const Node& node, const Scope& scope) const {
        std::vector<NodeIndex> children;
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            if (!node.conditions[i] || may_hold(*node.conditions[i], known(scope)))
                children.push_back(node.children[i]);
        }
        return children;
    }

    /// Of a choice that nobody has made; a way that ends the case is not on the way to power.
    std::vector<NodeIndex> possible(const Node& node, const Scope& scope) const {
        std::vector<NodeIndex> children;
        bool settled = false;
        for (std::size_t i = 0; i < node.children.size() && !settled; ++i) {
            if (!node.conditions[i]) continue;
            settled = process::holds(*node.conditions[i], known(scope));
            if (settled || process::is_unsaid(*node.conditions[i], known(scope))) children.push_back(node.children[i]);
        }
        if (!settled && node.otherwise) children.push_back(node.otherwise);
        std::erase_if(children, [&](NodeIndex child) { return ends_case(child); });
        // In the order of the file.
        std::vector<NodeIndex> in_order;
        for (const NodeIndex child : node.children)
            if (std::find(children.begin(), children.end(), child) != children.end()) in_order.push_back(child);
        return in_order;
    }

    static int days_of(const Ways& ways) {
        return std::max_element(ways.begin(), ways.end(), [](const Way& a, const Way& b) { return a.days < b.days; })
            ->days;
    }

    Ways choice(const Node& node, TimelineIndex part, const Scope& scope, const Keys& charged) {
        if (part) return walk(leads_to(node, timeline(part).node), part, scope, charged);
        std::vector<Ways> branches = begun_none(possible(node, scope), scope, charged);
        if (branches.empty()) return {Way{0, {}, charged, false}};
        if (unsaid_ == Unsaid::at_its_shortest)
            return *std::min_element(branches.begin(), branches.end(),
                                     [](const Ways& a, const Ways& b) { return days_of(a) < days_of(b); });
        Ways all;
        for (Ways& branch : branches) std::move(branch.begin(), branch.end(), std::back_inserter(all));
        prune(all);
        return all;
    }

    int last_attempt(NodeIndex loop, const Scope& scope) const {
        for (const Rounds& a : now_.rounds)
            if (a.loop == loop && a.prefix == scope.prefix) return a.last;
        return 0;
    }

    Ways new_attempt(NodeIndex index, const Node& node, Scope scope, const Keys& charged) {
        scope.attempt = last_attempt(index, scope) + 1;
        enter(scope, index, {});
        Ways ways = walk(node.children[0], {}, scope, charged);
        leave(ways, scope, index);
        return ways;
    }

    Ways loop(NodeIndex index, const Node& node, TimelineIndex part, Scope scope, const Keys& charged) {
        const std::vector<TimelineIndex> attempts = below(part);
        if (attempts.empty()) return new_attempt(index, node, std::move(scope), charged);
        for (std::size_t i = 0; i + 1 < attempts.size(); ++i) pass(scope, attempts[i]);
        const TimelineIndex attempt = attempts.back();
        Scope inside = scope;
        inside.attempt = last_attempt(index, scope);
        enter(inside, index, attempt);
        const std::vector<TimelineIndex> parts = below(attempt);
        Ways ways = walk(node.children[0], parts.front(), inside, charged);
        if (!ways.front().done || parts.size() < 2) {
            leave(ways, inside, index);
            return ways;
        }
        pass(inside, parts.front());
        ways = walk(node.children[1], parts.back(), inside, charged);
        leave(ways, inside, index);
        pass(scope, attempt);
        go_on(ways, [&](const Keys& keys) { return new_attempt(index, node, scope, keys); });
        return ways;
    }

    /// One place of a call, or the call itself when it is for no places.
    Ways place(NodeIndex index, const Node& node, TimelineIndex part, int number, const Value* value,
               const Scope& around, const Keys& charged) {
        Scope scope = around;
        scope.prefix += process_.calls[node.call].id + '.' + std::to_string(number) + '.';
        scope.place = value;
        enter(scope, index, part);
        const std::vector<TimelineIndex> parts = below(part);
        Ways ways = walk(node.children[0], parts.empty() ? TimelineIndex{} : parts.front(), scope, charged);
        leave(ways, scope, index);
        return ways;
    }

    Ways call(NodeIndex index, const Node& node, TimelineIndex part, const Scope& scope, const Keys& charged) {
        const process::Call& call = process_.calls[node.call];
        if (call.each.empty()) return place(index, node, part, 1, scope.place, scope, charged);
        std::vector<Ways> branches;
        if (part) {
            for (const TimelineIndex one : below(part)) {
                const CallInstance& instance = *call_at_[one];
                if (!instance.dropped)
                    branches.push_back(place(index, node, one, instance.number, instance.place, scope, charged));
            }
            return side_by_side(std::move(branches), charged);
        }
        const std::vector<Place>* places = case_.places_of(call.each);
        const bool unknown = case_.attributes.count(call.each.front()) == 0;
        if (unknown && unsaid_ == Unsaid::at_its_longest)
            branches.push_back(place(index, node, {}, 1, nullptr, scope, charged));
        for (std::size_t i = 0; places && !unknown && i < places->size(); ++i) {
            const Value& value = listed(call.each, i);
            if (!(*places)[i].dropped && (!call.where || may_hold(*call.where, lookup_in(case_, &value))))
                branches.push_back(place(index, node, {}, static_cast<int>(i) + 1, &value, scope, charged));
        }
        return side_by_side(std::move(branches), charged);
    }

    const Value& listed(const std::vector<std::string>& each, std::size_t index) const {
        const Value* value = &case_.attributes.find(each.front())->second;
        for (std::size_t i = 1; i < each.size(); ++i) value = &value->as<Record>()->find(each[i])->second;
        return (*value->as<process::List>())[index];
    }

    Way task(const Node& node, TimelineIndex part, const Scope& scope, Keys charged) {
        AheadStep step;
        if (part) {
            const std::size_t at = task_at_[part];
            const TaskInstance& o = now_.task_instances[at];
            if (o.state == TaskState::done || o.state == TaskState::cancelled) return {0, {}, std::move(charged), true};
            step.task_instance = at;
        }
        const process::Task& rule = process_.tasks[node.task];
        step.path = scope.prefix + rule.id + (scope.attempt > 1 ? '~' + std::to_string(scope.attempt) : std::string{});
        step.task = node.task;
        step.party =
            process::party_of(*case_.pack, rule, department_of(*case_.pack, rule.role, lookup_in(case_, scope.place)));
        const ClockIndex k = judging_[node.task];
        if (!step.applicants() && k && gives_[k]) {
            step.clock = k;
            const Running& running = scope.clocks[k];
            const auto counted = std::lower_bound(charged.begin(), charged.end(), running.key);
            if (counted == charged.end() || *counted != running.key) {
                const int used = running.prefix + (part ? used_[k][part] : 0);
                step.days =
                    working(std::max(0, limit(process_.clocks[k], running, scope) - used), process_.clocks[k].unit);
                if (process_.clocks[k].covers.count() > 1) charged.insert(counted, running.key);
            }
        }
        if (seen_.insert(step.path).second) met_.push_back(step);
        const int days = step.days.value;
        return {days, {std::move(step)}, std::move(charged), false};
    }

    /// In the clock's unit, with its extension; 0 when no number can be told.
    int limit(const Clock& clock, const Running& running, const Scope& scope) const {
        const ClockInstance* instance = running.instance;
        const auto bounds = process::bounds_of(clock.limit, known(scope));
        int limit = !bounds ? 0
                            : static_cast<int>(std::clamp(
                                  unsaid_ == Unsaid::at_its_longest ? bounds->greatest : bounds->least, 0.0, 1e4));
        if (!instance) return in_days(clock, limit, today_);
        if (const auto settled = case_.settled_limits.find(instance->id); settled != case_.settled_limits.end())
            limit = settled->second;
        const auto extension = case_.extensions.find(instance->id);
        const Day start = instance->started
                              ? clocks::first_start(now_.timeline, instance->root, clock.covers).value_or(today_)
                              : today_;
        return in_days(clock, limit, start) + (extension == case_.extensions.end() ? 0 : extension->second.days.value);
    }

    static int in_days(const Clock& clock, int limit, Day start) {
        return clock.unit != process::Unit::months
                   ? limit
                   : static_cast<int>((calendar::months_later(start, date::months{limit}) - start).count());
    }

    /// Calendar days as working days, five of seven: of what has not begun nobody can tell nearer.
    static WorkingDays working(int days, process::Unit unit) {
        return {unit == process::Unit::working_days ? days : (days * 5 + 6) / 7};
    }

    const Case& case_;
    const process::Process& process_;
    const ProcessState& now_;
    const calendar::Calendar& calendar_;
    Day today_;
    Unsaid unsaid_;
    Indexed<ClockIndex, process::Task> judging_;
    Indexed<bool, Clock> gives_;  ///< it judges tasks and gives them time
    UsedDays used_;
    Indexed<std::size_t, TimelineNode> task_at_;  ///< index into the process state
    Indexed<const CallInstance*, TimelineNode> call_at_;
    std::map<std::pair<TimelineIndex, ClockIndex>, const ClockInstance*> instance_;  ///< by root and clock
    int next_key_;
    std::set<std::string> seen_;
    std::vector<AheadStep> met_;
};

}  // namespace

Ahead ahead_of(const Case& c, const ProcessState& now, const calendar::Calendar& calendar, Day today, Unsaid unsaid) {
    return Walker{c, now, calendar, today, unsaid}.all();
}

}  // namespace bandian::casework
