#include "report/picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace bandian::report {

namespace {

using casework::TaskState;
using clocks::Light;
using process::Box;
using process::Drawing;
using process::DrawnFlow;
using process::DrawnShape;
using process::Figure;
using process::Point;

constexpr double margin = 20;
constexpr double legend_height = 58;
constexpr const char* ink = "#1f2933";
constexpr const char* quiet = "#52606d";

/// A light's fill and line, told apart by their brightness alone, and its sign, told apart without any colour.
struct Look {
    Light light;
    const char* fill;
    const char* line;
    const char* chinese;
    const char* english;
};

constexpr std::array looks{Look{Light::green, "#d3efdc", "#146c43", "在期限内", "in time"},
                           Look{Light::yellow, "#ffe8a3", "#8a5a00", "将到期", "due soon"},
                           Look{Light::red, "#f5b5b0", "#a31616", "已超期", "overdue"},
                           Look{Light::paused, "#dcdff5", "#3f4a9a", "暂停", "on hold"},
                           Look{Light::met, "#eef6f0", "#5a7d68", "按时办结", "done in time"},
                           Look{Light::late, "#e9c9c6", "#6e1414", "超期办结", "done late"},
                           Look{Light::cancelled, "#eceff1", "#7b8794", "已取消", "cancelled"}};

const Look& look_of(Light light) {
    return *std::find_if(looks.begin(), looks.end(), [&](const Look& look) { return look.light == light; });
}

/// As XML may hold it: of the control characters only tab and line break.
std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '&') out += "&amp;";
        else if (c == '"') out += "&quot;";
        else if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n') out += ' ';
        else out += c;
    }
    return out;
}

std::string num(double value) {
    const double rounded = std::round(value * 10) / 10;
    std::string text = std::to_string(static_cast<long>(std::floor(std::abs(rounded))));
    const int tenth = static_cast<int>(std::round(std::abs(rounded) * 10)) % 10;
    if (tenth != 0) text += '.' + std::to_string(tenth);
    return (rounded < 0 ? "-" : "") + text;
}

/// The characters of a UTF-8 text, and how wide each is drawn, in parts of the letter size.
std::vector<std::pair<std::string, double>> characters(const std::string& text) {
    std::vector<std::pair<std::string, double>> all;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        all.emplace_back(text.substr(i, length), length >= 3 ? 1.0 : 0.56);
        i += length;
    }
    return all;
}

std::vector<std::string> wrapped(const std::string& text, double width, double size, std::size_t most) {
    std::vector<std::string> lines{""};
    double used = 0;
    std::size_t last_blank = std::string::npos;
    for (const auto& [character, part] : characters(text)) {
        if (used + part * size > width && !lines.back().empty() && lines.size() < most) {
            std::string rest;
            if (last_blank != std::string::npos) {
                rest = lines.back().substr(last_blank + 1);
                lines.back().resize(last_blank);
            }
            lines.push_back(rest);
            used = 0;
            for (const auto& [moved, moved_part] : characters(rest)) used += moved_part * size;
            last_blank = std::string::npos;
            if (character == " " && lines.back().empty()) continue;
        }
        if (character == " ") last_blank = lines.back().size();
        lines.back() += character;
        used += part * size;
    }
    return lines;
}

/// How wide the longest word of letters is: it is not to be broken.
double longest_word(const std::string& text, double size) {
    double longest = 1, word = 0;
    for (const auto& [character, part] : characters(text)) {
        word = character == " " || part >= 1 ? 0 : word + part * size;
        longest = std::max(longest, word);
    }
    return longest;
}

class Svg {
public:
    Svg(const Drawing& drawing, const StepMarks* marks, std::string caption, Language language)
        : drawing_(drawing), marks_(marks), caption_(std::move(caption)), language_(language) {}

