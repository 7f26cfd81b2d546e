#include "casework/forecast.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

namespace bandian::casework {

namespace {

using calendar::WorkingDays;
using process::Block;
using process::Node;
using process::Value;

/// What is left of a part of the process.
struct Rest {
    WorkingDays days;
    std::vector<ForecastStep> steps;
    bool done = true;
};

class Forecaster {
public:
    Forecaster(const Case& c, const Unfolding& now, const CaseView& view) : case_(c), process_(*c.process), now_(now) {
        for (const ClockView& clock : view.clocks) clocks_.emplace(clock.id, &clock);
    }

    Rest of_case() { return rest(process_.root, {}); }

private:
    struct Scope {
        std::string prefix;
        const Value* place = nullptr;
        int attempt = 1;
    };

    Rest rest(int index, const Scope& scope) {
        const Node& node = process_.nodes[static_cast<std::size_t>(index)];
        switch (node.block) {
            case Block::task: return rest_of_task(node, scope);
            case Block::sequence: {
                Rest sum;
                for (const int child : node.children) append(sum, rest(child, scope));
                return sum;
            }
            case Block::parallel: return longest(node.children, scope);
            case Block::choice:
            case Block::some_of: return longest(possible(node, scope), scope);
            case Block::loop: return rest_of_loop(node, scope);
            case Block::call: return rest_of_call(node, scope);
            case Block::end: return {};
        }
        return {};
    }

    static void append(Rest& sum, Rest next) {
        sum.days += next.days;
        sum.done = sum.done && next.done;
        std::move(next.steps.begin(), next.steps.end(), std::back_inserter(sum.steps));
    }

    /// Of branches side by side the longest counts; what waits for the applicant in the others is named all the same.
    static Rest side_by_side(std::vector<Rest> branches) {
        Rest all;
        const auto longest = std::max_element(branches.begin(), branches.end(), [](const Rest& a, const Rest& b) { return a.days < b.days; });
        for (auto branch = branches.begin(); branch != branches.end(); ++branch) {
            all.done = all.done && branch->done;
            if (branch == longest) all.days = branch->days;
            for (ForecastStep& step : branch->steps)
                if (branch == longest || step.applicants) all.steps.push_back(std::move(step));
        }
        return all;
    }

    Rest longest(const std::vector<int>& children, const Scope& scope) {
        std::vector<Rest> branches;
        for (const int child : children) branches.push_back(rest(child, scope));
        return branches.empty() ? Rest{} : side_by_side(std::move(branches));
    }

    /// The branches that may still be taken. `outcome` is taken as unknown; a way that ends the case is not on the way to
    /// power, and a branch already taken shows in its tasks.
    std::vector<int> possible(const Node& node, const Scope& scope) const {
        const process::Lookup lookup = [known = lookup_in(case_, scope.place)](const std::string& name) {
            return name == "outcome" ? nullptr : known(name);
        };
        std::vector<int> children;
        bool settled = false;
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            const Value answer = node.conditions[i] ? process::evaluate(*node.conditions[i], lookup) : Value{node.block == Block::some_of};
            settled |= node.block == Block::choice && answer == Value{true};
            if (answer != Value{false} || (node.block == Block::choice && !node.conditions[i] && !settled)) {
                if (node.block == Block::choice && settled && answer != Value{true}) continue;
                if (!ends_case(node.children[i])) children.push_back(node.children[i]);
            }
        }
        return children;
    }

    bool ends_case(int index) const {
        const Node& node = process_.nodes[static_cast<std::size_t>(index)];
        return node.terminates || (node.block == Block::sequence && !node.children.empty() && ends_case(node.children.back()));
    }

    Rest rest_of_task(const Node& node, const Scope& scope) {
        const process::Task& task = process_.tasks[static_cast<std::size_t>(node.task)];
        const std::string path = scope.prefix + task.id + suffix(scope);
        const Occurrence* occurrence = now_.occurrence(path);
        if (occurrence && occurrence->state == TaskState::done) return {};
        const std::string owner = department_of(*case_.pack, task.role, lookup_in(case_, scope.place));
        ForecastStep step{path, node.task, -1, {}, owner == "applicant"};
        if (!step.applicants) charge(step, scope);
        return {step.days, {step}, false};
    }

