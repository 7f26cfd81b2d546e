// Whose turn it is: so many at once, few who wait, nobody for ever.

#include "app/turns.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <optional>
#include <thread>
#include <vector>

namespace bandian::app {
namespace {

using Row = Turns::Row;
using Turn = Turns::Turn;
constexpr auto ages = std::chrono::seconds{30};

TEST(Turns, come_to_so_many_at_once_and_the_rest_are_told_at_once) {
    Turns turns{1, 0, ages};
    std::optional<Turn> first;
    first.emplace(turns);
    EXPECT_TRUE(*first);
    EXPECT_FALSE(Turn{turns});
    first.reset();
    EXPECT_TRUE(Turn{turns});
}

TEST(Turns, come_to_who_waits_once_somebody_has_done) {
    Turns turns{1, 1, ages};
    std::optional<Turn> first;
    first.emplace(turns);
    auto second = std::async(std::launch::async, [&] { return static_cast<bool>(Turn{turns}); });
    first.reset();
    EXPECT_TRUE(second.get());
}

TEST(Turns, that_do_not_come_in_time_do_not_come) {
    Turns turns{1, 1, std::chrono::milliseconds{1}};
    const Turn first{turns};
    EXPECT_FALSE(Turn{turns});
    EXPECT_FALSE(Turn{turns}) << "who has given up has left his place in the row";
}

TEST(Turns, are_waited_for_by_few_and_the_first_row_is_not_filled_by_the_second) {
    Turns turns{1, 2, ages};
    std::optional<Turn> first;
    first.emplace(turns, Row::second);
    std::atomic<int> refused{0}, let_in{0};
    std::vector<std::thread> strangers;
    for (int i = 0; i < 6; ++i)
        strangers.emplace_back([&] {
            const Turn turn(turns, Row::second);
            ++(turn ? let_in : refused);
        });
    while (refused < 4) std::this_thread::yield();  // two wait, and nobody else may
    std::thread known([&] { ++(Turn(turns, Row::first) ? let_in : refused); });
    first.reset();
    known.join();
    for (std::thread& one : strangers) one.join();
    EXPECT_EQ(refused, 4);
    EXPECT_EQ(let_in, 3);
}

}  // namespace
}  // namespace bandian::app
