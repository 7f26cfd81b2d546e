#include "process/pack.hpp"

#include <gtest/gtest.h>

namespace bandian::process {
namespace {

Pack with(const Outcome& outcome) {
    Pack pack;
    pack.outcomes = {outcome};
    return pack;
}

Outcome called(const char* name, const char* name_en, const char* done, const char* done_en) {
    Outcome outcome;
    outcome.id = "granted";
    outcome.name = name;
    outcome.name_en = name_en;
    outcome.done = done;
    outcome.done_en = done_en;
    return outcome;
}

TEST(OutcomeWords, say_the_choice_and_what_came_of_it) {
    const Pack pack = with(called("准予", "Grant", "已准予", "granted"));
    EXPECT_EQ(choice_words(pack, "granted").zh, "准予");
    EXPECT_EQ(choice_words(pack, "granted").en, "Grant");
    EXPECT_EQ(done_words(pack, "granted").zh, "已准予");
    EXPECT_EQ(done_words(pack, "granted").en, "granted");
}

TEST(OutcomeWords, are_never_empty) {
    const Pack chinese = with(called("准予", "", "", ""));
    EXPECT_EQ(choice_words(chinese, "granted").en, "准予") << "without an English label the Chinese name stands for it";
    EXPECT_EQ(done_words(chinese, "granted").zh, "准予");
    EXPECT_EQ(done_words(chinese, "granted").en, "准予");
    const Pack english = with(called("准予", "Grant", "已准予", ""));
    EXPECT_EQ(done_words(english, "granted").en, "Grant") << "English as a choice before Chinese";
    const Pack nameless = with(called("", "", "", ""));
    EXPECT_EQ(choice_words(nameless, "granted").zh, "granted") << "the id as the last resort";
    EXPECT_EQ(done_words(nameless, "unheard-of").en, "unheard-of");
}

}  // namespace
}  // namespace bandian::process
