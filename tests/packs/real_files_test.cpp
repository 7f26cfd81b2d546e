// Files as tools and people make them: each is accepted, or refused in one line at its place, in time that grows with
// its size.

#include "calendar/worked_days.hpp"
#include "casework/estimate.hpp"
#include "packs/pack_files.hpp"
#include "report/picture.hpp"

#include <QXmlStreamReader>
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>

namespace bandian::packs {
namespace {

constexpr const char* pack_yaml = R"(pack: example
name: 例
nameEn: Example
source: none
casePrefix: EX
inForceFrom: 2018-01-01
calendar: cn
timeZone: Asia/Shanghai
processes: [p]
departments: [{ id: d, name: 窗口, nameEn: Desk, party: utility }]
roles: { r: [{ department: d }] }
attributes:
  - { id: kw, name: 容量, nameEn: Kilowatts, type: number, least: 0, standard: 1 }
  - { id: works, name: 有工程, nameEn: Works, type: boolean }
holdReasons: [{ id: hearing, endedBy: owner, name: 听证, nameEn: Hearing }]
)";

const std::string head =
    "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:bd=\"urn:bandian:workflow:1\" "
    "targetNamespace=\"t\">";

struct Judged {
    std::shared_ptr<const process::Pack> pack;
    Faults faults;
    double seconds = 0;  ///< of processor