    std::string draw() {
        measure();
        const double width = right_ - left_ + 2 * margin,
                     height = bottom_ - top_ + 2 * margin + (marks_ ? legend_height : 0);
        out_ = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + num(width) + "\" height=\"" + num(height) +
               "\" viewBox=\"" + num(left_ - margin) + ' ' + num(top_ - margin) + ' ' + num(width) + ' ' + num(height) +
               "\" font-family=\"'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif\" "
               "role=\"img\">\n";
        out_ += "<title>" +
                escaped(name_of(drawing_.name, drawing_.name_en) + (caption_.empty() ? "" : " · " + caption_)) +
                "</title>\n";
        out_ +=
            "<defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" "
            "markerHeight=\"7\" orient=\"auto\"><path d=\"M0,0 L10,5 L0,10 z\" fill=\"" +
            std::string{quiet} + "\"/></marker></defs>\n";
        rect({left_ - margin, top_ - margin, width, height}, "#ffffff", "none", 0, 0);
        for (const DrawnShape& shape : drawing_.shapes)
            if (shape.figure == Figure::lane) lane(shape);
        for (const DrawnFlow& edge : drawing_.flows) flow(edge);
        for (const DrawnShape& shape : drawing_.shapes)
            if (shape.figure != Figure::lane) node(shape);
        if (marks_) legend();
        return out_ + "</svg>\n";
    }

private:
    void measure() {
        left_ = top_ = 1e9;
        right_ = bottom_ = -1e9;
        const auto take = [this](const Box& box) {
            left_ = std::min(left_, box.x);
            top_ = std::min(top_, box.y);
            right_ = std::max(right_, box.x + box.width);
            bottom_ = std::max(bottom_, box.y + box.height);
        };
        for (const DrawnShape& shape : drawing_.shapes) {
            take(shape.box);
            if (shape.label) take(*shape.label);
        }
        for (const DrawnFlow& edge : drawing_.flows)
            for (const Point& p : edge.points) take({p.x, p.y, 0, 0});
        if (left_ > right_) left_ = top_ = right_ = bottom_ = 0;
        double legend = 0;
        for (const Look& look : looks) legend += legend_step(look);
        if (marks_) right_ = std::max(right_, left_ + legend);
    }

    std::string word_for(const Look& look) const {
        return language_ == Language::english ? look.english : look.chinese;
    }

    double legend_step(const Look& look) const {
        double width = 56;
        for (const auto& [character, part] : characters(word_for(look))) width += part * 11;
        return width;
    }

    const std::string& name_of(const std::string& chinese, const std::string& english) const {
        return language_ == Language::english && !english.empty() ? english : chinese;
    }

    void rect(const Box& box, const std::string& fill, const std::string& line, double stroke, double round,
              const std::string& more = "") {
        out_ += "<rect x=\"" + num(box.x) + "\" y=\"" + num(box.y) + "\" width=\"" + num(box.width) + "\" height=\"" +
                num(box.height) + "\" fill=\"" + fill + "\" stroke=\"" + line + '"';
        if (stroke > 0) out_ += " stroke-width=\"" + num(stroke) + '"';
        if (round > 0) out_ += " rx=\"" + num(round) + '"';
        out_ += more + "/>\n";
    }

    void path(const std::string& d, const std::string& fill, const std::string& line, double stroke,
              const std::string& more = "") {
        out_ += "<path d=\"" + d + "\" fill=\"" + fill + "\" stroke=\"" + line + "\" stroke-width=\"" + num(stroke) +
                '"' + more + "/>\n";
    }

    void circle(Point at, double radius, const std::string& fill, const std::string& line, double stroke) {
        out_ += "<circle cx=\"" + num(at.x) + "\" cy=\"" + num(at.y) + "\" r=\"" + num(radius) + "\" fill=\"" + fill +
                "\" stroke=\"" + line + "\" stroke-width=\"" + num(stroke) + "\"/>\n";
    }

    void text(Point at, const std::string& words, double size, const std::string& colour,
              const std::string& anchor = "middle", const std::string& more = "") {
        if (words.empty()) return;
        out_ += "<text x=\"" + num(at.x) + "\" y=\"" + num(at.y) + "\" font-size=\"" + num(size) + "\" fill=\"" +
                colour + "\" text-anchor=\"" + anchor + '"' + more + '>' + escaped(words) + "</text>\n";
    }

    void lines(Point centre, const std::vector<std::string>& all, double size, const std::string& colour) {
        double y = centre.y - static_cast<double>(all.size() - 1) * size * 0.62 + size * 0.36;
        for (const std::string& line : all) {
            text({centre.x, y}, line, size, colour);
            y += size * 1.24;
        }
    }

    void lane(const DrawnShape& shape) {
        rect(shape.box, "#fbfcfd", "#9aa5b1", 1, 0);
        path("M" + num(shape.box.x + 30) + ',' + num(shape.box.y) + " v" + num(shape.box.height), "none", "#9aa5b1", 1);
        const Point at{shape.box.x + 19, shape.box.y + shape.box.height / 2};
        text(at, name_of(shape.name, shape.name_en), 12, quiet, "middle",
             " transform=\"rotate(-90 " + num(at.x) + ' ' + num(at.y) + ")\"");
    }

