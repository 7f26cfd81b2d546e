// Random processes, random cases: after every step what casework sees must be what the slow model sees, on that day and
// later. Seeds 1 and up; BANDIAN_SEED starts at another, BANDIAN_ROUNDS runs so many from there and tells what was
// tried.

#include "calendar/worked_days.hpp"
#include "casework/decide.hpp"
#include "casework/facts.hpp"
#include "casework/slow_model.hpp"
#include "packs/feel.hpp"
#include "wire/json.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

namespace bandian::casework {
namespace {

using process::Block;
using process::Node;
using process::NodeIndex;
using process::Process;
using process::TaskIndex;
using process::Value;
using testing::SlowCase;
using testing::SlowClock;

/// The same numbers from the same seed on any standard library.
class Dice {
public:
    explicit Dice(unsigned seed) : engine_(seed) {}

    int below(int n) { return static_cast<int>(engine_() % static_cast<unsigned>(n)); }
    int from_to(int least, int most) { return least + below(most - least + 1); }
    bool in_hundred(int n) { return below(100) < n; }
    template <class T>
    const T& one_of(const std::vector<T>& all) {
        return all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
    }

private:
    std::mt19937 engine_;
};

process::Expression feel(const std::string& text) { return std::get<process::Expression>(packs::parse_feel(text)); }

/// Draws a process as the loader would build it from a diagram.
class Drawing {
public:
    explicit Drawing(Dice& dice) : dice_(dice) {}

    std::shared_ptr<const Process> process() {
        process_.id = "drawn";
        const NodeIndex root = sequence();
        process_.root = root;
        task(root, {"accepted", "rejected"}, {"line", "permits", "spots"});
        NodeIndex way = root;
        if (dice_.in_hundred(50)) {
            const NodeIndex choice = block(root, Block::choice);
            const NodeIndex refused = branch(choice, feel("outcome = \"rejected\""));
            end(refused, "refused");
            way = branch(choice, std::nullopt);
            at(choice).otherwise = way;
        }
        for (int n = dice_.from_to(1, 3); n > 0; --n) element(way, 2);
        if (process_.tasks.size() < 12 && dice_.in_hundred(70)) each_block(way);
        if (dice_.in_hundred(70)) element(way, 1);
        end(way, "energized");
        clocks(root);
        return std::make_shared<const Process>(std::move(process_));
    }

private:
    struct Scope {
        std::string prefix;
        TaskIndex first_task{0};
        int tasks = 0;
        int gateways = 0;
        std::vector<NodeIndex> loops;
        bool in_loop = false;
        bool called = false;
    };

    Node& at(NodeIndex index) { return process_.nodes[index]; }

    NodeIndex put(Block kind) {
        const NodeIndex index = process_.nodes.push_back({});
        at(index).block = kind;
        at(index).name = "n" + std::to_string(index.number());
        return index;
    }

    NodeIndex sequence() { return put(Block::sequence); }

    NodeIndex block(NodeIndex into, Block kind) {
        const NodeIndex index = put(kind);
        at(into).children.push_back(index);
        return index;
    }

    NodeIndex branch(NodeIndex block, std::optional<process::Expression> condition) {
        const NodeIndex index = sequence();
        at(block).children.push_back(index);
        at(block).conditions.push_back(std::move(condition));
        return index;
    }

    void end(NodeIndex into, const std::string& settles) {
        const NodeIndex index = block(into, Block::end);
        at(index).settles = settles;
        at(index).terminates = settles == "refused";
    }

    void task(NodeIndex into, std::vector<std::string> outcomes = {"done"}, std::vector<std::string> asks = {}) {
        const NodeIndex index = block(into, Block::task);
        at(index).task = TaskIndex{process_.tasks.size()};
        process::Task t;
        t.id = "t" + std::to_string(++scope_.tasks);
        t.path = scope_.prefix + t.id;
        t.role = dice_.one_of<std::string>({"utility", "utility", "authority", "authority", "builder", "customer"});
        if (dice_.in_hundred(10))
            t.party =
                dice_.one_of(std::vector<process::Party>(process::all_parties.begin(), process::all_parties.end()));
        t.outcomes = std::move(outcomes);
        t.asks = std::move(asks);
        process_.tasks.push_back(std::move(t));
    }

