#include "packs/drawing_reader.hpp"

#include <charconv>
#include <cmath>
#include <map>
#include <set>

namespace bandian::packs {

namespace {

using process::Box;
using process::Drawing;
using process::Figure;
using process::Point;

const std::string di_space = "http://www.omg.org/spec/BPMN/20100524/DI";
const std::string dc_space = "http://www.omg.org/spec/DD/20100524/DC";
const std::string dd_space = "http://www.omg.org/spec/DD/20100524/DI";

constexpr double farthest = 1e6;  // no drawing is as wide; beyond, numbers are none that a picture can be made of

/// nullopt when it is no number, or lies beyond any sheet.
std::optional<double> number(const Element& element, std::string_view name) {
    const auto text = element.attribute(name);
    double value = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc{})
        return std::nullopt;
    return std::abs(value) <= farthest ? std::optional{value} : std::nullopt;  // NaN compares false
}

std::optional<Box> bounds(const Element& element) {
    const auto box = element.child(dc_space, "Bounds");
    if (!box) return std::nullopt;
    const auto x = number(*box, "x"), y = number(*box, "y"), width = number(*box, "width"),
               height = number(*box, "height");
    if (!width || !height || *width <= 0 || *height <= 0) return std::nullopt;
    return Box{x.value_or(0), y.value_or(0), *width, *height};
}

std::optional<Box> label(const Element& element) {
    const auto found = element.child(di_space, "BPMNLabel");
    return found ? bounds(*found) : std::nullopt;
}

std::string given(const Element& element, std::string_view name, std::string_view space = "") {
    return std::string{element.attribute(name, space).value_or("")};
}

std::optional<Point> waypoint(const Element& element) {
    const auto x = number(element, "x"), y = number(element, "y");
    return x && y ? std::optional{Point{*x, *y}} : std::nullopt;
}

void collect_lanes(const Element& from, std::map<std::string, Element>& lanes) {
    for (const Element& child : from.children()) {
        if (child.space() != bpmn_space) continue;
        if (child.name() == "lane") lanes.emplace(given(child, "id"), child);
        if (child.name() == "laneSet" || child.name() == "lane" || child.name() == "childLaneSet")
            collect_lanes(child, lanes);
    }
}

Figure figure_of(const GraphNode& node) {
    switch (node.shape) {
        case Shape::start: return Figure::start;
        case Shape::end:
            return node.element.child(bpmn_space, "terminateEventDefinition") ? Figure::terminate : Figure::end;
        case Shape::user_task: return Figure::task;
        case Shape::call: return Figure::call;
        case Shape::exclusive: return Figure::exclusive;
        case Shape::parallel: return Figure::parallel;
        case Shape::inclusive: return Figure::inclusive;
        case Shape::boundary: return Figure::timer;
    }
    return Figure::task;
}

/// Takes from each sheet what is executed; of an element drawn twice the first.
class Drawer {
public:
    Drawer(const Diagram& diagram, Drawing& drawing) : diagram_(diagram), drawing_(drawing) {
        collect_lanes(*diagram.process, lanes_);
        flows_.reserve(diagram.flows.size());
        for (const GraphFlow& flow : diagram.flows) flows_.add(&flow);
        flows_.sort();
    }

    void draw(const Element& plane) {
        for (const Element& drawn : plane.children()) {
            const std::string id{local_part(given(drawn, "bpmnElement"))};
            if (drawn.name() == "BPMNShape") shape(drawn, id);
            else if (drawn.name() == "BPMNEdge") edge(drawn, id);
        }
    }

    void finish() { drawing_.shapes.insert(drawing_.shapes.end(), nodes_.begin(), nodes_.end()); }

private:
    void shape(const Element& drawn, const std::string& id) {
        const auto box = bounds(drawn);
        if (!box) return;
        const auto lane = lanes_.find(id);
        const GraphNode* node = lane == lanes_.end() ? diagram_.node(id) : nullptr;
        if ((lane == lanes_.end() && !node) || !drawn_.insert(id).second) return;
        if (!node) {
            const Element& e = lane->second;
            drawing_.shapes.push_back(
                {id, Figure::lane, given(e, "name"), given(e, "nameEn", our_space), *box, label(drawn), false});
            return;
        }
        const bool for_each = node->element.child(bpmn_space, "multiInstanceLoopCharacteristics").has_value();
        nodes_.push_back({id, figure_of(*node), node->name(), node->ours("nameEn"), *box, label(drawn), for_each});
    }

    void edge(const Element& drawn, const std::string& id) {
        const auto* flow = flows_.find(id);
        if (!flow) return;
        const Element& e = (*flow)->element;
        process::DrawnFlow line{id, given(e, "name"), given(e, "nameEn", our_space), {}, label(drawn)};
        for (const Element& child : drawn.children())
            if (child.space() == dd_space && child.name() == "waypoint")
                if (const auto point = waypoint(child)) line.points.push_back(*point);
        if (line.points.size() >= 2 && drawn_.insert(id).second) drawing_.flows.push_back(std::move(line));
    }

    const Diagram& diagram_;
    Drawing& drawing_;
    std::map<std::string, Element> lanes_;
    ById<const GraphFlow*> flows_;
    std::set<std::string> drawn_;
    std::vector<process::DrawnShape> nodes_;
};

}  // namespace

Drawing read_drawing(const Diagram& diagram) {
    Drawing drawing;
    drawing.process = diagram.id;
    drawing.name = diagram.name;
    drawing.name_en = given(*diagram.process, "nameEn", our_space);
    Drawer drawer{diagram, drawing};
    for (const Element& sheet : diagram.document->root().children())
        if (sheet.space() == di_space && sheet.name() == "BPMNDiagram")
            if (const auto plane = sheet.child(di_space, "BPMNPlane")) drawer.draw(*plane);
    drawer.finish();
    return drawing;
}

}  // namespace bandian::packs
