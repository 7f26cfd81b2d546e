// What handing files in relies on, of the archive in PostgreSQL and of its twin in memory.

#include "store/twins.hpp"

namespace bandian::store {
namespace {

using app::Keeping;

class AFile : public OfBoth {
protected:
    app::Archive& archive = twin->archive();
    const app::Instant now = at("2018-10-08T09:00+08:00");
    const std::string one = case_with_files();

    std::string case_with_files() {
        const std::string case_no = opened();
        twin->expect_files_of(case_no);
        return case_no;
    }
    app::Material material(const std::string& case_no, const std::string& id, const std::string& bytes,
                           const std::string& department = "service-center") {
        app::Material m;
        m.case_no = case_no;
        m.id = id;
        m.name = id + ".pdf";
        m.type = "application/pdf";
        m.bytes = bytes.size();
        m.sha256 = std::string(64, 'a');
        m.by = "li";
        m.department = department;
        m.upload = archive.begin_upload(now);
        archive.add_piece(*m.upload, 0, bytes);
        return m;
    }
    Keeping keep(const app::Material& m, const app::FileBounds& bounds = {}) { return archive.keep(m, bounds, now); }
};
INSTANTIATE_TEST_SUITE_P(Both, AFile, both, name_of);

TEST_P(AFile, is_there_once_it_is_kept) {
    const app::Material m = material(one, "identity", std::string{"\0\xff%PDF", 6});
    EXPECT_TRUE(archive.materials_of(one).empty());
    EXPECT_EQ(keep(m), Keeping::kept);
    EXPECT_EQ(keep(m), Keeping::kept) << "sent again";
    const auto all = archive.materials_of(one);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].case_no, one);
    EXPECT_EQ(all[0].id, "identity");
    EXPECT_EQ(all[0].name, "identity.pdf");
    EXPECT_EQ(all[0].type, "application/pdf");
    EXPECT_EQ(all[0].bytes, 6u);
    EXPECT_EQ(all[0].sha256, m.sha256);
    EXPECT_EQ(all[0].by, "li");
    EXPECT_EQ(all[0].stored_at, "2018-10-08T01:00:00.000Z");
    EXPECT_EQ(all[0].upload, m.upload);
    EXPECT_EQ(archive.slice(*m.upload, 0), (std::string{"\0\xff%PDF", 6}));
    EXPECT_EQ(keep(material("T2018-999999", "identity", "x")), Keeping::no_such_case);
}

TEST_P(AFile, is_read_in_slices_over_its_pieces) {
    app::Material m = material(one, "plan", std::string(app::piece_bytes, 'a'));
    archive.add_piece(*m.upload, 1, "end");
    archive.add_piece(*m.upload, 1, "sent again");
    std::string read;
    for (std::string slice; !(slice = archive.slice(*m.upload, read.size())).empty(); read += slice)
        EXPECT_LE(slice.size(), app::slice_bytes);
    EXPECT_EQ(read.size(), app::piece_bytes + 3);
    EXPECT_EQ(read.substr(app::piece_bytes), "end");
    EXPECT_EQ(archive.slice(999'999, 0), "");
}

TEST_P(AFile, handed_in_anew_counts_and_the_earlier_one_stays) {
    const app::Material first = material(one, "plan", "first"), second = material(one, "plan", "second");
    keep(first);
    keep(second);
    keep(material(one, "identity", "x"));
    const auto shown = archive.materials_of(one);
    ASSERT_EQ(shown.size(), 2u);
    EXPECT_EQ(shown[0].id, "identity");
    EXPECT_EQ(shown[1].upload, second.upload);
    const auto stored = archive.stored_after(0, 10);
    ASSERT_EQ(stored.size(), 3u);
    EXPECT_EQ(stored[0].upload, first.upload);
    EXPECT_EQ(archive.stored_after(stored[0].number, 10).size(), 2u);
    EXPECT_EQ(archive.stored_after(0, 1).size(), 1u);
    EXPECT_EQ(archive.kept_of_case(one).files, 3);
    EXPECT_EQ(archive.kept_of_case(one).bytes, 12);
}

TEST_P(AFile, is_refused_past_the_bounds_of_a_case_and_of_a_department) {
    app::FileBounds bounds;
    bounds.case_files = 1;
    EXPECT_EQ(keep(material(one, "a", "xx"), bounds), Keeping::kept);
    EXPECT_EQ(keep(material(one, "b", "xx"), bounds), Keeping::case_full);
    bounds = {};
    bounds.case_bytes = 3;
    EXPECT_EQ(keep(material(one, "b", "xx"), bounds), Keeping::case_full);
    bounds = {};
    bounds.department_files = 1;
    const std::string other = case_with_files();
    EXPECT_EQ(keep(material(other, "a", "xx"), bounds), Keeping::department_full);
    EXPECT_EQ(keep(material(other, "a", "xx", "power-supply"), bounds), Keeping::kept);
    EXPECT_EQ(archive.keep(material(other, "a", "xx"), bounds, now + std::chrono::hours{25}), Keeping::kept)
        << "what was handed in a day before does not count";
    EXPECT_EQ(archive.kept_of_department("power-supply", now - std::chrono::hours{1}).files, 1);
    EXPECT_EQ(archive.kept_of_department("power-supply", now).files, 0);
}

TEST_P(AFile, that_became_nothing_goes) {
    const app::Material kept = material(one, "a", "x");
    keep(kept);
    const std::int64_t forgotten = *material(one, "b", "x").upload, abandoned = *material(one, "c", "x").upload;
    archive.forget(forgotten);
    archive.forget(*kept.upload);
    EXPECT_EQ(archive.slice(forgotten, 0), "");
    EXPECT_EQ(archive.slice(*kept.upload, 0), "x");
    archive.clear_abandoned(now);
    EXPECT_EQ(archive.slice(abandoned, 0), "x") << "it may still be coming";
    archive.clear_abandoned(now + std::chrono::hours{24});
    EXPECT_EQ(archive.slice(abandoned, 0), "");
    EXPECT_EQ(archive.slice(*kept.upload, 0), "x");
}

TEST_P(AFile, goes_with_the_person_it_is_of) {
    const app::Material m = material(one, "identity", "x");
    keep(m);
    EXPECT_FALSE(archive.erase_person("T2018-999999", "asked for it", "li", now));
    EXPECT_TRUE(archive.erase_person(one, "asked for it", "li", now));
    EXPECT_EQ(archive.slice(*m.upload, 0), "");
    const auto all = archive.materials_of(one);
    ASSERT_EQ(all.size(), 1u) << "that there was one is known";
    EXPECT_EQ(all[0].name, "");
    EXPECT_EQ(all[0].upload, std::nullopt);
    EXPECT_TRUE(archive.stored_after(0, 10).empty());
    EXPECT_EQ(archive.kept_of_case(one).files, 0);
}

}  // namespace
}  // namespace bandian::store
