// Runs the examples of docs/workflow-language.md: each XML block with the YAML and JSON blocks that follow it.

#include "calendar/worked_days.hpp"
#include "casework/expectations.hpp"
#include "packs/pack_files.hpp"
#include "wire/entry_day.hpp"
#include "wire/instant.hpp"
#include "wire/scenario.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <regex>

namespace bandian::packs {
namespace {

using wire::Json;

constexpr const char* pack_yaml = R"(pack: example
name: 例
nameEn: Example
source: none
casePrefix: EX
inForceFrom: 2018-01-01
calendar: cn
timeZone: Asia/Shanghai
processes: [example]
departments:
  - { id: office, name: 窗口, nameEn: Office, party: utility }
  - { id: applicant, name: 用电人, nameEn: Applicant, party: applicant }
roles:
  desk: [{ department: office }]
  applicant: [{ department: applicant }]
holdReasons:
  - { id: hearing, endedBy: owner, name: 听证, nameEn: Hearing }
attributes:
  - { id: supplies, name: 电源数, nameEn: Supplies, type: integer, least: 1, standard: "1" }
  - { id: kw, name: 容量, nameEn: Kilowatts, type: number, least: 0 }
  - { id: metres, name: 长度, nameEn: Metres, type: number, least: 0 }
  - id: permits
    name: 许可
    nameEn: Permits
    type: record
    members:
      - id: roadExcavation
        name: 掘路
        nameEn: Road excavation
        type: list
        members: [{ id: metres, name: 长度, nameEn: Metres, type: number, least: 0 }]
)";

constexpr const char* permit_body = R"(
<startEvent id="begin"/>
<userTask id="filing" bd:outcomes="filed"/>
<userTask id="review" bd:limit="8" bd:outcomes="granted"/>
<endEvent id="end"/>
<sequenceFlow id="f1" sourceRef="begin" targetRef="filing"/>
<sequenceFlow id="f2" sourceRef="filing" targetRef="review"/>
<sequenceFlow id="f3" sourceRef="review" targetRef="end"/>
)";

/// `body` as the process `id`; its tasks stand in a lane of the role desk when it draws no lanes.
std::string file_of(const std::string& id, const std::string& body) {
    std::string lanes;
    if (body.find("<laneSet") == std::string::npos) {
        static const std::regex task("<userTask id=\"([^\"]+)\"");
        lanes = "<laneSet id=\"lanes\"><lane id=\"lane\" bd:role=\"desk\">";
        for (std::sregex_iterator it(body.begin(), body.end(), task), end; it != end; ++it)
            lanes += "<flowNodeRef>" + (*it)[1].str() + "</flowNodeRef>";
        lanes += "</lane></laneSet>";
    }
    const std::size_t after = body.rfind("</extensionElements>");
    const std::size_t at = after == std::string::npos || body.find("<startEvent") < after ? 0 : after + 20;
    return "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:bd=\"urn:bandian:workflow:1\" "
           "targetNamespace=\"t\"><process id=\"" +
           id + "\" name=\"例\">" + body.substr(0, at) + lanes + body.substr(at) + "</process></definitions>";
}

struct Example {
    std::string heading;
    std::string xml;
    std::string yaml;
    std::vector<Json> checks;
};

std::vector<Example> examples() {
    std::ifstream file(std::string{BANDIAN_SOURCE_DIR} + "/docs/workflow-language.md");
    std::vector<Example> all;
    std::string heading, kind, text;
    for (std::string line; std::getline(file, line);) {
        if (line.rfind("## ", 0) == 0) heading = line.substr(3);
        if (line.rfind("```", 0) != 0) {
            if (!kind.empty()) text += line + '\n';
        } else if (kind.empty()) {
            kind = line.substr(3);
            text.clear();
        } else {
            if (kind == "xml") all.push_back({heading, text, {}, {}});
            if (kind == "yaml") all.back().yaml += text;
            if (kind == "json") all.back().checks.push_back(Json::parse(text));
            kind.clear();
        }
    }
    return all;
}

void check(const Example& example, const Json& expected) {
    PackFiles files;
    files.folder = "example";
    files.content = {{"pack.yaml", pack_yaml + example.yaml}, {"example.bpmn", file_of("example", example.xml)}};
    if (example.xml.find("calledElement=\"permit\"") != std::string::npos)
        files.content["permit.bpmn"] = file_of("permit", permit_body);
    Faults faults;
    const auto pack = load_pack(files, faults);
    if (expected.contains("refused")) {
        ASSERT_FALSE(pack) << "nothing was refused";
        const auto error =
            std::find_if(faults.begin(), faults.end(), [](const Fault& f) { return f.severity == Severity::error; });
        EXPECT_EQ(error->rule, expected["refused"].get<std::string>()) << to_string(*error);
        return;
    }
    ASSERT_TRUE(pack) << to_string(faults.front());
    Json scenario{{"process", "example"},
                  {"attributes", expected.value("attributes", Json::object())},
                  {"steps", expected.at("steps")}};
    const auto as_of =
        expected.contains("asOf") ? wire::parse_instant(expected["asOf"].get<std::string>()) : std::nullopt;
    const calendar::Calendar calendar = std::get<calendar::Calendar>(testing::region("cn").calendar());
    const auto outcome = wire::run_scenario(pack, calendar, scenario, as_of);
    if (const auto* no = std::get_if<wire::RefusedStep>(&outcome)) {
        ASSERT_TRUE(expected.contains("refusedStep")) << "step " << no->step << ": " << no->rejection.detail;
        EXPECT_EQ((Json{{"step", no->step}, {"code", no->rejection.code}, {"field", no->rejection.field}}),
                  expected["refusedStep"]);
        return;
    }
    ASSERT_FALSE(expected.contains("refusedStep")) << "no step was refused";
    const auto& run = std::get<wire::ScenarioRun>(outcome);
    const calendar::Day today = wire::today_of(run.the_case, run.as_of);
    testing::expect_result(expected.at("expect"), testing::seen(run.the_case, calendar, today));
    testing::expect_replay_equals(run.the_case, calendar, today);
}

TEST(WorkflowLanguage, examples_of_the_reference_hold) {
    int checked = 0;
    for (const Example& example : examples()) {
        EXPECT_FALSE(example.checks.empty()) << "nothing is said of the example under " << example.heading;
        for (const Json& expected : example.checks) {
            SCOPED_TRACE(example.heading + ": " + expected.dump());
            check(example, expected);
            ++checked;
        }
    }
    EXPECT_GE(checked, 14);
}

}  // namespace
}  // namespace bandian::packs