    /// What is left of the clock that is the task's own, or of the one it shares with others in series, charged once.
    void charge(ForecastStep& step, const Scope& scope) {
        const process::Clock* closest = nullptr;
        for (const process::Clock& clock : process_.clocks) {
            if (clock.kind == process::ClockKind::mean || !clock.covers[static_cast<std::size_t>(step.task)]) continue;
            if (!closest || clock.covers.count() < closest->covers.count()) closest = &clock;
        }
        if (!closest || (!closest->own && shares_with_limited(process_, *closest))) return;
        const std::string id = scope.prefix + closest->id + suffix(scope);
        if (!charged_.insert(id).second) return;
        step.clock = static_cast<int>(closest - process_.clocks.data());
        if (const auto started = clocks_.find(id); started != clocks_.end()) {
            step.days = working(std::max(started->second->reading.left.value, 0), closest->unit);
        } else {
            const Value limit = process::evaluate(closest->limit, lookup_in(case_, scope.place));
            step.days = working(limit.as<double>() ? static_cast<int>(*limit.as<double>()) * (closest->unit == process::Unit::months ? 30 : 1) : 0, closest->unit);
        }
    }

    /// Calendar days as working days, five of seven: a forecast of what has not begun cannot be nearer.
    static WorkingDays working(int days, process::Unit unit) { return {unit == process::Unit::working_days ? days : (days * 5 + 6) / 7}; }

    Rest rest_of_loop(const Node& node, Scope scope) {
        scope.attempt = attempts_so_far(node, scope);
        Rest body = rest(node.children[0], scope);
        if (!body.done) return body;
        Rest redo = rest(node.children[1], scope);
        if (redo.done || !started(node.children[1], scope)) return body;
        ++scope.attempt;
        append(redo, rest(node.children[0], scope));
        return redo;
    }

    int attempts_so_far(const Node& loop, Scope scope) const {
        scope.attempt = 1;
        while (true) {
            ++scope.attempt;
            if (!started(loop.children[0], scope)) return scope.attempt - 1;
        }
    }

    bool started(int index, const Scope& scope) const {
        const Node& node = process_.nodes[static_cast<std::size_t>(index)];
        if (node.block == Block::task)
            return now_.occurrence(scope.prefix + process_.tasks[static_cast<std::size_t>(node.task)].id + suffix(scope)) != nullptr;
        return std::any_of(node.children.begin(), node.children.end(), [&](int child) { return started(child, scope); });
    }

    Rest rest_of_call(const Node& node, const Scope& scope) {
        const process::Call& call = process_.calls[static_cast<std::size_t>(node.call)];
        const std::vector<Place>* places = call.each.empty() ? nullptr : case_.places_of(call.each);
        if (!places) {
            if (!call.each.empty() && case_.attributes.count(call.each.front()) != 0) return {};  // known, and none
            return rest(node.children[0], {scope.prefix + call.id + (call.each.empty() ? ".1." : ".?."), nullptr, scope.attempt});
        }
        const process::List& list = *list_at(case_.attributes, call.each);
        std::vector<Rest> branches;
        for (std::size_t i = 0; i < places->size(); ++i) {
            const Value& place = list[i];
            if ((*places)[i].dropped || (call.where && !process::holds(*call.where, lookup_in(case_, &place)))) continue;
            branches.push_back(rest(node.children[0], {scope.prefix + call.id + '.' + std::to_string(i + 1) + '.', &place, scope.attempt}));
        }
        return branches.empty() ? Rest{} : side_by_side(std::move(branches));
    }

    static std::string suffix(const Scope& scope) {
        return scope.attempt > 1 ? '~' + std::to_string(scope.attempt) : std::string{};
    }

    const Case& case_;
    const process::Process& process_;
    const Unfolding& now_;
    std::unordered_map<std::string_view, const ClockView*> clocks_;
    std::set<std::string> charged_;
};

}  // namespace

bool shares_with_limited(const process::Process& process, const process::Clock& shared) {
    return std::any_of(process.clocks.begin(), process.clocks.end(), [&](const process::Clock& clock) { return clock.own && (clock.covers & shared.covers).any(); });
}

Forecast forecast(const Case& c, const Unfolding& now, const CaseView& view, const calendar::Calendar& calendar, Day today) {
    Rest rest = Forecaster{c, now, view}.of_case();
    Forecast f;
    f.days = rest.days;
    f.steps = std::move(rest.steps);
    f.day = calendar.add(today, f.days);
    f.provisional = f.day && calendar.is_provisional(*f.day);
    return f;
}

}  // namespace bandian::casework
