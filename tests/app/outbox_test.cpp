// Messages as they go out.

#include "app/outbox.hpp"
#include "wire/instant.hpp"

#include <gtest/gtest.h>

#include <sodium.h>

namespace bandian::app {
namespace {

Delivery entry() {
    Delivery d;
    d.number = 7;
    d.to = {"district", "https://example.invalid/hook", std::string(32, 'k'), {}};
    d.attempts = 1;
    d.kind = "entry";
    d.case_no = "ZC2018-000001";
    d.item = 2;
    d.at = *wire::parse_instant("2018-10-08T09:30:00+08:00");
    d.what = {{"do", "complete"}, {"task", "accept"}, {"outcome", "accepted"}};
    d.position = 41;
    return d;
}

TEST(Outbox, an_entry_is_a_cloud_event_with_every_attribute_that_is_required) {
    const auto event = cloud_event(entry(), "");
    EXPECT_EQ(event["specversion"], "1.0");
    EXPECT_EQ(event["id"], "ZC2018-000001/2");
    EXPECT_EQ(event["source"], "/api/v1/cases");
    EXPECT_EQ(event["type"], "cn.bandian.entry.complete");
    EXPECT_EQ(event["time"], "2018-10-08T01:30:00.000Z");
    EXPECT_EQ(event["data"]["caseNo"], "ZC2018-000001");
    EXPECT_EQ(event["data"]["task"], "accept");
}

TEST(Outbox, an_id_begins_with_that_of_its_record_and_its_source_is_where_the_record_is_served) {
    Delivery d = entry();
    d.deployment = "7f7c9a3e-0000-4000-8000-000000000001";
    EXPECT_EQ(cloud_event(d, "https://bandian.example.cn")["id"], d.deployment + "/ZC2018-000001/2");
    EXPECT_EQ(cloud_event(d, "https://bandian.example.cn")["source"], "https://bandian.example.cn/api/v1/cases");
    EXPECT_EQ(cloud_event(d, "")["source"], "urn:uuid:" + d.deployment);
    for (const char* kind : {"alarm", "retraction"}) {
        d.kind = kind;
        EXPECT_EQ(cloud_event(d, "")["id"], d.deployment + '/' + kind + "/2");
    }
}

TEST(Outbox, what_was_told_of_before_records_had_an_id_keeps_its_own_wherever_it_is_served) {
    EXPECT_EQ(cloud_event(entry(), "https://bandian.example.cn")["id"], "ZC2018-000001/2");
    EXPECT_EQ(cloud_event(entry(), "https://bandian.example.cn")["source"], "/api/v1/cases");
}

TEST(Outbox, a_mail_address_is_one_that_can_stand_in_a_header_as_it_is) {
    for (const char* text : {"a@b", "bandian@localhost", "o'brien+desk.7@mail.example.cn", "a/b%c@d-e.f"})
        EXPECT_TRUE(is_mail_address(text)) << text;
    for (const char* text :
         {"",         "a",      "@b",     "a@",      "a b@c", "a@b\r\nBcc: c@d", "a@b\n", "a\tb@c", "a@b c",
          "a@b, c@d", "<a@b>",  "a@<b>",  "\"a\"@b", "a@b@c", "a..b@c",          ".a@b",  "a@b.",   "a@[127.0.0.1]",
          "张三@b",   "a@例子", "a@b\x7F"})
        EXPECT_FALSE(is_mail_address(text)) << text;
    EXPECT_TRUE(is_mail_address(std::string(64, 'a') + "@b"));
    EXPECT_FALSE(is_mail_address(std::string(65, 'a') + "@b"));
    EXPECT_FALSE(is_mail_address("a@" + std::string(253, 'b')));
}

TEST(Outbox, the_id_is_the_same_for_every_attempt) {
    Delivery again = entry();
    again.attempts = 5;
    again.number = 8;
    EXPECT_EQ(cloud_event(again, "")["id"], cloud_event(entry(), "")["id"]);
}

TEST(Outbox, the_signature_covers_id_time_and_body) {
    ASSERT_GE(sodium_init(), 0);
    const auto signature = [](const Delivery& d, const char* at) {
        for (const auto& [name, value] : signed_message(d, "", *wire::parse_instant(at)).headers)
            if (name == "webhook-signature") return value;
        return std::string{};
    };
    Delivery other = entry();
    other.what["outcome"] = "rejected";
    const std::string right = signature(entry(), "2018-10-08T09:30:01+08:00");
    EXPECT_EQ(right.substr(0, 3), "v1,");
    EXPECT_EQ(right, signature(entry(), "2018-10-08T09:30:01+08:00"));
    EXPECT_NE(right, signature(entry(), "2018-10-08T09:30:02+08:00"));
    EXPECT_NE(right, signature(other, "2018-10-08T09:30:01+08:00"));
}

TEST(Outbox, pauses_double_from_five_seconds_to_an_hour_and_lie_in_the_upper_half) {
    using std::chrono::milliseconds;
    EXPECT_EQ(pause_after(1, 1), milliseconds{5'000});
    EXPECT_EQ(pause_after(1, 0), milliseconds{2'500});
    EXPECT_EQ(pause_after(2, 1), milliseconds{10'000});
    EXPECT_EQ(pause_after(16, 1), milliseconds{3'600'000});
    for (int attempts = 1; attempts < most_attempts; ++attempts)
        EXPECT_LE(pause_after(attempts, 1), pause_after(attempts + 1, 1));
}

TEST(Outbox, a_mail_has_no_line_that_a_header_could_be_smuggled_through) {
    Delivery d = entry();
    d.to.url = "mailto:desk@example.invalid";
    d.what["reason"] = "x\r\nBcc: all@example.invalid";
    const std::string mail = mail_message(d, "", "bandian@example.invalid", d.at);
    EXPECT_EQ(mail.find("Bcc"), std::string::npos);
    EXPECT_NE(mail.find("To: <desk@example.invalid>\r\n"), std::string::npos);
    for (std::size_t from = 0, to; (to = mail.find("\r\n", from)) != std::string::npos; from = to + 2)
        EXPECT_LE(to - from, 998u);
}

TEST(Outbox, a_mail_that_comes_again_is_the_same_message_and_that_of_another_record_is_not) {
    const auto id_of = [](const Delivery& d) {
        const std::string mail = mail_message(d, "", "bandian@example.invalid", d.at);
        const std::size_t from = mail.find("Message-ID: ");
        return mail.substr(from, mail.find("\r\n", from) - from);
    };
    Delivery first = entry();
    first.to.url = "mailto:desk@example.invalid";
    Delivery again = first, elsewhere = first;
    again.attempts = 9;
    elsewhere.to.secret = std::string(32, 'o');
    EXPECT_EQ(id_of(again), id_of(first));
    EXPECT_NE(id_of(elsewhere), id_of(first));
}

TEST(Outbox, a_long_subject_is_folded_between_characters) {
    Delivery d = entry();
    d.to.url = "mailto:desk@example.invalid";
    for (int length = 0; length < 80; ++length) {
        d.case_no = std::string(static_cast<std::size_t>(length), 'Z') + "周村办电编号周村办电编号周村办电编号";
        const std::string mail = mail_message(d, "", "bandian@example.invalid", d.at);
        const std::size_t from = mail.find("Subject: "), end = mail.find("\r\nDate: ");
        std::string text;
        for (std::size_t line = from; line < end; line = mail.find("\r\n", line) + 2) {
            const std::size_t to = mail.find("\r\n", line), word = mail.find("=?UTF-8?B?", line);
            EXPECT_LE(to - line, 76u);
            ASSERT_LE(to - word, 75u);
            std::string bytes(to - word, '\0');
            std::size_t size = 0;
            ASSERT_EQ(
                sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), mail.data() + word + 10,
                                  to - 2 - word - 10, nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL),
                0);
            EXPECT_NE(static_cast<unsigned char>(bytes[0]) & 0xC0, 0x80) << "cut within a character";
            text += bytes.substr(0, size);
        }
        EXPECT_EQ(text, "办电 " + d.case_no + " 登记 complete");
    }
}

}  // namespace
}  // namespace bandian::app
