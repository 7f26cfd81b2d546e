// Notices as they are printed.

#include "http/notice.hpp"

#include "packs/calendar_files.hpp"
#include "packs/older_pack.hpp"
#include "wire/scenario.hpp"

#include <gtest/gtest.h>

#include <kainjow/mustache.hpp>

namespace bandian::http {
namespace {

/// A green-space permit: corrected, extended, and refused on the 22nd, which is entered on the 24th.
app::CaseOnDesk desk(const packs::PackFiles& files, const std::string& reason = "占用面积过大") {
    packs::Faults faults;
    const auto calendars = packs::read_calendars(std::string{BANDIAN_SOURCE_DIR} + "/workflows/calendars", faults);
    const auto calendar = std::get<calendar::Calendar>(calendars.at("cn").calendar());
    Json scenario = Json::parse(R"({"process": "ten-kilovolt", "attributes": {"capacityKva": 630}, "steps": [
        {"at": "2018-10-08T09:30+08:00", "do": "submit"},
        {"at": "2018-10-10T10:00+08:00", "do": "complete", "task": "accept", "outcome": "accepted",
         "effective": "2018-10-09"},
        {"at": "2018-10-12T10:00+08:00", "do": "complete", "task": "supply-plan", "outcome": "replied", "attributes":
          {"line": "cable", "externalLineMetres": 420, "civilWorks": false,
           "permits": {"greenSpace": [{"areaM2": 12}]}}},
        {"at": "2018-10-12T16:00+08:00", "do": "complete", "task": "green-space.1.filing", "outcome": "filed"},
        {"at": "2018-10-15T16:00+08:00", "do": "hold", "task": "green-space.1.review", "reason": "correction",
         "missing": ["works-plan", "<b>图</b>"]},
        {"at": "2018-10-16T16:00+08:00", "do": "resume", "task": "green-space.1.review"},
        {"at": "2018-10-17T16:00+08:00", "do": "extend", "clock": "green-space.1.permit", "days": 3,
         "reason": "征求意见"},
        {"at": "2018-10-24T16:00+08:00", "do": "complete", "task": "green-space.1.review", "outcome": "refused",
         "effective": "2018-10-22", "law": "城市绿化条例 第十九条"}]})");
    scenario["steps"].back()["reason"] = reason;
    auto pack = packs::load_pack(files, faults);
    if (!pack) throw std::runtime_error(packs::to_string(faults.front()));
    auto outcome = wire::run_scenario(pack, calendar, scenario, std::nullopt);
    if (const auto* no = std::get_if<wire::RefusedStep>(&outcome)) throw std::runtime_error(no->rejection.detail);
    auto done = std::get<wire::ScenarioRun>(std::move(outcome));
    app::CaseOnDesk desk;
    desk.case_no = "ZC2018-000001";
    desk.applicant = {{"name", "张三 & <李四>"}};
    desk.site = {{"address", "新建路\"1\"号"}};
    desk.view = casework::facts(done.the_case, calendar, *calendar::parse_day("2018-10-24"));
    desk.the_case = std::move(done.the_case);
    return desk;
}

app::CaseOnDesk ours(const std::string& reason = "占用面积过大") {
    return desk(packs::testing::files_of("zhoucun-2018"), reason);
}

app::Actor somebody(app::Role role, const char* department) {
    app::Actor actor;
    actor.account = "somebody";
    actor.department = department;
    actor.roles = {role};
    return actor;
}
const app::Actor manager = somebody(app::Role::supervisor, "service-center");

std::string printed(const app::CaseOnDesk& of, const char* kind, Language language = Language::chinese,
                    const app::Actor& by = manager) {
    return notice(of, kind, "ABCDE12345", by, language);
}

bool has(const std::string& html, const std::string& part) { return html.find(part) != std::string::npos; }

