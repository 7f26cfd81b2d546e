// What is relied on of the trace, of the one in PostgreSQL and of its twin in memory.

#include "store/twins.hpp"

namespace bandian::store {
namespace {

class ATrace : public OfBoth {
protected:
    app::TraceStore& trace = twin->trace();
    const std::string works = std::string(32, '\0'), road = std::string(32, '\xab');

    std::vector<std::string> found(const app::TraceQuery& query) {
        std::vector<std::string> all;
        for (const app::TraceRow& row : trace.rows(query)) all.push_back(row.what);
        return all;
    }
    void SetUp() override {
        trace.add(at("2018-10-08T09:00:00.250+08:00"), "li", "10.0.0.1", "viewed", "T2018-000001", {});
        trace.add(at("2018-10-08T09:00+08:00"), "", "10.0.0.2", "refused token", {}, {});
        trace.add(at("2018-10-08T10:00+08:00"), "li", "10.0.0.1", "searched cases", {}, road);
        trace.add(at("2018-10-09T09:00+08:00"), "wang", "cli", "exported", "T2018-000001", {});
    }
};
INSTANTIATE_TEST_SUITE_P(Both, ATrace, both, name_of);

using What = std::vector<std::string>;

TEST_P(ATrace, keeps_who_did_what_in_the_order_it_came) {
    const auto all = trace.rows({});
    ASSERT_EQ(all.size(), 4u);
    EXPECT_EQ(all[0].at, "2018-10-08T01:00:00.250Z");
    EXPECT_EQ(all[0].account, "li");
    EXPECT_EQ(all[0].source, "10.0.0.1");
    EXPECT_EQ(all[0].what, "viewed");
    EXPECT_EQ(all[0].case_no, "T2018-000001");
    EXPECT_EQ(all[0].words, "");
    EXPECT_EQ(all[1].account, "") << "and before the one above it, by its own time";
    EXPECT_EQ(all[1].case_no, "");
    EXPECT_EQ(all[2].words, "abababababab");
    for (std::size_t i = 1; i < all.size(); ++i) EXPECT_LT(all[i - 1].number, all[i].number);
}

TEST_P(ATrace, is_asked_for_a_case_a_person_a_time_or_what_was_looked_for) {
    app::TraceQuery query;
    query.case_no = "T2018-000001";
    EXPECT_EQ(found(query), (What{"viewed", "exported"}));
    query.account = "wang";
    EXPECT_EQ(found(query), What{"exported"});
    query = {};
    query.from = at("2018-10-08T10:00+08:00");
    EXPECT_EQ(found(query), (What{"searched cases", "exported"})) << "inclusive";
    query.to = at("2018-10-09T09:00+08:00");
    EXPECT_EQ(found(query), What{"searched cases"}) << "exclusive";
    query = {};
    query.words = road;
    EXPECT_EQ(found(query), What{"searched cases"});
    query.words = works;
    EXPECT_EQ(found(query), What{});
}

TEST_P(ATrace, is_read_page_by_page) {
    app::TraceQuery query;
    query.limit = 3;
    const auto first = trace.rows(query);
    ASSERT_EQ(first.size(), 3u);
    query.after = first.back().number;
    EXPECT_EQ(found(query), What{"exported"});
}

TEST_P(ATrace, forgets_what_was_looked_for_but_not_that_somebody_did_nor_within_half_a_year) {
    const auto words = [&] {
        std::vector<std::string> all;
        for (const app::TraceRow& row : trace.rows({}))
            if (row.what == "searched cases") all.push_back(row.words);
        return all;
    };
    trace.add(at("2019-02-01T09:00+08:00"), "li", "10.0.0.1", "searched cases", {}, works);
    trace.add(at("2019-05-01T09:00+08:00"), "li", "10.0.0.1", "viewed", "T2018-000002", {});
    trace.forget_searches(at("2018-10-08T10:00+08:00"));
    EXPECT_EQ(words(), (What{"abababababab", "000000000000"})) << "it was looked for at that moment, not before";
    trace.forget_searches(at("2020-01-01T00:00+08:00"));
    EXPECT_EQ(words(), (What{"", "000000000000"})) << "the other is of the half year before the last row";
    app::TraceQuery query;
    query.words = road;
    EXPECT_EQ(found(query), What{}) << "nobody can ask for it any more";
}

}  // namespace
}  // namespace bandian::store
