// Tasks by the paths they run under, and the clock that judges them.

#include "process/process.hpp"

#include "packs/pack_files.hpp"

#include <gtest/gtest.h>

namespace bandian::process {
namespace {

class ProcessOfAPack : public ::testing::Test {
protected:
    void SetUp() override {
        packs::Faults faults;
        pack_ = packs::load_pack(
            packs::read_pack_files(std::string{BANDIAN_SOURCE_DIR} + "/workflows/zhoucun-2018", faults), faults);
        ASSERT_TRUE(pack_);
    }

    const Process& process() const { return *pack_->process("ten-kilovolt"); }
    std::string judge_of(const char* path) const {
        const int task = task_at(process(), path);
        if (task < 0) return "no such task";
        const int clock = judging_clock(process(), task);
        return clock < 0 ? "none" : process().clocks[static_cast<std::size_t>(clock)].path;
    }

    std::shared_ptr<const Pack> pack_;
};

TEST_F(ProcessOfAPack, finds_the_task_of_a_path_whatever_its_place_and_attempt) {
    for (const char* path : {"green-space.1.review", "green-space.12.review~3", "green-space.review"})
        EXPECT_EQ(process().tasks.at(static_cast<std::size_t>(task_at(process(), path))).path, "green-space.review")
            << path;
    for (const char* path : {"", ".", "review", "green-space.1", "green-space.1.dance", "1", "~2"})
        EXPECT_EQ(task_at(process(), path), -1) << path;
}

TEST_F(ProcessOfAPack, is_judged_by_the_clock_over_the_fewest_tasks) {
    EXPECT_EQ(judge_of("accept"), "accept");
    EXPECT_EQ(judge_of("green-space.1.review~2"), "green-space.permit");
    EXPECT_EQ(judge_of("inspect"), "inspect-energize");
    EXPECT_EQ(judge_of("customer-works"), "none");
}

}  // namespace
}  // namespace bandian::process
