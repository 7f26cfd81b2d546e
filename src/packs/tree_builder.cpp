#include "packs/tree_builder.hpp"

#include "packs/loop_regions.hpp"
#include "text/joined.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace bandian::packs {

namespace {

using process::Block;
using process::ClockIndex;
using process::Node;
using process::NodeIndex;
using process::Process;
using process::TaskIndex;
using process::TaskSet;

/// What an expression takes: its names, values and operators.
std::size_t parts_of(const process::Expression& expression) {
    std::size_t parts = 1;
    for (const process::Expression& operand : expression.operands) parts += parts_of(operand);
    return parts;
}

struct Stop {};  // a fault has been noted; this process cannot be built

constexpr int deepest = 60;
constexpr int most_steps = 20'000;
constexpr std::size_t most_outcomes = 64;
constexpr std::size_t most_clocks = 4 * process::most_tasks;
constexpr std::size_t most_parts = 50'000;  // of expressions, which take most of the memory
constexpr std::size_t longest_path = 1000;

/// Counts how deep the drawing is in gateways.
struct Depth {
    explicit Depth(int& level) : level_(level) { ++level_; }
    ~Depth() { --level_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    int& level_;
};

/// Where following a branch has led.
enum class Ending {
    join,     ///< before a gateway where branches meet
    back,     ///< at the head of the loop being drawn
    leave,    ///< at the gateway that leaves or repeats the loop being drawn
    finished  ///< at an end event
};

struct Arrival {
    Ending ending = Ending::finished;
    const GraphNode* gateway = nullptr;
};

class Builder {
public:
    Builder(const Diagrams& all, Process& process, Faults& faults, Standing standing)
        : all_(all), process_(process), faults_(faults), anew_(standing == Standing::offered) {}

    NodeIndex build(const Diagram& diagram, const std::string& prefix, NodeIndex call_node) {
        if (std::find(calling_.begin(), calling_.end(), diagram.id) != calling_.end())
            stop(diagram.place_of(*diagram.process),
                 "Expected calls that end, but " + round(diagram.id) + " goes round.", "call");
        calling_.push_back(diagram.id);
        const Scope outer = std::exchange(
            scope_,
            Scope{&diagram, prefix, {}, {}, TaskIndex{process_.tasks.size()}, ClockIndex{process_.clocks.size()}});
        regions_.try_emplace(&diagram, diagram);
        const NodeIndex root = sequence();
        process_.nodes[root].origin = origin(diagram.place_of(*diagram.process));
        const GraphNode* start = the_start(diagram);
        const Arrival arrival = follow(target(*start), root);
        if (arrival.ending != Ending::finished)
            stop(place(*arrival.gateway),
                 "Expected a gateway that parts ways before \"" + title(*arrival.gateway) +
                     "\" brings them together (a loop begins at an exclusive one), but there is none.",
                 "nesting");
        clocks(call_node ? call_node : root);
        if (!call_node) no_correction(diagram);
        deemed_answers();
        scope_ = outer;
        calling_.pop_back();
        return root;
    }

private:
    struct Scope {
        const Diagram* diagram = nullptr;
        std::string prefix;
        std::vector<const GraphNode*> heads;                ///< of the loops being drawn, the innermost last
        std::vector<std::pair<NodeIndex, TaskSet>> inside;  ///< tasks of each loop, by its node
        TaskIndex first_task{0};
        ClockIndex first_clock{0};
    };

    /// "permit → street → permit"
    std::string round(const std::string& again) const {
        std::string text;
        for (auto id = std::find(calling_.begin(), calling_.end(), again); id != calling_.end(); ++id)
            text += *id + " \u2192 ";
        return text + again;
    }

    const GraphNode* the_start(const Diagram& diagram) {
        if (diagram.starts.size() > 1)
            stop(place(*diagram.starts[1]),
                 "Expected one start event, but \"" + title(*diagram.starts[1]) + "\" is a second one.", "start");
        if (diagram.starts.empty())
            stop(diagram.place_of(*diagram.process),
                 "Expected one start event in process " + diagram.id + ", but there is none.", "start");
        return diagram.starts.front();
    }