    std::string condition() {
        return dice_.one_of<std::string>(
            {"line", "not(line)", "works", "supplies >= 2", "works or line", "count(permits.green) > 1", "not(works)"});
    }

    void element(NodeIndex into, int depth) {
        const int kind = dice_.below(depth > 0 && process_.tasks.size() < 16 ? 10 : 3);
        if (kind < 3) return task(into);
        if (kind == 3) return choice_by_outcome(into, depth);
        if (kind == 4) return choice(into, depth);
        if (kind == 5 || kind == 6) return side_by_side(into, depth, Block::parallel);
        if (kind == 7) return side_by_side(into, depth, Block::some_of);
        if (kind == 8) return loop(into, depth);
        if (kind == 9 && !scope_.called && true)
            return call(into, dice_.in_hundred(40) ? a_list() : std::vector<std::string>{}, {});
        task(into);
    }

    void choice_by_outcome(NodeIndex into, int depth) {
        task(into, {"yes", "no"});
        const NodeIndex choice = block(into, Block::choice);
        const bool default_first = dice_.in_hundred(50);
        for (const bool otherwise : {default_first, !default_first}) {
            const NodeIndex way = branch(choice, otherwise ? std::nullopt : std::optional{feel("outcome = \"no\"")});
            if (otherwise) at(choice).otherwise = way;
            if (dice_.in_hundred(70)) element(way, depth - 1);
        }
    }

    void choice(NodeIndex into, int depth) {
        const NodeIndex choice = block(into, Block::choice);
        const int ways = dice_.from_to(2, 3), otherwise = dice_.below(ways);
        for (int i = 0; i < ways; ++i) {
            const NodeIndex way = branch(choice, i == otherwise ? std::nullopt : std::optional{feel(condition())});
            if (i == otherwise) at(choice).otherwise = way;
            if (dice_.in_hundred(80)) element(way, depth - 1);
        }
    }

    void side_by_side(NodeIndex into, int depth, Block kind) {
        const NodeIndex split = block(into, kind);
        for (int i = dice_.from_to(2, 3); i > 0; --i) {
            const NodeIndex way =
                branch(split, kind == Block::parallel || dice_.in_hundred(30) ? std::nullopt
                                                                              : std::optional{feel(condition())});
            for (int n = dice_.from_to(1, 2); n > 0; --n) element(way, depth - 1);
        }
    }

    void loop(NodeIndex into, int depth) {
        const NodeIndex drawn = block(into, Block::loop);
        scope_.loops.push_back(drawn);
        const bool outer = std::exchange(scope_.in_loop, true);
        const NodeIndex body = branch(drawn, feel("outcome = \"failed\""));
        if (dice_.in_hundred(50)) element(body, depth - 1);
        task(body, {"passed", "failed"});
        const NodeIndex redo = sequence();
        at(drawn).children.push_back(redo);
        if (dice_.in_hundred(60)) task(redo);
        scope_.in_loop = outer;
    }

    void call(NodeIndex into, std::vector<std::string> each, const std::string& where) {
        const NodeIndex drawn = block(into, Block::call);
        at(drawn).call = process::CallIndex{process_.calls.size()};
        process::Call c;
        c.id = "k" + std::to_string(process_.calls.size() + 1);
        c.each = std::move(each);
        if (!where.empty()) c.where = feel(where);
        c.node = drawn;
        const std::string prefix = scope_.prefix + c.id + '.';
        process_.calls.push_back(std::move(c));
        const Scope outer =
            std::exchange(scope_, Scope{prefix, TaskIndex{process_.tasks.size()}, 0, 0, {}, false, true});
        const NodeIndex body = sequence();
        at(drawn).children.push_back(body);
        for (int n = dice_.from_to(1, 2); n > 0; --n) element(body, 1);
        clocks(drawn);
        for (const TaskIndex t : process_.tasks.indices(scope_.first_task))
            process_.calls[at(drawn).call].tasks.set(t.value());
        scope_ = outer;
    }

    std::vector<std::string> a_list() {
        return dice_.one_of<std::vector<std::string>>({{"permits", "green"}, {"permits", "road"}, {"spots"}});
    }

