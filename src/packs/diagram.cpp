#include "packs/diagram.hpp"

#include "packs/feel.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace bandian::packs {

namespace {

const std::map<std::string, Shape> executable{
    {"startEvent", Shape::start},          {"endEvent", Shape::end},
    {"userTask", Shape::user_task},        {"callActivity", Shape::call},
    {"exclusiveGateway", Shape::exclusive}, {"parallelGateway", Shape::parallel},
    {"inclusiveGateway", Shape::inclusive}, {"boundaryEvent", Shape::boundary}};

/// What to use instead of BPMN elements that are not executed.
const std::map<std::string, std::string> instead{
    {"task", "a userTask"}, {"serviceTask", "a userTask whose lane's department acts"}, {"manualTask", "a userTask"},
    {"sendTask", "a userTask"}, {"receiveTask", "a userTask"}, {"scriptTask", "a userTask"}, {"businessRuleTask", "a condition on a flow"},
    {"subProcess", "a callActivity of a process of its own"}, {"transaction", "a callActivity"}, {"adHocSubProcess", "an inclusiveGateway"},
    {"complexGateway", "an inclusiveGateway with conditions"}, {"eventBasedGateway", "an exclusiveGateway after a userTask"},
    {"intermediateCatchEvent", "a hold of the task that waits"}, {"intermediateThrowEvent", "nothing: what happens is recorded anyway"}};

const std::set<std::string> beside_the_flow{"laneSet", "documentation", "extensionElements", "ioSpecification", "dataObject",
    "dataObjectReference", "dataStoreReference", "textAnnotation", "association", "group", "property", "auditing", "monitoring",
    "supports", "category"};

std::string text_of(const Element& element, const std::string& attribute) {
    const std::string* value = element.attribute(attribute);
    return value ? *value : std::string{};
}

std::string listed(const std::set<std::string>& names, const std::string& prefix) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + prefix + name;
    return text;
}

/// An IDREF may stand on a line of its own.
std::string trimmed(const std::string& text) {
    const std::vector<std::string> parts = words(text);
    return parts.empty() ? std::string{} : parts.front();
}

void collect_roles(const Element& lane_set, std::map<std::string, std::string>& role_of, const Diagram& diagram, Faults& faults) {
    for (const Element& lane : lane_set.children) {
        if (lane.name != "lane") continue;
        const std::string* role = lane.attribute("role", our_space);
        if (!role)
            faults.push_back({diagram.place_of(lane), Severity::error,
                              "Expected lane \"" + text_of(lane, "name") + "\" to carry bd:role, the role that the pack gives a department, but it has none.", "lane-role"});
        for (const Element& child : lane.children) {
            if (child.name == "flowNodeRef" && role) role_of[trimmed(child.text)] = *role;
            if (child.name == "childLaneSet") collect_roles(child, role_of, diagram, faults);
        }
    }
}

class Reader {
public:
    Reader(Diagram& diagram, Faults& faults) : diagram_(diagram), faults_(faults) {}

    void read() {
        find_process();
        if (!diagram_.process) return;
        const Element& process = *diagram_.process;
        diagram_.id = text_of(process, "id");
        diagram_.name = text_of(process, "name");
        std::map<std::string, std::string> role_of;
        for (const Element& child : process.children)
            if (child.space == bpmn_space && child.name == "laneSet") collect_roles(child, role_of, diagram_, faults_);
        for (const Element& child : process.children) {
            if (child.space != bpmn_space) continue;
            if (child.name == "sequenceFlow") read_flow(child);
            else read_node(child, role_of);
        }
        connect();
        check_reachable();
        check_drawing();
        check_our_words(process);
    }

private:
    /// A misspelt attribute of ours would lose a limit without a word.
    void check_our_words(const Element& element) {
        static const std::set<std::string> known{"limit", "warnAt", "notBefore", "outcomes", "asks", "materials", "clause", "nameEn", "role", "state", "each", "where", "unit", "validMonths", "clock", "outcome", "effective"};
        static const std::map<std::string, std::set<std::string>> elements{
            {"clock", {"id", "name", "nameEn", "limit", "unit", "kind", "covers", "except", "notBefore", "extendBy", "warnAt", "clause"}},
            {"correction", {"within", "after", "clause"}}};
        const auto ours = element.space == our_space ? elements.find(element.name) : elements.end();
        if (element.space == our_space && ours == elements.end())
            fault(diagram_.place_of(element), "Expected <bd:clock> or <bd:correction>, but got <bd:" + element.name + ">.", "bd-element");
        for (const auto& [name, value] : element.attributes) {
            if (name.first == our_space && known.count(name.second) == 0)
                fault(diagram_.place_of(element), "Expected one of " + listed(known, "bd:") + ", but got bd:" + name.second + ".", "bd-attribute");
            if (ours != elements.end() && name.first.empty() && ours->second.count(name.second) == 0)
                fault(diagram_.place_of(element), "Expected one of " + listed(ours->second, "") + " on <bd:" + element.name + ">, but got " + name.second + ".", "bd-attribute");
        }
        for (const Element& child : element.children) check_our_words(child);
    }