    /// Draws from `at` on into the sequence, until the branch ends.
    Arrival follow(const GraphNode* at, NodeIndex into) {
        const Depth depth{depth_};
        if (depth_ > deepest)
            stop(place(*at),
                 "Expected at most " + std::to_string(deepest) + " gateways inside each other, but there are more.",
                 "nesting");
        while (true) {
            visit(*at);
            switch (at->shape) {
                case Shape::start:
                    stop(place(*at), "Expected no flow into start event \"" + title(*at) + "\", but there is one.",
                         "flow");
                case Shape::end: add(into, end(*at)); return {Ending::finished, at};
                case Shape::boundary:
                    stop(place(*at), "Expected no flow into boundary event \"" + title(*at) + "\", but there is one.",
                         "flow");
                case Shape::user_task:
                    one_way_in(*at);
                    add(into, task(*at));
                    at = after(*at);
                    break;
                case Shape::call:
                    one_way_in(*at);
                    add(into, call(*at));
                    at = target(*at);
                    break;
                default: {
                    if (at->incoming().size() > 1) {
                        if (at->outgoing().size() > 1)
                            stop(place(*at),
                                 "Expected a gateway to part ways or to bring them together, but \"" + title(*at) +
                                     "\" does both: draw two.",
                                 "nesting");
                        if (is_head(*at)) return {Ending::back, at};
                        if (at->shape != Shape::exclusive || !regions().on_cycle(*at)) return {Ending::join, at};
                        at = loop(*at, into);
                        break;
                    }
                    if (at->outgoing().size() < 2) {
                        at = target(*at);
                        break;
                    }
                    if (at->shape == Shape::exclusive && leaves_loop(*at)) return {Ending::leave, at};
                    const Arrival arrival = split(*at, into);
                    if (arrival.ending != Ending::join || !joins(*at, *arrival.gateway)) return arrival;
                    at = target(*arrival.gateway);
                }
            }
        }
    }

    /// Past a task. Its boundary timer leads nowhere else than the task itself: both ways meet in a gateway of their
    /// own.
    const GraphNode* after(const GraphNode& task) {
        const GraphNode* timer = timer_of(task);
        const GraphNode* next = target(task);
        if (!timer) return next;
        if (target(*timer) != next || next->shape != Shape::exclusive || next->incoming().size() != 2 ||
            next->outgoing().size() != 1)
            stop(place(*timer),
                 "Expected the flows out of \"" + title(task) +
                     "\" and its boundary timer to meet at once in an exclusive gateway of their own, but they do not.",
                 "silence");
        return target(*next);
    }

    void one_way_in(const GraphNode& node) {
        if (node.incoming().size() > 1)
            stop(place(node),
                 "Expected one flow into \"" + title(node) + "\", but there are " +
                     std::to_string(node.incoming().size()) + ": bring them together with a gateway.",
                 "nesting");
    }

    const GraphNode* timer_of(const GraphNode& task) {
        const auto [first, last] = scope_.diagram->timers.equal_range(task.id());
        if (first == last) return nullptr;
        if (std::next(first) != last)
            stop(place(*first->second),
                 "Expected one boundary timer on \"" + title(task) + "\", but this is a second one.", "silence");
        return first->second;
    }

    static std::string kind(const GraphNode& gateway) {
        return gateway.shape == Shape::parallel    ? "a parallel gateway"
               : gateway.shape == Shape::inclusive ? "an inclusive gateway"
                                                   : "an exclusive gateway";
    }

    bool joins(const GraphNode& split, const GraphNode& join) { return joined_[&split] == &join; }