TEST(Notice, is_in_the_packs_words_with_its_cause_and_the_day_it_happened) {
    const std::string html = printed(ours(), "refusal");
    for (const char* part :
         {"<html lang=\"zh-CN\">", "<h1>不予许可决定书</h1>", "<th>办件编号</th><td>ZC2018-000001</td>",
          "<th>环节</th><td>绿地占用审批 · 审批</td>", "<th>理由</th><td>占用面积过大</td>",
          "<th>依据</th><td>城市绿化条例 第十九条</td>", "六十日内申请行政复议",
          "<th>出具单位</th><td>区综合行政执法局</td>", "<th>日期</th><td>2018年10月22日</td>",
          "<th>法律依据</th><td>行政许可法 第三十八条</td>", "<th>政策文件</th><td>周政办字〔2018〕113号",
          "<th>查验码</th><td>ABCDE12345</td>", "（盖章）<br>2018年10月22日"})
        EXPECT_TRUE(has(html, part)) << part << '\n' << html;
    EXPECT_FALSE(has(html, "2018年10月24日")) << "the day it was entered is nobody's";
    EXPECT_FALSE(has(html, "{{"));
    EXPECT_FALSE(has(html, "<td></td>")) << "what is absent leaves no row";
}

TEST(Notice, of_acceptance_rests_on_no_law_that_does_not_bind_the_utility) {
    const std::string html = printed(ours(), "acceptance");
    EXPECT_TRUE(has(html, "<th>日期</th><td>2018年10月9日</td>")) << html;
    EXPECT_FALSE(has(html, "行政许可法"));
    EXPECT_TRUE(has(html, "<th>出具单位</th><td>周村供电中心</td>"));
}

TEST(Notice, comes_in_english_where_it_is_asked_for) {
    const std::string html = printed(ours(), "refusal", Language::english);
    for (const char* part : {"<html lang=\"en\">", "<h1>Decision of refusal</h1>",
                             "<th>Issued by</th><td>District urban management bureau</td>",
                             "<th>Date</th><td>22 October 2018</td>", "<th>Reason</th><td>占用面积过大</td>",
                             "administrative reconsideration", "the notice in Chinese is the one that counts"})
        EXPECT_TRUE(has(html, part)) << part << '\n' << html;
}

TEST(Notice, lists_what_is_missing_and_how_long_it_takes_longer) {
    const std::string correction = printed(ours(), "correction");
    EXPECT_TRUE(has(correction, "<th>需补正的全部材料</th><td>施工方案；&lt;b&gt;图&lt;/b&gt;</td>")) << correction;
    EXPECT_TRUE(has(correction, "补正期间不计入办理时限"));
    const std::string extension = printed(ours(), "extension");
    EXPECT_TRUE(has(extension, "<th>延长</th><td>3 个工作日</td>")) << extension;
    EXPECT_TRUE(has(printed(ours(), "extension", Language::english), "<td>3 working days</td>"));
}

TEST(Notice, shows_what_people_wrote_and_never_runs_it) {
    const std::string html = printed(ours("<script>alert(1)</script> {{title}} & \"'"), "refusal");
    EXPECT_TRUE(has(html, "&lt;script&gt;alert(1)&lt;/script&gt; {{title}} &amp; &quot;&apos;")) << html;
    EXPECT_TRUE(has(html, "张三 &amp; &lt;李四&gt;"));
    EXPECT_TRUE(has(html, "新建路&quot;1&quot;号"));
    EXPECT_FALSE(has(html, "<script>"));
}

TEST(Notice, is_laid_out_by_the_packs_own_template) {
    packs::PackFiles files = packs::testing::files_of("zhoucun-2018");
    std::string& yaml = files.content.at("pack.yaml");
    const std::string name = "    name: 一次性告知书（补正）\n";
    yaml.replace(yaml.find(name), name.size(), name + "    template: list.mustache\n");
    files.content["list.mustache"] =
        "<h2>{{title}}</h2>\n<ol>\n{{#items}}\n<li>{{name}}{{^last}}；{{/last}}</li>\n{{/items}}\n</"
        "ol>\n{{#hold}}<p>{{hold}}</p>{{/hold}}";
    EXPECT_EQ(printed(desk(files), "correction"),
              "<h2>一次性告知书（补正）</h2>\n<ol>\n<li>施工方案；</li>\n<li>&lt;b&gt;图&lt;/b&gt;</li>\n</ol>\n");
    EXPECT_TRUE(has(printed(desk(files), "correction", Language::english), "<h1>Correction notice</h1>"))
        << "the plain one, where the pack has none in English";
}