    void flow(const DrawnFlow& edge) {
        std::string d;
        for (const Point& p : edge.points) d += (d.empty() ? "M" : " L") + num(p.x) + ',' + num(p.y);
        path(d, "none", quiet, 1.4, " marker-end=\"url(#arrow)\"");
        const std::string& name = name_of(edge.name, edge.name_en);
        if (name.empty()) return;
        const Point mid =
            edge.label
                ? Point{edge.label->x + edge.label->width / 2, edge.label->y + edge.label->height / 2}
                : Point{(edge.points[0].x + edge.points[1].x) / 2, (edge.points[0].y + edge.points[1].y) / 2 - 8};
        lines(mid, wrapped(name, edge.label ? std::max(edge.label->width + 12, 60.0) : 90, 11, 2), 11, quiet);
    }

    void node(const DrawnShape& shape) {
        switch (shape.figure) {
            case Figure::lane: break;
            case Figure::task:
            case Figure::call: step(shape); break;
            case Figure::start:
            case Figure::end:
            case Figure::terminate:
            case Figure::timer: event(shape); break;
            case Figure::exclusive:
            case Figure::parallel:
            case Figure::inclusive: gateway(shape); break;
        }
    }

    void step(const DrawnShape& shape) {
        const auto found = marks_ ? marks_->find(shape.element) : StepMarks::const_iterator{};
        const StepMark* mark = marks_ && found != marks_->end() ? &found->second : nullptr;
        const Look* look = mark && mark->light ? &look_of(*mark->light) : nullptr;
        const bool waiting = marks_ && (!mark || !mark->begun);
        const std::string line = look ? look->line : waiting ? "#9aa5b1" : ink;
        const bool call = shape.figure == Figure::call;
        rect(shape.box,
             look                 ? look->fill
             : mark && mark->done ? "#f1f4f6"
                                  : "#ffffff",
             line,
             call                                 ? 3.5
             : mark && mark->begun && !mark->done ? 2.5
                                                  : 1.5,
             9, mark && mark->light == Light::cancelled ? " stroke-dasharray=\"5 4\"" : "");
        const Point centre{shape.box.x + shape.box.width / 2, shape.box.y + shape.box.height / 2};
        const bool noted = mark && !mark->note.empty();
        const std::string& name = name_of(shape.name, shape.name_en);
        const double size = std::clamp(12.5 * (shape.box.width - 10) / longest_word(name, 12.5), 3.0, 12.5);
        lines({centre.x, centre.y - (noted            ? 9
                                     : shape.for_each ? 4
                                                      : 0)},
              wrapped(name, shape.box.width - 8, size, noted ? 2 : 4), size, waiting ? quiet : ink);
        if (noted)
            lines({centre.x, shape.box.y + shape.box.height - (shape.for_each ? 27 : 17)},
                  wrapped(mark->note, shape.box.width - 6, 10.5, 2), 10.5, ink);
        if (shape.for_each)
            for (const double dx : {-5.0, 0.0, 5.0})
                path("M" + num(centre.x + dx) + ',' + num(shape.box.y + shape.box.height - 13) + " v9", "none", line,
                     2);
        if (look) sign(*look, {shape.box.x + shape.box.width - 2, shape.box.y + 2});
    }

    /// The light without its colour: tick, clock hand, exclamation mark, two bars, crossed tick, dash.
    void sign(const Look& look, Point at) {
        circle(at, 10, look.fill, look.line, 2);
        const std::string x = num(at.x), y = num(at.y);
        const auto from = [&](double dx, double dy) { return "M" + num(at.x + dx) + ',' + num(at.y + dy); };
        switch (look.light) {
            case Light::green: path(from(0, -5.5) + " v5.5 h4", "none", look.line, 2); break;
            case Light::yellow: path(from(0, -6) + " l5.5,10 h-11 z", look.line, look.line, 1); break;
            case Light::red: path(from(0, -6) + " v7 " + from(0, 3.6) + " v2.2", "none", look.line, 3); break;
            case Light::paused:
                path(from(-2.8, -4.5) + " v9 " + from(2.8, -4.5) + " v9", "none", look.line, 2.6);
                break;
            case Light::met: path(from(-4.5, 0) + " l3.2,3.8 l5.8,-7.4", "none", look.line, 2.2); break;
            case Light::late:
                path(from(-4.2, -4.2) + " l8.4,8.4 " + from(4.2, -4.2) + " l-8.4,8.4", "none", look.line, 2.2);
                break;
            case Light::cancelled: path(from(-5, 0) + " h10", "none", look.line, 2.4); break;
        }
    }