    /// Draws all branches of a gateway. When they meet, the arrival is the gateway where they do, noted in `joined_`.
    Arrival split(const GraphNode& gateway, NodeIndex into) {
        Node node;
        node.block = gateway.shape == Shape::parallel    ? Block::parallel
                     : gateway.shape == Shape::inclusive ? Block::some_of
                                                         : Block::choice;
        node.name = title(gateway);
        node.origin = origin(place(gateway));
        if (gateway.outgoing().size() > 64)
            stop(place(gateway), "Expected at most 64 flows out of \"" + title(gateway) + "\", but there are more.",
                 "size");
        need_default(gateway);
        const NodeIndex block = put(std::move(node));
        add(into, block);
        Arrival meeting;
        std::size_t open_branches = 0;
        for (const GraphFlow* flow : gateway.outgoing()) {
            const NodeIndex branch = sequence();
            const Arrival arrival = follow(find(flow->to()), branch);
            Node& drawn = process_.nodes[block];
            drawn.children.push_back(branch);
            drawn.conditions.push_back(weighed(condition(gateway, *flow), place(*flow)));
            if (anew_ && gateway.shape == Shape::inclusive && is_default(gateway, *flow) &&
                !process_.nodes[branch].children.empty())
                drawn.conditions.back() =
                    weighed(none_of_the_others(gateway, *flow, origin(place(*flow))), place(*flow));
            if (is_default(gateway, *flow) && gateway.shape == Shape::exclusive) drawn.otherwise = branch;
            if (arrival.ending == Ending::finished) continue;
            ++open_branches;
            if (meeting.gateway && (meeting.gateway != arrival.gateway || meeting.ending != arrival.ending))
                stop(place(gateway),
                     "Expected the branches of \"" + title(gateway) + "\" to meet in one gateway, but they reach \"" +
                         title(*meeting.gateway) + "\" and \"" + title(*arrival.gateway) + "\".",
                     "nesting");
            meeting = arrival;
        }
        const bool all = open_branches == gateway.outgoing().size();
        if (!meeting.gateway) return {Ending::finished, &gateway};
        if (gateway.shape != Shape::exclusive && !all)
            stop(place(gateway),
                 "Expected every branch of \"" + title(gateway) + "\" to reach its join, but one ends on the way.",
                 "nesting");
        if (meeting.ending == Ending::join && meeting.gateway->shape == gateway.shape &&
            meeting.gateway->incoming().size() == open_branches && open_branches > 1) {
            joined_[&gateway] = meeting.gateway;
            return meeting;
        }
        if (open_branches > 1 && meeting.ending == Ending::join)
            stop(place(*meeting.gateway),
                 "Expected \"" + title(*meeting.gateway) + "\" to close \"" + title(gateway) + "\" as " +
                     kind(gateway) + " with " + std::to_string(open_branches) + " flows into it, but it is " +
                     kind(*meeting.gateway) + " with " + std::to_string(meeting.gateway->incoming().size()) + ".",
                 "nesting");
        return meeting;
    }

    static bool is_default(const GraphNode& gateway, const GraphFlow& flow) {
        return !gateway.default_flow().empty() && flow.id() == gateway.default_flow();
    }

    /// Whatever the attributes are, a way must be left.
    void need_default(const GraphNode& gateway) {
        if (gateway.shape == Shape::parallel) return;
        const bool always =
            gateway.shape == Shape::inclusive && std::ranges::any_of(gateway.outgoing(), [&](const GraphFlow* flow) {
                return !flow->has_condition || condition(*flow)->literal == process::Value{true};
            });
        const bool has_default =
            std::ranges::any_of(gateway.outgoing(), [&](const GraphFlow* flow) { return is_default(gateway, *flow); });
        if (!has_default && !always)
            stop(place(gateway),
                 "Expected one of the flows out of \"" + title(gateway) +
                     "\" to be its default, taken when no condition holds, but none is.",
                 "default-flow");
    }

    std::optional<process::Expression> condition(const GraphNode& gateway, const GraphFlow& flow) {
        const bool otherwise = is_default(gateway, flow);
        if (gateway.shape == Shape::parallel) return std::nullopt;
        if (!otherwise && !flow.has_condition && gateway.shape == Shape::exclusive)
            stop(place(flow),
                 "Expected flow " + flow.id() + " to have a condition or to be the default of \"" + title(gateway) +
                     "\", but it has neither.",
                 "condition");
        if (otherwise && gateway.shape == Shape::inclusive)
            return std::nullopt;  // the way past everything: taken always costs nothing, since nothing lies on it
        return condition(flow);
    }

    std::optional<process::Expression> condition(const GraphFlow& flow) {
        return read_condition(*scope_.diagram, flow, faults_);
    }

    std::optional<process::Expression> expression(const std::string& text, const Place& place,
                                                  const std::string& what) {
        return weighed(read_expression(text, place, what, faults_), place);
    }

    /// The expression as it is, unless all so far take too much.
    std::optional<process::Expression> weighed(std::optional<process::Expression> expression, const Place& place) {
        if (anew_ && expression && (parts_ += parts_of(*expression)) > most_parts)
            stop(place,
                 "Expected at most " + std::to_string(most_parts) +
                     " names, values and operators in the conditions and limits of a process, those of calls included "
                     "each time, but there are more.",
                 "size");
        return expression;
    }