    void each_block(NodeIndex into) {
        const NodeIndex split = block(into, dice_.in_hundred(50) ? Block::parallel : Block::some_of);
        for (int i = dice_.from_to(1, 2); i > 0; --i) {
            const auto list = a_list();
            call(branch(split, std::nullopt), list, {});
            if (dice_.in_hundred(20)) call(branch(split, std::nullopt), list, "place.big");
        }
        if (dice_.in_hundred(50)) element(branch(split, std::nullopt), 1);
        if (dice_.in_hundred(30)) {
            const NodeIndex after = block(into, Block::parallel);
            task(branch(after, std::nullopt));
            call(branch(after, std::nullopt), a_list(), dice_.in_hundred(50) ? "place.big" : "");
        }
    }

    std::string limit(int most) {
        const std::string few = std::to_string(dice_.from_to(1, most)),
                          more = std::to_string(dice_.from_to(1, most + 2));
        if (dice_.in_hundred(12)) return "if works then " + more + " else " + few;
        if (dice_.in_hundred(8)) return "if supplies >= 2 then " + more + " else " + few;
        if (dice_.in_hundred(5)) return "if count(permits.green) > 1 then " + more + " else " + few;
        return few;
    }

    void clocks(NodeIndex home) {
        for (const TaskIndex t : process_.tasks.indices(scope_.first_task)) {
            if (process_.tasks[t].path != scope_.prefix + process_.tasks[t].id || dice_.in_hundred(40)) continue;
            process::Clock clock;
            clock.id = process_.tasks[t].id;
            clock.own = true;
            clock.covers.set(t.value());
            clock.limit = feel(scope_.called && dice_.in_hundred(20) ? "if place.big then 4 else 2" : limit(5));
            if (dice_.in_hundred(25)) clock.not_before = another_task(t);
            put(std::move(clock), home);
        }
        for (int n = dice_.from_to(1, scope_.called ? 2 : 4); n > 0; --n) {
            process::Clock clock;
            clock.id = "c" + std::to_string(n);
            const int share = dice_.one_of<int>({25, 50, 80, 100});
            for (const TaskIndex t : process_.tasks.indices(scope_.first_task))
                if (dice_.in_hundred(share)) clock.covers.set(t.value());
            if (clock.covers.none()) clock.covers.set(scope_.first_task.value());
            clock.limit = feel(limit(12));
            if (dice_.in_hundred(20)) clock.kind = process::ClockKind::mean;
            put(std::move(clock), home);
        }
        for (const NodeIndex loop : scope_.loops) {
            process::Clock clock;
            clock.id = "l" + std::to_string(loop.number());
            clock.covers = below(loop);
            clock.limit = feel(limit(8));
            put(std::move(clock), home);
        }
    }

    /// Of the same diagram; none where there is none.
    TaskIndex another_task(TaskIndex task) {
        std::vector<TaskIndex> all;
        for (const TaskIndex t : process_.tasks.indices(scope_.first_task))
            if (process_.tasks[t].path == scope_.prefix + process_.tasks[t].id && t != task && !in_a_loop(t))
                all.push_back(t);
        return all.empty() ? TaskIndex{} : dice_.one_of(all);
    }

    bool in_a_loop(TaskIndex task) {
        return std::any_of(scope_.loops.begin(), scope_.loops.end(),
                           [&](NodeIndex loop) { return contains(below(loop), task); });
    }

    process::TaskSet below(NodeIndex index) {
        process::TaskSet tasks;
        const Node& node = at(index);
        if (node.block == Block::task) tasks.set(node.task.value());
        for (const NodeIndex child : node.children) tasks |= below(child);
        return tasks;
    }

    void put(process::Clock clock, NodeIndex home) {
        clock.home = home;
        for (const NodeIndex loop : scope_.loops)
            if ((clock.covers & ~below(loop)).none()) clock.home = loop;
        if (dice_.in_hundred(40)) clock.extend_by = 5;
        if (dice_.in_hundred(30)) clock.warn_at = dice_.below(4);
        at(clock.home).clocks.emplace_back(process_.clocks.size());
        process_.clocks.push_back(std::move(clock));
    }

