// Pictures of what telephones take, also of what somebody made to look like one. The picture is 128 by 96.

#include "papers/examiner.hpp"
#include "papers/previews.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <random>

namespace bandian::papers {
namespace {

constexpr const char* heic = "image/heic";

std::string picture() {
    std::ifstream file(std::string{BANDIAN_SOURCE_DIR} + "/tests/papers/picture.heic", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

app::WholeFile whole(const std::string& bytes) {
    return {bytes, bytes.size(), false,
            [&bytes](std::size_t offset) { return offset < bytes.size() ? bytes.substr(offset) : std::string{}; }};
}

int number_at(const std::string& bytes, std::size_t at) {
    int number = 0;
    for (std::size_t i = at; i < at + 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes.at(i));
    return number;
}

/// The code of why not; empty: it was drawn.
std::string refusal(Previews& previews, const std::string& bytes, int page = 1) {
    const auto drawn = previews.page(heic, whole(bytes), page);
    const auto* no = std::get_if<app::FileRefusal>(&drawn);
    return no ? no->code : std::string{};
}

TEST(Previews, of_heic_are_png_as_large_as_the_picture) {
    Previews previews;
    const std::string bytes = picture();
    EXPECT_EQ(std::get<int>(previews.pages(heic, whole(bytes))), 1);
    const auto drawn = previews.page(heic, whole(bytes), 1);
    ASSERT_TRUE(std::holds_alternative<app::Picture>(drawn)) << std::get<app::FileRefusal>(drawn).detail;
    const auto& made = std::get<app::Picture>(drawn);
    EXPECT_EQ(made.type, "image/png");
    EXPECT_EQ(made.bytes.substr(1, 3), "PNG");
    EXPECT_EQ(number_at(made.bytes, 16), 128);
    EXPECT_EQ(number_at(made.bytes, 20), 96);
    EXPECT_EQ(refusal(previews, bytes, 2), "no-such-page");
}

TEST(Previews, of_damaged_heic_are_refused) {
    Previews previews;
    const std::string bytes = picture();
    for (const std::size_t size : {12, 40, 200, 400})
        EXPECT_EQ(refusal(previews, bytes.substr(0, size)), "no-preview") << size;
    EXPECT_EQ(refusal(previews, std::string("\0\0\0\x18"
                                            "ftypheic",
                                            12) +
                                    std::string(5000, 'x')),
              "no-preview");
}

TEST(Previews, of_heic_that_claims_to_be_vast_are_refused) {
    Previews previews;
    std::string bytes = picture();
    const std::size_t extents = bytes.find("ispe");
    ASSERT_NE(extents, std::string::npos);
    for (std::size_t i = extents + 8; i < extents + 16; ++i) bytes[i] = '\x7F';
    EXPECT_EQ(refusal(previews, bytes), "no-preview");
}

TEST(Previews, of_heic_with_other_bytes_than_it_had_are_drawn_or_refused) {
    Previews previews;
    const std::string bytes = picture();
    std::mt19937 random(20261130);
    for (int round = 0; round < 40; ++round) {
        std::string other = bytes;
        for (int i = 0; i < 4; ++i) other[random() % other.size()] = static_cast<char>(random());
        const std::string code = refusal(previews, other);
        EXPECT_TRUE(code.empty() || code == "no-preview") << code << " in round " << round;
    }
}

TEST(FileExaminer, takes_heic_by_its_content) {
    FileExaminer examiner{std::nullopt};
    const std::string bytes = picture();
    const auto type = examiner.examine(whole(bytes));
    ASSERT_TRUE(std::holds_alternative<std::string>(type)) << std::get<app::FileRefusal>(type).detail;
    EXPECT_EQ(std::get<std::string>(type), heic);
}

}  // namespace
}  // namespace bandian::papers
