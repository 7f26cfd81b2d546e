#include "packs/diagram.hpp"

#include "packs/feel.hpp"
#include "packs/subset.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace bandian::packs {

namespace {

const std::map<std::string_view, Shape> executable{
    {"startEvent", Shape::start},           {"endEvent", Shape::end},
    {"userTask", Shape::user_task},         {"callActivity", Shape::call},
    {"exclusiveGateway", Shape::exclusive}, {"parallelGateway", Shape::parallel},
    {"inclusiveGateway", Shape::inclusive}, {"boundaryEvent", Shape::boundary}};

constexpr std::size_t most_undrawn = 20;    // told one by one
constexpr std::size_t longest_shown = 200;  // bytes of an expression that is told of

std::string text_of(const Element& element, std::string_view attribute) {
    return std::string{element.attribute(attribute).value_or("")};
}

std::string_view view_of(const Element& element, std::string_view attribute) {
    return element.attribute(attribute).value_or("");
}

/// An IDREF may stand on a line of its own.
std::string_view trimmed(std::string_view text) {
    const std::size_t from = text.find_first_not_of(" \t\r\n");
    return from == std::string_view::npos ? std::string_view{}
                                          : text.substr(from, text.find_first_of(" \t\r\n", from) - from);
}

using Words = std::vector<std::string>;

/// Our attributes on an element of BPMN.
const Words& our_words(std::string_view element) {
    static const std::map<std::string_view, Words> words{
        {"userTask",
         {"limit", "unit", "warnAt", "notBefore", "outcomes", "asks", "materials", "clause", "nameEn", "validMonths",
          "party"}},
        {"callActivity", {"clause", "nameEn"}},
        {"multiInstanceLoopCharacteristics", {"each", "where"}},
        {"endEvent", {"state", "nameEn"}},
        {"boundaryEvent", {"clock", "outcome", "effective", "clause", "nameEn"}},
        {"lane", {"role", "nameEn"}}};
    static const Words plain{"nameEn"};
    const auto known = words.find(element);
    return known == words.end() ? plain : known->second;
}

class Reader {
public:
    Reader(Diagram& diagram, Faults& faults, Standing standing)
        : diagram_(diagram), faults_(faults), anew_(standing == Standing::offered) {}

    void read() {
        find_process();
        if (!diagram_.process) return;
        const Element process = *diagram_.process;
        diagram_.id = text_of(process, "id");
        diagram_.name = text_of(process, "name");
        if (anew_) check_subset(diagram_, faults_);
        all_.reserve(diagram_.document->size());
        collect_ids(diagram_.document->root());
        all_.sort();
        check_ids();
        check_id(process, "process", Dots::allowed);
        for (const Element& child : process.children())
            if (child.space() == bpmn_space && child.name() == "laneSet") collect_roles(child);
        std::size_t flows = 0, nodes = 0;
        for (const Element& child : process.children())
            child.name() == "sequenceFlow" ? ++flows : nodes += executable.count(child.name());
        diagram_.flows.reserve(flows);  // they stay where they are
        diagram_.nodes.reserve(nodes);
        for (const Element& child : process.children()) {
            if (child.space() != bpmn_space) continue;
            if (child.name() == "sequenceFlow") read_flow(child);
            else read_node(child);
        }
        if (const auto ours = process.child(bpmn_space, "extensionElements"))
            for (const Element& child : ours->children())
                if (child.space() == our_space && child.name() == "clock" && child.attribute("id"))
                    check_id(child, "clock", Dots::refused);
        connect();
        if (!spoken()) check_reachable();  // behind a fault in the flow all the rest would be told
        check_drawing();
        check_our_words(process, "");
    }

private:
    /// A word of ours that is misspelt or in the wrong place would lose a promise without a word.
    void check_our_words(const Element& element, const std::string& inside) {
        static const std::map<std::string_view, Words> elements{
            {"clock",
             {"id", "name", "nameEn", "limit", "unit", "kind", "covers", "except", "notBefore", "extendBy", "warnAt",
              "clause"}},
            {"correction", {"within", "after", "clause"}}};
        const Place at = diagram_.place_of(element);
        const std::string name{element.name()};
        if (element.space() == our_space) {
            const auto known = elements.find(element.name());
            if (known == elements.end())
                fault(at,
                      "Expected <bd:clock> or <bd:correction>, but got <bd:" + name + ">." +
                          did_you_mean(name, {"clock", "correction"}),
                      "bd-element");
            else if (inside != "process/extensionElements")
                fault(at, "Expected <bd:" + name + "> in the extensionElements of the process, but it is elsewhere.",
                      "bd-element");
            else check_words(element, "", known->second, at);
        } else if (element.space() == bpmn_space) {
            const Words& words = our_words(element.name());
            check_words(element, our_space, words, at);
            if (words.size() > 1)
                for (const std::string& word : words)
                    if (element.attribute(word))
                        fault(at, "Expected bd:" + word + " on <" + name + ">, but " + word + " has no prefix.",
                              "bd-attribute");
        }
        for (const Element& child : element.children())
            check_our_words(child, element.name() == "extensionElements" ? inside + "/extensionElements"
                                   : child.name() == "extensionElements" ? name
                                                                         : "");
    }