    void event(const DrawnShape& shape) {
        const Point centre{shape.box.x + shape.box.width / 2, shape.box.y + shape.box.height / 2};
        const double radius = shape.box.width / 2;
        circle(centre, radius, "#ffffff", ink,
               shape.figure == Figure::start   ? 1.5
               : shape.figure == Figure::timer ? 1.5
                                               : 4);
        if (shape.figure == Figure::terminate) circle(centre, radius * 0.55, ink, ink, 1);
        if (shape.figure == Figure::timer) {
            circle(centre, radius - 4, "none", ink, 1.2);
            path("M" + num(centre.x) + ',' + num(centre.y - radius * 0.5) + " v" + num(radius * 0.5) + " h" +
                     num(radius * 0.35),
                 "none", ink, 1.5);
        }
        caption(shape);
    }

    void gateway(const DrawnShape& shape) {
        const double half = shape.box.width / 2;
        const Point c{shape.box.x + half, shape.box.y + shape.box.height / 2};
        path("M" + num(c.x) + ',' + num(c.y - half) + " l" + num(half) + ',' + num(half) + " l" + num(-half) + ',' +
                 num(half) + " l" + num(-half) + ',' + num(-half) + " z",
             "#ffffff", ink, 1.5);
        if (shape.figure == Figure::inclusive) circle(c, half * 0.42, "none", ink, 2.6);
        else if (shape.figure == Figure::parallel)
            path("M" + num(c.x - half * 0.5) + ',' + num(c.y) + " h" + num(half) + " M" + num(c.x) + ',' +
                     num(c.y - half * 0.5) + " v" + num(half),
                 "none", ink, 3);
        else {
            const double a = half * 0.33;
            path("M" + num(c.x - a) + ',' + num(c.y - a) + " l" + num(2 * a) + ',' + num(2 * a) + " M" + num(c.x + a) +
                     ',' + num(c.y - a) + " l" + num(-2 * a) + ',' + num(2 * a),
                 "none", ink, 3);
        }
        caption(shape);
    }

    void caption(const DrawnShape& shape) {
        const std::string& name = name_of(shape.name, shape.name_en);
        if (name.empty()) return;
        const Box at =
            shape.label.value_or(Box{shape.box.x - 20, shape.box.y + shape.box.height + 4, shape.box.width + 40, 14});
        lines({at.x + at.width / 2, at.y + at.height / 2}, wrapped(name, std::max(at.width + 14, 80.0), 11, 2), 11,
              quiet);
    }

    void legend() {
        double x = left_;
        const double y = bottom_ + margin + 30;
        text({left_, bottom_ + margin + 6},
             name_of(drawing_.name, drawing_.name_en) + (caption_.empty() ? "" : " · " + caption_), 12.5, ink, "start");
        for (const Look& look : looks) {
            rect({x, y - 10, 26, 18}, look.fill, look.line, 1.5, 4);
            sign(look, {x + 26, y - 8});
            text({x + 41, y + 4}, word_for(look), 11, quiet, "start");
            x += legend_step(look);
        }
    }

    const Drawing& drawing_;
    const StepMarks* marks_;
    std::string caption_;
    Language language_;
    std::string out_;
    double left_ = 0, top_ = 0, right_ = 0, bottom_ = 0;
};

int urgency(Light light) {
    constexpr std::array order{Light::cancelled, Light::met,    Light::late, Light::green,
                               Light::paused,    Light::yellow, Light::red};
    return static_cast<int>(std::find(order.begin(), order.end(), light) - order.begin());
}

std::string short_day(calendar::Day day, bool provisional) {
    return calendar::to_string(day).substr(5) + (provisional ? "?" : "");
}

std::string days_text(const std::optional<clocks::Days>& left, process::Unit unit, Language language) {
    if (!left) return {};
    const bool working = unit == process::Unit::working_days, over = left->value < 0;
    const std::string number = std::to_string(std::abs(left->value));
    if (language == Language::english)
        return number + (working ? " working day" : " day") + (number == "1" ? "" : "s") + (over ? " over" : " left");
    return (over ? "超 " : "剩 ") + number + (working ? " 个工作日" : " 天");
}

