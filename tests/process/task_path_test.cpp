#include "process/task_path.hpp"

#include <gtest/gtest.h>

namespace bandian::process {
namespace {

TEST(TaskPath, is_told_as_it_was_read) {
    struct Row {
        const char* text;
        const char* call;
        int number;
        const char* id;
        int attempt;
        const char* place;
        const char* unnumbered;
    };
    const Row rows[]{
        {"accept", "", 0, "accept", 1, "", "accept"},
        {"rectify~2", "", 0, "rectify", 2, "", "rectify"},
        {"green-space.1.review", "green-space", 1, "review", 1, "green-space.1", "green-space.review"},
        {"green-space.12.review~3", "green-space", 12, "review", 3, "green-space.12", "green-space.review"},
        {"outer.1.inner.2.task", "outer.1.inner", 2, "task", 1, "outer.1.inner.2", "outer.inner.task"}};
    for (const Row& row : rows) {
        const auto path = parse_task_path(row.text);
        ASSERT_TRUE(path) << row.text;
        EXPECT_EQ(*path, (TaskPath{row.call, row.number, row.id, row.attempt})) << row.text;
        EXPECT_EQ(path->text(), row.text);
        EXPECT_EQ(path->place(), row.place);
        EXPECT_EQ(path->unnumbered(), row.unnumbered);
    }
}

TEST(TaskPath, is_written_in_one_way_only) {
    for (const char* text :
         {"", "~2", "accept~1", "accept~0", "accept~", "accept~02", "accept~x", "accept~2~", "green-space.review",
          "green-space..review", "green-space.0.review", "green-space.01.review", "green-space.1.", ".1.review",
          "green-space.-1.review", "green-space.1x.review", "green-space.99999999999.review"})
        EXPECT_FALSE(parse_task_path(text)) << text;
}

}  // namespace
}  // namespace bandian::process