    void check_words(const Element& element, const std::string& space, const std::vector<std::string>& known,
                     const Place& at) {
        const std::string prefix = space.empty() ? "" : "bd:";
        for (const Attribute& a : element.attributes()) {
            if (a.space != space || std::find(known.begin(), known.end(), a.name) != known.end()) continue;
            const std::string name{a.name};
            std::string list;
            for (const std::string& word : known) list += (list.empty() ? "" : ", ") + prefix + word;
            fault(at,
                  "Expected one of " + list + " on <" + std::string{element.name()} + ">, but got " + prefix + name +
                      "." + did_you_mean(name, known),
                  "bd-attribute");
        }
    }

    void find_process() {
        const Element root = diagram_.document->root();
        const Place at = diagram_.place_of(root);
        if (root.name() != "definitions")
            return fault(at, "Expected BPMN 2.0 <definitions>, but got <" + std::string{root.name()} + ">.", "bpmn");
        if (root.space() != bpmn_space)
            return fault(at,
                         "Expected BPMN 2.0 <definitions> in the namespace " + bpmn_space + ", but it is in " +
                             (root.space().empty() ? "none" : "\"" + std::string{root.space()} + "\"") + ".",
                         "bpmn");
        for (const Element& child : root.children()) {
            if (child.space() != bpmn_space || child.name() != "process") continue;
            if (diagram_.process)
                return fault(diagram_.place_of(child), "Expected one process in a file, but this is a second one.",
                             "bpmn");
            diagram_.process = child;
        }
        if (!diagram_.process) fault(at, "Expected a <process>, but there is none.", "bpmn");
    }

    /// Every id of BPMN in the file. One that is there twice could mean either.
    void collect_ids(const Element& element) {
        if (element.space() == bpmn_space && element.attribute("id")) all_.add(element);
        if (element.name() == "extensionElements") return;
        for (const Element& child : element.children()) collect_ids(child);
    }

    void check_ids() {
        for (const auto& [element, first] : all_.repeated())
            if (anew_ || (executable.count(element.name()) != 0 && executable.count(first.name()) != 0))
                fault(diagram_.place_of(element),
                      "Expected each id once, but \"" + text_of(element, "id") + "\" is there twice, first on line " +
                          std::to_string(first.line()) + ".",
                      "id");
    }

    /// Tasks, calls and processes are named in addresses and paths.
    void check_id(const Element& element, const std::string& kind, Dots dots) {
        const std::string id = text_of(element, "id");
        if (id.empty())
            return fault(diagram_.place_of(element),
                         "Expected every element to have an id, but <" + std::string{element.name()} + "> \"" +
                             text_of(element, "name") + "\" has none.",
                         "id");
        if (anew_ && !fits_in_path(id, dots))
            fault(diagram_.place_of(element),
                  "Expected the id of a " + kind + " to be letters, digits, - and _" +
                      (dots == Dots::allowed ? " and dots" : "") + ", at most " + std::to_string(longest_id) +
                      " bytes, since it is part of addresses and paths, but got \"" + id.substr(0, longest_id) + "\".",
                  "id");
    }

    /// A lane inside another speaks for it. Two lanes beside each other cannot both have a step.
    void collect_roles(const Element& lane_set) {
        for (const Element& lane : lane_set.children()) {
            if (lane.space() != bpmn_space || lane.name() != "lane") continue;
            const auto role = lane.attribute("role", our_space);
            if (!role)
                fault(diagram_.place_of(lane),
                      "Expected bd:role on lane \"" + text_of(lane, "name") +
                          "\", one of the roles in pack.yaml (xmlns:bd=\"" + our_space + "\"), but it has none.",
                      "lane-role");
            for (const Element& child : lane.children()) {
                if (child.name() == "flowNodeRef" && role) stand_in(trimmed(child.text()), lane, *role);
                if (child.name() == "childLaneSet")
                    lanes_around_.push_back(lane), collect_roles(child), lanes_around_.pop_back();
            }
        }
    }

