#include "packs/drawing_reader.hpp"

#include <charconv>
#include <map>

namespace bandian::packs {

namespace {

using process::Box;
using process::Drawing;
using process::Figure;

const std::string di_space = "http://www.omg.org/spec/BPMN/20100524/DI";
const std::string dc_space = "http://www.omg.org/spec/DD/20100524/DC";
const std::string dd_space = "http://www.omg.org/spec/DD/20100524/DI";

double number(const Element& element, const std::string& name) {
    const std::string* text = element.attribute(name);
    double value = 0;
    if (text) std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
}

std::optional<Box> bounds(const Element& element) {
    const Element* box = element.child(dc_space, "Bounds");
    if (!box) return std::nullopt;
    return Box{number(*box, "x"), number(*box, "y"), number(*box, "width"), number(*box, "height")};
}

std::optional<Box> label(const Element& element) {
    const Element* found = element.child(di_space, "BPMNLabel");
    return found ? bounds(*found) : std::nullopt;
}

std::string given(const Element& element, const std::string& name, const std::string& space = "") {
    const std::string* value = element.attribute(name, space);
    return value ? *value : std::string{};
}

void collect_lanes(const Element& from, std::map<std::string, const Element*>& lanes) {
    for (const Element& child : from.children) {
        if (child.space != bpmn_space) continue;
        if (child.name == "lane") lanes.emplace(given(child, "id"), &child);
        if (child.name == "laneSet" || child.name == "lane" || child.name == "childLaneSet") collect_lanes(child, lanes);
    }
}

Figure figure_of(const GraphNode& node) {
    switch (node.shape) {
        case Shape::start: return Figure::start;
        case Shape::end: return node.element->child(bpmn_space, "terminateEventDefinition") ? Figure::terminate : Figure::end;
        case Shape::user_task: return Figure::task;
        case Shape::call: return Figure::call;
        case Shape::exclusive: return Figure::exclusive;
        case Shape::parallel: return Figure::parallel;
        case Shape::inclusive: return Figure::inclusive;
        case Shape::boundary: return Figure::timer;
    }
    return Figure::task;
}

}  // namespace

Drawing read_drawing(const Diagram& diagram) {
    Drawing drawing;
    drawing.process = diagram.id;
    drawing.name = diagram.name;
    drawing.name_en = given(*diagram.process, "nameEn", our_space);
    const Element* root = diagram.root.child(di_space, "BPMNDiagram");
    const Element* plane = root ? root->child(di_space, "BPMNPlane") : nullptr;
    if (!plane) return drawing;
    std::map<std::string, const Element*> lanes;
    collect_lanes(*diagram.process, lanes);
    std::vector<process::DrawnShape> nodes;
    for (const Element& drawn : plane->children) {
        const std::string id = given(drawn, "bpmnElement");
        if (drawn.name == "BPMNShape") {
            const auto box = bounds(drawn);
            if (!box) continue;
            if (const auto lane = lanes.find(id); lane != lanes.end())
                drawing.shapes.push_back({id, Figure::lane, given(*lane->second, "name"), given(*lane->second, "nameEn", our_space), *box, label(drawn), false});
            else if (const GraphNode* node = diagram.node(id))
                nodes.push_back({id, figure_of(*node), node->name, node->ours("nameEn"), *box, label(drawn),
                                 node->element->child(bpmn_space, "multiInstanceLoopCharacteristics") != nullptr});
        } else if (drawn.name == "BPMNEdge") {
            for (const GraphFlow& flow : diagram.flows) {
                if (flow.id != id) continue;
                process::DrawnFlow edge{id, flow.name, flow.name_en, {}, label(drawn)};
                for (const Element& point : drawn.children)
                    if (point.space == dd_space && point.name == "waypoint") edge.points.push_back({number(point, "x"), number(point, "y")});
                if (edge.points.size() >= 2) drawing.flows.push_back(std::move(edge));
            }
        }
    }
    drawing.shapes.insert(drawing.shapes.end(), nodes.begin(), nodes.end());
    return drawing;
}

}  // namespace bandian::packs