TEST(Notice, without_english_words_shows_the_chinese_ones) {
    packs::PackFiles files = packs::testing::files_of("zhoucun-2018");
    std::string& yaml = files.content.at("pack.yaml");
    for (const char* line :
         {"    nameEn: Decision of refusal\n", "    lawEn: Administrative Licensing Law, article 38\n"})
        yaml.erase(yaml.find(line), std::string{line}.size());
    const std::string html = printed(desk(files), "refusal", Language::english);
    EXPECT_TRUE(has(html, "<h1>不予许可决定书</h1>")) << html;
    EXPECT_TRUE(has(html, "<th>Legal basis</th><td>行政许可法 第三十八条</td>"));
}

TEST(Notice, of_a_pack_from_before_formats_says_what_it_said) {
    const app::CaseOnDesk old = desk(packs::testing::before_formats(packs::testing::files_of("zhoucun-2018")));
    const std::string html = printed(old, "refusal");
    for (const char* part :
         {"<h1>不予许可决定书</h1>", "可以自收到之日起六十日内申请行政复议，或者六个月内提起行政诉讼",
          "<td>行政许可法 第三十八条</td>"})
        EXPECT_TRUE(has(html, part)) << part << html;
    EXPECT_TRUE(has(printed(old, "acceptance"), "<th>法律依据</th><td>行政许可法 第三十二条</td>"));
    EXPECT_TRUE(has(printed(old, "extension"), "<h1>延长期限告知书</h1>"));
}

TEST(Notice, of_another_department_is_none_of_an_officers_but_that_the_case_was_taken_in_is) {
    const app::Actor police = somebody(app::Role::permit_officer, "traffic-police");
    const app::Actor green = somebody(app::Role::permit_officer, "urban-management");
    EXPECT_EQ(printed(ours(), "refusal", Language::chinese, police), "");
    EXPECT_NE(printed(ours(), "acceptance", Language::chinese, police), "");
    EXPECT_NE(printed(ours(), "refusal", Language::chinese, green), "");
    const auto ids = [](const Json& list) {
        std::string all;
        for (const Json& one : list) all += one["id"].get<std::string>() + ' ';
        return all;
    };
    EXPECT_EQ(ids(notices_of(ours(), police)), "acceptance ");
    EXPECT_EQ(ids(notices_of(ours(), green)), "acceptance correction refusal extension ");
    EXPECT_EQ(notices_of(ours(), green)[2],
              (Json{{"id", "refusal"}, {"zh", "不予许可决定书"}, {"en", "Decision of refusal"}}));
}

TEST(Notice, there_is_no_cause_for_is_not_printed) {
    EXPECT_EQ(printed(ours(), "rejection"), "");
    EXPECT_EQ(printed(ours(), "marriage"), "");
}

TEST(Template, has_a_value_for_every_name_that_the_linter_knows) {
    const std::map<process::Occasion, const char*> kinds{{process::Occasion::outcome, "refusal"},
                                                         {process::Occasion::hold, "correction"},
                                                         {process::Occasion::extension, "extension"}};
    const std::set<std::string> may_be_absent{"note", "remedy", "hold"};
    for (const auto& [on, kind] : kinds) {
        packs::PackFiles files = packs::testing::files_of("zhoucun-2018");
        std::string& yaml = files.content.at("pack.yaml");
        const auto at = yaml.find("\n  - id: " + std::string{kind} + "\n");
        ASSERT_NE(at, std::string::npos);
        yaml.insert(yaml.find("    name:", at), "    template: all.mustache\n");
        std::string& sheet = files.content["all.mustache"];
        for (const std::string_view name : process::template_names(on)) {
            const std::string n{name};
            sheet += "{{^" + n + "}}" + n + ' ' + "{{/" + n + "}}";
        }
        for (const std::string& absent : may_be_absent)
            if (const auto it = sheet.find("{{^" + absent + "}}"); it != std::string::npos)
                sheet.erase(it, 11 + 3 * absent.size());
        EXPECT_TRUE(kainjow::mustache::mustache{sheet}.is_valid());
        EXPECT_EQ(printed(desk(files), kind), "") << "no value for these, of " << kind;
    }
}

}  // namespace
}  // namespace bandian::http
