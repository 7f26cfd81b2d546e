// What another step of the same attempt says about a clock: a loop around two steps that run at once, one bound only
// once the other is finished. Drawn by hand, since no shipped pack has it.

#include "calendar/worked_days.hpp"
#include "casework/decide.hpp"
#include "casework/view.hpp"
#include "packs/feel.hpp"
#include "wire/instant.hpp"

#include <gtest/gtest.h>

namespace bandian::casework {
namespace {

Day day(const char* text) { return calendar::parse_day(text).value(); }
process::Expression feel(const std::string& text) { return std::get<process::Expression>(packs::parse_feel(text)); }

/// Round and round: [prepare and build at once, then check], again while the check fails; build is bound by 2 days, not
/// before prepare is finished.
std::shared_ptr<const process::Pack> rounds() {
    process::Process p;
    p.id = "rounds";
    const auto task = [&](const char* id, std::vector<std::string> outcomes) {
        process::Task t;
        t.id = t.path = id;
        t.role = "utility";
        t.outcomes = std::move(outcomes);
        process::Node node;
        node.block = process::Block::task;
        node.task = p.tasks.push_back(t);
        return p.nodes.push_back(node);
    };
    const auto block = [&](process::Block kind, std::vector<process::NodeIndex> children) {
        process::Node node;
        node.block = kind;
        node.children = std::move(children);
        return p.nodes.push_back(node);
    };
    const auto both = block(process::Block::parallel, {task("prepare", {"done"}), task("build", {"done"})});
    const auto body = block(process::Block::sequence, {both, task("check", {"passed", "failed"})});
    const auto loop = block(process::Block::loop, {body, block(process::Block::sequence, {})});
    p.nodes[loop].conditions = {feel("outcome = \"failed\"")};
    const auto end = block(process::Block::end, {});
    p.nodes[end].settles = "energized";
    p.root = block(process::Block::sequence, {loop, end});
    process::Clock clock;
    clock.id = clock.path = "build";
    clock.own = true;
    clock.limit = feel("2");
    clock.covers.set(1);
    clock.home = loop;
    clock.not_before = process::TaskIndex{0};
    p.nodes[loop].clocks = {p.clocks.push_back(clock)};

    process::Pack pack;
    pack.id = "drawn";
    pack.time_zone = "Asia/Shanghai";
    process::Department utility;
    utility.id = "utility";
    utility.party = process::Party::utility;
    pack.departments.push_back(utility);
    pack.roles["utility"] = {{std::nullopt, "utility"}};
    pack.processes["rounds"] = std::make_shared<const process::Process>(std::move(p));
    return std::make_shared<const process::Pack>(std::move(pack));
}

class Attempts : public ::testing::Test {
protected:
    void enter(const char* text, Entry entry) {
        const Command command{*wire::parse_instant(std::string{text} + "T09:00+08:00"), day(text), std::move(entry)};
        const Decision decision =
            case_.log.empty() ? decide_submission(*pack_, command, calendar_) : decide(case_, command, calendar_);
        ASSERT_TRUE(std::holds_alternative<Event>(decision)) << std::get<Rejection>(decision).detail;
        if (case_.log.empty()) case_ = replay(pack_, {std::get<Event>(decision)});
        else apply(case_, std::get<Event>(decision));
    }

    std::optional<Day> due(const char* clock, const char* today) const {
        const CaseView seen = view(case_, calendar_, day(today));
        const ClockView* found = seen.clock(clock);
        return found ? found->reading.due : std::nullopt;
    }

    std::shared_ptr<const process::Pack> pack_ = rounds();
    calendar::Calendar calendar_ = std::get<calendar::Calendar>(testing::region("cn").calendar());
    Case case_;
};

TEST_F(Attempts, bind_a_clock_by_the_other_step_of_the_same_attempt) {
    enter("2018-10-08", Submit{"rounds", {}});
    enter("2018-10-09", Complete{"prepare", "done", {}, std::nullopt});
    enter("2018-10-10", Complete{"build", "done", {}, std::nullopt});
    EXPECT_EQ(due("build", "2018-10-10"), day("2018-10-10"));
    enter("2018-10-11", Complete{"check", "failed", {}, std::nullopt});
    EXPECT_EQ(due("build~2", "2018-10-11"), std::nullopt) << "the first attempt's preparation is not this one's";
    enter("2018-10-22", Complete{"prepare~2", "done", {}, std::nullopt});
    EXPECT_EQ(due("build~2", "2018-10-22"), day("2018-10-22"));
    EXPECT_EQ(due("build", "2018-10-22"), day("2018-10-10")) << "what the second attempt did is not the first one's";
}

}  // namespace
}  // namespace bandian::casework
