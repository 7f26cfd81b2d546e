#pragma once
// What the slow model tells of a whole case: each step by its clock, the path that decided, and every way ahead, tried.

#include "casework/slow_counter.hpp"

namespace bandian::testing::slow {

/// What tells of a whole case from its steps: the path that decided, and the ways ahead, each of them tried.
class Teller {
public:
    Teller(const Tokens& tokens, const Calendar& calendar, Day today, SlowCase& told)
        : tokens_(tokens),
          process_(tokens.process()),
          calendar_(calendar),
          today_(today),
          told_(told),
          scopes_(tokens.scopes()) {
        for (const Scope& scope : scopes_) counters_.emplace_back(tokens, scope, calendar, today).read();
        for (const auto& [path, step] : tokens.tasks()) path_of_[step] = path;
    }

    void tell() {
        for (const auto& [path, step] : tokens_.tasks()) {
            const ClockIndex clock = judging(tokens_.node(*step).task);
            for (std::size_t i = 0; i < scopes_.size(); ++i)
                if (scopes_[i].clock == clock && counters_[i].lies_in(*step))
                    counters_[i].judge_step(*step, told_.tasks[path]);
        }
        std::vector<const Step*> tasks;
        if (tokens_.state() == CaseState::open) {
            const auto way = foretell();
            if (way && !way->steps.empty() && way->steps.front().step) lead_to(way->steps.front().step);
            if (!way) return;
        }
        walk_path(tokens_.root(), tasks);
        tell_path(tasks);
        if (tokens_.state() == CaseState::energized) tell_slack(tasks);
    }

private:
    struct Ahead {
        const Step* step = nullptr;  ///< begun
        std::string path;
        bool limited = false;
        int days = 0;
    };
    struct Way {
        std::vector<Ahead> steps;
        std::set<std::string> counted;
        int days = 0;
    };
    /// Where nothing has begun yet.
    struct Spot {
        const Step* at = nullptr;  ///< the last begun around it
        std::string prefix;
        int attempt = 1;
        std::shared_ptr<const Value> place;
        std::map<NodeIndex, std::string> anew;  ///< nodes that would begin on the way to it: place and attempt of each
    };

    static constexpr std::size_t most_ways = 4000;

    ClockIndex judging(process::TaskIndex task) const {
        std::vector<std::pair<std::size_t, ClockIndex>> all;
        for (const ClockIndex c : process_.clocks.indices()) {
            const process::Clock& clock = process_.clocks[c];
            if (clock.kind == process::ClockKind::each && contains(clock.covers, task))
                all.emplace_back(clock.covers.count(), c);
        }
        return all.empty() ? ClockIndex{} : std::min_element(all.begin(), all.end())->second;
    }

    bool gives_time(ClockIndex clock) const {
        const process::Clock& one = process_.clocks[clock];
        for (const process::Clock& other : process_.clocks)
            if (!one.own && other.own && (other.covers & one.covers).any()) return false;
        return true;
    }

    std::string party(process::TaskIndex task) const {
        const process::Task& rule = process_.tasks[task];
        const std::string owner = tokens_.pack().roles.find(rule.role)->second.front().department;
        return std::string{process::word(rule.party ? *rule.party : tokens_.pack().department(owner)->party)};
    }

    int worked(Day after, Day through) const {
        int days = 0;
        for (Day day = after + one_day; day <= through; day += one_day) days += calendar_.is_working(day) ? 1 : 0;
        return days;
    }

    Day add(Day day, int days) const {
        if (days == 0)
            while (!calendar_.is_working(day)) day += one_day;
        for (; days > 0; days -= calendar_.is_working(day) ? 1 : 0) day += one_day;
        return day;
    }

    // The ways ahead.

    /// nullopt: too many to try.
    std::optional<Way> foretell() {
        SlowForecast f;
        greatest_ = true;
        const std::vector<Way> longest = begun({Way{}}, tokens_.root());
        greatest_ = false;
        const std::vector<Way> shortest = begun({Way{}}, tokens_.root());
        if (too_many_) return std::nullopt;
        const Way best = longest_of(longest);
        f.days = best.days;
        f.shortest = longest_of(shortest).days;
        f.day = add(today_, f.days);
        f.earliest = add(today_, f.shortest);
        greatest_ = true;
        wait_for(tokens_.root(), f.waits_for);
        for (const Ahead& step : best.steps) f.steps.emplace_back(step.path, step.days);
        const std::size_t next = !best.steps.empty() && best.steps.front().step ? 1 : 0;
        if (next < best.steps.size() && !best.steps[next].limited) f.waits_for.push_back(best.steps[next].path);
        told_.expected = std::move(f);
        return best;
    }