    std::string first_error() const {
        for (const Fault& f : faults)
            if (f.severity == Severity::error) return to_string(f);
        return "no error";
    }
};

Judged judge(const std::string& bpmn, Standing standing = Standing::offered) {
    PackFiles files;
    files.folder = "f";
    files.content = {{"pack.yaml", pack_yaml}, {"p.bpmn", bpmn}};
    Judged judged;
    const std::clock_t began = std::clock();
    judged.pack = load_pack(files, judged.faults, standing);
    judged.seconds = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
    return judged;
}

std::string flow(const std::string& id, const std::string& from, const std::string& to,
                 const std::string& condition = "") {
    const std::string begin = "<sequenceFlow id=\"" + id + "\" sourceRef=\"" + from + "\" targetRef=\"" + to + '"';
    return begin +
           (condition.empty() ? "/>" : "><conditionExpression>" + condition + "</conditionExpression></sequenceFlow>");
}

/// A process with the tasks a and b in its one lane; `body` draws the rest.
std::string file_with(const std::string& body, const std::string& diagram = "") {
    return head +
           "<process id=\"p\" name=\"P\"><laneSet id=\"ls\"><lane id=\"l\" name=\"L\" "
           "bd:role=\"r\"><flowNodeRef>a</flowNodeRef><flowNodeRef>b</flowNodeRef></lane></laneSet>" +
           body + "</process>" + diagram + "</definitions>";
}

std::string series(const std::string& task = "<userTask id=\"a\" name=\"A\" bd:limit=\"5\" bd:outcomes=\"done\"/>") {
    return "<startEvent id=\"s\"/>" + task + "<endEvent id=\"e\" bd:state=\"energized\"/>" + flow("f1", "s", "a") +
           flow("f2", "a", "e");
}

/// a, then again while `condition` holds.
std::string loop(const std::string& condition, const std::string& outcomes = "failed passed") {
    return "<startEvent id=\"s\"/><exclusiveGateway id=\"m\" name=\"again\"/><userTask id=\"a\" name=\"A\" "
           "bd:limit=\"5\" bd:outcomes=\"" +
           outcomes + "\"/><exclusiveGateway id=\"x\" default=\"out\"/><endEvent id=\"e\" bd:state=\"energized\"/>" +
           flow("f1", "s", "m") + flow("f2", "m", "a") + flow("f3", "a", "x") + flow("out", "x", "e") +
           flow("back", "x", "m", condition);
}

TEST(RealFiles, of_no_task_is_refused_at_its_process) {
    const Judged judged = judge(head + "\n<process id=\"p\"><startEvent id=\"s\"/><endEvent id=\"e\"/>" +
                                flow("f", "s", "e") + "</process></definitions>");
    EXPECT_EQ(
        judged.first_error().rfind("f/p.bpmn:2:1: error: Expected an end event with bd:state=\"energized\" in p", 0),
        0u)
        << judged.first_error();
    EXPECT_NE(judged.first_error().find("[end]"), std::string::npos);
}

TEST(RealFiles, say_each_fault_in_one_line_whatever_stands_in_a_name) {
    for (const char* sign : {"&#10;", "&#13;&#10;", "&#9;", "\xc2\x85", "\xe2\x80\xa8", "\x7f"}) {
        const Judged judged =
            judge(file_with("<startEvent id=\"s\"/><task id=\"a\" name=\"受理" + std::string{sign} + "申请\"/>"));
        ASSERT_EQ(judged.faults.size(), 2u) << sign;  // no drawing, and the task
        EXPECT_NE(judged.first_error().find("\"受理 申请\" is not executed"), std::string::npos)
            << judged.first_error();
    }
}

TEST(RealFiles, name_what_is_not_executed_and_say_nothing_more_of_the_flows_to_it) {
    const std::string body =
        "<startEvent id=\"s\"/><serviceTask id=\"a\" name=\"A\"/><endEvent id=\"e\" bd:state=\"energized\"/>" +
        flow("f1", "s", "a") + flow("f2", "a", "e");
    const Judged judged = judge(file_with(body));
    EXPECT_EQ(std::count_if(judged.faults.begin(), judged.faults.end(),
                            [](const Fault& f) { return f.severity == Severity::error; }),
              1)
        << judged.first_error();
    EXPECT_NE(judged.first_error().find("<serviceTask> \"A\" is not executed: use a userTask"), std::string::npos);
    EXPECT_NE(
        judge(file_with(series() + flow("f3", "nobody", "e"))).first_error().find("its sourceRef \"nobody\" is none"),
        std::string::npos);
    EXPECT_NE(judge(file_with(series() + flow("f3", "l", "e")))
                  .first_error()
                  .find("its sourceRef \"l\" is a <lane> on line 1"),
              std::string::npos);
}

TEST(RealFiles, follow_qualified_names_in_the_diagram) {
    const std::string diagram =
        "<di:BPMNDiagram xmlns:di=\"http://www.omg.org/spec/BPMN/20100524/DI\" "
        "xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" xmlns:dd=\"http://www.omg.org/spec/DD/20100524/DI\" "
        "xmlns:t=\"t\">"
        "<di:BPMNPlane bpmnElement=\"t:p\"><di:BPMNShape bpmnElement=\"t:a\"><dc:Bounds x=\"1\" y=\"2\" width=\"100\" "
        "height=\"80\"/></di:BPMNShape>"
        "<di:BPMNShape bpmnElement=\"t:s\"><dc:Bounds x=\"nan\" y=\"1e300\" width=\"36\" height=\"36\"/></di:BPMNShape>"
        "<di:BPMNShape bpmnElement=\"t:e\"><dc:Bounds x=\"1\" y=\"2\" width=\"-inf\" height=\"36\"/></di:BPMNShape>"
        "<di:BPMNEdge bpmnElement=\"t:f1\"><dd:waypoint x=\"1\" y=\"2\"/><dd:waypoint x=\"3\" "
        "y=\"4\"/></di:BPMNEdge></di:BPMNPlane></di:BPMNDiagram>";
    const Judged judged = judge(file_with(series(), diagram));
    ASSERT_TRUE(judged.pack) << judged.first_error();
    const process::Drawing& drawing = judged.pack->drawings.at("p");
    ASSERT_EQ(drawing.shapes.size(), 2u) << "a width that is none draws nothing";
    EXPECT_EQ(drawing.shapes[0].element, "a");
    EXPECT_EQ(drawing.shapes[1].box.x, 0);
    EXPECT_EQ(drawing.flows.size(), 1u);
    const auto undrawn =
        std::count_if(judged.faults.begin(), judged.faults.end(), [](const Fault& f) { return f.rule == "drawing"; });
    EXPECT_EQ(undrawn, 1) << "the flow f2";
}

TEST(RealFiles, are_drawn_well_formed_whatever_stands_in_their_names) {
    process::Drawing drawing;
    drawing.process = "p";
    drawing.name = "a\x01<b>\x0b&\"";
    drawing.shapes.push_back(
        {"a", process::Figure::task, std::string("\x00\x1f受\r\n理\x08", 12), "", {0, 0, 4, 4}, std::nullopt, false});
    const std::string svg = report::picture(drawing, nullptr, "\x02 caption", report::Language::chinese);
    QXmlStreamReader xml(QByteArray::fromStdString(svg));
    while (!xml.atEnd()) xml.readNext();
    EXPECT_FALSE(xml.hasError()) << xml.errorString().toStdString() << svg;
    EXPECT_EQ(svg.find("font-size=\"-"), std::string::npos);
}

/// As Camunda Modeler and bpmn.io, Signavio, jBPM, Bizagi and Activiti write them.
TEST(RealFiles, of_any_tool_are_read_with_what_it_adds) {
    std::string prefixed = file_with(series());
    for (const char* name : {"definitions", "process", "laneSet", "lane>", "lane ", "flowNodeRef", "startEvent",
                             "userTask", "endEvent", "sequenceFlow"})
        for (const char* open : {"<", "</"})
            for (std::size_t at = 0; (at = prefixed.find(std::string{open} + name, at)) != std::string::npos; at += 8)
                prefixed.insert(at + std::string{open}.size(), "semantic:");
    prefixed.replace(prefixed.find("xmlns="), 6, "xmlns:semantic=");
    EXPECT_TRUE(judge(prefixed).pack) << judge(prefixed).first_error();

    const std::string vendor =
        "<userTask id=\"a\" name=\"A\" bd:limit=\"5\" bd:outcomes=\"done\" "
        "xmlns:camunda=\"http://camunda.org/schema/1.0/bpmn\" camunda:assignee=\"x\" isForCompensation=\" false \" "
        "startQuantity=\"1\" "
        "implementation=\"##unspecified\"><documentation "
        "textFormat=\"text/html\"><![CDATA[<p>&nbsp;</p>]]></"
        "documentation><extensionElements><camunda:formData><camunda:formField "
        "id=\"x\"/></camunda:formData></extensionElements>"
        "<incoming>f1</incoming><outgoing>f2</outgoing><property id=\"pr\" "
        "name=\"__targetRef_placeholder\"/><dataInputAssociation "
        "id=\"da\"><sourceRef>do</sourceRef><targetRef>pr</targetRef></dataInputAssociation></userTask>";
    const std::string more =
        "<dataObjectReference id=\"do\" dataObjectRef=\"dob\"/><dataObject id=\"dob\"/><textAnnotation "
        "id=\"ta\"><text>note</text></textAnnotation><association id=\"as\" sourceRef=\"a\" targetRef=\"ta\"/>";
    std::string text =
        "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\r\n<!-- made by a tool -->\r\n" +
        file_with(series(vendor) + more);
    text.replace(
        text.find("<process"), 0,
        "<collaboration id=\"c\"><participant id=\"pa\" processRef=\"p\"/><participant id=\"other\"/><messageFlow "
        "id=\"mf\" sourceRef=\"other\" targetRef=\"a\"/></collaboration><message id=\"me\"/>\r\n");
    EXPECT_TRUE(judge(text).pack) << judge(text).first_error();
}

TEST(RealFiles, that_cases_rest_on_are_read_as_they_were_accepted) {
    const std::string ids =
        file_with(series("<userTask id=\"a\" bd:outcomes=\"done\"><multiInstanceLoopCharacteristics/></userTask>") +
                  "<textAnnotation id=\"f1\"/>");
    EXPECT_FALSE(judge(ids).pack);
    EXPECT_TRUE(judge(ids, Standing::recorded).pack) << judge(ids, Standing::recorded).first_error();
    const std::string round = file_with(loop("outcome = \"failed\"", "failed"));
    EXPECT_FALSE(judge(round).pack);
    EXPECT_TRUE(judge(round, Standing::recorded).pack);
}

TEST(RealFiles, with_a_loop_that_nobody_can_leave_are_refused_where_that_is_certain) {
    for (const char* condition : {"true", "1 = 1", "kw &gt;= 0", "outcome = \"failed\" or outcome = \"passed\""})
        EXPECT_NE(judge(file_with(loop(condition))).first_error().find("[endless]"), std::string::npos) << condition;
    for (const char* condition : {"outcome = \"failed\"", "kw &gt; 5", "works = true", "works = true or works = false",
                                  "1 = 2", "kw * 2 &gt;= 2", "kw + 1 &gt; 0 and kw &gt;= 0"})
        EXPECT_TRUE(judge(file_with(loop(condition))).pack)
            << condition << judge(file_with(loop(condition))).first_error();
    EXPECT_NE(judge(file_with(loop("outcome = \"failed\"", "failed"))).first_error().find("[endless]"),
              std::string::npos);
}

TEST(RealFiles, are_tried_without_end_only_so_long) {
    const Judged judged = judge(file_with(loop("outcome = \"failed\"")));
    ASSERT_TRUE(judged.pack) << judged.first_error();
    const calendar::Calendar calendar = std::get<calendar::Calendar>(testing::region("cn").calendar());
    const auto outcome = casework::estimate(judged.pack, "p", {}, {}, *calendar::parse_day("2018-10-08"), calendar);
    ASSERT_TRUE(std::holds_alternative<casework::Rejection>(outcome));
    EXPECT_EQ(std::get<casework::Rejection>(outcome).code, "endless-loop");
}

/// Recorded before such loops were refused: while the condition holds, the case waits; it does not go round for ever.
TEST(RealFiles, whose_loop_asks_nobody_let_the_case_wait) {
    const std::string body =
        "<startEvent id=\"s\"/><exclusiveGateway id=\"m\"/><exclusiveGateway id=\"x\" default=\"out\"/><userTask "
        "id=\"a\" bd:outcomes=\"done\"/>"
        "<endEvent id=\"e\" bd:state=\"energized\"/>" +
        flow("f1", "s", "m") + flow("f2", "m", "x") + flow("out", "x", "a") + flow("back", "x", "m", "works = true") +
        flow("f3", "a", "e");
    EXPECT_NE(judge(file_with(body)).first_error().find("[endless]"), std::string::npos);
    const Judged judged = judge(file_with(body), Standing::recorded);
    ASSERT_TRUE(judged.pack) << judged.first_error();
    const calendar::Calendar calendar = std::get<calendar::Calendar>(testing::region("cn").calendar());
    for (const bool works : {true, false}) {
        const auto outcome = casework::estimate(judged.pack, "p", {{"works", process::Value{works}}}, {},
                                                *calendar::parse_day("2018-10-08"), calendar);
        ASSERT_TRUE(std::holds_alternative<casework::Estimate>(outcome))
            << std::get<casework::Rejection>(outcome).detail;
        EXPECT_EQ(std::get<casework::Estimate>(outcome).steps.size(), works ? 0u : 1u);
    }
}

/// What lies on the default flow of an inclusive gateway is done when no other condition holds, not always.
TEST(RealFiles, take_the_default_of_an_inclusive_gateway_only_when_nothing_else_holds) {
    const std::string tasks = "<userTask id=\"a\" bd:outcomes=\"done\"/><userTask id=\"b\" bd:outcomes=\"done\"/>";
    const Judged judged =
        judge(file_with("<startEvent id=\"s\"/><inclusiveGateway id=\"i\" default=\"d\"/>" + tasks +
                        "<inclusiveGateway id=\"j\"/><endEvent id=\"e\" bd:state=\"energized\"/>" +
                        flow("f1", "s", "i") + flow("c", "i", "a", "works = true") + flow("d", "i", "b") +
                        flow("f2", "a", "j") + flow("f3", "b", "j") + flow("f4", "j", "e")));
    ASSERT_TRUE(judged.pack) << judged.first_error();
    const calendar::Calendar calendar = std::get<calendar::Calendar>(testing::region("cn").calendar());
    const auto steps = [&](const casework::Record& known) {
        const auto outcome =
            casework::estimate(judged.pack, "p", known, {}, *calendar::parse_day("2018-10-08"), calendar);
        std::string paths;
        for (const casework::EstimatedStep& step : std::get<casework::Estimate>(outcome).steps) paths += step.path;
        return paths;
    };
    EXPECT_EQ(steps({{"works", process::Value{true}}}), "a");
    EXPECT_EQ(steps({{"works", process::Value{false}}}), "b");
    EXPECT_EQ(steps({}), "b") << "what nobody knows takes no branch";
}

TEST(RealFiles, with_an_expression_longer_than_anybody_writes_are_refused) {
    for (const char* part : {"1 + ", "kw > 1 or ", "not(", "( ", "if true then "}) {
        std::string condition;
        for (int i = 0; i < 2'000; ++i) condition += part;
        std::string escaped;
        for (const char c : condition) escaped += c == '>' ? "&gt;" : std::string{c};
        EXPECT_NE(judge(file_with(loop(escaped))).first_error().find("[feel]"), std::string::npos) << part;
    }
}

/// A file against one of a quarter of its size, in one run: what grows with the size takes four times as long, what
/// grows with its square sixteen times. `file` draws one of a size.
class Large : public ::testing::Test {
protected:
    template <class File>
    static Judged grown(int size, const File& file) {
        const double quarter = judge(file(size / 4)).seconds;
        Judged whole = judge(file(size));
        EXPECT_LT(whole.seconds, 8 * std::max(quarter, 0.05)) << "a quarter takes " << quarter << " s";
        return whole;
    }

    template <class File>
    static void expect_told(int size, const File& file, const std::string& told) {
        const Judged judged = grown(size, file);
        EXPECT_NE(judged.first_error().find(told), std::string::npos) << judged.first_error().substr(0, 1000);
    }

    template <class File>
    static void expect_taken(int size, const File& file) {
        const Judged judged = grown(size, file);
        EXPECT_TRUE(judged.pack) << judged.first_error();
    }

    static std::string gateways(int count, const std::string& kind = "exclusiveGateway") {
        std::string body = "<startEvent id=\"s\"/><exclusiveGateway id=\"m\"/>" + flow("a0", "s", "m");
        std::string before = "m";
        for (int i = 0; i < count; ++i) {
            const std::string id = "g" + std::to_string(i);
            body += '<' + kind + " id=\"" + id + "\"/>" + flow("f" + std::to_string(i), before, id);
            before = id;
        }
        return body + "<exclusiveGateway id=\"x\" default=\"d\"/>" + flow("y", before, "x") + "<endEvent id=\"e\"/>" +
               flow("d", "x", "e") + flow("r", "x", "m", "1 = 2");
    }
};

TEST_F(Large, rows_of_gateways) {
    expect_told(
        40'000, [](int size) { return file_with(gateways(size)); }, "at most 20000");
}

TEST_F(Large, rows_of_what_is_not_executed) {
    expect_told(
        40'000, [](int size) { return file_with(gateways(size, "complexGateway")); }, "[subset]");
}

TEST_F(Large, rows_of_loops) {
    const auto file = [](int size) {
        std::string body = "<startEvent id=\"s\"/>", before = "s";
        for (int i = 0; i < size; ++i) {
            const std::string n = std::to_string(i), m = "m" + n, x = "x" + n;
            body += "<exclusiveGateway id=\"" + m + "\"/><exclusiveGateway id=\"" + x + "\" default=\"d" + n + "\"/>" +
                    flow(i == 0 ? "first" : "d" + std::to_string(i - 1), before, m) + flow("f" + n, m, x) +
                    flow("r" + n, x, m, "kw = 2");
            before = x;
        }
        return file_with(body + "<endEvent id=\"e\" bd:state=\"energized\"/>" +
                         flow("d" + std::to_string(size - 1), before, "e"));
    };
    expect_told(5'000, file, "[endless]");
}

TEST_F(Large, choices_inside_a_loop) {
    const auto file = [](int size) {
        std::string body =
            "<startEvent id=\"s\"/><exclusiveGateway id=\"m\"/>"
            "<userTask id=\"a\" bd:outcomes=\"failed done\"/>" +
            flow("f1", "s", "m") + flow("f2", "m", "a");
        std::string before = "a";
        for (int i = 0; i < size; ++i) {
            const std::string n = std::to_string(i), c = "c" + n, j = "j" + n;
            body += "<exclusiveGateway id=\"" + c + "\" default=\"d" + n + "\"/><exclusiveGateway id=\"" + j + "\"/>" +
                    flow("i" + n, before, c) + flow("d" + n, c, j) + flow("w" + n, c, j, "kw = " + n);
            before = j;
        }
        return file_with(
            body + "<exclusiveGateway id=\"x\" default=\"out\"/><endEvent id=\"e\" bd:state=\"energized\"/>" +
            flow("y", before, "x") + flow("out", "x", "e") + flow("back", "x", "m", "outcome = \"failed\""));
    };
    expect_taken(6'000, file);
}

TEST_F(Large, nests_of_choices) {
    const auto file = [](int size) {
        std::string in;
        for (int i = 0; i < size; ++i) {
            const std::string n = std::to_string(i);
            in += "<exclusiveGateway id=\"c" + n + "\" default=\"d" + n + "\"/><exclusiveGateway id=\"j" + n + "\"/>" +
                  flow("d" + n, "c" + n, i == size - 1 ? "j" + n : "c" + std::to_string(i + 1)) +
                  flow("w" + n, "c" + n, "j" + n, "kw = 1");
            if (i > 0) in += flow("k" + n, "j" + n, "j" + std::to_string(i - 1));
        }
        return file_with("<startEvent id=\"s\"/><endEvent id=\"e\" bd:state=\"energized\"/>" + flow("f1", "s", "c0") +
                         flow("f2", "j0", "e") + in);
    };
    expect_told(20'000, file, "60 gateways");
}

TEST_F(Large, nests_of_loops) {
    const auto file = [](int size) {
        std::string loops = "<startEvent id=\"s\"/>" + flow("f", "s", "m0");
        for (int i = 0; i < size; ++i) {
            const std::string n = std::to_string(i), next = std::to_string(i + 1);
            loops += "<exclusiveGateway id=\"m" + n + "\"/><exclusiveGateway id=\"x" + n + "\" default=\"d" + n +
                     "\"/>" + flow("i" + n, "m" + n, i == size - 1 ? "x" + n : "m" + next) +
                     flow("r" + n, "x" + n, "m" + n, "kw = 2") +
                     flow("d" + n, "x" + n, i == 0 ? "e" : "x" + std::to_string(i - 1));
        }
        return file_with(loops + "<endEvent id=\"e\" bd:state=\"energized\"/>");
    };
    expect_told(20'000, file, "60 gateways");
}

TEST_F(Large, flows_to_nowhere_and_ids_twice) {
    const auto nowhere = [](int size) {
        std::string body = series();
        for (int i = 0; i < size; ++i) body += flow("n" + std::to_string(i), "nobody" + std::to_string(i), "e");
        return file_with(body);
    };
    const auto twice = [](int size) {
        std::string body = series();
        for (int i = 0; i < size; ++i) body += "<textAnnotation id=\"t\"/>";
        return file_with(body);
    };
    expect_told(40'000, nowhere, "is none");
    expect_told(40'000, twice, "Expected each id once");
}

TEST_F(Large, faults_are_told_as_far_as_anybody_reads) {
    std::string body = series();
    for (int i = 0; i < 2'000; ++i) body += "<serviceTask id=\"v" + std::to_string(i) + "\"/>";
    const Judged judged = judge(file_with(body));
    ASSERT_EQ(judged.faults.size(), 1001u);
    EXPECT_NE(to_string(judged.faults.back()).find("at most 1000 faults"), std::string::npos);
}

TEST_F(Large, conditions_and_limits_of_a_process) {
    const auto file = [](int size) {
        std::string long_one = "kw = 1", body = "<startEvent id=\"s\"/>", before = "s";
        for (int i = 0; i < 120; ++i) long_one += " or kw = 1";
        for (int i = 0; i < size; ++i) {
            const std::string n = std::to_string(i), a = "a" + n, b = "b" + n;
            body += "<exclusiveGateway id=\"" + a + "\" default=\"d" + n + "\"/><exclusiveGateway id=\"" + b + "\"/>" +
                    flow("i" + n, before, a) + flow("d" + n, a, b) + flow("w" + n, a, b, long_one);
            before = b;
        }
        return file_with(body + "<endEvent id=\"e\" bd:state=\"energized\"/>" + flow("last", before, "e"));
    };
    expect_told(200, file, "at most 50000 names, values and operators");
}

TEST_F(Large, many_processes) {
    const auto file = [](int size) {
        std::string processes = head;
        for (int i = 0; i < size; ++i) processes += "<process id=\"p" + std::to_string(i) + "\"/>";
        return processes + "</definitions>";
    };
    expect_told(40'000, file, "second one");
}

TEST_F(Large, many_lanes) {
    const auto file = [](int size) {
        std::string lanes;
        for (int i = 0; i < size; ++i)
            lanes += "<lane id=\"l" + std::to_string(i) + "\" bd:role=\"r\"><flowNodeRef>a</flowNodeRef></lane>";
        return file_with("<laneSet id=\"ls2\">" + lanes + "</laneSet>" + series());
    };
    expect_taken(40'000, file);
}

TEST_F(Large, many_clocks) {
    const auto file = [](int size) {
        std::string clocks;
        for (int i = 0; i < size; ++i)
            clocks += "<bd:clock id=\"k" + std::to_string(i) + "\" limit=\"if kw = " + std::to_string(i) +
                      " then 5 else 6\" covers=\"*\"/>";
        return file_with("<extensionElements>" + clocks + "</extensionElements>" + series());
    };
    expect_told(40'000, file, "1024 clocks");
}

TEST_F(Large, notes) {
    const auto file = [](int size) {
        return file_with("<documentation>" + std::string(static_cast<std::size_t>(size), 'x') + "</documentation>" +
                         series());
    };
    expect_taken(7 << 20, file);
}

TEST_F(Large, attributes) {
    const auto file = [](int size) {
        std::string attributes, body;
        for (int i = 0; i < 190; ++i) attributes += " xmlns:n" + std::to_string(i) + "=\"u\"";
        for (int i = 0; i < size; ++i) body += "<textAnnotation" + attributes + "/>";
        return file_with(series() + body);
    };
    expect_taken(3'000, file);
}

}  // namespace
}  // namespace bandian::packs
