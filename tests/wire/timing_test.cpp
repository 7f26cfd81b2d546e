#include "wire/timing.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace bandian::wire {
namespace {

// That it says what the log says is shown on every scenario (casework/scenario_test.cpp).

TEST(Timing, that_was_cut_off_or_is_no_number_is_refused) {
    const process::Process process;
    EXPECT_EQ(timed_case("17815 0", process).last_entry, calendar::parse_day("2018-10-11"));
    for (const char* text :
         {"", "17815", "17815 1 0 -1 -1", "17815 0 accept", "17815 x", "17815 0 accept 0 0 0 1 0 0 -1 0"})
        EXPECT_THROW(timed_case(text, process), std::logic_error)
            << text;  // the last one names a clock that the process does not have
}

}  // namespace
}  // namespace bandian::wire
