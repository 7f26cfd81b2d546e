#include "worker/demo.hpp"

#include "wire/instant.hpp"

#include <algorithm>

namespace bandian::worker {

namespace {

using casework::Record;
using process::List;
using process::Value;

constexpr std::size_t open_at_once = 8;

const std::vector<std::pair<const char*, const char*>> applicants{
    {"张三丰", "丝绸路12号"},       {"李素梅", "新建中路88号"}, {"王家食品厂", "正阳路301号"},
    {"周村古商城茶社", "大街46号"}, {"赵明", "机场路9号"},      {"恒泰纺织", "周隆路东首"}};
const std::vector<const char*> roads{"丝绸路", "新建路", "正阳路", "周隆路", "恒星路", "站北路"};

std::string title_of(const app::CaseOnDesk& desk, bool english) {
    return english ? desk.the_case.process->name_en
                   : desk.the_case.process->name + " · " + desk.site.value("address", "");
}

}  // namespace

FastTime::FastTime(app::Instant start, int speed)
    : start_(start), began_(std::chrono::steady_clock::now()), speed_(speed) {}

app::Instant FastTime::now() const {
    const auto passed = std::chrono::steady_clock::now() - began_;
    return start_ + std::chrono::duration_cast<std::chrono::milliseconds>(passed) * speed_;
}

void Demo::run_once() {
    const auto page = desk_.cases({"open", std::nullopt, 100}, invented_);
    if (page.rows.size() < open_at_once) open_one();
    if (!page.rows.empty())
        act_on(page.rows[std::uniform_int_distribution<std::size_t>(0, page.rows.size() - 1)(random_)].case_no);
}

void Demo::open_one() {
    const auto& [name, address] =
        applicants[std::uniform_int_distribution<std::size_t>(0, applicants.size() - 1)(random_)];
    app::OpenRequest request;
    request.process = chance(50) ? "ten-kilovolt" : "low-voltage";
    request.attributes["capacityKva"] = Value{*request.process == "ten-kilovolt" ? 630.0 : 80.0};
    if (*request.process == "ten-kilovolt") request.attributes["supplies"] = Value{chance(30) ? 2.0 : 1.0};
    request.applicant = {{"name", name}, {"phone", "13800000000"}};
    request.site = {{"address", std::string{"周村区"} + address}};
    request.by = invented_;
    desk_.open(request);
}

void Demo::act_on(const std::string& case_no) {
    // Every fourth case has slow hands: so that warnings, and now and then a missed day, are to be seen.
    if (case_no.back() % 4 == 0 && chance(80)) return;
    const auto found = desk_.look(case_no, invented_);
    const auto* desk = std::get_if<app::CaseOnDesk>(&found);
    if (!desk) return;
    if (const auto entry = next_entry(*desk)) desk_.enter(case_no, *entry, {desk->the_case.version(), {}, invented_});
}

/// A task that has run for a day or two is completed; now and then a correction is asked for, or a permit refused.
std::optional<casework::Entry> Demo::next_entry(const app::CaseOnDesk& desk) {
    std::vector<const casework::TaskView*> open;
    for (const casework::TaskView& task : desk.view.tasks)
        if (task.state == casework::TaskState::active || task.state == casework::TaskState::held) open.push_back(&task);
    if (open.empty()) return std::nullopt;
    const casework::TaskView& task = *open[std::uniform_int_distribution<std::size_t>(0, open.size() - 1)(random_)];
    if (task.state == casework::TaskState::held) return casework::Resume{task.path, std::nullopt};
    const process::Task& rule = desk.the_case.process->tasks[task.task];
    const process::Pack& pack = *desk.the_case.pack;
    const auto first_that = [&](process::OutcomeKind kind) {
        return std::find_if(rule.outcomes.begin(), rule.outcomes.end(), [&](const std::string& id) {
            const process::Outcome* outcome = pack.outcome(id);
            return outcome && outcome->kind == kind;
        });
    };
    const bool review = first_that(process::OutcomeKind::grants) != rule.outcomes.end();
    const auto no = first_that(process::OutcomeKind::denies);
    if (review && chance(15) && task.since == desk.view.today)
        return casework::Hold{task.path, "correction", {"works-plan"}, {}, std::nullopt};
    casework::Complete complete{task.path, rule.outcomes.front(), {}, std::nullopt};
    if (review && no != rule.outcomes.end() && chance(5)) {
        complete.outcome = *no;
        complete.reason = "施工方案与现场情况不符。";
        complete.law = rule.clause.empty() ? pack.source : rule.clause;
    }
    for (const std::string& name : rule.asks) {
        if (name == "externalLine" && desk.the_case.attributes.count(name) == 0)
            complete.attributes[name] = Value{chance(60)};
        if (name == "permits" && desk.the_case.attributes.count(name) == 0) complete.attributes.merge(plan());
    }
    return complete;
}

Record Demo::plan() {
    const auto road = [this] {
        return Value{std::string{roads[std::uniform_int_distribution<std::size_t>(0, roads.size() - 1)(random_)]}};
    };
    Record permits;
    if (chance(50))
        permits["greenSpace"] =
            List{Value{Record{{"place", road()}, {"areaM2", Value{12.0}}, {"relocation", Value{chance(40)}}}}};
    if (chance(60)) permits["roadOccupation"] = List{Value{Record{{"road", road()}}}};
    if (chance(70))
        permits["roadExcavation"] = List{Value{Record{{"road", road()},
                                                      {"roadClass", Value{std::string{"urban"}}},
                                                      {"surface", Value{std::string{"arterial-asphalt"}}},
                                                      {"areaM2", Value{30.0}}}}};
    return {{"line", Value{std::string{"cable"}}},
            {"externalLineMetres", Value{420.0}},
            {"civilWorks", Value{chance(30)}},
            {"permits", Value{std::move(permits)}}};
}

std::vector<app::Actor> Demo::people() {
    using app::Role;
    return {{"window", "综合窗口 王芳", "power-supply", {Role::window}, {}},
            {"manager", "客户经理 李强", "power-supply", {Role::manager}, {}},
            {"engineer", "施工 赵亮", "power-supply", {Role::engineer}, {}},
            {"officer", "综合执法 周敏", "urban-management", {Role::permit_officer}, {}},
            {"police", "交警 孙伟", "traffic-police", {Role::permit_officer}, {}},
            {"supervisor", "督查 陈静", "service-center", {Role::supervisor}, {}}};
}

app::Json Demo::list() {
    app::Json users = app::Json::array();
    for (const app::Actor& one : people())
        users.push_back(
            {{"user", one.account}, {"password", password}, {"zh", one.display}, {"en", word(*one.roles.begin())}});
    app::Json cases = app::Json::array();
    for (const app::CaseRow& row : desk_.cases({std::nullopt, std::nullopt, 12}, invented_).rows) {
        const auto found = desk_.look(row.case_no, invented_);
        const auto* desk = std::get_if<app::CaseOnDesk>(&found);
        if (!desk) continue;
        cases.push_back({{"caseNo", row.case_no},
                         {"receiptCode", desk_.receipt_code(*desk)},
                         {"zh", title_of(*desk, false)},
                         {"en", title_of(*desk, true)},
                         {"light", word(desk->view.light)}});
    }
    return {
        {"cases", std::move(cases)}, {"users", std::move(users)}, {"now", wire::to_text(desk_.now(), "Asia/Shanghai")}};
}

}  // namespace bandian::worker
