#include "packs/combinations.hpp"
#include "packs/linter.hpp"

#include <algorithm>
#include <set>

namespace bandian::packs {

namespace {

using process::AttributeRule;
using process::Block;
using process::Clock;
using process::Expression;
using process::Node;
using process::NodeIndex;
using process::Pack;
using process::Process;
using process::Record;
using process::Value;

constexpr int longest_limit = 1000;
constexpr std::size_t most_sums =
    5'000'000;  // nodes and clocks gone through in one process: enough for all combinations of a real one

Place place_of(const process::Origin& origin) { return {origin.file, origin.line, origin.column}; }

/// What some tasks add to by their limits: the longest path, and its addends.
struct Sum {
    int days = 0;
    std::vector<std::string> addends;
};

std::string unit_word(process::Unit unit) {
    return unit == process::Unit::working_days ? " working days"
           : unit == process::Unit::months     ? " months"
                                               : " calendar days";
}

using ByTask = process::Indexed<const Clock*, process::Task>;

/// For each task under the promise the clock over the fewest tasks that covers it and lies within the promise.
ByTask closest_clocks(const Process& process, const std::vector<const Clock*>& from_the_fewest, const Clock& promise) {
    ByTask closest(process.tasks.size(), nullptr);
    process::TaskSet open = promise.covers;
    for (const Clock* clock : from_the_fewest) {
        if (clock == &promise || clock->kind == process::ClockKind::mean || (clock->covers & open).none() ||
            (clock->covers & ~promise.covers).any())
            continue;
        for (const process::TaskIndex t : closest.indices())
            if (contains(open & clock->covers, t)) closest[t] = clock;
        open &= ~clock->covers;
    }
    return closest;
}

std::vector<const Clock*> from_the_fewest_tasks(const Process& process) {
    std::vector<const Clock*> all;
    for (const Clock& clock : process.clocks) all.push_back(&clock);
    std::stable_sort(all.begin(), all.end(),
                     [](const Clock* a, const Clock* b) { return a->covers.count() < b->covers.count(); });
    return all;
}

/// The series and parallel algebra on limits, for one clock and one combination of attributes.
class Adder {
public:
    Adder(const Process& process, const Clock& promise, const ByTask& closest, const process::Lookup& lookup)
        : process_(process), promise_(promise), closest_(closest), lookup_(lookup) {}

    Sum add(NodeIndex index) {
        const Node& node = process_.nodes[index];
        switch (node.block) {
            case Block::task: return of_task(node.task);
            case Block::sequence: {
                Sum sum;
                for (const NodeIndex child : node.children) {
                    Sum next = add(child);
                    sum.days += next.days;
                    std::move(next.addends.begin(), next.addends.end(), std::back_inserter(sum.addends));
                }
                return sum;
            }
            case Block::loop: return add(node.children[0]);  // a failed attempt is nobody's plan
            case Block::choice:
            case Block::some_of:
            case Block::parallel: return longest(node);
            case Block::call: return of_call(node);
            case Block::end: return {};
        }
        return {};
    }

private:
    /// A call for some of the places only is a departure of its own, see combinations().
    Sum of_call(const Node& node) {
        const process::Call& call = process_.calls[node.call];
        if (!call.where) return longest(node);
        const Value* asked = lookup_(call.where->text);
        return asked && *asked == Value{true} ? longest(node) : Sum{};
    }

    Sum longest(const Node& node) {
        Sum longest;
        bool settled = false;
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            const bool conditional = i < node.conditions.size() && node.conditions[i];
            const Value answer = conditional ? process::evaluate(*node.conditions[i], lookup_) : Value{};
            const bool way_past = node.block == Block::choice && !conditional;
            if (answer == Value{false} || (way_past && settled)) continue;
            settled |= answer == Value{true};
            Sum branch = add(node.children[i]);
            if (branch.days > longest.days) longest = std::move(branch);
        }
        return longest;
    }

    /// By the closest clock; one over several tasks is charged once.
    Sum of_task(process::TaskIndex task) {
        const Clock* closest = closest_[task];
        if (!closest || !charged_.insert(closest).second) return {};
        const Value limit = process::evaluate(closest->limit, lookup_);
        const int days = limit.as<double>() ? static_cast<int>(*limit.as<double>()) : 0;
        return {in_unit_of_promise(days, closest->unit),
                {closest->path + ' ' + std::to_string(days) +
                 (closest->unit == promise_.unit ? "" : unit_word(closest->unit))}};
    }

    /// Five of seven days are worked, a month has thirty: what is in another unit adds at least about so much.
    int in_unit_of_promise(int days, process::Unit unit) const {
        if (unit == promise_.unit) return days;
        const int calendar_days = unit == process::Unit::working_days ? days * 7 / 5
                                  : unit == process::Unit::months     ? days * 30
                                                                      : days;
        return promise_.unit == process::Unit::working_days ? calendar_days * 5 / 7
               : promise_.unit == process::Unit::months     ? calendar_days / 30
                                                            : calendar_days;
    }

