// What archives are looked through for, and how far. Whole requests: tests/service/materials.test.mjs.

#include "papers/archive_walk.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <map>

namespace bandian::papers {
namespace {

using Files = std::map<std::string, std::string>;

std::string zip(const Files& files) {
    std::string out(32 << 20, '\0');
    std::size_t used = 0;
    archive* writer = archive_write_new();
    archive_write_set_format_zip(writer);
    archive_write_open_memory(writer, out.data(), out.size(), &used);
    for (const auto& [name, content] : files) {
        archive_entry* one = archive_entry_new();
        archive_entry_set_pathname(one, name.c_str());
        archive_entry_set_size(one, static_cast<la_int64_t>(content.size()));
        archive_entry_set_filetype(one, AE_IFREG);
        archive_entry_set_perm(one, 0600);
        archive_write_header(writer, one);
        archive_write_data(writer, content.data(), content.size());
        archive_entry_free(one);
    }
    archive_write_close(writer);
    archive_write_free(writer);
    out.resize(used);
    return out;
}

/// The code of what is against it, or its type.
std::string found_in(const std::string& bytes, const WalkBounds& bounds = {}) {
    TemporaryFile file;
    file.add(bytes.data(), bytes.size());
    const auto found = walk(file, static_cast<std::int64_t>(bytes.size()), bounds);
    const auto* no = std::get_if<app::FileRefusal>(&found);
    return no ? no->code : std::get<std::string>(found);
}

TEST(ArchiveWalk, knows_documents_by_what_they_hold) {
    EXPECT_EQ(found_in(zip({{"a.txt", "x"}})), "");
    EXPECT_EQ(found_in(zip({{"OFD.xml", "x"}, {"Doc_0/Document.xml", "x"}})), "application/ofd");
    EXPECT_EQ(found_in(zip({{"[Content_Types].xml", "x"}, {"xl/workbook.xml", "x"}})),
              "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    EXPECT_EQ(found_in(zip({{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", "x"}})),
              "application/vnd.oasis.opendocument.text");
}

TEST(ArchiveWalk, finds_what_nobody_hands_in) {
    EXPECT_EQ(found_in(zip({{"a.EXE", "x"}})), "program-inside");
    EXPECT_EQ(found_in(zip({{"readme", "#!/bin/sh\necho\n"}})), "program-inside");
    EXPECT_EQ(found_in(zip({{"deep.zip", zip({{"a.lnk", "x"}})}})), "program-inside");
    EXPECT_EQ(
        found_in(zip({{"mimetype", "application/vnd.oasis.opendocument.text"}, {"Basic/Standard/Module1.xml", "x"}})),
        "macros-inside");
    EXPECT_EQ(found_in(zip({{"mimetype", "application/vnd.oasis.opendocument.text"},
                            {"META-INF/manifest.xml", "<manifest:encryption-data>"}})),
              "locked-file");
    EXPECT_EQ(found_in(zip({{"Basic/notes.xml", "x"}})), "")
        << "a folder of that name in an archive that is no document";
    EXPECT_EQ(found_in(zip({{"word/media/image1.emz", "\x1F\x8B\x08"}})), "")
        << "a picture that Office packs once more";
    EXPECT_EQ(found_in(zip({{"a.gz", "\x1F\x8B\x08"}})), "archive-inside");
    EXPECT_EQ(found_in("PK\3\4 and then nothing of the kind"), "damaged-archive");
}

TEST(ArchiveWalk, ends_at_its_bounds) {
    Files many;
    for (int i = 0; i < 30; ++i) many["file" + std::to_string(i)] = "x";
    WalkBounds bounds;
    bounds.entries = 29;
    EXPECT_EQ(found_in(zip(many), bounds), "archive-too-large");
    bounds = {};
    bounds.entries = 30;
    EXPECT_EQ(found_in(zip(many), bounds), "");
    bounds = {};
    bounds.bytes = 999'999;
    EXPECT_EQ(found_in(zip({{"a", std::string(1'000'000, 'a')}}), bounds), "archive-too-large");
    bounds = {};
    bounds.ratio_from = 100'000;
    EXPECT_EQ(found_in(zip({{"a", std::string(1'000'000, 'a')}}), bounds), "archive-too-large");
    bounds = {};
    bounds.time = std::chrono::milliseconds{-1};
    EXPECT_EQ(found_in(zip({{"a", "x"}}), bounds), "archive-too-large");
    bounds = {};
    bounds.depth = 2;
    EXPECT_EQ(found_in(zip({{"a", zip({{"b", "x"}})}}), bounds), "");
    EXPECT_EQ(found_in(zip({{"a", zip({{"b", zip({{"c", "x"}})}})}}), bounds), "archive-inside");
}

}  // namespace
}  // namespace bandian::papers
