// What is answered, before it becomes bytes.

#include "http/reply.hpp"

#include <gtest/gtest.h>

namespace bandian::http {
namespace {

app::Refusal refusal(app::Why why, std::string field = "task") {
    app::Refusal one;
    one.why = why;
    one.rejection = {"some-code", std::move(field), "Expected one, but got another."};
    return one;
}

TEST(AProblem, has_the_status_of_why_it_is_one) {
    for (const auto& [why, status] : {std::pair{app::Why::absent, 404},
                                      {app::Why::not_allowed, 403},
                                      {app::Why::conflict, 409},
                                      {app::Why::stale, 412},
                                      {app::Why::invalid, 422},
                                      {app::Why::not_now, 503}}) {
        const Reply reply = problem(refusal(why));
        EXPECT_EQ(reply.status, status);
        EXPECT_EQ(reply.body.at("status"), status);
        EXPECT_EQ(reply.body.at("code"), "some-code");
        EXPECT_EQ(reply.body.at("field"), "task");
        EXPECT_EQ(reply.body.at("detail"), "Expected one, but got another.");
        EXPECT_FALSE(reply.body.contains("errors"));
        EXPECT_EQ(reply.etag, "");
    }
}

TEST(AProblem, names_a_field_and_a_rule_only_where_there_are_any) {
    EXPECT_FALSE(problem(refusal(app::Why::absent, {})).body.contains("field"));
    EXPECT_FALSE(problem(400, "c", "f", "d").body.contains("reason"));
    EXPECT_EQ(problem(400, "c", "f", "d", "text-too-long").body.at("reason"), "text-too-long");
}

TEST(AProblem, of_an_outdated_look_tells_the_version_to_look_again_by) {
    app::Refusal stale = refusal(app::Why::stale);
    stale.current_version = 7;
    const Reply reply = problem(stale);
    EXPECT_EQ(reply.body.at("currentVersion"), 7);
    EXPECT_EQ(reply.etag, "7");
}

TEST(AProblem, tells_all_that_is_wrong_up_to_a_hundred) {
    app::Refusal many = refusal(app::Why::invalid);
    many.all = {many.rejection};
    EXPECT_FALSE(problem(many).body.contains("errors")) << "of one, everything has been said";
    for (int i = 0; i < 2; ++i) many.all.push_back({"other-code", "field " + std::to_string(i), "d"});
    const Json errors = problem(many).body.at("errors");
    ASSERT_EQ(errors.size(), 3u);
    EXPECT_EQ(errors[0].at("code"), "some-code");
    EXPECT_EQ(errors[2].at("field"), "field 1");
    many.all.resize(101, many.rejection);
    EXPECT_EQ(problem(many).body.at("errors").size(), 100u);
}

TEST(AProblem, of_too_much_says_when_to_come_again) {
    const Reply many = too_many(17), crowd = busy();
    EXPECT_EQ(many.status, 429);
    EXPECT_EQ(many.retry_after, 17);
    EXPECT_EQ(crowd.status, 503);
    EXPECT_EQ(crowd.body.at("code"), "busy");
    EXPECT_GT(crowd.retry_after, 0);
}

TEST(AProblem, of_its_kind_has_its_code) {
    EXPECT_EQ(absent().body.at("code"), "no-such-route");
    EXPECT_EQ(not_signed_in().status, 401);
    EXPECT_EQ(not_yours().status, 403);
    EXPECT_EQ(wrong_method({"GET", "HEAD"}).status, 405);
    EXPECT_EQ(wrong_method({"GET", "HEAD"}).allow, "GET, HEAD");
    EXPECT_EQ(wrong_method({"GET", "HEAD"}).body.at("detail"), "Expected GET or HEAD here.");
}

TEST(AnAnswer, has_an_etag_that_changes_with_what_it_says) {
    const Json one{{"a", 1}}, same{{"a", 1}}, other{{"a", 2}};
    EXPECT_EQ(etag_of(one), etag_of(same));
    EXPECT_NE(etag_of(one), etag_of(other));
    EXPECT_EQ(etag_of(one).size(), 32u);
    const Reply reply = good(one, "e");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, one);
    EXPECT_EQ(reply.etag, "e");
}

TEST(AnAnswer, that_is_a_calendar_is_a_file_whose_etag_is_its_bytes) {
    const Reply reply = calendar_file("cn.ics", "BEGIN:VCALENDAR");
    ASSERT_TRUE(reply.download);
    EXPECT_EQ(reply.download->name, "cn.ics");
    EXPECT_EQ(reply.download->type, "text/calendar; charset=utf-8");
    EXPECT_EQ(reply.download->bytes, 15u);
    EXPECT_EQ(reply.download->from(0), "BEGIN:VCALENDAR");
    EXPECT_EQ(reply.download->from(6), "VCALENDAR");
    EXPECT_EQ(reply.download->from(15), "");
    EXPECT_EQ(reply.etag, calendar_file("other.ics", "BEGIN:VCALENDAR").etag);
    EXPECT_NE(reply.etag, calendar_file("cn.ics", "BEGIN:VCALENDAR ").etag);
}

TEST(ARequest, asks_for_what_is_there_and_not_empty) {
    Request request;
    request.query = {{"owner", "power"}, {"light", ""}};
    EXPECT_EQ(asked(request, "owner"), "power");
    EXPECT_EQ(asked(request, "light"), std::nullopt);
    EXPECT_EQ(asked(request, "task"), std::nullopt);
}

TEST(ARequest, is_answered_in_chinese_unless_it_asks_for_english) {
    Request request;
    EXPECT_EQ(language_of(request), Language::chinese);
    for (const auto& [asked_for, language] :
         {std::pair{"en", Language::english}, {"zh", Language::chinese}, {"EN", Language::chinese}}) {
        request.query["lang"] = asked_for;
        EXPECT_EQ(language_of(request), language) << asked_for;
    }
}

TEST(AHost, is_this_machine_by_its_names_and_numbers) {
    for (const char* host : {"localhost", "::1", "[::1]", "127.0.0.1", "127.1.2.3"})
        EXPECT_TRUE(is_loopback(host)) << host;
    for (const char* host : {"127.0.0.1.example.org", "localhost.example.org", "10.0.0.1", "128.0.0.1", "", "::2"})
        EXPECT_FALSE(is_loopback(host)) << host;
}

TEST(Bytes, are_text_when_json_and_the_record_can_hold_them) {
    EXPECT_TRUE(is_text("周村 ok"));
    EXPECT_TRUE(is_text(""));
    EXPECT_FALSE(is_text(std::string_view{"a\0b", 3}));
    EXPECT_FALSE(is_text("\xff\xfe"));
    EXPECT_FALSE(is_text("\xed\xa0\x80")) << "half a surrogate pair";
}

TEST(Readiness, says_what_is_wrong_and_is_none_without_record_or_calendar) {
    const app::Instant now = wire::parse_instant("2018-10-08T09:30+08:00").value();
    const app::Rulebook rules;
    EXPECT_EQ(readiness(false, rules, now).body.at("code"), "record-unreachable");
    EXPECT_EQ(readiness(true, rules, now).body.at("code"), "calendar-unreadable");
    EXPECT_EQ(readiness(true, rules, now).status, 503);
}

}  // namespace
}  // namespace bandian::http