std::string note_of(const casework::TaskView& task, Language language) {
    const bool english = language == Language::english;
    if (task.until)
        return short_day(*task.until, false) + (task.state == TaskState::cancelled ? "" : english ? " done" : " 办结");
    if (!task.reading) return (english ? "since " : "自 ") + short_day(task.since, false);
    const clocks::StepReading& r = *task.reading;
    const std::string left = days_text(r.left, r.unit, language);
    if (task.state == TaskState::held) return left;
    if (!r.due) return {};
    return (english ? "by " : "") + short_day(*r.due, r.provisional) + (english ? ", " : " 前 · ") + left;
}

/// Of a step that no clock judges, the light of what it does.
Light light_of(const casework::TaskView& task) {
    if (task.reading) return task.reading->light;
    switch (task.state) {
        case TaskState::active: return Light::green;
        case TaskState::held: return Light::paused;
        case TaskState::done: return Light::met;
        case TaskState::cancelled: return Light::cancelled;
    }
    return Light::green;
}

}  // namespace

bool more_urgent(Light a, Light b) { return urgency(a) > urgency(b); }

StepMarks marks_of(const casework::Case& c, const casework::CaseView& view, const std::string& call,
                   Language language) {
    StepMarks marks;
    std::map<std::string, int> places;
    std::map<std::string, const clocks::StepReading*> next;  ///< of a call: of the open task that is due first
    std::map<std::pair<std::string, process::TaskIndex>, const casework::TaskView*>
        last;  ///< of each step: its latest attempt
    for (const casework::CallInstance& instance : view.calls)
        ++places[instance.path.substr(0, instance.path.rfind('.'))];
    for (const casework::TaskView& task : view.tasks) last[{task.call, task.task}] = &task;
    for (const casework::TaskView& task : view.tasks) {
        // Later attempts come later in the list, and stand for the step.
        if (last[{task.call, task.task}] != &task) continue;
        const Light light = light_of(task);
        const bool done = task.state == TaskState::done || task.state == TaskState::cancelled;
        const clocks::StepReading* reading = task.reading && !done ? &*task.reading : nullptr;
        if (task.call == call) {
            marks[c.process->tasks[task.task].id] = {light, true, done, note_of(task, language), &task, reading};
        } else if (call.empty()) {
            const std::string id = task.call.substr(0, task.call.find('.'));
            StepMark& mark = marks[id];
            if (!mark.begun || more_urgent(light, *mark.light)) mark.light = light;
            mark.done = (!mark.begun || mark.done) && done;
            mark.begun = true;
            if (!reading || !reading->due) continue;
            const clocks::StepReading*& first = next[id];
            if (!first || *reading->due < *first->due) first = reading;
        }
    }
    for (const auto& [id, number] : places) {
        const auto mark = marks.find(id);
        if (mark == marks.end() || !call.empty()) continue;
        const auto first = next.find(id);
        std::string& note = mark->second.note;
        if (number > 1) note = std::to_string(number) + (language == Language::english ? " places" : " 处");
        if (first == next.end()) continue;
        mark->second.reading = first->second;
        note += (note.empty() ? "" : " · ") + std::string{language == Language::english ? "by " : ""} +
                short_day(*first->second->due, first->second->provisional) +
                (language == Language::english ? "" : " 前");
    }
    return marks;
}

std::string picture(const Drawing& drawing, const StepMarks* marks, const std::string& caption, Language language) {
    return Svg{drawing, marks, caption, language}.draw();
}

const Drawing* drawing_of(const casework::Case& c, const casework::CaseView& view, const std::string& call) {
    std::string process = c.process->id;
    if (!call.empty()) {
        const auto instance = std::find_if(view.calls.begin(), view.calls.end(),
                                           [&](const casework::CallInstance& i) { return i.path == call; });
        if (instance == view.calls.end()) return nullptr;
        process = c.process->calls[instance->call].process;
    }
    const auto drawing = c.pack->drawings.find(process);
    return drawing == c.pack->drawings.end() || drawing->second.shapes.empty() ? nullptr : &drawing->second;
}

std::string case_picture(const casework::Case& c, const casework::CaseView& view, const std::string& call,
                         Language language) {
    const Drawing* drawing = drawing_of(c, view, call);
    if (!drawing) return {};
    const StepMarks marks = marks_of(c, view, call, language);
    return picture(*drawing, &marks, (call.empty() ? "" : call + " · ") + calendar::to_string(view.today), language);
}

std::string process_picture(const process::Pack& pack, const std::string& process, Language language) {
    const auto drawing = pack.drawings.find(process);
    if (drawing == pack.drawings.end() || drawing->second.shapes.empty()) return {};
    return picture(drawing->second, nullptr, pack.source, language);
}

}  // namespace bandian::report
