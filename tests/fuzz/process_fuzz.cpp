// Feeds BPMN files as the one process of a small pack, through reader, tree builder, linter and picture. What must
// hold: no crash, and no run that takes long; a pack or at least one error, never both; each fault one line at a place;
// a picture that is well-formed XML; what compares a pack with itself finds no difference; and a case of what was
// accepted can be estimated, opened and taken task by task without an exception.

#include "casework/decide.hpp"
#include "casework/estimate.hpp"
#include "casework/view.hpp"
#include "packs/calendar_files.hpp"
#include "packs/difference.hpp"
#include "packs/pack_files.hpp"
#include "report/picture.hpp"

#include <QXmlStreamReader>

#include <cstdint>

namespace {

using namespace bandian;

constexpr const char* pack_yaml = R"(
pack: fuzz
name: 试
nameEn: Fuzz
source: none
casePrefix: FZ
inForceFrom: 2018-01-01
calendar: cn
timeZone: Asia/Shanghai
processes: [p]
departments:
  - { id: desk, name: 窗口, nameEn: Desk, party: utility }
roles:
  utility: [{ department: desk }]
  applicant: [{ department: desk }]
  green-space-authority: [{ department: desk }]
attributes:
  - { id: n, name: 数, nameEn: Number, type: integer, least: 0, standard: "1" }
  - { id: yes, name: 是否, nameEn: Flag, type: boolean }
  - { id: civilWorks, name: 土建, nameEn: Civil works, type: boolean, standard: "false" }
  - id: permits
    name: 许可
    nameEn: Permits
    type: record
    members:
      - id: greenSpace
        name: 绿地
        nameEn: Green space
        type: list
        members:
          - { id: areaM2, name: 面积, nameEn: Area, type: number, least: 0 }
holdReasons:
  - { id: hearing, endedBy: owner, name: 听证, nameEn: Hearing }
materials:
  - { id: identity, name: 身份证明, nameEn: Identity }
)";

const calendar::Calendar& calendar_cn() {
    static const calendar::Calendar made = [] {
        packs::Faults faults;
        const packs::Regions regions =
            packs::read_calendars(std::string{BANDIAN_SOURCE_DIR} + "/workflows/calendars", faults);
        return std::get<calendar::Calendar>(regions.at("cn").calendar());
    }();
    return made;
}

/// Completes the first open task, with each of its outcomes in turn, up to a bound.
void take(const std::shared_ptr<const process::Pack>& pack) {
    const calendar::Day day = *calendar::parse_day("2018-10-08");
    casework::Record attributes;
    attributes["permits"] = process::Value{casework::Record{
        {"greenSpace",
         process::Value{process::List{process::Value{casework::Record{}}, process::Value{casework::Record{}}}}}}};
    const auto opened = casework::decide_submission(*pack, {{}, day, casework::Submit{"p", attributes}}, calendar_cn());
    if (std::holds_alternative<casework::Rejection>(opened)) return;
    casework::Case c = casework::replay(pack, {std::get<casework::Event>(opened)});
    for (int step = 0; step < 40; ++step) {
        const calendar::Day today = day + date::days{step};
        casework::settle_deemed(c, {}, today, calendar_cn());
        const casework::CaseView view = casework::view(c, calendar_cn(), today);
        const casework::TaskView* open = nullptr;
        for (const casework::TaskView& task : view.tasks)
            if (task.state == casework::TaskState::active) open = &task;
        if (!open) return;
        const auto& outcomes = pack->process("p")->tasks[open->task].outcomes;
        const auto decided = casework::decide(
            c,
            {{},
             today,
             casework::Complete{
                 open->path, outcomes[static_cast<std::size_t>(step) % outcomes.size()], {}, std::nullopt}},
            calendar_cn());
        if (std::holds_alternative<casework::Rejection>(decided)) return;
        casework::apply(c, std::get<casework::Event>(decided));
    }
}

void draw(const process::Pack& pack) {
    for (const auto& [id, drawing] : pack.drawings) {
        QXmlStreamReader xml(
            QByteArray::fromStdString(report::picture(drawing, nullptr, pack.source, report::Language::english)));
        while (!xml.atEnd()) xml.readNext();
        if (xml.hasError()) __builtin_trap();
    }
}

/// As a pack that cases rest on.
void judge_recorded(const packs::PackFiles& files, bool accepted) {
    packs::Faults faults;
    const auto pack = packs::load_pack(files, faults, packs::Standing::recorded);
    if ((pack != nullptr) == packs::has_error(faults)) __builtin_trap();
    if (accepted && !pack) __builtin_trap();  // what is offered is judged more strictly
    if (pack) take(pack);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    packs::PackFiles files;
    files.folder = "fuzz";
    files.content = {{"pack.yaml", pack_yaml}, {"p.bpmn", std::string(reinterpret_cast<const char*>(data), size)}};
    packs::Faults faults;
    const auto pack = packs::load_pack(files, faults);
    if ((pack != nullptr) == packs::has_error(faults)) __builtin_trap();
    for (const packs::Fault& fault : faults)
        if (fault.place.line < 1 || fault.place.column < 1 ||
            packs::to_string(fault).find_first_of("\r\n") != std::string::npos)
            __builtin_trap();
    judge_recorded(files, pack != nullptr);
    if (!pack) return 0;
    if (!packs::differences(*pack, *pack).empty()) __builtin_trap();
    draw(*pack);
    casework::estimate(pack, "p", {}, {}, *calendar::parse_day("2018-10-08"), calendar_cn());
    take(pack);
    return 0;
}
