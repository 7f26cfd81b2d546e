// What the pack says of outcomes, as decisions and results obey it.

#include "casework/decide.hpp"
#include "casework/notices.hpp"
#include "casework/results.hpp"
#include "packs/calendar_files.hpp"
#include "packs/older_pack.hpp"
#include "wire/instant.hpp"

#include <gtest/gtest.h>

namespace bandian::casework {
namespace {

Day day(const char* text) { return *calendar::parse_day(text); }

class Outcomes : public ::testing::Test {
protected:
    void SetUp() override { use(packs::testing::files_of("zhoucun-2018")); }

    void use(const packs::PackFiles& files) {
        packs::Faults faults;
        pack_ = packs::load_pack(files, faults);
        ASSERT_TRUE(pack_) << packs::to_string(faults.front());
        auto calendar =
            packs::read_calendars(std::string{BANDIAN_SOURCE_DIR} + "/workflows/calendars", faults).at("cn").calendar();
        calendar_ = std::get<calendar::Calendar>(std::move(calendar));
        case_ = {};
    }

    /// Until one green-space permit is reviewed, from 15 October 2018 on.
    void review() {
        enter("2018-10-08", Submit{"ten-kilovolt", {}});
        enter("2018-10-09", Complete{"accept", "accepted", {}, {}});
        const process::Value place{Record{{"place", process::Value{std::string{"新建路"}}}}};
        enter("2018-10-12",
              Complete{"supply-plan",
                       "replied",
                       {{"line", process::Value{std::string{"cable"}}},
                        {"externalLineMetres", process::Value{420.0}},
                        {"civilWorks", process::Value{false}},
                        {"permits", process::Value{Record{{"greenSpace", process::Value{process::List{place}}}}}}},
                       {}});
        enter("2018-10-15", Complete{"green-space.1.filing", "filed", {}, {}});
    }

    Decision decided(const char* on, Entry entry) const {
        const Command command{*wire::parse_instant(std::string{on} + "T09:00+08:00"), day(on), std::move(entry)};
        return case_.log.empty() ? decide_submission(*pack_, command, *calendar_) : decide(case_, command, *calendar_);
    }
    void enter(const char* on, Entry entry) {
        const Decision decision = decided(on, std::move(entry));
        ASSERT_TRUE(std::holds_alternative<Event>(decision)) << std::get<Rejection>(decision).detail;
        if (case_.log.empty()) case_ = replay(pack_, {std::get<Event>(decision)});
        else apply(case_, std::get<Event>(decision));
    }
    std::string refusal(Entry entry) const {
        const Decision decision = decided("2018-10-17", std::move(entry));
        const auto* no = std::get_if<Rejection>(&decision);
        return no ? no->code + ' ' + no->field : std::string{};
    }
    CaseView seen(const char* on) const { return view(case_, *calendar_, day(on)); }