    Dice& dice_;
    Process process_;
    Scope scope_;
};

std::string to_text(const Process& p, NodeIndex index) {
    const Node& node = p.nodes[index];
    const char* names[] = {"", "seq", "par", "choice", "some", "call ", "loop", "end "};
    if (node.block == Block::task) return p.tasks[node.task].id;
    if (node.block == Block::end) return "end " + node.settles;
    std::string text = names[static_cast<int>(node.block)];
    if (node.block == Block::call) {
        const process::Call& call = p.calls[node.call];
        text += call.id + (call.each.empty() ? "" : " each " + call.each.back()) + (call.where ? " where big" : "");
    }
    text += '(';
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        text += i > 0 ? ", " : "";
        if (i < node.conditions.size() && node.conditions[i]) text += '[' + node.conditions[i]->text + "] ";
        if (node.children[i] == node.otherwise) text += "[otherwise] ";
        text += to_text(p, node.children[i]);
    }
    return text + ')';
}

std::string to_text(const Process& p) {
    std::string text = to_text(p, p.root);
    for (const process::Clock& clock : p.clocks) {
        text += "\n  " + clock.id + " of node " + std::to_string(clock.home.number()) +
                (clock.kind == process::ClockKind::mean ? " mean " : " ") + clock.limit.text + " over";
        for (const TaskIndex t : p.tasks.indices())
            if (contains(clock.covers, t)) text += ' ' + p.tasks[t].path;
        if (clock.not_before) text += " not before " + p.tasks[clock.not_before].path;
    }
    return text;
}

std::shared_ptr<const process::Pack> pack_of(std::shared_ptr<const Process> process) {
    using process::AttributeRule;
    using process::AttributeType;
    const auto rule = [](const char* id, AttributeType type, std::optional<Value> standard = std::nullopt,
                         std::vector<AttributeRule> members = {}) {
        AttributeRule r;
        r.id = id;
        r.type = type;
        r.standard = std::move(standard);
        r.members = std::move(members);
        return r;
    };
    const std::vector<AttributeRule> place{rule("big", AttributeType::boolean), rule("size", AttributeType::integer)};
    auto pack = std::make_shared<process::Pack>();
    pack->id = "drawn";
    pack->calendar = "cn";
    pack->time_zone = "Asia/Shanghai";
    for (const auto& [role, department, party] : {std::tuple{"utility", "power", process::Party::utility},
                                                  {"authority", "bureau", process::Party::government},
                                                  {"builder", "yard", process::Party::works},
                                                  {"customer", "client", process::Party::applicant}}) {
        pack->departments.emplace_back();
        pack->departments.back().id = department;
        pack->departments.back().party = party;
        pack->roles[role].push_back({std::nullopt, department});
    }
    pack->attributes = {rule("line", AttributeType::boolean), rule("works", AttributeType::boolean, Value{false}),
                        rule("supplies", AttributeType::integer, Value{1.0}),
                        rule("permits", AttributeType::record, std::nullopt,
                             {rule("green", AttributeType::list, std::nullopt, place),
                              rule("road", AttributeType::list, std::nullopt, place)}),
                        rule("spots", AttributeType::list, std::nullopt, place)};
    for (const char* reason : {"correction", "hearing"}) {
        pack->hold_reasons.emplace_back();
        pack->hold_reasons.back().id = reason;
    }
    pack->hold_reasons.front().names_missing = pack->hold_reasons.front().applicant_ends = true;
    pack->processes["drawn"] = std::move(process);
    return pack;
}

std::string to_text(const std::optional<Day>& day) { return day ? calendar::to_string(*day) : "none"; }

/// One line for a clock, the same from both.
template <class Clock>
std::string line(const std::string& id, const Clock& r, int limit, int used, int left, std::optional<int> late_by,
                 const std::optional<Day>& if_resumed) {
    return id + ": limit " + std::to_string(limit) + " used " + std::to_string(used) + " left " + std::to_string(left) +
           ' ' + std::string{word(r.state)} + " started " + calendar::to_string(r.started_on) + " stopped " +
           to_text(r.stopped_on) + " due " + to_text(r.due) + (r.provisional ? " provisional" : "") +
           (r.broken ? " broken" : "") + " light " + (r.light ? std::string{word(*r.light)} : "none") + " late by " +
           (late_by ? std::to_string(*late_by) : "none") + " if resumed " + to_text(if_resumed) + '\n';
}

std::string number(const std::optional<int>& n) { return n ? std::to_string(*n) : "none"; }

std::string step_line(const std::string& path, TaskState state, Day since, const std::optional<Day>& until) {
    return path + ": " + std::string{word(state)} + ' ' + calendar::to_string(since) + " until " + to_text(until);
}

std::string judged_line(const std::string& clock, const std::optional<Day>& due, clocks::Light light,
                        const std::optional<int>& left, int late_by) {
    return " by " + clock + " due " + to_text(due) + ' ' + std::string{word(light)} + " left " + number(left) +
           " late by " + std::to_string(late_by);
}

std::string path_line(const std::string& task, Day from, Day to, int days, int applicant, int owner) {
    return "on the path " + task + ' ' + calendar::to_string(from) + ' ' + calendar::to_string(to) + ' ' +
           std::to_string(days) + " held " + std::to_string(applicant) + ' ' + std::to_string(owner) + '\n';
}

std::string forecast_line(int days, Day day, int shortest, Day earliest) {
    return "expected in " + std::to_string(days) + " on " + calendar::to_string(day) + ", earliest in " +
           std::to_string(shortest) + " on " + calendar::to_string(earliest) + '\n';
}

/// `foretold`: the slow model could try every way ahead.
std::string to_text(const CaseFacts& view, bool foretold) {
    std::string text = std::string{word(view.state)} + '\n';
    std::map<std::string, std::string> lines;
    for (std::size_t i = 0; i < view.tasks.size(); ++i) {
        const TaskView& t = view.tasks[i];
        lines[t.path] = step_line(t.path, t.state, t.since, t.until);
        if (const auto& r = t.reading)
            lines[t.path] += judged_line(t.clock, r->due, r->light,
                                         r->left ? std::optional{r->left->value} : std::nullopt, r->late_by.value);
        lines[t.path] += " slack " + number(view.slack[i] ? std::optional{view.slack[i]->value} : std::nullopt) + '\n';
    }
    for (const auto& [path, one] : lines) text += one;
    lines.clear();
    for (const ClockView& c : view.clocks) {
        const clocks::Reading& r = c.reading;
        lines[c.id] = line(c.id, r, r.limit.value, r.used.value, r.left.value,
                           r.late_by ? std::optional{r.late_by->value} : std::nullopt, c.if_resumed);
    }
    for (const auto& [id, one] : lines) text += one;
    if (!foretold) return text;
    for (const PathStep& step : view.path)
        text += path_line(view.tasks[step.task].path, step.from, step.to, step.days.value,
                          step.held_for_applicant.value, step.held_for_owner.value);
    lines.clear();
    for (const PartyDays& row : view.responsibility)
        if (row.days.value > 0)
            lines[std::string{word(row.party)}] =
                std::to_string(row.days.value) + " held " + std::to_string(row.held.value) + '\n';
    for (const auto& [party, one] : lines) text += party + ' ' + one;
    if (!view.expected) return text;
    text += forecast_line(view.expected->days.value, *view.expected->day, view.expected->shortest.value,
                          *view.expected->earliest);
    for (const AheadStep& step : view.expected->steps)
        text += "then " + step.path + ' ' + std::to_string(step.days.value) + '\n';
    for (const std::string& path : view.expected->waits_for) text += "waits for " + path + '\n';
    return text;
}

std::string to_text(const SlowCase& slow) {
    std::string text = std::string{word(slow.state)} + '\n';
    for (const auto& [path, t] : slow.tasks)
        text += step_line(path, t.state, t.since, t.until) +
                (t.clock.empty() ? std::string{} : judged_line(t.clock, t.due, t.light, t.left, t.late_by)) +
                " slack " + number(t.slack) + '\n';
    for (const auto& [id, c] : slow.clocks) text += line(id, c, c.limit, c.used, c.left, c.late_by, c.if_resumed);
    for (const testing::SlowPathStep& step : slow.path)
        text += path_line(step.task, step.from, step.to, step.days, step.held_for_applicant, step.held_for_owner);
    for (const auto& [party, days] : slow.responsibility)
        if (days.first > 0)
            text += party + ' ' + std::to_string(days.first) + " held " + std::to_string(days.second) + '\n';
    if (!slow.expected) return text;
    text += forecast_line(slow.expected->days, slow.expected->day, slow.expected->shortest, slow.expected->earliest);
    for (const auto& [path, days] : slow.expected->steps) text += "then " + path + ' ' + std::to_string(days) + '\n';
    for (const std::string& path : slow.expected->waits_for) text += "waits for " + path + '\n';
    return text;
}

struct Tally {
    int proposed = 0;
    int accepted = 0;
};
using Tallies = std::map<std::string, Tally>;

/// One case, from its submission to its end or until nobody has an idea any more.
class Story {
public:
    Story(unsigned seed, Tallies& tallies, const calendar::Calendar& calendar)
        : dice_(seed),
          tallies_(tallies),
          calendar_(calendar),
          pack_(pack_of(Drawing{dice_}.process())),
          process_(*pack_->process("drawn")) {
        const char* starts[] = {"2018-09-10", "2019-01-21", "2019-04-15", "2020-01-06", "2020-09-14", "2021-04-19",
                                "2022-01-17", "2023-06-05", "2024-01-29", "2025-09-15", "2026-02-02", "2026-11-02"};
        day_ = dice_.in_hundred(70) ? testing::day(starts[dice_.below(12)])
                                    : testing::day("2018-03-01") + date::days{dice_.below(3000)};
        day_ += date::days{dice_.below(15)};
    }

