// Several completions that are entered at once: what the log comes to is what it comes to one after the other.

#include "casework/decide.hpp"
#include "casework/process_state.hpp"
#include "packs/calendar_files.hpp"
#include "packs/pack_files.hpp"
#include "wire/instant.hpp"
#include "wire/json.hpp"

#include <gtest/gtest.h>

namespace bandian::casework {
namespace {

using process::List;
using process::Value;

class Filings : public ::testing::Test {
protected:
    void SetUp() override {
        packs::Faults faults;
        const std::string workflows = std::string{BANDIAN_SOURCE_DIR} + "/workflows";
        pack_ = packs::load_pack(packs::read_pack_files(workflows + "/zhoucun-2018", faults), faults);
        auto calendar = packs::read_calendars(workflows + "/calendars", faults).at("cn").calendar();
        calendar_ = std::get<calendar::Calendar>(std::move(calendar));
        ASSERT_TRUE(pack_);
        case_ = replay(
            pack_, {std::get<Event>(decide_submission(
                       *pack_, command("2018-10-08", Submit{"ten-kilovolt", {{"capacityKva", 630.0}}}), *calendar_))});
        enter(case_, command("2018-10-09", Complete{"accept", "accepted", {}, std::nullopt}));
        enter(case_, command("2018-10-12", Complete{"supply-plan", "replied", planned(), std::nullopt}));
    }

    static Record planned() {
        List green, occupied, dug;
        for (int i = 0; i < 4; ++i) {
            green.push_back(
                Record{{"place", "绿地" + std::to_string(i)}, {"areaM2", 12.0}, {"relocation", i % 2 == 0}});
            occupied.push_back(Record{{"road", "路" + std::to_string(i)}, {"authority", std::string{"police"}}});
            dug.push_back(Record{{"road", "路" + std::to_string(i)},
                                 {"roadClass", std::string{"urban"}},
                                 {"surface", std::string{"arterial-asphalt"}},
                                 {"areaM2", 30.0}});
        }
        return {{"line", std::string{"cable"}},
                {"externalLineMetres", 420.0},
                {"civilWorks", false},
                {"permits", Record{{"greenSpace", green}, {"roadOccupation", occupied}, {"roadExcavation", dug}}}};
    }

    static Command command(const char* day, Entry entry) {
        return {*wire::parse_instant(std::string{day} + "T09:00+08:00"), *calendar::parse_day(day), std::move(entry),
                "wang"};
    }
    void enter(Case& c, const Command& command) const {
        const Decision decision = decide(c, command, *calendar_);
        ASSERT_TRUE(std::holds_alternative<Event>(decision)) << std::get<Rejection>(decision).detail;
        apply(c, std::get<Event>(decision));
    }
    std::vector<Complete> open_filings() const {
        std::vector<Complete> all;
        for (const TaskInstance& o : process_state(case_).task_instances)
            if (o.path.find(".filing") != std::string::npos && o.state == TaskState::active)
                all.push_back({o.path, "filed", {}, std::nullopt});
        return all;
    }
    /// What the record would keep of it.
    static std::string told(const Case& c) {
        std::string text;
        for (const Event& e : c.log)
            text += std::to_string(e.number) + ' ' + wire::to_text(e.at, "UTC") + ' ' + calendar::to_string(e.day) +
                    ' ' + e.by + ' ' + wire::to_json(e.entry).dump() + '\n';
        return text;
    }

    std::shared_ptr<const process::Pack> pack_;
    std::optional<calendar::Calendar> calendar_;
    Case case_;
};

TEST_F(Filings, begin_with_a_submission_that_says_its_pack) {
    EXPECT_EQ(case_.log.front().pack, (PackRef{"zhoucun-2018", pack_->hash}));
    EXPECT_EQ(case_.log.back().pack, std::nullopt);
}

TEST_F(Filings, entered_together_make_the_log_that_they_make_one_after_the_other) {
    const std::vector<Complete> filings = open_filings();
    ASSERT_GE(filings.size(), 12u);
    Case one_by_one = case_;
    for (const Complete& one : filings) enter(one_by_one, command("2018-10-15", one));
    const Command moment = command("2018-10-15", {});
    const auto together =
        complete_together({case_, process_state(case_)}, moment.at, moment.day, filings, *calendar_, moment.by);
    ASSERT_TRUE(std::holds_alternative<CaseInState>(together)) << std::get<Rejection>(together).detail;
    EXPECT_EQ(told(std::get<CaseInState>(together).the_case), told(one_by_one));
}

TEST_F(Filings, are_all_refused_when_one_is) {
    std::vector<Complete> filings = open_filings();
    enter(case_, command("2018-10-15", filings.back()));
    const Command moment = command("2018-10-15", {});
    const auto together =
        complete_together({case_, process_state(case_)}, moment.at, moment.day, filings, *calendar_, moment.by);
    ASSERT_TRUE(std::holds_alternative<Rejection>(together));
    const Decision alone = decide(case_, command("2018-10-15", filings.back()), *calendar_);
    EXPECT_EQ(std::get<Rejection>(together).code, std::get<Rejection>(alone).code);
    EXPECT_EQ(std::get<Rejection>(together).detail, std::get<Rejection>(alone).detail);
}

}  // namespace
}  // namespace bandian::casework
