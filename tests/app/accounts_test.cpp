// Signing in, and what guessing costs.

#include "app/accounts.hpp"
#include "app/memory_accounts.hpp"
#include "app/source.hpp"
#include "wire/instant.hpp"

#include <gtest/gtest.h>

#include <sodium.h>

#include <atomic>
#include <thread>

namespace bandian::app {
namespace {

constexpr const char* right = "a-good-long-one";

struct SetTime : Time {
    Instant at = *wire::parse_instant("2018-10-08T09:00:00+08:00");
    Instant now() const override { return at; }
};

class SigningIn : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_GE(sodium_init(), 0);
        static const std::string hash = hash_of_password(right);
        for (const char* name : {"wang", "li"})
            store.put_account({{name, "王", "power-supply", {Role::manager}, {}}, hash}, {}, {}, {});
    }
    /// "in", "wrong", "busy" or the seconds to wait.
    std::string attempt(const std::string& name, const std::string& password, const Visit& visit) {
        const auto outcome = accounts.sign_in(name, password, visit);
        if (const auto* in = std::get_if<SignedIn>(&outcome)) {
            last_secret = in->secret;
            return "in";
        }
        const auto& no = std::get<NotSignedIn>(outcome);
        return no.busy ? "busy" : no.wait_seconds == 0 ? "wrong" : std::to_string(no.wait_seconds);
    }
    void guess(int times, const std::string& name, const Visit& visit) {
        for (int i = 0; i < times; ++i) attempt(name, "a-wrong-long-one", visit);
    }

    MemoryAccounts store;
    SetTime time;
    Accounts accounts{store, time};
    std::string last_secret;
    const Visit stranger{"203.0.113.9", {}, {}};
    const Visit hall{"192.0.2.7", {}, {}};
};

TEST_F(SigningIn, guesses_at_once_are_counted_as_if_one_came_after_the_other) {
    std::atomic<int> looked_at{0}, waited{0};
    std::vector<std::thread> guessers;
    for (int i = 0; i < 32; ++i)
        guessers.emplace_back([&] {
            const auto outcome = accounts.sign_in("wang", "a-wrong-long-one", stranger);
            ++(std::get<NotSignedIn>(outcome).wait_seconds == 0 ? looked_at : waited);
        });
    for (std::thread& one : guessers) one.join();
    EXPECT_EQ(looked_at, 5);
    EXPECT_EQ(waited, 27);
}

TEST_F(SigningIn, the_wait_grows_and_one_that_waits_writes_nothing) {
    guess(5, "wang", stranger);
    for (const char* wait : {"1", "2", "4", "8"}) {
        const int written = store.tallied;
        EXPECT_EQ(attempt("wang", right, stranger), wait);
        EXPECT_EQ(store.tallied, written);
        time.at += std::chrono::minutes{1};
        EXPECT_EQ(attempt("wang", "a-wrong-long-one", stranger), "wrong");
    }
}

TEST_F(SigningIn, nobody_is_kept_out_of_his_own_browser_by_a_stranger_behind_the_same_address) {
    ASSERT_EQ(attempt("wang", right, hall), "in");
    const auto browser = accounts.know_browser({"wang", {}, {}, {Role::manager}, {}}, {});
    ASSERT_TRUE(browser);
    guess(200, "wang", hall);
    time.at += std::chrono::seconds{5};
    guess(200, "wang", stranger);
    EXPECT_EQ(attempt("wang", right, {hall.source, {}, *browser}), "in");
    EXPECT_EQ(attempt("wang", right, {"198.51.100.1", {}, *browser}), "in") << "wherever he takes it";
}

TEST_F(SigningIn, a_browser_shows_by_its_last_session_too_that_it_is_his) {
    ASSERT_EQ(attempt("wang", right, hall), "in");
    const std::string held = last_secret;
    guess(20, "wang", hall);
    EXPECT_EQ(attempt("wang", right, {hall.source, held, {}}), "in");
    EXPECT_EQ(attempt("li", "a-wrong-long-one", {hall.source, last_secret, {}}), "wrong");
}

TEST_F(SigningIn, where_he_has_been_in_a_wait_is_a_minute_at_most) {
    ASSERT_EQ(attempt("wang", right, hall), "in");
    for (int i = 0; i < 30; ++i) {
        guess(1, "wang", hall);
        time.at += std::chrono::minutes{1};
    }
    guess(1, "wang", hall);
    EXPECT_EQ(attempt("wang", right, hall), "60");
}

TEST_F(SigningIn, a_browser_that_is_no_ones_is_worth_nothing) {
    guess(5, "wang", {stranger.source, {}, "invented"});
    EXPECT_EQ(attempt("wang", right, {stranger.source, {}, "invented-anew"}), "1");
}

