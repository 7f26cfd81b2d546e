// Who may include whom. The link graph says the same; this says it of headers too.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

namespace {

const std::map<std::string, std::set<std::string>> may_include{
    {"text", {}},
    {"calendar", {}},
    {"process", {"text"}},
    {"clocks", {"calendar", "process"}},
    {"casework", {"calendar", "process", "clocks", "text"}},
    {"wire", {"calendar", "process", "clocks", "casework", "text"}},
    {"packs", {"calendar", "process", "text"}},
    {"app", {"calendar", "process", "clocks", "casework", "wire", "text"}},
    {"store", {"calendar", "process", "clocks", "casework", "wire", "app", "packs", "text"}},
    {"http", {"calendar", "process", "clocks", "casework", "wire", "app", "text"}},
    {"papers", {"calendar", "process", "clocks", "casework", "wire", "app", "text"}},
    {"worker", {"calendar", "process", "clocks", "casework", "wire", "app", "text"}},
    {"report", {"calendar", "process", "clocks", "casework", "wire", "app", "text"}},
    {"cli",
     {"calendar", "process", "clocks", "casework", "wire", "app", "packs", "store", "http", "papers", "worker",
      "report", "text"}}};

const std::set<std::string> pure{"calendar", "process", "clocks", "casework"};

/// The header between the two signs of an #include, "" when the line has none.
std::string included(const std::string& line, char open, char close) {
    if (line.rfind(std::string{"#include "} + open, 0) != 0) return {};
    return line.substr(10, line.find(close, 10) - 10);
}

TEST(Architecture, dependencies_point_one_way) {
    const std::filesystem::path src = std::string{BANDIAN_SOURCE_DIR} + "/src";
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(src)) {
        const auto extension = entry.path().extension();
        if (extension != ".hpp" && extension != ".cpp") continue;
        ++files;
        const std::string room = std::filesystem::relative(entry.path(), src).begin()->string();
        ASSERT_EQ(may_include.count(room), 1u) << "a room nobody knows: " << room;
        std::ifstream file(entry.path());
        for (std::string line; std::getline(file, line);) {
            if (const std::string header = included(line, '"', '"'); !header.empty()) {
                const std::string other = header.substr(0, header.find('/'));
                EXPECT_TRUE(other == room || may_include.at(room).count(other))
                    << entry.path() << " includes " << other;
            }
            if (const std::string header = included(line, '<', '>'); !header.empty() && pure.count(room)) {
                EXPECT_TRUE(header.find('.') == std::string::npos || header == "date/date.h")
                    << entry.path() << " includes " << header;
            }
            // What everybody includes of texts is as pure as those who do.
            if (room == "text" && extension == ".hpp") {
                EXPECT_EQ(line.find("#include <Q"), std::string::npos) << entry.path();
            }
            if (const std::string header = included(line, '"', '"');
                pure.count(room) && header.rfind("text/", 0) == 0) {
                EXPECT_TRUE(header == "text/characters.hpp" || header == "text/joined.hpp") << entry.path();
            }
            EXPECT_TRUE(room == "store" || line.find("#include <pqxx") == std::string::npos) << entry.path();
            EXPECT_TRUE(pure.count(room) == 0 || line.find("system_clock::now") == std::string::npos) << entry.path();
        }
    }
    EXPECT_GT(files, 30);
}

}  // namespace