    /// When a default flow on which something lies is taken: what cannot be worked out takes no branch, and counts as
    /// not holding.
    process::Expression none_of_the_others(const GraphNode& gateway, const GraphFlow& otherwise,
                                           process::Origin origin) {
        process::Expression none{process::Operator::literal, process::Value{true}, {}, {}, {}, {}};
        const process::Expression no{process::Operator::literal, process::Value{false}, {}, {}, {}, {}};
        for (const GraphFlow* flow : gateway.outgoing()) {
            if (flow == &otherwise) continue;
            if (auto holds = condition(*flow))
                none = {process::Operator::choose, {}, {}, {std::move(*holds), no, std::move(none)}, {}, {}};
            else none = no;
        }
        none.text = "none of the other conditions";
        none.origin = std::move(origin);
        return none;
    }

    /// Draws the loop that begins at `head`; gives where it goes on afterwards.
    const GraphNode* loop(const GraphNode& head, NodeIndex into) {
        if (head.incoming().size() != 2)
            stop(place(head),
                 "Expected one flow into the loop at \"" + title(head) + "\" and one back, but there are " +
                     std::to_string(head.incoming().size()) + ".",
                 "nesting");
        Node node;
        node.block = Block::loop;
        node.name = title(head);
        node.origin = origin(place(head));
        const NodeIndex drawn = put(std::move(node));
        add(into, drawn);
        scope_.heads.push_back(&head);
        regions().enter(head);
        const NodeIndex body = sequence();
        const Arrival arrival = follow(target(head), body);
        if (arrival.ending != Ending::leave)
            stop(place(head),
                 "Expected an exclusive gateway that leaves the loop at \"" + title(head) + "\", but none does.",
                 "nesting");
        const GraphFlow* back = nullptr;
        const GraphFlow* out = nullptr;
        for (const GraphFlow* flow : arrival.gateway->outgoing())
            (regions().only_back(*find(flow->to())) ? back : out) = flow;
        const NodeIndex redo = sequence();
        if (follow(find(back->to()), redo).ending != Ending::back)
            stop(place(*back),
                 "Expected flow " + back->id() + " to lead back to \"" + title(head) + "\", but it does not.",
                 "nesting");
        regions().leave();
        scope_.heads.pop_back();
        std::optional<process::Expression> again = condition(*back);
        if (auto leaves = again ? std::nullopt : condition(*out)) {
            again = process::Expression{process::Operator::negate, {}, {}, {}, {}, {}};
            again->text = "not(" + leaves->text + ')';
            again->origin = leaves->origin;
            again->operands.push_back(std::move(*leaves));
        }
        if (!again)
            stop(place(*back),
                 "Expected a condition on one of the flows out of \"" + title(*arrival.gateway) +
                     "\", but neither has one.",
                 "condition");
        Node& done = process_.nodes[drawn];
        done.children = {body, redo};
        done.conditions.push_back(weighed(std::move(again), place(*back)));
        TaskSet inside;
        tasks_below(drawn, inside);
        scope_.inside.emplace_back(drawn, inside);
        return find(out->to());
    }

    bool is_head(const GraphNode& node) const { return !scope_.heads.empty() && scope_.heads.back() == &node; }

    /// One of two ways only leads back to the head of the innermost loop.
    bool leaves_loop(const GraphNode& gateway) {
        if (scope_.heads.empty() || gateway.outgoing().size() != 2) return false;
        return regions().only_back(*find(gateway.outgoing()[0]->to())) !=
               regions().only_back(*find(gateway.outgoing()[1]->to()));
    }

    LoopRegions& regions() { return regions_.at(scope_.diagram); }

    NodeIndex task(const GraphNode& node) {
        if (scope_.diagram->role_of(node).empty())
            stop(place(node),
                 "Expected \"" + title(node) + "\" (" + node.id() +
                     ") as a flowNodeRef of a lane, but no lane lists it.",
                 "lane");
        if (process_.tasks.size() == process::most_tasks)
            stop(place(node),
                 "Expected at most " + std::to_string(process::most_tasks) + " tasks in a process, but there are more.",
                 "size");
        process::Task t;
        t.id = node.id();
        t.path = scope_.prefix + t.id;
        if (t.path.size() > longest_path)
            stop(place(node),
                 "Expected the path of a task to have at most " + std::to_string(longest_path) +
                     " bytes, but that of \"" + title(node) + "\" has more: shorten the ids of the calls around it.",
                 "size");
        t.name = node.name();
        t.name_en = node.ours("nameEn");
        t.role = scope_.diagram->role_of(node);
        t.outcomes = plain_words(node, "outcomes");
        t.asks = plain_words(node, "asks");
        t.materials = plain_words(node, "materials");
        t.clause = node.ours("clause");
        t.origin = origin(place(node));
        if (const std::string months = node.ours("validMonths"); !months.empty())
            t.valid_months = expression(months, place(node), "bd:validMonths of \"" + title(node) + "\"");
        if (const std::string party = node.ours("party"); !party.empty()) {
            t.party = process::party_named(party);
            if (!t.party)
                stop(place(node),
                     "Expected bd:party of \"" + title(node) +
                         "\" to be utility, government, applicant or works, but got \"" + party + "\".",
                     "lane-role");
        }
        if (t.outcomes.size() > most_outcomes)
            stop(place(node),
                 "Expected at most " + std::to_string(most_outcomes) + " outcomes of \"" + title(node) +
                     "\", but it has " + std::to_string(t.outcomes.size()) + ".",
                 "outcomes");
        if (t.outcomes.empty())
            stop(place(node), "Expected task \"" + title(node) + "\" to list its bd:outcomes, but it has none.",
                 "outcomes");
        Node drawn;
        drawn.block = Block::task;
        drawn.task = process_.tasks.push_back(std::move(t));
        drawn.name = title(node);
        drawn.origin = origin(place(node));
        return put(std::move(drawn));
    }

