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
    const auto event = cloud_event(entry());
    EXPECT_EQ(event["specversion"], "1.0");
    EXPECT_EQ(event["id"], "ZC2018-000001/2");
    EXPECT_EQ(event["source"], "/api/v1/cases");
    EXPECT_EQ(event["type"], "cn.bandian.entry.complete");
    EXPECT_EQ(event["time"], "2018-10-08T01:30:00.000Z");
    EXPECT_EQ(event["data"]["caseNo"], "ZC2018-000001");
    EXPECT_EQ(event["data"]["task"], "accept");
}

TEST(Outbox, the_id_is_the_same_for_every_attempt) {
    Delivery again = entry();
    again.attempts = 5;
    again.number = 8;
    EXPECT_EQ(cloud_event(again)["id"], cloud_event(entry())["id"]);
}

TEST(Outbox, the_signature_covers_id_time_and_body) {
    ASSERT_GE(sodium_init(), 0);
    const auto signature = [](const Delivery& d, const char* at) {
        for (const auto& [name, value] : signed_message(d, *wire::parse_instant(at)).headers)
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
    for (int attempts = 1; attempts < most_attempts; ++attempts) EXPECT_LE(pause_after(attempts, 1), pause_after(attempts + 1, 1));
}

TEST(Outbox, a_mail_has_no_line_that_a_header_could_be_smuggled_through) {
    Delivery d = entry();
    d.to.url = "mailto:desk@example.invalid";
    d.what["reason"] = "x\r\nBcc: all@example.invalid";
    const std::string mail = mail_message(d, "bandian@example.invalid", d.at);
    EXPECT_EQ(mail.find("Bcc"), std::string::npos);
    EXPECT_NE(mail.find("To: <desk@example.invalid>\r\n"), std::string::npos);
    for (std::size_t from = 0, to; (to = mail.find("\r\n", from)) != std::string::npos; from = to + 2) EXPECT_LE(to - from, 998u);
}

}  // namespace
}  // namespace bandian::app