    void find_process() {
        const Element& root = diagram_.root;
        if (root.space != bpmn_space || root.name != "definitions") {
            fault({diagram_.file, root.line, root.column}, "Expected BPMN 2.0 <definitions>, but got <" + root.name + ">.", "bpmn");
            return;
        }
        for (const Element& child : root.children) {
            if (child.space != bpmn_space || child.name != "process") continue;
            if (diagram_.process)
                return fault(diagram_.place_of(child), "Expected one process in a file, but this is a second one.", "bpmn");
            diagram_.process = &child;
        }
        if (!diagram_.process) fault({diagram_.file, root.line, root.column}, "Expected a <process>, but there is none.", "bpmn");
    }

    void read_flow(const Element& element) {
        const std::string* name_en = element.attribute("nameEn", our_space);
        GraphFlow flow{text_of(element, "id"), text_of(element, "name"), name_en ? *name_en : "", text_of(element, "sourceRef"), text_of(element, "targetRef"), {}, diagram_.place_of(element)};
        if (const Element* condition = element.child(bpmn_space, "conditionExpression"))
            flow.condition = read_expression(condition->text, diagram_.place_of(*condition), "the condition of flow " + flow.id, faults_);
        diagram_.flows.push_back(std::move(flow));
    }

    void read_node(const Element& element, const std::map<std::string, std::string>& role_of) {
        const auto shape = executable.find(element.name);
        if (shape == executable.end()) {
            if (beside_the_flow.count(element.name) != 0) return;
            const auto other = instead.find(element.name);
            return fault(diagram_.place_of(element),
                         "Expected start, end, userTask, callActivity, a boundary timer or an exclusive, parallel or inclusive gateway, but <" + element.name + "> \"" +
                             text_of(element, "name") + "\" is none that is executed" + (other == instead.end() ? "." : ": use " + other->second + " instead."),
                         "subset");
        }
        GraphNode node;
        node.id = text_of(element, "id");
        node.shape = shape->second;
        node.name = text_of(element, "name");
        node.element = &element;
        node.default_flow = text_of(element, "default");
        node.place = diagram_.place_of(element);
        if (node.shape == Shape::boundary) read_boundary(element, node);
        if (const auto role = role_of.find(node.id); role != role_of.end()) node.role = role->second;
        diagram_.nodes.push_back(std::move(node));
    }

    /// Executed are timers that end the task: silence that answers. A reminder is a clock's warnAt.
    void read_boundary(const Element& element, GraphNode& node) {
        node.attached_to = text_of(element, "attachedToRef");
        const bool timer = element.child(bpmn_space, "timerEventDefinition") != nullptr;
        if (!timer || text_of(element, "cancelActivity") == "false")
            fault(node.place, "Expected a boundary event to be a timer that interrupts its task, but \"" + node.name + "\" is not: use bd:warnAt for a reminder, and an outcome of the task for what people decide.", "subset");
    }

    void connect() {
        std::map<std::string, GraphNode*> by_id;
        for (GraphNode& node : diagram_.nodes)
            if (!by_id.emplace(node.id, &node).second) fault(node.place, "Expected each id once, but \"" + node.id + "\" is there twice.", "id");
        for (const GraphNode& node : diagram_.nodes) {
            if (node.shape != Shape::boundary) continue;
            const auto task = by_id.find(node.attached_to);
            if (task == by_id.end() || task->second->shape != Shape::user_task)
                fault(node.place, "Expected the boundary event \"" + node.name + "\" to be attached to a userTask, but attachedToRef is \"" + node.attached_to + "\".", "silence");
        }
        for (const GraphFlow& flow : diagram_.flows) {
            const auto from = by_id.find(flow.from), to = by_id.find(flow.to);
            if (from == by_id.end() || to == by_id.end()) {
                fault(flow.place, "Expected flow " + flow.id + " to join two nodes of this process, but \"" + (from == by_id.end() ? flow.from : flow.to) + "\" is none.", "flow");
                continue;
            }
            from->second->outgoing.push_back(&flow);
            to->second->incoming.push_back(&flow);
        }
    }