    void stand_in(std::string_view id, const Element& lane, std::string_view role) {
        const auto [at, fresh] = lane_of_.try_emplace(id, lane_number(lane));
        if (fresh) return;
        const Element other = diagram_.lanes[at->second - 1];
        const bool around = std::find(lanes_around_.begin(), lanes_around_.end(), other) != lanes_around_.end();
        if (anew_ && !around && role_of(other) != role)
            fault(diagram_.place_of(lane),
                  "Expected \"" + std::string{id} + "\" in one lane, but it is listed in \"" + title(other) +
                      "\" and in \"" + title(lane) + "\": nobody could tell whose it is.",
                  "lane");
        at->second = lane_number(lane);
    }

    /// Of the lane that is being read.
    std::uint32_t lane_number(const Element& lane) {
        if (diagram_.lanes.empty() || diagram_.lanes.back() != lane) diagram_.lanes.push_back(lane);
        return static_cast<std::uint32_t>(diagram_.lanes.size());
    }

    static std::string_view role_of(const Element& lane) { return lane.attribute("role", our_space).value_or(""); }

    void read_flow(const Element& element) {
        GraphFlow flow{element};
        Faults wrong;
        flow.has_condition = read_condition(diagram_, flow, wrong).has_value();
        for (Fault& one : wrong) tell(faults_, std::move(one));
        diagram_.flows.push_back(flow);
    }

    void read_node(const Element& element) {
        const auto shape = executable.find(element.name());
        if (shape == executable.end()) return;
        GraphNode node;
        node.element = element;
        node.shape = shape->second;
        if (node.shape == Shape::boundary) check_boundary(element);
        const std::string_view id = view_of(element, "id");
        if (const auto lane = lane_of_.find(id); lane != lane_of_.end()) node.lane = lane->second;
        if (node.shape == Shape::user_task) check_id(element, "task", Dots::refused);
        else if (node.shape == Shape::call) check_id(element, "call", Dots::refused);
        else if (id.empty()) check_id(element, "step", Dots::allowed);
        diagram_.nodes.push_back(node);
    }

    /// Executed are timers that end the task: silence that answers. A reminder is a clock's warnAt.
    void check_boundary(const Element& element) {
        const bool timer = element.child(bpmn_space, "timerEventDefinition").has_value();
        const std::string_view cancels = trimmed(view_of(element, "cancelActivity"));
        if (!timer || cancels == "false" || (anew_ && cancels == "0"))
            fault(diagram_.place_of(element),
                  "Expected a boundary event to be a timer that interrupts its task, but \"" +
                      text_of(element, "name") +
                      "\" is not: use bd:warnAt for a reminder, and an outcome of the task for what people decide.",
                  "subset");
    }

    void connect() {
        diagram_.by_id.reserve(diagram_.nodes.size());
        for (const GraphNode& node : diagram_.nodes) {
            if (!id_of(&node).empty()) diagram_.by_id.add(&node);
            if (node.shape == Shape::start) diagram_.starts.push_back(&node);
            if (node.shape == Shape::boundary) diagram_.timers.emplace(node.attached_to(), &node);
        }
        diagram_.by_id.sort();
        for (const GraphNode& node : diagram_.nodes) {
            if (node.shape != Shape::boundary || is_refused(node.attached_to())) continue;
            const GraphNode* task = diagram_.node(node.attached_to());
            if (!task || task->shape != Shape::user_task)
                fault(diagram_.place_of(node),
                      "Expected the boundary event \"" + node.name() +
                          "\" to be attached to a userTask, but attachedToRef is \"" + std::string{node.attached_to()} +
                          "\".",
                      "silence");
        }
        std::vector<Joint> joints;
        joints.reserve(diagram_.flows.size());
        for (const GraphFlow& flow : diagram_.flows) {
            GraphNode *from = node(flow.from()), *to = node(flow.to());
            if (!from || !to) {
                if (!from) check_end(flow, "sourceRef", flow.from());
                if (!to) check_end(flow, "targetRef", flow.to());
                continue;
            }
            if (flow.has_condition && from->shape != Shape::exclusive && from->shape != Shape::inclusive)
                fault(diagram_.place_of(flow),
                      "Expected conditions only on flows out of an exclusive or inclusive gateway, but flow " +
                          flow.id() + " leaves \"" + (from->name().empty() ? from->id() : from->name()) + "\".",
                      "condition");
            joints.push_back({from, to, &flow});
        }
        join(joints);
    }

    struct Joint {
        GraphNode* from;
        GraphNode* to;
        const GraphFlow* flow;
    };

    GraphNode* node(std::string_view id) {
        const GraphNode* found = diagram_.node(id);
        return found ? &diagram_.nodes[static_cast<std::size_t>(found - diagram_.nodes.data())] : nullptr;
    }