    void run() {
        submit();
        for (int step = 0; step < 45 && !::testing::Test::HasFailure() && !closed_for_good_; ++step) {
            day_ += date::days{dice_.in_hundred(30)   ? 0
                               : dice_.in_hundred(90) ? dice_.from_to(1, 3)
                                                      : dice_.from_to(4, 12)};
            propose();
        }
    }

    std::string told() const {
        std::string text = to_text(process_);
        for (const Event& event : case_.log)
            text += "\n  " + std::to_string(event.number) + ' ' + calendar::to_string(event.day) + ' ' +
                    wire::to_json(event.entry).dump();
        return text;
    }

private:
    Value place() {
        return Value{process::Record{{"big", Value{dice_.in_hundred(50)}}, {"size", Value{double(dice_.below(9))}}}};
    }

    Value places(int least, int most) {
        process::List list;
        for (int n = dice_.from_to(least, most); n > 0; --n) list.push_back(place());
        return Value{std::move(list)};
    }

    /// What the first task asks for.
    Record found_out() {
        Record record{{"line", Value{dice_.in_hundred(50)}}};
        Record permits;
        if (dice_.in_hundred(80)) permits["green"] = places(0, 3);
        if (dice_.in_hundred(80)) permits["road"] = places(0, 2);
        record["permits"] = Value{std::move(permits)};
        record["spots"] = places(0, 2);
        return record;
    }