    static Way longest_of(const std::vector<Way>& ways) {
        const Way* best = &ways.front();
        for (const Way& way : ways)
            if (way.days > best->days) best = &way;
        return *best;
    }

    void wait_for(const Step& step, std::vector<std::string>& open) {
        if (step.ended) return;
        if (tokens_.node(step).block == Block::task && task({Way{}}, step).front().days == 0)
            open.push_back(path_of_.at(&step));
        for (const auto& child : step.children) wait_for(*child, open);
    }

    /// What is ahead in a block that has begun, after each of `ways`.
    std::vector<Way> begun(std::vector<Way> ways, const Step& step) {
        if (step.ended) return ways;
        const Node& n = tokens_.node(step);
        Spot spot{&step, step.prefix, step.attempt, step.place, {}};
        switch (n.block) {
            case Block::task: return task(std::move(ways), step);
            case Block::end: return ways;
            case Block::sequence: {
                if (!step.children.empty()) ways = begun(std::move(ways), *step.children.back());
                for (std::size_t i = step.children.size(); i < n.children.size(); ++i)
                    ways = anew(std::move(ways), n.children[i], spot);
                return ways;
            }
            case Block::loop: {
                if (!step.children.empty()) ways = begun(std::move(ways), *step.children.back());
                if (step.children.size() % 2 == 0) ways = attempt(std::move(ways), step.node, spot);
                return ways;
            }
            default: {
                std::vector<Way> all;
                for (const Way& way : ways)
                    for (const auto& child : step.children)
                        if (!child->ended)
                            for (Way& one : begun({way}, *child)) put(all, std::move(one));
                return all.empty() ? ways : all;
            }
        }
    }

    void put(std::vector<Way>& all, Way way) {
        too_many_ = too_many_ || all.size() >= most_ways;
        if (!too_many_) all.push_back(std::move(way));
    }

    std::vector<Way> attempt(std::vector<Way> ways, NodeIndex loop, Spot spot) {
        spot.attempt = tokens_.attempts(spot.prefix, loop) + 1;
        spot.anew[loop] = spot.prefix + ' ' + std::to_string(spot.attempt);
        return anew(std::move(ways), tokens_.node(loop).children[0], spot);
    }

    std::vector<Way> anew(std::vector<Way> ways, NodeIndex index, const Spot& spot) {
        const Node& n = tokens_.node(index);
        switch (n.block) {
            case Block::task: return task(std::move(ways), n.task, spot, nullptr);
            case Block::end: return ways;
            case Block::sequence: {
                for (const NodeIndex child : n.children) ways = anew(std::move(ways), child, spot);
                return ways;
            }
            case Block::loop: return attempt(std::move(ways), index, spot);
            case Block::parallel: return beside(ways, n.children, spot);
            case Block::some_of: {
                std::vector<NodeIndex> taken;
                for (std::size_t i = 0; i < n.children.size(); ++i) {
                    const Value answer = n.conditions[i] ? tokens_.answer(*n.conditions[i], spot.place) : Value{true};
                    if (answer == Value{true} || (answer.is_null() && greatest_)) taken.push_back(n.children[i]);
                }
                return beside(ways, taken, spot);
            }
            case Block::choice: return choose(ways, n, spot);
            case Block::call: return called(ways, index, n, spot);
        }
        return ways;
    }

    std::vector<Way> beside(const std::vector<Way>& ways, const std::vector<NodeIndex>& children, const Spot& spot) {
        std::vector<Way> all;
        for (const Way& way : ways)
            for (const NodeIndex child : children) {
                std::vector<Way> of_child = anew({way}, child, spot);
                for (Way& one : of_child)
                    if (one.steps.size() > way.steps.size()) put(all, std::move(one));
            }
        if (all.empty()) return ways;
        return all;
    }