    /// Words between blanks; a comma would become part of one.
    std::vector<std::string> plain_words(const GraphNode& node, const std::string& attribute) {
        std::vector<std::string> all = words(node.ours(attribute));
        for (const std::string& word : all)
            if (word.find_first_of(",;\"'|") != std::string::npos)
                stop(place(node),
                     "Expected bd:" + attribute + " of \"" + title(node) +
                         "\" to be words with blanks between them, but got \"" + word + "\".",
                     "outcomes");
        return all;
    }

    std::string processes() const { return text::joined(all_, ", ", text::key); }

    NodeIndex call(const GraphNode& node) {
        const std::string called{node.element.attribute("calledElement").value_or("")};
        auto found = all_.find(called);
        if (found == all_.end()) found = all_.find(std::string{local_part(called)});
        if (found == all_.end())
            stop(place(node),
                 "Expected \"" + title(node) + "\" to call a process of this pack (" + processes() +
                     "), but calledElement is \"" + called + "\".",
                 "call");
        process::Call c;
        c.id = node.id();
        c.process = found->first;
        c.name = node.name();
        c.name_en = node.ours("nameEn");
        if (const auto each = node.element.child(bpmn_space, "multiInstanceLoopCharacteristics")) {
            const auto list = each->attribute("each", our_space);
            if (!list)
                stop(scope_.diagram->place_of(*each),
                     "Expected bd:each, the list of places that \"" + title(node) +
                         "\" is called for, but it is missing.",
                     "call");
            std::string name{*list};
            std::replace(name.begin(), name.end(), '.', ' ');
            c.each = words(name);
            if (const auto where = each->attribute("where", our_space))
                c.where = expression(std::string{*where}, scope_.diagram->place_of(*each),
                                     "bd:where of \"" + title(node) + "\"");
        }
        Node drawn;
        drawn.block = Block::call;
        drawn.call = process::CallIndex{process_.calls.size()};
        drawn.name = title(node);
        drawn.origin = origin(place(node));
        const NodeIndex index = put(std::move(drawn));
        c.node = index;
        const process::CallIndex this_call = process_.calls.push_back(std::move(c));
        const TaskIndex first_task{process_.tasks.size()};
        const NodeIndex body = build(*found->second, scope_.prefix + node.id() + '.', index);
        process_.nodes[index].children.push_back(body);
        for (const TaskIndex t : process_.tasks.indices(first_task)) process_.calls[this_call].tasks.set(t.value());
        corrections(*found->second, this_call, first_task);
        return index;
    }

    void no_correction(const Diagram& diagram) {
        const auto extensions = diagram.process->child(bpmn_space, "extensionElements");
        if (const auto rule = extensions ? extensions->child(our_space, "correction") : std::nullopt)
            stop(diagram.place_of(*rule),
                 "Expected <bd:correction> in a process that another calls, but " + diagram.id +
                     " is one that cases are opened for.",
                 "correction");
    }