    /// Lays the flows beside each other, node by node.
    void join(const std::vector<Joint>& joints) {
        for (const Joint& joint : joints) ++joint.from->flows_out, ++joint.to->flows_in;
        diagram_.ends.resize(2 * joints.size());
        const GraphFlow** free = diagram_.ends.data();
        for (GraphNode& node : diagram_.nodes) {
            node.flows = free;
            free += node.flows_out + node.flows_in;
            node.flows_out = node.flows_in = 0;
        }
        for (const Joint& joint : joints) joint.from->flows[joint.from->flows_out++] = joint.flow;
        for (const Joint& joint : joints) joint.to->flows[joint.to->flows_out + joint.to->flows_in++] = joint.flow;
    }

    /// Whether the id is that of a step that check_subset has refused.
    bool is_refused(std::string_view id) const {
        const Element* found = all_.find(id);
        return found && is_flow_node(found->name()) && executable.count(found->name()) == 0;
    }

    /// One end of a flow that joins no element of the process. Of a step that is refused by name nothing more is said.
    void check_end(const GraphFlow& flow, const char* reference, std::string_view id) {
        if (is_refused(id)) return;
        const Element* other = all_.find(id);
        std::string is = id.empty() ? "is missing."
                                    : "\"" + std::string{id} + "\" is none." + did_you_mean(std::string{id}, slips());
        if (other)
            is = "\"" + std::string{id} + "\" is a <" + std::string{other->name()} + "> on line " +
                 std::to_string(other->line()) + (is_flow_node(other->name()) ? " that lies elsewhere." : ".");
        fault(diagram_.place_of(flow),
              "Expected flow " + flow.id() + " to join two elements of this process, but its " + reference + ' ' + is,
              "flow");
    }

    const std::vector<std::string>& slips() {
        if (slips_.empty() && diagram_.nodes.size() <= 500)  // beyond, did_you_mean looks for none
            for (const GraphNode& node : diagram_.nodes) slips_.push_back(node.id());
        return slips_;
    }

    bool spoken() const {
        return std::any_of(faults_.begin(), faults_.end(), [&](const Fault& f) {
            return f.place.file == diagram_.file && (f.rule == "flow" || f.rule == "subset" || f.rule == "id");
        });
    }

    void check_reachable() {
        std::set<const GraphNode*> reached;
        std::vector<const GraphNode*> open = diagram_.starts;
        if (open.empty()) return;  // told by the builder
        while (!open.empty()) {
            const GraphNode* at = open.back();
            open.pop_back();
            if (!reached.insert(at).second) continue;
            for (const GraphFlow* flow : at->outgoing()) open.push_back(diagram_.node(flow->to()));
            for (auto [timer, last] = diagram_.timers.equal_range(at->id()); timer != last; ++timer)
                open.push_back(timer->second);
        }
        for (const GraphNode& node : diagram_.nodes)
            if (reached.count(&node) == 0)
                fault(diagram_.place_of(node),
                      "Expected a way from the start event to every element, but none leads to \"" +
                          title(node.element) + "\".",
                      "unreachable");
    }

    /// A file carries its picture, whole.
    void check_drawing() {
        static const std::string di = "http://www.omg.org/spec/BPMN/20100524/DI";
        std::vector<std::string_view> drawn;
        bool any = false;
        for (const Element& drawing : diagram_.document->root().children()) {
            if (drawing.space() != di || drawing.name() != "BPMNDiagram") continue;
            const auto plane = drawing.child(di, "BPMNPlane");
            if (!plane) continue;
            any = true;
            for (const Element& shape : plane->children()) drawn.push_back(local_part(view_of(shape, "bpmnElement")));
        }
        std::sort(drawn.begin(), drawn.end());
        const auto is_drawn = [&drawn](const Element& element) {
            return std::binary_search(drawn.begin(), drawn.end(), view_of(element, "id"));
        };
        if (!any)
            return warn(*diagram_.process,
                        "Expected a BPMNDiagram, so that people can see and print the process, but there is none.");
        std::size_t undrawn = 0;
        for (const GraphNode& node : diagram_.nodes)
            if (!is_drawn(node.element) && ++undrawn <= most_undrawn)
                warn(node.element,
                     "Expected a BPMNShape of \"" + title(node.element) + "\", but the diagram does not show it.");
        for (const GraphFlow& flow : diagram_.flows)
            if (!is_drawn(flow.element) && ++undrawn <= most_undrawn)
                warn(flow.element, "Expected a BPMNEdge of flow " + flow.id() + ", but the diagram does not show it.");
        if (undrawn > most_undrawn)
            warn(*diagram_.process, "Expected a diagram of the whole process, but " +
                                        std::to_string(undrawn - most_undrawn) +
                                        " more elements and flows are not in it.");
    }

