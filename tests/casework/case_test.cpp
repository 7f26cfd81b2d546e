// What a log tells beyond its tasks: the materials that came on paper.

#include "casework/decide.hpp"
#include "packs/calendar_files.hpp"
#include "packs/pack_files.hpp"
#include "wire/instant.hpp"

#include <gtest/gtest.h>

namespace bandian::casework {
namespace {

class PaperMaterials : public ::testing::Test {
protected:
    void SetUp() override {
        packs::Faults faults;
        const std::string workflows = std::string{BANDIAN_SOURCE_DIR} + "/workflows";
        pack_ = packs::load_pack(packs::read_pack_files(workflows + "/zhoucun-2018", faults), faults);
        auto calendar = packs::read_calendars(workflows + "/calendars", faults).at("cn").calendar();
        calendar_ = std::get<calendar::Calendar>(std::move(calendar));
        ASSERT_TRUE(pack_);
        enter("2018-09-20", Submit{"ten-kilovolt", {}, std::nullopt, {"identity", "title"}});
    }

    Decision decided(const char* text, Entry entry) const {
        const Command command{*wire::parse_instant(std::string{text} + "T09:00+08:00"), *calendar::parse_day(text),
                              std::move(entry)};
        return case_.log.empty() ? decide_submission(*pack_, command, *calendar_) : decide(case_, command, *calendar_);
    }
    void enter(const char* text, Entry entry) {
        const Decision decision = decided(text, std::move(entry));
        ASSERT_TRUE(std::holds_alternative<Event>(decision)) << std::get<Rejection>(decision).detail;
        if (case_.log.empty()) case_ = replay(pack_, {std::get<Event>(decision)});
        else apply(case_, std::get<Event>(decision));
    }
    std::string received() const {
        std::string list;
        for (const auto& [id, day] : case_.received) list += id + ' ' + calendar::to_string(day) + '\n';
        return list;
    }

    std::shared_ptr<const process::Pack> pack_;
    std::optional<calendar::Calendar> calendar_;
    Case case_;
};

TEST_F(PaperMaterials, come_with_the_application) { EXPECT_EQ(received(), "identity 2018-09-20\ntitle 2018-09-20\n"); }

TEST_F(PaperMaterials, that_a_notice_finds_wanting_come_with_its_answer) {
    enter("2018-09-20", Hold{"accept", "correction", {"title", "a second copy of the map"}, {}, std::nullopt});
    EXPECT_EQ(received(), "identity 2018-09-20\n");
    enter("2018-09-25", Resume{"accept", *calendar::parse_day("2018-09-21")});
    EXPECT_EQ(received(), "identity 2018-09-20\ntitle 2018-09-21\n")
        << "what the pack has no name for is not among them";
}

TEST_F(PaperMaterials, are_as_they_were_when_the_notice_is_taken_back) {
    enter("2018-09-20", Hold{"accept", "correction", {"title"}, {}, std::nullopt});
    enter("2018-09-21", Void{2, "meant for another case"});
    EXPECT_EQ(received(), "identity 2018-09-20\ntitle 2018-09-20\n");
}

TEST_F(PaperMaterials, are_of_the_pack) {
    case_.log.clear();
    const Decision decision =
        decided("2018-09-20", Submit{"ten-kilovolt", {}, std::nullopt, {"identity", "horoscope"}});
    ASSERT_TRUE(std::holds_alternative<Rejection>(decision));
    EXPECT_EQ(std::get<Rejection>(decision).code, "unknown-material");
    EXPECT_EQ(std::get<Rejection>(decision).field, "materials[1]");
}

}  // namespace
}  // namespace bandian::casework