    void corrections(const Diagram& diagram, process::CallIndex this_call, TaskIndex first_task) {
        const auto extensions = diagram.process->child(bpmn_space, "extensionElements");
        const auto rule = extensions ? extensions->child(our_space, "correction") : std::nullopt;
        if (!rule) return;
        const auto within = rule->attribute("within"), after = rule->attribute("after");
        const Place place = diagram.place_of(*rule);
        const auto is_one = [](const Element& e) { return e.space() == our_space && e.name() == "correction"; };
        if (std::ranges::count_if(extensions->children(), is_one) > 1)
            stop(place, "Expected one <bd:correction> in a process, but there are more.", "correction");
        process::CorrectionRule r{this_call, {}, within ? whole_number(std::string{*within}, place, "within") : 0};
        if (r.within < 1)
            stop(place,
                 "Expected within of <bd:correction>, a number of working days from 1, but " +
                     (within ? "got \"" + std::string{*within} + "\"." : std::string{"it is missing."}),
                 "correction");
        for (const TaskIndex t : process_.tasks.indices(first_task))
            if (after && process_.tasks[t].id == *after) r.after = t;
        if (!r.after)
            stop(place,
                 "Expected after of <bd:correction> to be the task whose completion is the receipt, one of " +
                     diagram.id + ", but " +
                     (after ? "\"" + std::string{*after} + "\" is none." : std::string{"it is missing."}),
                 "correction");
        process_.corrections.push_back(r);
    }

    NodeIndex end(const GraphNode& node) {
        Node drawn;
        drawn.block = Block::end;
        drawn.settles = node.ours("state");
        drawn.terminates = node.element.child(bpmn_space, "terminateEventDefinition").has_value();
        drawn.name = title(node);
        drawn.origin = origin(place(node));
        if (!drawn.settles.empty() && drawn.settles != "energized" && drawn.settles != "refused")
            stop(place(node), "Expected bd:state \"energized\" or \"refused\", but got \"" + drawn.settles + "\".",
                 "end");
        if (drawn.terminates != (drawn.settles == "refused"))
            stop(place(node),
                 "Expected bd:state=\"refused\" and a terminate event together, but \"" + title(node) + "\" has only " +
                     (drawn.terminates ? "the terminate event." : "bd:state=\"refused\"."),
                 "end");
        return put(std::move(drawn));
    }

    /// The clocks of this diagram: the limits of its tasks, and those over several.
    void clocks(NodeIndex home) {
        const Diagram& diagram = *scope_.diagram;
        for (const TaskIndex t : process_.tasks.indices(scope_.first_task)) {
            if (process_.tasks[t].path != scope_.prefix + process_.tasks[t].id) continue;  // of a process called
            const GraphNode& node = *diagram.node(process_.tasks[t].id);
            const std::string limit = node.ours("limit");
            if (limit.empty()) {
                for (const char* word : {"unit", "warnAt", "notBefore"})
                    if (!node.ours(word).empty())
                        stop(place(node),
                             "Expected bd:limit on \"" + title(node) + "\", since it has bd:" + word +
                                 ", but it has none.",
                             "clock");
                continue;
            }
            process::Clock clock;
            clock.id = node.id();
            clock.own = true;
            clock.name = node.name();
            clock.name_en = node.ours("nameEn");
            clock.clause = node.ours("clause");
            clock.covers.set(t.value());
            if (auto read = expression(limit, place(node), "bd:limit of \"" + title(node) + "\""))
                clock.limit = std::move(*read);
            clock.unit = unit(node.ours("unit"), place(node));
            if (const std::string warn = node.ours("warnAt"); !warn.empty())
                clock.warn_at = whole_number(warn, place(node), "bd:warnAt");
            if (const std::string other = node.ours("notBefore"); !other.empty())
                clock.not_before = the_task(other, place(node));
            if (clock.not_before == t)
                stop(place(node),
                     "Expected bd:notBefore of \"" + title(node) + "\" to name another task, but it names itself.",
                     "path");
            put_clock(std::move(clock), home, place(node));
        }
        const auto extensions = diagram.process->child(bpmn_space, "extensionElements");
        if (!extensions) return;
        for (const Element& element : extensions->children())
            if (element.space() == our_space && element.name() == "clock")
                put_clock(read_clock(element), home, diagram.place_of(element));
    }