    void check_reachable() {
        std::set<std::string> reached;
        std::vector<const GraphNode*> open;
        for (const GraphNode& node : diagram_.nodes)
            if (node.shape == Shape::start) open.push_back(&node);
        if (open.empty()) return;  // told by the builder
        while (!open.empty()) {
            const GraphNode* at = open.back();
            open.pop_back();
            if (!reached.insert(at->id).second) continue;
            for (const GraphFlow* flow : at->outgoing) open.push_back(diagram_.node(flow->to));
            for (const GraphNode& node : diagram_.nodes)
                if (node.attached_to == at->id) open.push_back(&node);
        }
        for (const GraphNode& node : diagram_.nodes)
            if (reached.count(node.id) == 0)
                fault(node.place, "Expected a way from the start event to every element, but none leads to \"" + (node.name.empty() ? node.id : node.name) + "\".", "unreachable");
    }

    /// A file carries its picture, whole.
    void check_drawing() {
        static const std::string di = "http://www.omg.org/spec/BPMN/20100524/DI";
        const Element* drawing = diagram_.root.child(di, "BPMNDiagram");
        const Element* plane = drawing ? drawing->child(di, "BPMNPlane") : nullptr;
        if (!plane) {
            faults_.push_back({diagram_.place_of(*diagram_.process), Severity::warning, "Expected a BPMNDiagram, so that people can see and print the process, but there is none.", "drawing"});
            return;
        }
        std::set<std::string> drawn;
        for (const Element& shape : plane->children) drawn.insert(text_of(shape, "bpmnElement"));
        for (const GraphNode& node : diagram_.nodes)
            if (drawn.count(node.id) == 0)
                faults_.push_back({node.place, Severity::warning, "Expected a BPMNShape of \"" + (node.name.empty() ? node.id : node.name) + "\", but the diagram does not show it.", "drawing"});
        for (const GraphFlow& flow : diagram_.flows)
            if (drawn.count(flow.id) == 0)
                faults_.push_back({flow.place, Severity::warning, "Expected a BPMNEdge of flow " + flow.id + ", but the diagram does not show it.", "drawing"});
    }

    void fault(Place place, std::string text, std::string rule) {
        faults_.push_back({std::move(place), Severity::error, std::move(text), std::move(rule)});
    }

    Diagram& diagram_;
    Faults& faults_;
};

}  // namespace

std::string GraphNode::ours(const std::string& attribute) const {
    const std::string* value = element->attribute(attribute, our_space);
    return value ? *value : std::string{};
}

const GraphNode* Diagram::node(const std::string& wanted) const {
    const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const GraphNode& n) { return n.id == wanted; });
    return found == nodes.end() ? nullptr : &*found;
}

std::unique_ptr<Diagram> read_diagram(const QByteArray& bytes, const std::string& file, Faults& faults) {
    const auto errors = [&faults] { return std::count_if(faults.begin(), faults.end(), [](const Fault& f) { return f.severity == Severity::error; }); };
    const auto before = errors();
    auto diagram = std::make_unique<Diagram>();
    diagram->file = file;
    std::optional<Element> root = read_xml(bytes, file, faults);
    if (!root) return nullptr;
    diagram->root = std::move(*root);
    Reader{*diagram, faults}.read();
    return errors() == before ? std::move(diagram) : nullptr;
}

std::optional<process::Expression> read_expression(const std::string& text, const Place& place, const std::string& what, Faults& faults) {
    auto parsed = parse_feel(text);
    if (auto* expression = std::get_if<process::Expression>(&parsed)) {
        expression->origin = {place.file, place.line, place.column};
        return std::move(*expression);
    }
    faults.push_back({place, Severity::error, "In " + what + ", \"" + text + "\": " + std::get<FeelFault>(parsed).text, "feel"});
    return std::nullopt;
}

std::vector<std::string> words(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> all;
    for (std::string word; stream >> word;) all.push_back(word);
    return all;
}

}  // namespace bandian::packs