    std::vector<Way> choose(const std::vector<Way>& ways, const Node& n, const Spot& spot) {
        std::vector<NodeIndex> may;
        bool by_default = true;
        for (std::size_t i = 0; i < n.children.size() && by_default; ++i) {
            if (n.children[i] == n.otherwise) continue;
            const Value answer = tokens_.answer(*n.conditions[i], spot.place);
            if (answer != Value{false}) may.push_back(n.children[i]);
            by_default = answer != Value{true};
        }
        if (by_default) may.push_back(n.otherwise);
        std::sort(may.begin(), may.end(), [&](NodeIndex a, NodeIndex b) {
            return std::find(n.children.begin(), n.children.end(), a) <
                   std::find(n.children.begin(), n.children.end(), b);
        });
        std::vector<Way> all;
        for (const Way& way : ways) {
            std::optional<std::vector<Way>> shortest;
            for (const NodeIndex child : may) {
                const std::vector<NodeIndex>& inside = tokens_.node(child).children;
                if (!inside.empty() && tokens_.node(inside.back()).terminates) continue;
                std::vector<Way> of_child = anew({way}, child, spot);
                if (greatest_) {
                    for (Way& one : of_child) put(all, std::move(one));
                } else if (!shortest || longest_of(of_child).days < longest_of(*shortest).days) {
                    shortest = std::move(of_child);
                }
            }
            if (shortest)
                for (Way& one : *shortest) put(all, std::move(one));
        }
        return all.empty() ? ways : all;
    }

    std::vector<Way> called(const std::vector<Way>& ways, NodeIndex index, const Node& n, const Spot& spot) {
        const process::Call& call = process_.calls[n.call];
        const auto inside = [&](std::size_t number, std::shared_ptr<const Value> place) {
            Spot there = spot;
            there.prefix += call.id + '.' + std::to_string(number) + '.';
            there.place = std::move(place);
            there.anew[index] = there.prefix + ' ' + std::to_string(there.attempt);
            return there;
        };
        if (call.each.empty()) return anew(ways, n.children[0], inside(1, spot.place));
        std::vector<Spot> spots;
        const process::List* list = tokens_.places(call);
        if (!tokens_.is_known(call.each.front()) && greatest_) spots.push_back(inside(1, nullptr));
        for (std::size_t i = 0; list && i < list->size(); ++i) {
            const auto place = std::make_shared<const Value>((*list)[i]);
            const Value answer = call.where ? tokens_.answer(*call.where, place) : Value{true};
            if (!tokens_.is_dropped(call, i) && (answer == Value{true} || (answer.is_null() && greatest_)))
                spots.push_back(inside(i + 1, place));
        }
        std::vector<Way> all;
        for (const Way& way : ways)
            for (const Spot& there : spots)
                for (Way& one : anew({way}, n.children[0], there)) put(all, std::move(one));
        return all.empty() ? ways : all;
    }

    std::vector<Way> task(std::vector<Way> ways, const Step& step) {
        return task(std::move(ways), tokens_.node(step).task, {&step, step.prefix, step.attempt, step.place, {}},
                    &step);
    }

    std::vector<Way> task(std::vector<Way> ways, process::TaskIndex index, const Spot& spot, const Step* step) {
        const process::Task& rule = process_.tasks[index];
        const std::string path =
            step ? path_of_.at(step)
                 : spot.prefix + rule.id + (spot.attempt > 1 ? '~' + std::to_string(spot.attempt) : std::string{});
        const ClockIndex clock = judging(index);
        const bool limited = clock && gives_time(clock) && party(index) != "applicant";
        for (Way& way : ways) {
            int days = 0;
            if (limited) {
                const process::Clock& one = process_.clocks[clock];
                // Of the place and attempt that the clock is of, which the task may lie deeper than.
                const auto home = spot.anew.find(one.home);
                std::string id = "anew " + std::to_string(clock.number());
                int left = tokens_.limit_at(greatest_, clock, spot.place);
                if (home != spot.anew.end()) id += ' ' + home->second;
                else
                    for (std::size_t i = 0; i < scopes_.size(); ++i) {
                        if (scopes_[i].clock != clock || !counters_[i].lies_in(*spot.at)) continue;
                        id = scopes_[i].id;
                        left = tokens_.frozen(id).value_or(left) + tokens_.extension(id);
                        left -= step ? counters_[i].used_before(*step) + counters_[i].used_by(*step)
                                     : counters_[i].used_before_next(*spot.at);
                    }
                if (way.counted.insert(id).second) days = std::max(0, left);
            }
            way.days += days;
            way.steps.push_back({step, path, limited, days});
        }
        return ways;
    }

    // The path that decided.

