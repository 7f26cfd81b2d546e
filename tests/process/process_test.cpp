// The clock that judges a task.

#include "process/process.hpp"

#include "packs/pack_files.hpp"
#include "process/task_path.hpp"

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
        const std::string unnumbered = parse_task_path(path).value().unnumbered();
        for (const TaskIndex t : process().tasks.indices()) {
            if (process().tasks[t].path != unnumbered) continue;
            const ClockIndex clock = judging_clock(process(), t);
            return clock ? process().clocks[clock].path : "none";
        }
        return "no such task";
    }

    std::shared_ptr<const Pack> pack_;
};

TEST_F(ProcessOfAPack, is_judged_by_the_clock_over_the_fewest_tasks) {
    EXPECT_EQ(judge_of("accept"), "accept");
    EXPECT_EQ(judge_of("green-space.1.review~2"), "green-space.permit");
    EXPECT_EQ(judge_of("inspect"), "inspect-energize");
    EXPECT_EQ(judge_of("customer-works"), "none");
}

}  // namespace
}  // namespace bandian::process