    Instant at() {
        return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(day_.time_since_epoch())} +
               std::chrono::minutes{60 + case_.version()};
    }

    void submit() {
        Record record = dice_.in_hundred(30) ? found_out() : Record{};
        if (dice_.in_hundred(20)) record["supplies"] = Value{double(dice_.from_to(1, 2))};
        const Decision decision = decide_submission(*pack_, {at(), day_, Submit{"drawn", record}}, calendar_);
        case_.pack = pack_;
        enter(std::get<Event>(decision));
    }

    void propose() {
        const CaseView now = view(case_, calendar_, day_);
        const int kind = dice_.below(100);
        if (now.state != CaseState::open) {
            if (dice_.in_hundred(40)) return take_back();
            closed_for_good_ = dice_.in_hundred(50);
            return propose("closed", Withdraw{"too late"});
        }
        if (kind < 50) return complete(now);
        if (kind < 61) return hold(now);
        if (kind < 73) return resume(now);
        if (kind < 79) return extend(now);
        if (kind < 82) return amend_attribute();
        if (kind < 86) return add_place();
        if (kind < 90) return drop_place(now);
        if (kind < 97) return take_back();
        if (kind < 98) return propose("withdraw", Withdraw{"given up"});
        propose("nonsense", dice_.in_hundred(50) ? Entry{Complete{"t99", "done", {}, {}}}
                                                 : Entry{Extend{"c9", {1}, "no such clock"}});
    }

    const TaskView* task_to(const CaseView& now, TaskState wanted) {
        std::vector<const TaskView*> fitting, others;
        for (const TaskView& task : now.tasks) {
            if (task.state == wanted) fitting.push_back(&task);
            else others.push_back(&task);
        }
        if (!others.empty() && (fitting.empty() || dice_.in_hundred(4))) return dice_.one_of(others);
        return fitting.empty() ? nullptr : dice_.one_of(fitting);
    }