    void warn(const Element& element, std::string text) {
        tell(faults_, {diagram_.place_of(element), Severity::warning, std::move(text), "drawing"});
    }

    void fault(Place place, std::string text, std::string rule) {
        tell(faults_, {std::move(place), Severity::error, std::move(text), std::move(rule)});
    }

    Diagram& diagram_;
    Faults& faults_;
    bool anew_;
    ById<Element> all_;
    std::unordered_map<std::string_view, std::uint32_t> lane_of_;  ///< its number, by the id of a step
    std::vector<Element> lanes_around_;
    std::vector<std::string> slips_;
};

}  // namespace

std::string GraphNode::ours(std::string_view attribute) const {
    return std::string{element.attribute(attribute, our_space).value_or("")};
}

std::string_view GraphNode::attached_to() const { return local_part(view_of(element, "attachedToRef")); }

std::string_view Diagram::role_of(const GraphNode& node) const {
    return node.lane == 0 ? std::string_view{} : lanes[node.lane - 1].attribute("role", our_space).value_or("");
}

const GraphNode* Diagram::node(std::string_view wanted) const {
    const auto* found = by_id.find(wanted);
    return found ? *found : nullptr;
}

std::unique_ptr<Diagram> read_diagram(const QByteArray& bytes, const std::string& file, Faults& faults,
                                      Standing standing) {
    auto diagram = std::make_unique<Diagram>();
    diagram->file = file;
    diagram->document = read_xml(bytes, file, faults, {"conditionExpression", "flowNodeRef"});
    if (!diagram->document) return nullptr;
    Faults own;
    try {
        Reader{*diagram, own, standing}.read();
    } catch (const TooManyFaults&) {
        own.push_back({diagram->place_of(diagram->document->root()), Severity::error,
                       "Expected at most " + std::to_string(most_faults) +
                           " faults in a file, but there are more, which are not told.",
                       "size"});
    }
    const bool wrong = has_error(own);
    std::move(own.begin(), own.end(), std::back_inserter(faults));
    return wrong ? nullptr : std::move(diagram);
}

std::optional<process::Expression> read_condition(const Diagram& diagram, const GraphFlow& flow, Faults& faults) {
    const auto condition = flow.element.child(bpmn_space, "conditionExpression");
    if (!condition) return std::nullopt;
    return read_expression(std::string{condition->text()}, diagram.place_of(*condition),
                           "the condition of flow " + flow.id(), faults);
}

std::optional<process::Expression> read_expression(const std::string& text, const Place& place, const std::string& what,
                                                   Faults& faults) {
    auto parsed = parse_feel(text);
    if (auto* expression = std::get_if<process::Expression>(&parsed)) {
        expression->origin = {place.file, place.line, place.column};
        return std::move(*expression);
    }
    std::string shown = text.substr(0, longest_shown);
    while (!shown.empty() && shown.size() < text.size() &&
           (static_cast<unsigned char>(text[shown.size()]) & 0xC0) == 0x80)
        shown.pop_back();
    if (shown.size() < text.size()) shown += "…";
    faults.push_back(
        {place, Severity::error, "In " + what + ", \"" + shown + "\": " + std::get<FeelFault>(parsed).text, "feel"});
    return std::nullopt;
}

std::vector<std::string> words(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> all;
    for (std::string word; stream >> word;) all.push_back(word);
    return all;
}

bool fits_in_path(std::string_view id, Dots dots) {
    const auto blank = [&](const char* character) { return id.find(character) != std::string_view::npos; };
    const bool plain = std::all_of(id.begin(), id.end(), [&](char c) {
        return static_cast<unsigned char>(c) >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
               (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || (dots == Dots::allowed && c == '.');
    });
    return plain && one_line(id) == id && !blank("\u00a0") && !blank("\u3000") && !blank("\ufeff") &&
           id.size() <= longest_id;
}

bool is_our_word(std::string_view element, std::string_view attribute) {
    const Words& words = our_words(element);
    return words.size() > 1 && std::find(words.begin(), words.end(), attribute) != words.end();
}

std::string_view local_part(std::string_view qname) {
    const std::size_t colon = qname.find(':');
    return colon == std::string_view::npos ? qname : qname.substr(colon + 1);
}

std::string title(const Element& element) {
    const std::string_view name = view_of(element, "name");
    return std::string{name.empty() ? view_of(element, "id") : name};
}

}  // namespace bandian::packs
