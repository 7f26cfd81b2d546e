#include "report/picture_facts.hpp"

#include "report/picture.hpp"
#include "wire/json.hpp"

#include <algorithm>

namespace bandian::report {

namespace {

using app::Json;
using casework::TaskState;
using process::DrawnShape;
using process::Figure;

Json names(const std::string& zh, const std::string& en) { return {{"zh", zh}, {"en", en}}; }

Json light_of(const std::optional<clocks::Light>& light) { return light ? Json(clocks::word(*light)) : Json(nullptr); }

/// The lane that a step is drawn in.
Json lane_of(const process::Drawing& drawing, const DrawnShape& step) {
    const double x = step.box.x + step.box.width / 2, y = step.box.y + step.box.height / 2;
    Json found = nullptr;
    for (const DrawnShape& shape : drawing.shapes)  // an inner lane comes after the one around it
        if (shape.figure == Figure::lane && x >= shape.box.x && x <= shape.box.x + shape.box.width &&
            y >= shape.box.y && y <= shape.box.y + shape.box.height)
            found = names(shape.name, shape.name_en);
    return found;
}

Json facts(const process::Drawing& drawing, Json call, Json today) {
    Json steps = Json::array();
    for (const DrawnShape& shape : drawing.shapes)
        if (shape.figure == Figure::task || shape.figure == Figure::call)
            steps.push_back({{"element", shape.element},
                             {"zh", shape.name},
                             {"en", shape.name_en},
                             {"owner", lane_of(drawing, shape)},
                             {"state", nullptr},
                             {"light", nullptr},
                             {"left", nullptr},
                             {"due", nullptr},
                             {"provisional", false},
                             {"calls", Json::array()}});
    Json process = names(drawing.name, drawing.name_en);
    process["id"] = drawing.process;
    return {{"process", std::move(process)},
            {"call", std::move(call)},
            {"today", std::move(today)},
            {"bpmn", drawing.bpmn},
            {"steps", std::move(steps)}};
}

void name_owner(Json& step, const process::Pack& pack, const std::string& department) {
    if (const process::Department* found = pack.department(department))
        step["owner"] = names(found->name, found->name_en);
}

void show(Json& step, const StepMark& mark) {
    step["state"] = mark.task    ? casework::word(mark.task->state)
                    : mark.done  ? "done"
                    : mark.begun ? "active"
                                 : "waiting";
    step["light"] = light_of(mark.light);
    if (!mark.reading) return;
    if (mark.reading->left) step["left"] = mark.reading->left->value;
    wire::tell_unit(step, mark.reading->unit);
    step["due"] = wire::day_or_null(mark.reading->due);
    step["provisional"] = mark.reading->provisional;
}

}  // namespace

Json case_picture_facts(const casework::Case& c, const casework::CaseView& view, const std::string& call) {
    const process::Drawing* drawing = drawing_of(c, view, call);
    if (!drawing) return nullptr;
    Json json = facts(*drawing, call.empty() ? Json(nullptr) : Json(call), calendar::to_string(view.today));
    const StepMarks marks = marks_of(c, view, call, Language::chinese);
    for (Json& step : json["steps"]) {
        const std::string element = step["element"];
        step["state"] = view.state == casework::CaseState::open ? "waiting" : "skipped";
        if (call.empty())
            for (const casework::Stage& stage : view.stages) {
                if (c.process->tasks[stage.task].path != element) continue;
                if (stage.skipped) step["state"] = "skipped";
                name_owner(step, *c.pack, stage.owner);
            }
        if (const auto mark = marks.find(element); mark != marks.end()) {
            show(step, mark->second);
            if (mark->second.task) name_owner(step, *c.pack, mark->second.task->owner);
        }
        for (const casework::CallInstance& instance : view.calls) {
            if (!call.empty() || c.process->calls[instance.call].id != element) continue;
            std::optional<clocks::Light> light;
            for (const auto& [id, mark] : marks_of(c, view, instance.path, Language::chinese))
                if (mark.light && (!light || more_urgent(*mark.light, *light))) light = mark.light;
            step["calls"].push_back({{"call", instance.path}, {"light", light_of(light)}});
        }
    }
    return json;
}

Json process_picture_facts(const process::Pack& pack, const std::string& process) {
    const auto drawing = pack.drawings.find(process);
    if (drawing == pack.drawings.end() || drawing->second.shapes.empty()) return nullptr;
    Json json = facts(drawing->second, nullptr, nullptr);
    if (const process::Process* whole = pack.process(process))
        for (Json& step : json["steps"])
            for (const process::Call& call : whole->calls)
                if (step["element"] == call.id) step["calls"].push_back({{"call", call.process}, {"light", nullptr}});
    return json;
}

}  // namespace bandian::report