    void lead_to(const Step* step) {
        for (; step; step = step->parent) leads_.insert(step);
    }

    void walk_path(const Step& step, std::vector<const Step*>& tasks) const {
        const Block block = tokens_.node(step).block;
        if (block == Block::task) tasks.push_back(&step);
        if (block == Block::task || block == Block::sequence || block == Block::loop) {
            for (const auto& child : step.children) walk_path(*child, tasks);
            return;
        }
        const Step* last = nullptr;
        for (const auto& child : step.children) {
            std::vector<const Step*> inside;
            collect(*child, inside);
            if (inside.empty() || (last && leads_.count(last) != 0)) continue;
            if (!last || leads_.count(child.get()) != 0 || end_of(inside) > end_of(collected(*last)))
                last = child.get();
        }
        if (last) walk_path(*last, tasks);
    }

    void collect(const Step& step, std::vector<const Step*>& tasks) const {
        if (tokens_.node(step).block == Block::task) tasks.push_back(&step);
        for (const auto& child : step.children) collect(*child, tasks);
    }

    std::vector<const Step*> collected(const Step& step) const {
        std::vector<const Step*> tasks;
        collect(step, tasks);
        return tasks;
    }

    Day end_of(const std::vector<const Step*>& tasks) const {
        Day end = Day::min();
        for (const Step* task : tasks) end = std::max(end, task->ended.value_or(today_));
        return end;
    }

    void tell_path(const std::vector<const Step*>& tasks) {
        const Day end = tokens_.state() == CaseState::open ? today_ : tokens_.closed();
        Day from = tokens_.root().began;
        for (const Step* task : tasks) {
            SlowPathStep step{
                path_of_.at(task), from, task == tasks.back() ? end : task->ended.value_or(today_), 0, 0, 0};
            for (Day day = from + one_day; day <= step.to; day += one_day) {
                if (!calendar_.is_working(day)) continue;
                ++step.days;
                auto& row = told_.responsibility[party(tokens_.node(*task).task)];
                const std::string reason = held_on(*task, day);
                const bool for_applicant = !reason.empty() && tokens_.pack().hold_reason(reason)->applicant_ends;
                auto& whose = for_applicant ? told_.responsibility["applicant"] : row;
                ++whose.first;
                if (reason.empty()) continue;
                ++whose.second;
                ++(for_applicant ? step.held_for_applicant : step.held_for_owner);
            }
            from = step.to;
            told_.path.push_back(std::move(step));
        }
    }

    /// The reason for which that day is a held one; empty: it is none.
    std::string held_on(const Step& task, Day day) const {
        for (std::size_t i = 0; i < task.reasons.size(); ++i) {
            const Day from = *task.runs[i].to,
                      to = i + 1 < task.runs.size() ? task.runs[i + 1].from : task.ended.value_or(today_);
            if (from < day && day <= to) return task.reasons[i];
        }
        return {};
    }

    /// By letting each step take longer until the end moves.
    void tell_slack(const std::vector<const Step*>& path) {
        const int end = calendar_.rank(tokens_.closed());
        for (const auto& [name, step] : tokens_.tasks()) {
            if (std::find(path.begin(), path.end(), step) != path.end()) continue;
            int longer = 0;
            while (longer < 1000 && ends(tokens_.root(), calendar_.rank(tokens_.root().began), step, longer + 1) <= end)
                ++longer;
            told_.tasks[name].slack = longer;
        }
    }

    int ends(const Step& step, int enter, const Step* slow, int longer) const {
        const Block block = tokens_.node(step).block;
        if (block == Block::task) return enter + worked(step.began, *step.ended) + (&step == slow ? longer : 0);
        const bool series = block == Block::sequence || block == Block::loop;
        int end = enter;
        for (const auto& child : step.children) {
            const int start = series ? end : std::max(enter, calendar_.rank(child->began));
            end = series ? ends(*child, start, slow, longer)
                         : std::max(end, ends(*child, block == Block::call ? start : enter, slow, longer));
        }
        return end;
    }

    const Tokens& tokens_;
    const process::Process& process_;
    const Calendar& calendar_;
    Day today_;
    SlowCase& told_;
    std::vector<Scope> scopes_;
    std::vector<Counter> counters_;
    std::map<const Step*, std::string> path_of_;
    std::set<const Step*> leads_;
    bool greatest_ = true;
    bool too_many_ = false;
};

}  // namespace bandian::testing::slow