    const Process& process_;
    const Clock& promise_;
    const ByTask& closest_;
    const process::Lookup& lookup_;
    std::set<const Clock*> charged_;
};

std::vector<const Expression*> expressions_of(const Process& process) {
    std::vector<const Expression*> all;
    for (const Clock& clock : process.clocks) collect(clock.limit, all);
    for (const Node& node : process.nodes)
        for (const auto& condition : node.conditions)
            if (condition) collect(*condition, all);
    return all;
}

/// Every combination of the attributes that the process reads, the most ordinary first.
std::vector<Record> combinations(const Pack& pack, const Process& process) {
    const std::vector<const Expression*> expressions = expressions_of(process);
    std::set<std::string> names;
    for (const Expression* e : expressions)
        if (e->op == process::Operator::name && e->path.size() == 1) names.insert(e->path.front());
    std::vector<Record> all{{}};
    for (const AttributeRule& rule : pack.attributes)
        if (names.count(rule.id) != 0) widen(all, rule.id, values_of(rule, process.id, expressions));
    for (const process::Call& call : process.calls)
        if (call.where) widen(all, call.where->text, {Value{false}, Value{true}});
    const std::size_t each = (process.clocks.size() + 1) * (process.nodes.size() + process.clocks.size());
    if (all.size() > most_sums / each + 1) all.resize(most_sums / each + 1);  // the most ordinary come first
    return all;
}

struct Excess {
    Record difference;  ///< from the most favourable combination
    Sum sum;
    int limit = 0;

    int by() const { return sum.days - limit; }
};

bool includes(const Record& larger, const Record& smaller) {
    return std::all_of(smaller.begin(), smaller.end(),
                       [&](const auto& entry) { return larger.find(entry.first) != larger.end(); });
}

/// "kw = 399 and supplies = 2"
std::string told(const Record& attributes) {
    std::string text;
    for (const auto& [name, value] : attributes)
        text += (text.empty() ? "" : " and ") + name +
                (value == Value{true} && name.find('=') != std::string::npos ? "" : " = " + process::to_text(value));
    return text;
}

/// A limit is a whole number of days, whatever the attributes say, and what warns of its end comes before it.
void lint_limits(const Process& process, const std::vector<Record>& all, Faults& faults) {
    for (const Clock& clock : process.clocks) {
        for (const Record& attributes : all) {
            const Value limit = process::evaluate(clock.limit, lookup_in(attributes));
            const auto* days = limit.as<double>();
            if (days && clock.warn_at && *clock.warn_at >= *days)
                tell_once(faults, {place_of(clock.origin), Severity::warning,
                                   "Expected the warning of " + clock.path + " to come before its limit of " +
                                       process::to_text(limit) + ", but warnAt is " + std::to_string(*clock.warn_at) +
                                       ", so that it would be yellow from its first day: let it be at most " +
                                       process::to_text(Value{*days - 1}) + ".",
                                   "warn-at"});
            if (limit.is_null() || (days && *days >= 1 && *days <= longest_limit && *days == static_cast<int>(*days)))
                continue;
            tell_once(faults, {place_of(clock.origin), Severity::error,
                               "Expected the limit of " + clock.path + " to be a whole number of days from 1 to " +
                                   std::to_string(longest_limit) + ", but " +
                                   (attributes.empty() ? "" : "with " + told(attributes) + ' ') + "it gives " +
                                   process::to_text(limit) + ".",
                               "limit-number"});
            break;
        }
    }
}

/// The least departures from the most favourable combination that break the promise, and those that break it by more.
std::vector<Excess> excesses(const Process& process, const Clock& clock, const ByTask& closest,
                             const std::vector<Record>& all) {
    std::vector<std::pair<Record, Excess>> over;
    std::optional<std::pair<int, Record>> best;
    for (const Record& attributes : all) {
        const process::Lookup lookup = lookup_in(attributes);
        const Value limit = process::evaluate(clock.limit, lookup);
        if (!limit.as<double>()) continue;
        Excess e{{}, Adder{process, clock, closest, lookup}.add(clock.home), static_cast<int>(*limit.as<double>())};
        if (!best || e.sum.days - e.limit < best->first) best = {e.sum.days - e.limit, attributes};
        if (e.sum.days > e.limit) over.emplace_back(attributes, std::move(e));
    }
    std::vector<Excess> least;
    for (auto& [attributes, e] : over)
        for (const auto& [name, value] : attributes)
            if (!(best->second.at(name) == value)) e.difference.emplace(name, value);
    std::stable_sort(over.begin(), over.end(), [](const auto& a, const auto& b) {
        return a.second.difference.size() < b.second.difference.size();
    });
    // A departure that holds one already told is told only when it makes things worse.
    for (auto& [attributes, e] : over)
        if (std::none_of(least.begin(), least.end(), [&, &excess = e](const Excess& other) {
                return includes(excess.difference, other.difference) && excess.by() <= other.by();
            }))
            least.push_back(e);
    return least;
}

void lint_sums(const Process& process, const std::vector<Record>& all, Faults& faults) {
    const std::vector<const Clock*> clocks = from_the_fewest_tasks(process);
    for (const Clock& clock : process.clocks) {
        if (clock.own || (clock.home != process.root && process.nodes[clock.home].block == Block::call)) continue;
        for (const Excess& e : excesses(process, clock, closest_clocks(process, clocks, clock), all)) {
            const std::string when = told(e.difference);
            std::string path;
            for (const std::string& addend : e.sum.addends) path += (path.empty() ? "" : " + ") + addend;
            const std::string sum = std::to_string(e.sum.days), limit = std::to_string(e.limit);
            faults.push_back({place_of(clock.origin),
                              clock.kind == process::ClockKind::mean ? Severity::note : Severity::warning,
                              "Expected the steps under " + clock.id + " to add to at most its " + limit +
                                  unit_word(clock.unit) + ", but " + (when.empty() ? "" : "with " + when + " ") +
                                  "they add to " + sum + " > " + limit + ": " + path + '.',
                              "promise-sum"});
        }
    }
}

}  // namespace

void lint_promises(const Pack& pack, Faults& faults) {
    for (const auto& [id, process] : pack.processes) lint_limits(*process, combinations(pack, *process), faults);
    if (has_error(faults)) return;
    for (const auto& [id, process] : pack.processes) lint_sums(*process, combinations(pack, *process), faults);
}

}  // namespace bandian::packs