    /// What silence answers; after the clocks, since it hangs on one of them.
    void deemed_answers() {
        for (const TaskIndex t : process_.tasks.indices(scope_.first_task)) {
            process::Task& task = process_.tasks[t];
            if (task.path != scope_.prefix + task.id) continue;
            const GraphNode* timer = timer_of(*scope_.diagram->node(task.id));
            if (!timer) continue;
            process::DeemedAnswer deemed_answer;
            deemed_answer.outcome = timer->ours("outcome");
            deemed_answer.clause = timer->ours("clause");
            const std::string effective = timer->ours("effective");
            if (!effective.empty() && effective != "start" && effective != "due")
                stop(place(*timer), "Expected bd:effective \"start\" or \"due\", but got \"" + effective + "\".",
                     "silence");
            deemed_answer.from_start = effective != "due";
            if (std::find(task.outcomes.begin(), task.outcomes.end(), deemed_answer.outcome) == task.outcomes.end())
                stop(place(*timer),
                     "Expected bd:outcome to be one of the outcomes of \"" + task.name + "\" (" +
                         text::joined(task.outcomes) + "), but got \"" + deemed_answer.outcome + "\".",
                     "silence");
            for (const ClockIndex c : process_.clocks.indices(scope_.first_clock))
                if (process_.clocks[c].id == timer->ours("clock") && contains(process_.clocks[c].covers, t))
                    deemed_answer.clock = c;
            if (!deemed_answer.clock || process_.clocks[deemed_answer.clock].kind == process::ClockKind::mean)
                stop(place(*timer),
                     "Expected bd:clock to be a clock that covers \"" + task.name + "\" and judges each case, but \"" +
                         timer->ours("clock") + "\" does not.",
                     "silence");
            task.deemed_answer = std::move(deemed_answer);
        }
    }

    process::Unit unit(const std::string& text, const Place& place) {
        const auto unit = text.empty() ? process::Unit::working_days : process::named(text, process::all_units);
        if (!unit)
            stop(place, "Expected unit working-days, calendar-days or months, but got \"" + text + "\".", "clock");
        return *unit;
    }

    TaskIndex the_task(const std::string& path, const Place& place) {
        const TaskSet found = covered(path, place);
        if (found.count() != 1)
            stop(place,
                 "Expected the path of one task, but \"" + path + "\" means " + std::to_string(found.count()) + ".",
                 "path");
        for (const TaskIndex t : process_.tasks.indices())
            if (contains(found, t)) return t;
        return {};
    }

    process::Clock read_clock(const Element& element) {
        const Place place = scope_.diagram->place_of(element);
        const auto given = [&](const std::string& name) { return std::string{element.attribute(name).value_or("")}; };
        process::Clock clock;
        clock.id = given("id");
        clock.name = given("name");
        clock.name_en = given("nameEn");
        clock.clause = given("clause");
        clock.unit = unit(given("unit"), place);
        for (const char* needed : {"id", "limit", "covers"})
            if (given(needed).empty())
                stop(place,
                     "Expected <bd:clock> to have id, limit and covers, but " + std::string{needed} + " is missing.",
                     "clock");
        if (const std::string text = given("kind"); !text.empty()) {
            const auto kind = process::named(text, process::all_clock_kinds);
            if (!kind) stop(place, "Expected kind \"each\" or \"mean\", but got \"" + text + "\".", "clock");
            clock.kind = *kind;
        }
        if (auto read = expression(given("limit"), place, "the limit of clock " + clock.id))
            clock.limit = std::move(*read);
        for (const std::string& path : words(given("covers"))) clock.covers |= covered(path, place);
        for (const std::string& path : words(given("except"))) clock.covers &= ~covered(path, place);
        if (clock.covers.none())
            stop(place,
                 "Expected clock " + clock.id +
                     " to cover a task, but its except takes out every task that covers names.",
                 "clock");
        if (const std::string other = given("notBefore"); !other.empty()) clock.not_before = the_task(other, place);
        if (const std::string days = given("extendBy"); !days.empty())
            clock.extend_by = whole_number(days, place, "extendBy");
        if (const std::string days = given("warnAt"); !days.empty())
            clock.warn_at = whole_number(days, place, "warnAt");
        return clock;
    }

    std::string paths() const {
        std::string list;
        for (const TaskIndex t : process_.tasks.indices(scope_.first_task))
            list += (list.empty() ? "" : ", ") + process_.tasks[t].path.substr(scope_.prefix.size());
        return list;
    }

    TaskSet covered(const std::string& path, const Place& place) {
        TaskSet tasks;
        for (const TaskIndex t : process_.tasks.indices(scope_.first_task))
            if (path == "*" || path == "role:" + process_.tasks[t].role ||
                process_.tasks[t].path == scope_.prefix + path)
                tasks.set(t.value());
        if (tasks.none())
            stop(place,
                 "Expected the path of a task of " + scope_.diagram->id + " (" + paths() +
                     "), or role: and the role of a lane, but \"" + path + "\" is none.",
                 "path");
        return tasks;
    }

