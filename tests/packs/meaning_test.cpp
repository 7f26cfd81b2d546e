#include "packs/meaning.hpp"
#include "packs/pack_files.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <regex>

namespace bandian::packs {
namespace {

PackFiles files_of(const std::string& pack) {
    Faults faults;
    return read_pack_files(std::string{BANDIAN_SOURCE_DIR} + "/workflows/" + pack, faults);
}

std::string meaning(const PackFiles& files) {
    Faults faults;
    const auto pack = load_pack(files, faults);
    EXPECT_TRUE(pack) << (faults.empty() ? "" : to_string(faults.front()));
    return pack ? meaning_of(*pack) : std::string{};
}

/// zhoucun-2018 with `from`, which must be there, replaced by `to` in a file.
PackFiles edited(const std::string& file, const std::string& from, const std::string& to) {
    PackFiles files = files_of("zhoucun-2018");
    std::string& text = files.content.at(file);
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
    return files;
}

/// tests/packs/meaning.json: `edits` of zhoucun-2018, each with whether it means the same after; `packs`, what ours
/// mean.
nlohmann::json table(const char* name) {
    std::ifstream file{std::string{BANDIAN_SOURCE_DIR} + "/tests/packs/meaning.json"};
    return nlohmann::json::parse(file).at(name);
}

TEST(Meaning, is_another_only_where_a_case_or_its_papers_would_be) {
    const std::string before = meaning(files_of("zhoucun-2018"));
    EXPECT_EQ(before.rfind(meaning_format, 0), 0u);
    const nlohmann::json edits = table("edits");
    EXPECT_GT(edits.size(), 20u);
    for (const auto& edit : edits) {
        const std::string after = meaning(edited(edit.at("file"), edit.at("from"), edit.at("to")));
        EXPECT_EQ(after == before, edit.at("same").get<bool>()) << edit.at("what");
    }
}

TEST(Meaning, knows_no_order_of_elements_where_the_language_has_none) {
    // The flows, as an editor writes them anew in another order; those out of an exclusive gateway keep theirs.
    PackFiles files = files_of("zhoucun-2018");
    const std::string before = meaning(files);
    std::string& text = files.content.at("ten-kilovolt.bpmn");
    const std::regex flow{"<bpmn:sequenceFlow [^>]*sourceRef=\"works-split\"[^>]*/>"};
    std::vector<std::string> flows;
    for (std::sregex_iterator it{text.begin(), text.end(), flow}, end; it != end; ++it) flows.push_back(it->str());
    ASSERT_GE(flows.size(), 2u);
    const auto first = text.find(flows.front()), last = text.find(flows.back());
    text.replace(last, flows.back().size(), flows.front());
    text.replace(first, flows.front().size(), flows.back());
    EXPECT_EQ(meaning(files), before);
}

// A pack of ours that comes to mean something else needs a higher version, or every installation is closed to new
// applications under it by the next release. Raise `version` in its pack.yaml, and add a line to the table.
TEST(Meaning, of_our_packs_is_that_of_their_version) {
    const nlohmann::json packs = table("packs");
    for (const char* id : {"zhoucun-2018", "state-grid-2023", "beijing-2018"}) {
        Faults faults;
        const auto pack = load_pack(files_of(id), faults);
        ASSERT_TRUE(pack);
        const nlohmann::json row{{"pack", id}, {"version", pack->version}, {"meaning", meaning_of(*pack)}};
        EXPECT_NE(std::find(packs.begin(), packs.end(), row), packs.end()) << row;
    }
}

TEST(Version, must_rise_with_the_meaning_and_with_nothing_else) {
    const std::vector<KeptPack> kept{{"a", 1, "1:x"}, {"b", 1, "1:x"}, {"c", 3, "1:y"}};
    EXPECT_EQ(version_owed({}, {"z", 1, "1:x"}), std::nullopt) << "nothing was there before";
    EXPECT_EQ(version_owed(kept, {"a", 1, "1:x"}), std::nullopt) << "the same bytes, also of an older version";
    EXPECT_EQ(version_owed(kept, {"z", 1, "1:x"}), std::nullopt) << "the same meaning";
    EXPECT_EQ(version_owed(kept, {"z", 3, "1:y"}), std::nullopt);
    EXPECT_EQ(version_owed(kept, {"z", 2, "1:x"}), std::nullopt)
        << "the same meaning under a version that nothing contradicts";
    EXPECT_EQ(version_owed(kept, {"z", 1, "1:y"}), 4) << "version 1 meant something else";
    EXPECT_EQ(version_owed(kept, {"z", 3, "1:x"}), 4);
    EXPECT_EQ(version_owed(kept, {"z", 2, "1:z"}), 4) << "a new meaning under a lower version";
    EXPECT_EQ(version_owed(kept, {"z", 3, "1:z"}), 4);
    EXPECT_EQ(version_owed(kept, {"z", 4, "1:z"}), std::nullopt);
    EXPECT_EQ(version_owed({{"a", 1, ""}}, {"z", 1, "1:x"}), 2) << "what cannot be told is not taken to be the same";
}

TEST(Pack, that_was_kept_is_not_judged_by_a_linter_anew) {
    const PackFiles files = edited("pack.yaml", "  - { id: identity,", "  - { id: identiti,");
    Faults faults;
    EXPECT_EQ(load_pack(files, faults), nullptr);
    faults.clear();
    EXPECT_NE(load_pack(files, faults, Standing::recorded), nullptr);
}

TEST(Pack, tells_its_id_however_much_else_is_wrong) {
    EXPECT_EQ(edited("pack.yaml", "name: ", "nime: ").id(), "zhoucun-2018");
    EXPECT_EQ(edited("pack.yaml", "departments:", "departments: [").id(), "zhoucun-2018") << "by its folder's name";
}

TEST(Pack, has_a_whole_number_for_a_version) {
    for (const char* bad : {"0", "-1", "1.5", "two", "1e12"}) {
        Faults faults;
        EXPECT_EQ(load_pack(edited("pack.yaml", "version: 2", std::string{"version: "} + bad), faults), nullptr) << bad;
        ASSERT_FALSE(faults.empty());
        EXPECT_EQ(faults.front().place.line, 6) << bad;
    }
}

}  // namespace
}  // namespace bandian::packs
