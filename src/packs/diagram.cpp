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
    {"task", "a userTask"}, {"serviceTask", "a userTask in the lane of whoever does it"}, {"manualTask", "a userTask"},
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
                              "Expected bd:role on lane \"" + text_of(lane, "name") + "\", one of the roles in pack.yaml (xmlns:bd=\"" + our_space + "\"), but it has none.", "lane-role"});
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
        if (!spoken()) check_reachable();  // behind a fault in the flow all the rest would be told
        check_drawing();
        check_our_words(process, "");
    }

private:
    /// A word of ours that is misspelt or in the wrong place would lose a promise without a word.
    void check_our_words(const Element& element, const std::string& inside) {
        using Words = std::vector<std::string>;
        static const std::map<std::string, Words> attributes{
            {"userTask", {"limit", "unit", "warnAt", "notBefore", "outcomes", "asks", "materials", "clause", "nameEn", "validMonths"}},
            {"callActivity", {"clause", "nameEn"}}, {"multiInstanceLoopCharacteristics", {"each", "where"}}, {"endEvent", {"state", "nameEn"}},
            {"boundaryEvent", {"clock", "outcome", "effective", "clause", "nameEn"}}, {"lane", {"role", "nameEn"}}};
        static const std::map<std::string, Words> elements{
            {"clock", {"id", "name", "nameEn", "limit", "unit", "kind", "covers", "except", "notBefore", "extendBy", "warnAt", "clause"}},
            {"correction", {"within", "after", "clause"}}};
        static const Words plain{"nameEn"};
        const Place at = diagram_.place_of(element);
        if (element.space == our_space) {
            const auto known = elements.find(element.name);
            if (known == elements.end()) fault(at, "Expected <bd:clock> or <bd:correction>, but got <bd:" + element.name + ">." + did_you_mean(element.name, {"clock", "correction"}), "bd-element");
            else if (inside != "process/extensionElements") fault(at, "Expected <bd:" + element.name + "> in the extensionElements of the process, but it is elsewhere.", "bd-element");
            else check_words(element, "", known->second, at);
        } else if (element.space == bpmn_space) {
            const auto known = attributes.find(element.name);
            const Words& words = known == attributes.end() ? plain : known->second;
            check_words(element, our_space, words, at);
            if (known != attributes.end())
                for (const std::string& word : words)
                    if (element.attribute(word)) fault(at, "Expected bd:" + word + " on <" + element.name + ">, but " + word + " has no prefix.", "bd-attribute");
        }
        for (const Element& child : element.children)
            check_our_words(child, element.name == "extensionElements" ? inside + "/extensionElements" : child.name == "extensionElements" ? element.name : "");
    }

    void check_words(const Element& element, const std::string& space, const std::vector<std::string>& known, const Place& at) {
        const std::string prefix = space.empty() ? "" : "bd:";
        for (const auto& [name, value] : element.attributes) {
            if (name.first != space || std::find(known.begin(), known.end(), name.second) != known.end()) continue;
            std::string list;
            for (const std::string& word : known) list += (list.empty() ? "" : ", ") + prefix + word;
            fault(at, "Expected one of " + list + " on <" + element.name + ">, but got " + prefix + name.second + "." + did_you_mean(name.second, known), "bd-attribute");
        }
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
                             (text_of(element, "name").empty() ? text_of(element, "id") : text_of(element, "name")) + "\" is not executed" + (other == instead.end() ? "." : ": use " + other->second + " instead."),
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
            if (node.id.empty()) fault(node.place, "Expected every element to have an id, but <" + node.element->name + "> \"" + node.name + "\" has none.", "id");
            else if (const auto [first, fresh] = by_id.emplace(node.id, &node); !fresh)
                fault(node.place, "Expected each id once, but \"" + node.id + "\" is there twice, first on line " + std::to_string(first->second->place.line) + ".", "id");
        for (const GraphNode& node : diagram_.nodes) {
            if (node.shape != Shape::boundary) continue;
            const auto task = by_id.find(node.attached_to);
            if (task == by_id.end() || task->second->shape != Shape::user_task)
                fault(node.place, "Expected the boundary event \"" + node.name + "\" to be attached to a userTask, but attachedToRef is \"" + node.attached_to + "\".", "silence");
        }
        for (const GraphFlow& flow : diagram_.flows) {
            const auto from = by_id.find(flow.from), to = by_id.find(flow.to);
            if (from == by_id.end() || to == by_id.end()) {
                {
                std::vector<std::string> ids;
                for (const GraphNode& node : diagram_.nodes) ids.push_back(node.id);
                const bool source = from == by_id.end();
                fault(flow.place, "Expected flow " + flow.id + " to join two elements of this process, but its " + (source ? "sourceRef \"" + flow.from : "targetRef \"" + flow.to) + "\" is none." + did_you_mean(source ? flow.from : flow.to, ids), "flow");
            }
                continue;
            }
            if (flow.condition && from->second->shape != Shape::exclusive && from->second->shape != Shape::inclusive)
                fault(flow.place, "Expected conditions only on flows out of an exclusive or inclusive gateway, but flow " + flow.id + " leaves \"" + (from->second->name.empty() ? flow.from : from->second->name) + "\".", "condition");
            from->second->outgoing.push_back(&flow);
            to->second->incoming.push_back(&flow);
        }
    }

    bool spoken() const {
        return std::any_of(faults_.begin(), faults_.end(), [&](const Fault& f) { return f.place.file == diagram_.file && (f.rule == "flow" || f.rule == "subset" || f.rule == "id"); });
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