    std::shared_ptr<const process::Pack> pack_;
    std::optional<calendar::Calendar> calendar_;
    Case case_;
};

TEST_F(Outcomes, that_refuse_a_permit_need_their_reason_and_their_law) {
    review();
    const auto refused = [](const char* reason, const char* law) {
        return Complete{"green-space.1.review", "refused", {}, {}, reason, law};
    };
    EXPECT_EQ(refusal(refused("", "城市绿化条例 第十九条")), "missing-reason reason");
    EXPECT_EQ(refusal(refused(" \t\u3000", "城市绿化条例 第十九条")), "missing-reason reason") << "blanks are none";
    EXPECT_EQ(refusal(refused("面积过大", "")), "missing-law law");
    EXPECT_EQ(refusal(refused("面积过大", "\u3000")), "missing-law law");
    EXPECT_EQ(refusal(refused("面积过大", "城市绿化条例 第十九条")), "");
    EXPECT_EQ(refusal(Complete{"green-space.1.review", "granted", {}, {}}), "");
}

TEST_F(Outcomes, that_reject_need_a_reason_alone_and_those_that_return_nothing) {
    enter("2018-10-08", Submit{"ten-kilovolt", {}});
    EXPECT_EQ(refusal(Complete{"accept", "rejected", {}, {}}), "missing-reason reason");
    EXPECT_EQ(refusal(Complete{"accept", "rejected", {}, {}, "材料不实"}), "");
    EXPECT_EQ(pack_->outcome("failed")->reason, process::Need::asked) << "a failed inspection denies nothing";
}

TEST_F(Outcomes, are_judged_as_to_the_task_before_what_is_said_of_them) {
    enter("2018-10-08", Submit{"ten-kilovolt", {}});
    EXPECT_EQ(refusal(Complete{"inspect", "rejected", {}, {}}), "task-not-open task");
    EXPECT_EQ(refusal(Complete{"accept", "refused", {}, {}}), "unknown-outcome outcome");
}

TEST_F(Outcomes, recorded_without_a_reason_stand_and_do_not_bar_that_another_entry_is_taken_back) {
    review();
    enter("2018-10-16", Hold{"customer-works", "applicant-request", {}, {}, {}});
    const Event old{case_.next_number(), *wire::parse_instant("2018-10-17T09:00+08:00"), day("2018-10-17"),
                    Complete{"green-space.1.review", "refused", {}, {}}};
    apply(case_, old);
    EXPECT_EQ(process_state(case_).task_instance("green-space.1.review")->outcome, "refused");
    const Decision taken_back = decided("2018-10-18", Void{5, "录入有误"});
    EXPECT_TRUE(std::holds_alternative<Event>(taken_back)) << std::get<Rejection>(taken_back).detail;
}

TEST_F(Outcomes, of_a_pack_from_before_formats_need_what_they_needed) {
    use(packs::testing::before_formats(packs::testing::files_of("zhoucun-2018")));
    review();
    EXPECT_EQ(refusal(Complete{"green-space.1.review", "refused", {}, {}}), "");
}

TEST_F(Outcomes, are_handed_over_where_the_pack_says_so_and_in_its_days) {
    review();
    enter("2018-10-17", Complete{"green-space.1.review", "granted", {}, {}});
    const std::vector<Result> results = results_of(case_, seen("2018-10-17"), *calendar_);
    ASSERT_EQ(results.size(), 2u);
    EXPECT_EQ(results[0].task, "supply-plan");
    EXPECT_EQ(results[0].deliver_by, std::nullopt);
    EXPECT_EQ(results[1].outcome, "granted");
    EXPECT_EQ(results[1].deliver_by, day("2018-10-31")) << "18 19 22 23 24 25 26 29 30 31";
}

TEST_F(Outcomes, are_handed_over_in_the_unit_of_the_pack_by_the_party_it_binds) {
    const auto deliver_by = [&](const char* term) {
        packs::PackFiles files = packs::testing::files_of("zhoucun-2018");
        std::string& yaml = files.content.at("pack.yaml");
        yaml.replace(yaml.find("      within: 10\n"), 17, term);
        use(files);
        review();
        enter("2018-10-17", Complete{"green-space.1.review", "granted", {}, {}});
        return results_of(case_, seen("2018-10-17"), *calendar_).back().deliver_by;
    };
    EXPECT_EQ(deliver_by("      within: 3\n      party: government\n"), day("2018-10-22")) << "18 19 22";
    EXPECT_EQ(deliver_by("      within: 3\n      party: utility\n"), std::nullopt);
    EXPECT_EQ(deliver_by("      within: 3\n      unit: calendar-days\n"), day("2018-10-22"))
        << "the 20th is a Saturday";
    EXPECT_EQ(deliver_by("      within: 1\n      unit: months\n"), day("2018-11-19")) << "17 November is a Saturday";
    EXPECT_EQ(deliver_by(""), std::nullopt);
}

TEST_F(Outcomes, print_their_notices_on_the_day_they_happened) {
    review();
    enter("2018-10-16", Hold{"green-space.1.review", "correction", {"works-plan"}, {}, day("2018-10-15")});
    enter("2018-10-17", Resume{"green-space.1.review", {}});
    enter("2018-10-19",
          Complete{"green-space.1.review", "refused", {}, day("2018-10-18"), "面积过大", "城市绿化条例 第十九条"});
    std::vector<std::string> all;
    for (const NoticeDue& due : notices_of(case_, seen("2018-10-22")))
        all.push_back(due.notice->id + ' ' + std::to_string(due.entry) + ' ' + calendar::to_string(due.day) + ' ' +
                      due.owner);
    EXPECT_EQ(all, (std::vector<std::string>{"acceptance 2 2018-10-09 power-supply",
                                             "correction 5 2018-10-15 urban-management",
                                             "refusal 7 2018-10-18 urban-management"}));
}

TEST_F(Outcomes, that_were_taken_back_print_nothing_and_the_latest_counts) {
    review();
    enter("2018-10-16", Extend{"green-space.1.permit", {3}, "征求意见"});
    enter("2018-10-16", Complete{"green-space.1.review", "refused", {}, {}, "面积过大", "城市绿化条例 第十九条"});
    enter("2018-10-17", Void{6, "录入有误"});
    std::string all;
    for (const NoticeDue& due : notices_of(case_, seen("2018-10-17"))) all += due.notice->id + ' ' + due.owner + '\n';
    EXPECT_EQ(all, "acceptance power-supply\nextension urban-management\n");
}

}  // namespace
}  // namespace bandian::casework