    /// A clock that lies wholly inside a loop belongs to it: each attempt has its own.
    void put_clock(process::Clock clock, NodeIndex home, const Place& place) {
        std::size_t fewest = process::most_tasks + 1;
        clock.home = home;
        if (process_.clocks.size() == most_clocks)
            stop(place,
                 "Expected at most " + std::to_string(most_clocks) +
                     " clocks in a process, those of calls included each time, but there are more.",
                 "size");
        for (const auto& [loop, inside] : scope_.inside) {
            if ((clock.covers & ~inside).any() || inside.count() >= fewest) continue;
            clock.home = loop;
            fewest = inside.count();
        }
        Node& at = process_.nodes[clock.home];
        for (const ClockIndex other : at.clocks)
            if (process_.clocks[other].id == clock.id)
                stop(place, "Expected each clock id once, but \"" + clock.id + "\" is there twice.", "clock");
        at.clocks.emplace_back(process_.clocks.size());
        clock.origin = origin(place);
        clock.path = scope_.prefix + clock.id;
        if (anew_ && !clock_paths_.insert(clock.path).second)
            stop(place,
                 "Expected each clock once, but \"" + clock.path +
                     "\" could mean two: a task's limit is a clock of the task's id.",
                 "clock");
        process_.clocks.push_back(std::move(clock));
    }

    void tasks_below(NodeIndex index, TaskSet& tasks) const {
        const Node& node = process_.nodes[index];
        if (node.block == Block::task) tasks.set(node.task.value());
        for (const NodeIndex child : node.children) tasks_below(child, tasks);
    }

    int whole_number(const std::string& text, const Place& place, const std::string& what) {
        int value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size() || value < 0)
            stop(place, "Expected " + what + " to be a whole number of days, but got \"" + text + "\".", "number");
        return value;
    }

    const GraphNode* target(const GraphNode& node) {
        if (node.outgoing().size() != 1)
            stop(place(node),
                 "Expected one flow out of \"" + title(node) + "\", but there " +
                     (node.outgoing().empty()
                          ? "is none: lead it on, or to an end event."
                          : "are " + std::to_string(node.outgoing().size()) + ": part ways with a gateway."),
                 "flow");
        return find(node.outgoing().front()->to());
    }

    const GraphNode* find(std::string_view id) const { return scope_.diagram->node(id); }
    Place place(const GraphNode& node) const { return scope_.diagram->place_of(node); }
    Place place(const GraphFlow& flow) const { return scope_.diagram->place_of(flow); }

    /// Each is met about once, those of a process called once for each call; a join once for each branch into it.
    void visit(const GraphNode& node) {
        if (++steps_ <= most_steps) return;
        stop(place(node),
             "Expected at most " + std::to_string(most_steps) +
                 " steps, events and gateways along the ways of a process, those of calls included each time, but "
                 "there are more.",
             "size");
    }

    static process::Origin origin(const Place& place) { return {place.file, place.line, place.column}; }

    static std::string title(const GraphNode& node) { return packs::title(node.element); }

    NodeIndex sequence() { return put(Node{}); }
    NodeIndex put(Node node) { return process_.nodes.push_back(std::move(node)); }
    void add(NodeIndex into, NodeIndex child) { process_.nodes[into].children.push_back(child); }

    [[noreturn]] void stop(Place place, std::string text, std::string rule) {
        faults_.push_back({std::move(place), Severity::error, std::move(text), std::move(rule)});
        throw Stop{};
    }

    const Diagrams& all_;
    Process& process_;
    Faults& faults_;
    bool anew_;
    Scope scope_;
    std::vector<std::string> calling_;
    std::map<const GraphNode*, const GraphNode*> joined_;
    std::map<const Diagram*, LoopRegions> regions_;
    std::set<std::string> clock_paths_;
    int steps_ = 0;
    std::size_t parts_ = 0;  ///< of expressions
    int depth_ = 0;
};

}  // namespace

std::unique_ptr<process::Process> build_process(const Diagram& diagram, const Diagrams& all, Faults& faults,
                                                Standing standing) {
    auto process = std::make_unique<Process>();
    process->id = diagram.id;
    process->name = diagram.name;
    process->name_en = diagram.process->attribute("nameEn", our_space).value_or("");
    try {
        Builder builder{all, *process, faults, standing};
        process->root = builder.build(diagram, "", {});
    } catch (const Stop&) {
        return nullptr;
    }
    return process;
}

}  // namespace bandian::packs