    std::optional<Day> effective() {
        if (dice_.in_hundred(65)) return std::nullopt;
        return day_ - date::days{dice_.in_hundred(3) ? -1 : dice_.below(6)};
    }

    void complete(const CaseView& now) {
        const TaskView* task = task_to(now, TaskState::active);
        if (!task) return;
        const process::Task& t = process_.tasks[task->task];
        Complete entry{
            task->path, dice_.in_hundred(75) ? t.outcomes.front() : dice_.one_of(t.outcomes), {}, effective()};
        if (!t.asks.empty() && case_.attributes.count("line") == 0) entry.attributes = found_out();
        if (case_.attributes.count("supplies") == 0 && dice_.in_hundred(8))
            entry.attributes["supplies"] = Value{double(dice_.from_to(1, 2))};
        propose(entry.effective ? "complete, backdated" : "complete", entry);
    }

    void hold(const CaseView& now) {
        const TaskView* task = task_to(now, TaskState::active);
        if (!task) return;
        Hold entry{task->path, "hearing", {}, {}, effective()};
        if (dice_.in_hundred(30)) {
            entry.reason = "correction";
            entry.missing = {"plan"};
            if (dice_.in_hundred(50)) entry.override_why = "said so";
        }
        propose(entry.effective ? "hold, backdated" : "hold", entry);
    }

    void resume(const CaseView& now) {
        const bool any = std::any_of(now.tasks.begin(), now.tasks.end(),
                                     [](const TaskView& t) { return t.state == TaskState::held; });
        if (!any) return complete(now);
        const Resume entry{task_to(now, TaskState::held)->path, effective()};
        propose(entry.effective ? "resume, backdated" : "resume", entry);
    }

    void extend(const CaseView& now) {
        std::vector<std::string> fitting;
        for (const ClockView& clock : now.clocks)
            if (process_.clocks[clock.clock].extend_by > 0 && clock.reading.state != clocks::ClockState::stopped)
                fitting.push_back(clock.id);
        if (fitting.empty()) return complete(now);
        propose("extend", Extend{dice_.one_of(fitting), {dice_.from_to(1, 5)}, "hard ground"});
    }

    void amend_attribute() {
        Amend entry{{}, {}, {}, "found out later"};
        const int what = dice_.below(3);
        if (what == 0) entry.attributes["line"] = Value{dice_.in_hundred(50)};
        else if (what == 1) entry.attributes["works"] = Value{dice_.in_hundred(50)};
        else entry.attributes["supplies"] = Value{double(dice_.from_to(1, 3))};
        propose("amend attribute", entry);
    }

    void add_place() {
        std::vector<std::string> lists;
        for (const process::Call& call : process_.calls)
            if (!call.each.empty()) lists.push_back(call.each.back());
        if (lists.empty()) return amend_attribute();
        Amend entry{{}, {}, {}, "one more"};
        entry.add[dice_.one_of(lists)] = places(1, 2);
        if (dice_.in_hundred(15)) entry.attributes["works"] = Value{dice_.in_hundred(50)};
        propose("add place", entry);
    }

    void drop_place(const CaseView& now) {
        std::vector<std::string> paths;
        for (const CallInstance& call : now.calls)
            if (!call.until && !process_.calls[call.call].each.empty()) paths.push_back(call.path);
        if (paths.empty() || dice_.in_hundred(10))
            for (const process::Call& call : process_.calls)
                if (!call.each.empty()) paths.push_back(call.id + '.' + std::to_string(dice_.from_to(1, 3)));
        if (paths.empty()) return complete(now);
        propose("drop place", Amend{{}, {}, {dice_.one_of(paths)}, "not needed"});
    }

    void take_back() {
        const int last = case_.version();
        const int number = dice_.in_hundred(60) ? last - dice_.below(std::min(last, 3)) : dice_.from_to(1, last);
        const bool another_void = std::holds_alternative<Void>(case_.log[static_cast<std::size_t>(number) - 1].entry);
        propose(another_void ? "void of a void" : "void", Void{number, "entered by mistake"});
    }

