#include "http/notice.hpp"

#include "http/staff_view.hpp"
#include "wire/instant.hpp"

#include <array>

namespace bandian::http {

namespace {

struct Kind {
    const char* id;
    const char* title;
    const char* law;
};
constexpr std::array kinds{Kind{"acceptance", "受理通知书", "行政许可法 第三十二条"}, Kind{"correction", "一次性告知书（补正）", "行政许可法 第三十二条"},
                           Kind{"refusal", "不予许可决定书", "行政许可法 第三十八条"}, Kind{"extension", "延长期限告知书", "行政许可法 第四十二条"}};

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else out += c;
    }
    return out;
}

std::string line(const char* name, const std::string& text) { return text.empty() ? std::string{} : std::string{"<tr><th>"} + name + "</th><td>" + escaped(text) + "</td></tr>\n"; }

std::string step(const app::CaseOnDesk& desk, const std::string& path) { return title_of_path(*desk.the_case.process, path)["zh"].get<std::string>(); }

/// 2018年10月8日
std::string in_chinese(calendar::Day day) {
    const date::year_month_day d{day};
    return std::to_string(static_cast<int>(d.year())) + "年" + std::to_string(static_cast<unsigned>(d.month())) + "月" + std::to_string(static_cast<unsigned>(d.day())) + "日";
}

std::string clock_name(const app::CaseOnDesk& desk, const std::string& id) {
    const casework::ClockView* clock = desk.view.clock(id);
    return clock ? clock_title(desk.the_case, *clock)["zh"].get<std::string>() : id;
}

/// The department whose act it is; nullptr: none can be named.
const process::Department* issuer(const app::CaseOnDesk& desk, const casework::Event& event) {
    const auto* complete = std::get_if<casework::Complete>(&event.entry);
    const auto* hold = std::get_if<casework::Hold>(&event.entry);
    const auto* extend = std::get_if<casework::Extend>(&event.entry);
    const std::string path = complete ? complete->task : hold ? hold->task : std::string{};
    std::string owner;
    for (const casework::TaskView& task : desk.view.tasks)
        if (task.path == path || (extend && task.clock == extend->clock)) owner = task.owner;
    return desk.the_case.pack->department(owner);
}

bool in_working_days(const app::CaseOnDesk& desk, const std::string& id) {
    const casework::ClockView* clock = desk.view.clock(id);
    return !clock || clock->reading.unit == process::Unit::working_days;
}

/// What the notice says of its cause; empty: the event is none.
std::string cause(const app::CaseOnDesk& desk, const std::string& kind, const casework::Event& event) {
    const process::Pack& pack = *desk.the_case.pack;
    if (const auto* hold = std::get_if<casework::Hold>(&event.entry); kind == "correction" && hold && !hold->missing.empty()) {
        std::string missing;
        for (const std::string& id : hold->missing) {
            const process::Material* material = pack.material(id);
            missing += (missing.empty() ? "" : "；") + (material ? material->name : id);
        }
        return line("环节", step(desk, hold->task)) + line("需补正的全部材料", missing) + line("期限", "补正期间不计入办理时限");
    }
    if (const auto* extend = std::get_if<casework::Extend>(&event.entry); kind == "extension" && extend)
        return line("时限", clock_name(desk, extend->clock)) + line("延长", std::to_string(extend->days.value) + (in_working_days(desk, extend->clock) ? " 个工作日" : " 天")) + line("理由", extend->reason);
    const auto* complete = std::get_if<casework::Complete>(&event.entry);
    if (kind == "refusal" && complete && (complete->outcome == "refused" || complete->outcome == "rejected"))
        return line("环节", step(desk, complete->task)) + line("理由", complete->reason) + line("依据", complete->law) +
               line("救济途径", "可以自收到之日起六十日内申请行政复议，或者六个月内提起行政诉讼");
    if (kind == "acceptance" && complete && complete->outcome == "accepted") return line("环节", step(desk, complete->task));
    return {};
}

}  // namespace

Json notices_of(const app::CaseOnDesk& desk, const app::Actor& by) {
    Json list = Json::array();
    for (const Kind& kind : kinds)
        if (!notice(desk, kind.id, "", by).empty()) list.push_back(kind.id);
    return list;
}

std::string notice(const app::CaseOnDesk& desk, const std::string& id, const std::string& check_code, const app::Actor& by) {
    const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& one) { return one.id == id; });
    if (kind == kinds.end()) return {};
    const std::vector<bool> back = casework::taken_back(desk.the_case.log);
    for (std::size_t i = desk.the_case.log.size(); i-- > 0;) {
        const casework::Event& event = desk.the_case.log[i];
        const std::string because = back[i] ? std::string{} : cause(desk, id, event);
        if (because.empty()) continue;
        const process::Department* from = issuer(desk, event);
        // What another department has decided is none of an officer's; that the case was taken in is everybody's.
        if (app::is_narrow(by) && id != "acceptance" && !(from && by.of(from->id))) continue;
        const std::string name = from ? from->name : std::string{};
        return "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" + escaped(kind->title) + ' ' + escaped(desk.case_no) +
               "</title><link rel=\"stylesheet\" href=\"/notice.css\"></head>\n<body><main><h1>" + escaped(kind->title) + "</h1>\n<table>\n" + line("办件编号", desk.case_no) +
               line("申请人", desk.applicant.value("name", "")) + line("用电地址", desk.site.value("address", "")) + line("事项", desk.the_case.process->name) + because +
               line("出具单位", name) + line("日期", in_chinese(event.day)) + line("法律依据", kind->law) + line("政策文件", desk.the_case.pack->source) + line("查验码", check_code) +
               "</table>\n<p>" + escaped(name) + "（盖章）<br>" + in_chinese(event.day) + "</p></main></body></html>\n";
    }
    return {};
}

}  // namespace bandian::http