TEST_F(SigningIn, guesses_in_his_own_browser_wait_as_well) {
    ASSERT_EQ(attempt("wang", right, hall), "in");
    const auto browser = accounts.know_browser({"wang", {}, {}, {Role::manager}, {}}, {});
    guess(5, "wang", {hall.source, {}, *browser});
    EXPECT_EQ(attempt("wang", right, {hall.source, {}, *browser}), "1");
}

TEST_F(SigningIn, one_source_waits_after_twenty_whomever_it_tries_and_a_64_is_one_source) {
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(attempt("name" + std::to_string(i), right, {"2001:db8::" + std::to_string(i), {}, {}}), "wrong");
    EXPECT_EQ(attempt("wang", right, {"2001:db8::ffff", {}, {}}), "1");
    EXPECT_EQ(attempt("wang", right, {"2001:db8:0:1::1", {}, {}}), "in");
}

TEST_F(SigningIn, many_sources_at_one_account_wait_for_a_minute_at_most) {
    for (int i = 0; i < 120; ++i) {
        guess(1, "wang", {"203.0.113." + std::to_string(i), {}, {}});
        time.at += std::chrono::seconds{10};
    }
    const std::string wait = attempt("wang", right, {"198.51.100.77", {}, {}});
    EXPECT_NE(wait, "in");
    EXPECT_LE(std::stoi(wait), 60);
}

TEST_F(SigningIn, an_invented_name_is_not_kept_and_a_known_one_is) {
    attempt("nobody", right, stranger);
    attempt("wang", "a-wrong-long-one", stranger);
    const std::vector<std::string> expected{" sign-in-failed", "wang sign-in-failed"};
    EXPECT_EQ(store.traced, expected);
}

TEST_F(SigningIn, signing_in_again_ends_the_session_the_browser_had) {
    const calendar::Day today = *calendar::parse_day("2018-10-08");
    ASSERT_EQ(attempt("wang", right, hall), "in");
    const std::string first = last_secret;
    ASSERT_TRUE(accounts.who(first, hall.source, today));
    ASSERT_EQ(attempt("li", right, {hall.source, first, {}}), "in");
    EXPECT_FALSE(accounts.who(first, hall.source, today));
    EXPECT_TRUE(accounts.who(last_secret, hall.source, today));
}

TEST_F(SigningIn, ones_own_password_needs_the_old_one_and_ends_the_other_sessions) {
    const calendar::Day today = *calendar::parse_day("2018-10-08");
    ASSERT_EQ(attempt("wang", right, hall), "in");
    const std::string other = last_secret;
    ASSERT_EQ(attempt("wang", right, stranger), "in");
    const std::string mine = last_secret;
    const Actor wang = *accounts.who(mine, hall.source, today);
    const auto change = [&](const std::string& from, const std::string& to) -> std::string {
        const auto outcome = accounts.change_password(wang, from, to, {hall.source, mine, {}});
        if (std::holds_alternative<std::monostate>(outcome)) return "changed";
        if (const auto* no = std::get_if<casework::Rejection>(&outcome)) return no->code;
        return std::to_string(std::get<NotSignedIn>(outcome).wait_seconds);
    };
    EXPECT_EQ(change("a-wrong-long-one", "another-good-one"), "wrong-password");
    EXPECT_EQ(change(right, "short"), "password-too-short");
    EXPECT_EQ(change(right, right), "password-unchanged");
    EXPECT_EQ(change(right, "another-good-one"), "changed");
    EXPECT_FALSE(accounts.who(other, stranger.source, today));
    EXPECT_TRUE(accounts.who(mine, hall.source, today));
    for (int i = 0; i < 5; ++i) EXPECT_EQ(change("a-wrong-long-one", "another-good-one"), "wrong-password");
    EXPECT_EQ(change("another-good-one", "yet-another-one"), "1") << "guessed at like a sign-in";
}

TEST(Source, is_an_address_or_the_64_of_one) {
    const std::vector<std::pair<const char*, const char*>> expected{{"192.0.2.1", "192.0.2.1"},
                                                                    {"::ffff:192.0.2.1", "192.0.2.1"},
                                                                    {"::FFFF:c000:201", "192.0.2.1"},
                                                                    {"::1", "::1"},
                                                                    {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
                                                                    {"2001:DB8:1:2::", "2001:db8:1:2::/64"},
                                                                    {"fe80::1%eth0", "fe80::/64"},
                                                                    {"", ""},
                                                                    {"unknown", "unknown"}};
    for (const auto& [address, source] : expected) EXPECT_EQ(counted_source(address), source) << address;
    EXPECT_EQ(counted_source(std::string(5000, 'x')).size(), 64u);
}

}  // namespace
}  // namespace bandian::app