    void propose(const std::string& kind, const Entry& entry) {
        Tally& tally = tallies_[kind];
        ++tally.proposed;
        const std::string before = everything();
        const Decision decision = decide(case_, {at(), day_, entry}, calendar_);
        if (const auto* no = std::get_if<Rejection>(&decision)) {
            EXPECT_EQ(everything(), before) << "refused (" << no->detail << "), but something has changed";
            return;
        }
        std::vector<Event> log = case_.log;
        log.push_back(std::get<Event>(decision));
        if (const auto contested = testing::slow_case(*pack_, log, calendar_, day_).contested; !contested.empty()) {
            ++tallies_["contested: " + contested.front()].proposed;
            return;
        }
        ++tally.accepted;
        enter(std::get<Event>(decision));
    }

    void enter(const Event& event) {
        apply(case_, event);
        EXPECT_EQ(of(replay(pack_, case_.log)), everything()) << "replay of the log against the grown case";
        const CaseView now = view(case_, calendar_, day_);
        compare(now, day_);
        for (int n = 2; n > 0; --n) compare(now, day_ + date::days{dice_.from_to(1, 25)});
    }

    /// `now` is the view of the step's day: what it foretells must come.
    void compare(const CaseView& now, Day today) {
        if (::testing::Test::HasFailure()) return;
        const SlowCase slow = testing::slow_case(*pack_, case_.log, calendar_, today);
        const bool foretold = slow.state != CaseState::open || slow.expected;
        ++tallies_[foretold ? "foretold" : "contested: too many ways ahead"].proposed;
        tallies_["foretold"].accepted += foretold ? 1 : 0;
        EXPECT_EQ(to_text(facts(case_, calendar_, today), foretold), to_text(slow))
            << "on " << calendar::to_string(today);
        for (const ClockView& clock : now.clocks) {
            if (clock.reading.state != clocks::ClockState::running || !clock.reading.light) continue;
            const SlowClock& then = slow.clocks.at(clock.id);
            EXPECT_EQ(then.broken, clock.reading.turns_red && today >= *clock.reading.turns_red)
                << clock.id << " on " << calendar::to_string(today);
            EXPECT_EQ(then.light != clocks::Light::green,
                      clock.reading.turns_yellow && today >= *clock.reading.turns_yellow)
                << clock.id << " on " << calendar::to_string(today);
        }
    }

    std::string everything() const { return of(case_); }

    std::string of(const Case& c) const {
        std::string text = wire::to_json(c, facts(c, calendar_, day_)).dump();
        for (const auto& [id, days] : c.settled_limits) text += ' ' + id;
        return text + ' ' + std::to_string(c.version()) + wire::to_json(Value{c.attributes}).dump();
    }

    Dice dice_;
    Tallies& tallies_;
    const calendar::Calendar& calendar_;
    std::shared_ptr<const process::Pack> pack_;
    const Process& process_;
    Case case_;
    Day day_{};
    bool closed_for_good_ = false;
};

constexpr unsigned usual_rounds = 25;

unsigned number_in(const char* variable, unsigned otherwise) {
    const char* text = std::getenv(variable);
    return text ? static_cast<unsigned>(std::strtoul(text, nullptr, 10)) : otherwise;
}

TEST(RandomCase, agrees_with_a_slow_model_after_every_step) {
    const calendar::Calendar calendar = testing::cn();
    const unsigned first = number_in("BANDIAN_SEED", 1);
    const unsigned rounds = number_in("BANDIAN_ROUNDS", std::getenv("BANDIAN_SEED") ? 1 : usual_rounds);
    Tallies tallies;
    for (unsigned seed = first; seed < first + rounds; ++seed) {
        SCOPED_TRACE("BANDIAN_SEED=" + std::to_string(seed));
        Story story{seed, tallies, calendar};
        story.run();
        if (HasFailure()) FAIL() << story.told();
    }
    if (rounds < usual_rounds) return;
    Tally all;
    for (const auto& [kind, tally] : tallies) {
        if (std::getenv("BANDIAN_ROUNDS"))
            std::fprintf(stderr, "%s %d/%d\n", kind.c_str(), tally.accepted, tally.proposed);
        if (kind.rfind("contested", 0) == 0 || kind == "foretold") continue;
        all.proposed += tally.proposed;
        all.accepted += tally.accepted;
        const bool hopeless = kind == "nonsense" || kind == "closed";
        EXPECT_EQ(tally.accepted == 0, hopeless) << tally.accepted << " steps were accepted of kind: " << kind;
    }
    EXPECT_GE(all.accepted * 3, all.proposed) << "too few steps were legal";
}

}  // namespace
}  // namespace bandian::casework
