// What an audit relies on of the record, of the one in PostgreSQL and of its twin in memory.

#include "store/twins.hpp"

namespace bandian::store {
namespace {

class ALedger : public OfBoth {
protected:
    app::Ledger& ledger = twin->ledger();
    const app::Instant now = at("2018-10-09T09:00+08:00");

    app::Recalculated anew(const std::string& case_no, int version) {
        app::Recalculated one;
        one.case_no = case_no;
        one.version = version;
        one.projection = fresh().projection;
        return one;
    }
    app::ProjectedCase of(const std::string& case_no) {
        for (app::ProjectedCase& one : ledger.projected({}, 100))
            if (one.logged.case_no == case_no) return std::move(one);
        throw std::runtime_error("no case " + case_no);
    }
};
INSTANTIATE_TEST_SUITE_P(Both, ALedger, both, name_of);

TEST_P(ALedger, gives_each_case_with_its_log_and_what_lists_show_of_it) {
    app::NewCase c = fresh();
    c.projection.attention = day("2018-10-09");
    app::Step other = c.projection.steps[0];
    other.path = "a-step";
    other.outcome = "done";
    other.state = casework::TaskState::done;
    other.until = day("2018-10-08");
    other.turns_yellow = other.turns_red = std::nullopt;
    other.held_for_applicant = 2;
    c.projection.steps.push_back(other);
    const std::string one = opened(c);
    const app::ResultDelivery paper{"a-step", "张三", "post", day("2018-10-08"), "li", {}};
    twin->desk().result_deliveries.deliver(one, paper, "k", now);
    const app::ProjectedCase row = of(one);
    EXPECT_EQ(row.logged.pack_hash, twin->pack());
    EXPECT_EQ(row.logged.version, 1);
    EXPECT_EQ(row.logged.revision, twin->editions().calendar_revision());
    EXPECT_EQ(row.logged.log.size(), 1u);
    EXPECT_EQ(row.logged.damage, "");
    EXPECT_EQ(row.logged.handed_over, (std::map<std::string, app::Instant>{{"a-step", now}}));
    EXPECT_EQ(row.process, "low-voltage");
    EXPECT_EQ(row.state, "open");
    EXPECT_EQ(row.attention, day("2018-10-09"));
    EXPECT_EQ(row.timing, "what its clocks read");
    EXPECT_EQ(row.mean, std::nullopt);
    EXPECT_FALSE(row.waits);
    ASSERT_EQ(row.steps.size(), 2u);
    EXPECT_EQ(row.steps[0], other) << "by their paths";
    EXPECT_EQ(row.steps[1], c.projection.steps[0]);
    EXPECT_TRUE(ledger.flaws().empty());
}

TEST_P(ALedger, gives_cases_in_the_order_of_their_numbers) {
    const std::string one = opened(), two = opened(), three = opened();
    const auto page = ledger.projected({}, 2);
    ASSERT_EQ(page.size(), 2u);
    EXPECT_EQ(page[0].logged.case_no, one);
    EXPECT_EQ(page[1].logged.case_no, two);
    const auto rest = ledger.projected(two, 2);
    ASSERT_EQ(rest.size(), 1u);
    EXPECT_EQ(rest[0].logged.case_no, three);
    EXPECT_TRUE(ledger.projected(three, 2).empty());
}

TEST_P(ALedger, writes_what_was_worked_out_of_a_case_that_has_not_changed_since) {
    const std::string one = opened(), two = opened();
    ASSERT_EQ(cases.append(withdrawal(two, 1)).written, app::Written::done);
    app::Recalculated fresh_one = anew(one, 1);
    fresh_one.projection.steps[0].due = day("2018-10-12");
    fresh_one.projection.steps[0].turns_red = day("2018-10-13");
    fresh_one.projection.attention = day("2018-10-12");
    fresh_one.projection.mean = app::Mean{3, 15};
    fresh_one.state = casework::CaseState::energized;
    EXPECT_EQ(ledger.rewrite({fresh_one, anew(two, 1), anew("T2018-999999", 1)}, now), 1);
    const app::ProjectedCase row = of(one);
    EXPECT_EQ(row.steps.at(0), fresh_one.projection.steps[0]);
    EXPECT_EQ(row.mean, (app::Mean{3, 15}));
    EXPECT_EQ(row.state, "energized");
    EXPECT_EQ(row.attention, day("2018-10-12"));
    EXPECT_EQ(row.logged.version, 1) << "nothing was entered";
    EXPECT_EQ(of(two).state, "withdrawn");
    EXPECT_TRUE(of(two).steps.empty()) << "it is its writer's";
    app::Recalculated later = anew(one, 1);
    later.projection.attention = day("2018-10-20");
    EXPECT_EQ(ledger.rewrite({later}, now), 1);
    EXPECT_EQ(of(one).attention, day("2018-10-12")) << "it is looked at no later than it would have been";
    EXPECT_EQ(of(one).state, "energized") << "what is not told stays";
    EXPECT_EQ(of(one).mean, std::nullopt);
    EXPECT_TRUE(ledger.flaws().empty());
}

TEST_P(ALedger, is_sealed_once_a_day_when_something_was_entered) {
    EXPECT_FALSE(ledger.seal(day("2018-10-08"), now)) << "there is nothing";
    const std::string one = opened();
    EXPECT_TRUE(ledger.seal(day("2018-10-09"), now));
    EXPECT_FALSE(ledger.seal(day("2018-10-09"), now));
    EXPECT_FALSE(ledger.seal(day("2018-10-10"), now)) << "nothing has been entered since";
    ASSERT_EQ(cases.append(withdrawal(one, 1)).written, app::Written::done);
    EXPECT_FALSE(ledger.seal(day("2018-10-09"), now)) << "that day has its head";
    EXPECT_TRUE(ledger.seal(day("2018-10-11"), now));
    EXPECT_TRUE(ledger.flaws().empty());
}

}  // namespace
}  // namespace bandian::store
