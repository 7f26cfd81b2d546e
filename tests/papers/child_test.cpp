// Programs that are given somebody's file.

#include "papers/child.hpp"
#include "papers/temporary_file.hpp"

#include <gtest/gtest.h>

namespace bandian::papers {
namespace {

std::string shell(const std::string& text, const ChildBounds& bounds = {}) {
    return run_child({"/bin/sh", "-c", text}, TemporaryFile{}.fd(), bounds).out;
}

TEST(Child, reads_the_file_from_its_beginning_and_may_seek_in_it) {
    TemporaryFile file;
    file.add("abc", 3);
    EXPECT_EQ(run_child({"/bin/cat"}, file.fd()).out, "abc");
    EXPECT_EQ(run_child({"/usr/bin/tail", "-c", "1", "/dev/stdin"}, file.fd()).out, "c");
}

TEST(Child, tells_how_it_ended) {
    EXPECT_EQ(run_child({"/bin/sh", "-c", "echo oh >&2; exit 7"}, TemporaryFile{}.fd()).code, 7);
    EXPECT_EQ(run_child({"/bin/sh", "-c", "echo oh >&2; exit 7"}, TemporaryFile{}.fd()).err, "oh\n");
    EXPECT_EQ(run_child({"/bin/sh", "-c", "kill -9 $$"}, TemporaryFile{}.fd()).code, -1);
    EXPECT_EQ(run_child({"/no/such/program"}, TemporaryFile{}.fd()).code, 127);
}

TEST(Child, is_ended_when_it_takes_or_says_too_much) {
    ChildBounds bounds;
    bounds.time = std::chrono::milliseconds{50};
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(run_child({"/bin/sleep", "1000"}, TemporaryFile{}.fd(), bounds).code, -1);
    EXPECT_EQ(run_child({"/bin/sh", "-c", "exec >&- 2>&-; exec sleep 1000"}, TemporaryFile{}.fd(), bounds).code, -1)
        << "though it has closed its mouth";
    // A generous bound against waiting for the thousand seconds.
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{100});
    ChildBounds little;
    little.output = 100'000;
    const ChildResult loud = run_child({"/usr/bin/yes"}, TemporaryFile{}.fd(), little);
    EXPECT_EQ(loud.code, -1);
    EXPECT_LE(loud.out.size(), little.output);
}

TEST(Child, has_little_and_sees_nothing_of_ours) {
    ChildBounds bounds;
    bounds.memory = 256 << 20;
    EXPECT_EQ(shell("ulimit -v; ulimit -c; ulimit -n", bounds), "262144\n0\n64\n");
    EXPECT_EQ(shell("echo x > /tmp/bandian-child-test; echo written"), "") << "it writes no file";
    ::setenv("BANDIAN_TEST_SECRET", "x", 1);
    EXPECT_EQ(shell("echo $BANDIAN_TEST_SECRET"), "\n");
    const TemporaryFile open;  // of ours
    EXPECT_EQ(shell("test -e /proc/self/fd/" + std::to_string(open.fd()) + " && echo seen"), "");
}

}  // namespace
}  // namespace bandian::papers
