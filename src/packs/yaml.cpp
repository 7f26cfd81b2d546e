#include "packs/yaml.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace bandian::packs {

namespace {

/// The length of the character that starts at `from`, in bytes; 0: it is none of UTF-8's, or it is U+0000.
std::size_t length_of(const std::string& text, std::size_t from) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
    const unsigned char first = byte(from), second = byte(from + 1);
    if (first < 0x80) return first == 0 ? 0 : 1;
    if (first >= 0xC2 && first <= 0xDF) return follows(from + 1) ? 2 : 0;
    const bool low =
        (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);  // would fit into fewer bytes
    const bool high =
        (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);  // a surrogate, or past U+10FFFF
    if (low || high || !follows(from + 1) || !follows(from + 2)) return 0;
    if ((first & 0xF0) == 0xE0) return 3;
    return first >= 0xF0 && first <= 0xF4 && follows(from + 3) ? 4 : 0;
}

}  // namespace

std::optional<Fault> bad_byte(const std::string& text, const std::string& file) {
    int line = 1, column = 1;
    std::size_t at = 0;
    for (std::size_t length; at < text.size() && (length = length_of(text, at)) > 0; at += length) {
        ++column;
        if (text[at] == '\n') {
            ++line;
            column = 1;
        }
    }
    if (at == text.size()) return std::nullopt;
    char byte[8];
    std::snprintf(byte, sizeof byte, "0x%02X", static_cast<unsigned char>(text[at]));
    const bool wide = text.compare(0, 2, "\xFF\xFE") == 0 || text.compare(0, 2, "\xFE\xFF") == 0;
    return Fault{{file, line, column},
                 Severity::error,
                 "Expected text in UTF-8, but byte " + std::to_string(at + 1) + " of the file, " + byte +
                     ", is none of its. " +
                     (wide ? "It begins as UTF-16 does" : "Chinese text from Windows is often GB18030 (GBK, ANSI)") +
                     ": save it as UTF-8.",
                 "yaml"};
}

std::optional<YAML::Node> read_yaml(const std::string& text, const std::string& file, Faults& faults) {
    if (auto bad = bad_byte(text, file)) {
        faults.push_back(std::move(*bad));
        return std::nullopt;
    }
    try {
        YAML::Node node = YAML::Load(text);
        if (node.IsMap()) return node;
        faults.push_back({{file, 1, 1},
                          Severity::error,
                          "Expected a mapping of keys to values, but the file holds something else.",
                          "yaml"});
    } catch (const YAML::Exception& e) {
        faults.push_back(
            {{file, e.mark.line + 1, e.mark.column + 1},
             Severity::error,
             "Expected YAML, but: " + e.msg +
                 ". Look here and on the line before for a tab, a full-width character or an open bracket.",
             "yaml"});
    }
    return std::nullopt;
}

Place place_of(const YAML::Node& node, const std::string& file) {
    const YAML::Mark mark = node.Mark();
    return {file, mark.line + 1, mark.column + 1};
}

Mapping::Mapping(YAML::Node node, std::string file, std::string what, Faults& faults)
    : node_(std::move(node)), file_(std::move(file)), what_(std::move(what)), faults_(faults) {}

namespace {

std::string listed(const std::set<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace

Mapping::~Mapping() {
    std::set<std::string> seen;
    for (const auto& entry : node_) {
        const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : std::string{};
        if (asked_.count(key) == 0)
            faults_.push_back({packs::place_of(entry.first, file_), Severity::error,
                               "Expected a key that " + what_ + " has (" + listed(asked_) + "), but got \"" + key +
                                   "\"." + did_you_mean(key, {asked_.begin(), asked_.end()}),
                               "yaml-key"});
        else if (!seen.insert(key).second)
            faults_.push_back({packs::place_of(entry.first, file_), Severity::error,
                               "Expected each key once, but \"" + key + "\" is there twice.", "yaml-key"});
    }
}

YAML::Node Mapping::find(const std::string& key) {
    asked_.insert(key);
    const YAML::Node& readable = node_;
    YAML::Node value = readable[key];
    return value.IsDefined() ? value : YAML::Node{YAML::NodeType::Undefined};
}

std::string Mapping::text(const std::string& key) {
    std::string value = text_or(key, {});
    if (value.empty()) fault(place(), "Expected " + what_ + " to have " + key + ", but it is missing or empty.");
    return value;
}

std::string Mapping::text_or(const std::string& key, std::string fallback) {
    const YAML::Node value = find(key);
    if (!value.IsDefined() || value.IsNull()) return fallback;
    if (!value.IsScalar()) {
        fault(packs::place_of(value, file_), "Expected " + key + " to be text, but it is not.");
        return fallback;
    }
    const std::string& text = value.Scalar();
    if (std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; })) return text;
    fault(packs::place_of(value, file_), "Expected " + key + " to be one line of text, but it has control characters.");
    return fallback;
}

std::optional<double> Mapping::number(const std::string& key) {
    const std::string text = text_or(key, {});
    if (text.empty()) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && end == text.data() + text.size()) return value;
    fault(place_of(key), "Expected " + key + " to be a number, but got \"" + text + "\".");
    return std::nullopt;
}

bool Mapping::flag(const std::string& key) {
    const std::string text = text_or(key, "false");
    if (text != "true" && text != "false")
        fault(place_of(key), "Expected " + key + " to be true or false, but got \"" + text + "\".");
    return text == "true";
}

std::vector<std::string> Mapping::list(const std::string& key) {
    std::vector<std::string> values;
    const YAML::Node list = find(key);
    if (!list.IsDefined() || list.IsNull()) return values;
    if (!list.IsSequence()) fault(packs::place_of(list, file_), "Expected " + key + " to be a list, but it is not.");
    else
        for (const YAML::Node& item : list) {
            if (item.IsScalar()) values.push_back(item.Scalar());
            else fault(packs::place_of(item, file_), "Expected " + key + " to be a list of words, but this is none.");
        }
    return values;
}

std::optional<YAML::Node> Mapping::node(const std::string& key) {
    const YAML::Node value = find(key);
    if (!value.IsDefined() || value.IsNull()) return std::nullopt;
    return value;
}

void Mapping::each(const std::string& key, const std::function<void(Mapping&)>& read) {
    const YAML::Node list = find(key);
    if (!list.IsDefined() || list.IsNull()) return;
    if (!list.IsSequence())
        return fault(packs::place_of(list, file_), "Expected " + key + " to be a list, but it is not.");
    for (const YAML::Node& item : list) {
        if (!item.IsMap()) {
            fault(packs::place_of(item, file_), "Expected each of " + key + " to be a mapping, but this is not.");
            continue;
        }
        Mapping mapping{item, file_, "one of " + key, faults_};
        read(mapping);
    }
}

Place Mapping::place() const { return packs::place_of(node_, file_); }

Place Mapping::place_of(const std::string& key) const {
    const YAML::Node& readable = node_;
    const YAML::Node value = readable[key];
    return value.IsDefined() ? packs::place_of(value, file_) : place();
}

void Mapping::fault(const Place& place, std::string text) {
    faults_.push_back({place, Severity::error, std::move(text), "yaml-value"});
}

}  // namespace bandian::packs
