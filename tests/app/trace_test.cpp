// Who looked at what, and how much of it strangers can cause.

#include "app/trace.hpp"

#include <gtest/gtest.h>

namespace bandian::app {
namespace {

using namespace std::chrono_literals;

class StandingTime : public Time {
public:
    Instant now() const override { return Instant{}; }
};

class KeptRows : public TraceStore {
public:
    void add(Instant, const std::string& account, const std::string& source, const std::string& what,
             const std::string& case_no, const std::string& words) override {
        if (broken) throw Unavailable("away", false);
        all.push_back(account + '|' + source + '|' + what + '|' + case_no + (words.empty() ? "" : "|#"));
        hashes.push_back(words);
    }
    std::vector<TraceRow> rows(const TraceQuery&) override { return {}; }
    void forget_searches(Instant) override {}

    bool broken = false;
    std::vector<std::string> all;
    std::vector<std::string> hashes;
};

class Tracing : public ::testing::Test {
protected:
    static Actor actor(const std::string& account, const std::string& source = "192.0.2.1") {
        Actor one;
        one.account = account;
        one.source = source;
        return one;
    }

    StandingTime time_;
    KeptRows kept_;
    Tracer tracer_{kept_, time_, {1, 2, 3}};
};

TEST_F(Tracing, a_look_is_kept_once_and_each_other_look_too) {
    for (int i = 0; i < 3; ++i) tracer_.viewed(actor("zhang"), "viewed", "ZC2018-000001");
    tracer_.viewed(actor("zhang"), "viewed", "ZC2018-000002");
    tracer_.viewed(actor("li"), "viewed", "ZC2018-000001");
    EXPECT_EQ(kept_.all,
              (std::vector<std::string>{"zhang|192.0.2.1|viewed|ZC2018-000001", "zhang|192.0.2.1|viewed|ZC2018-000002",
                                        "li|192.0.2.1|viewed|ZC2018-000001"}));
}

TEST_F(Tracing, a_look_that_could_not_be_kept_is_refused_and_kept_the_next_time) {
    kept_.broken = true;
    for (int i = 0; i < 2; ++i) EXPECT_THROW(tracer_.viewed(actor("zhang"), "viewed", "ZC2018-000001"), Unavailable);
    kept_.broken = false;
    tracer_.viewed(actor("zhang"), "viewed", "ZC2018-000001");
    EXPECT_EQ(kept_.all.size(), 1u);
}

TEST_F(Tracing, what_was_looked_for_is_kept_as_a_hash_by_key) {
    tracer_.searched(actor("zhang"), "searched cases", "ZC2018");
    tracer_.searched(actor("zhang"), "searched cases", "zc2018");  // the same, as lists take it
    tracer_.searched(actor("zhang"), "searched cases", "王五");
    ASSERT_EQ(kept_.all,
              (std::vector<std::string>{"zhang|192.0.2.1|searched cases||#", "zhang|192.0.2.1|searched cases||#"}));
    EXPECT_EQ(kept_.hashes[1], Tracer::hash_of("王五", {1, 2, 3}));
    EXPECT_NE(kept_.hashes[0], kept_.hashes[1]);
    EXPECT_NE(Tracer::hash_of("王五", {1, 2, 3}), Tracer::hash_of("王五", {1, 2, 4}));
    EXPECT_EQ(kept_.hashes[0].size(), 32u);
    EXPECT_EQ(Tracer::hash_of("138 0000-0002", {1, 2, 3}), Tracer::hash_of("13800000002", {1, 2, 3}));
}

TEST_F(Tracing, denials_are_kept_up_to_a_bound_and_the_rest_is_counted) {
    for (int i = 0; i < 250; ++i)
        tracer_.denied(actor("zhang"), "denied GET /api/v1/cases/{caseNo}", "ZC2018-" + std::to_string(i));
    EXPECT_EQ(kept_.all.size(), 200u);
    tracer_.denied(actor("li"), "denied GET /api/v1/cases/{caseNo}",
                   "ZC2018-1");  // he is not kept out by what another did
    ASSERT_EQ(kept_.all.size(), 202u);
    EXPECT_EQ(kept_.all[200], "||left out 50 more refusals|");
    tracer_.denied(actor("li"), "denied GET /api/v1/cases/{caseNo}", std::string(5'000, 'x'));
    EXPECT_EQ(kept_.all.back(), "li|192.0.2.1|denied GET /api/v1/cases/{caseNo}|");
}

TEST_F(Tracing, strangers_cause_a_few_rows_each_and_not_many_together) {
    for (int i = 0; i < 100; ++i) tracer_.refused_token("192.0.2.1");
    EXPECT_EQ(kept_.all.size(), 10u);
    for (int i = 0; i < 10'000; ++i) tracer_.refused_token("source " + std::to_string(i));
    EXPECT_LE(kept_.all.size(), 201u);
}

TEST(AnAllowance, begins_anew_after_its_span_and_tells_what_was_left_out) {
    Allowance two{2, 3, 1min};
    const Allowance::Moment start{24h};
    EXPECT_EQ(two.take("a", start), 0);
    EXPECT_EQ(two.take("a", start), 0);
    EXPECT_EQ(two.take("a", start), std::nullopt);
    EXPECT_EQ(two.take("b", start), 1);
    EXPECT_EQ(two.take("c", start), std::nullopt) << "all together";
    EXPECT_EQ(two.take("a", start + 59s), std::nullopt);
    EXPECT_EQ(two.take("a", start + 60s), 2);
    EXPECT_EQ(two.take("a", start + 60s), 0);
}

}  // namespace
}  // namespace bandian::app
