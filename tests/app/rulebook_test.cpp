#include "app/rulebook.hpp"

#include <gtest/gtest.h>

namespace bandian::app {
namespace {

using namespace date::literals;

const calendar::Day today = date::local_days{2026_y / 10 / 12};

std::shared_ptr<const process::Pack> pack(const char* id, int version,
                                          calendar::Day from = date::local_days{2018_y / 9 / 30}) {
    process::Pack made;
    made.id = id;
    made.version = version;
    made.hash = std::string{id} + '/' + std::to_string(version);
    made.in_force_from = from;
    return std::make_shared<const process::Pack>(made);
}

std::vector<std::string> in_force(const Rulebook& rules, const std::string& id = "") {
    std::vector<std::string> hashes;
    for (const auto& one : rules.in_force(today, id)) hashes.push_back(one->hash);
    return hashes;
}

using Hashes = std::vector<std::string>;

TEST(Rulebook, takes_applications_under_what_is_offered_and_knows_all_that_cases_rest_on) {
    Rulebook rules;
    rules.add(pack("a", 1));
    rules.offer(pack("a", 2));
    rules.add(pack("gone", 1));
    rules.offer(pack("later", 1, today + date::days{1}));
    EXPECT_EQ(in_force(rules), Hashes{"a/2"});
    EXPECT_EQ(in_force(rules, "gone"), Hashes{});
    EXPECT_TRUE(rules.by_hash("a/1"));
    EXPECT_TRUE(rules.by_hash("gone/1"));
    EXPECT_EQ(rules.rules_version().packs, (Hashes{"a/1", "a/2", "gone/1", "later/1"}));
    rules.offer(pack("a", 1));
    EXPECT_EQ(in_force(rules), Hashes{"a/1"}) << "back to the files of before";
}

TEST(Rulebook, works_a_case_out_under_the_pack_its_log_says) {
    const auto with_process = [](int version) {
        process::Pack made = *pack("a", version);
        process::Process process;
        process.id = "p";
        process.root = process::NodeIndex{0};
        process.nodes.resize(1);
        made.processes.emplace("p", std::make_shared<const process::Process>(process));
        return std::make_shared<const process::Pack>(made);
    };
    Rulebook rules;
    rules.add(with_process(1));
    rules.add(with_process(2));
    LoggedCase logged{"A-1", "a/2", 1, 0, {{1, {}, today, casework::Submit{"p", {}}, "li"}}};
    EXPECT_EQ(case_of(rules, logged).pack->hash, "a/2") << "of before: what the list of cases says";
    logged.log.front().pack = casework::PackRef{"a", "a/1"};
    EXPECT_EQ(case_of(rules, logged).pack->hash, "a/1");
    logged.log.front().pack = casework::PackRef{"a", "a/3"};
    EXPECT_THROW(case_of(rules, logged), RulesAway);
}

TEST(Rulebook, closes_a_pack_alone) {
    Rulebook rules;
    rules.offer(pack("a", 1));
    rules.offer(pack("b", 1));
    rules.troubles = {{"a", "pack-unreadable", "…", false}};
    EXPECT_EQ(rules.closed(today, "a"), nullptr) << "what was in force goes on";
    rules.troubles = {{"b", "pack-version", "…", true}};
    EXPECT_EQ(rules.closed(today, "a"), nullptr);
    EXPECT_EQ(rules.closed(today, ""), nullptr) << "two are in force: which one is asked for is asked first";
    ASSERT_NE(rules.closed(today, "b"), nullptr);
    EXPECT_EQ(in_force(rules, "b"), Hashes{"b/1"}) << "what was last good is shown";
    rules.takes = {"a"};
    EXPECT_EQ(rules.closed(today, ""), nullptr);
    rules.takes = {"b"};
    ASSERT_NE(rules.closed(today, ""), nullptr);
    rules.takes = {"c"};
    rules.troubles = {{"c", "pack-missing", "…", true}};
    ASSERT_NE(rules.closed(today, ""), nullptr) << "also when nothing of it was ever good";
    ASSERT_NE(rules.closed(today, "c"), nullptr);
}

}  // namespace
}  // namespace bandian::app
