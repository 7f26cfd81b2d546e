#pragma once
// A YAML mapping read key by key: each fault has its line and column, and a key nobody asked for is one.

#include "packs/fault.hpp"

#include <yaml-cpp/yaml.h>

#include <functional>
#include <optional>
#include <set>

namespace bandian::packs {

/// The first byte that does not belong to UTF-8 text.
std::optional<Fault> bad_byte(const std::string& text, const std::string& file);

/// nullopt and one more fault when the text is no YAML or no mapping.
std::optional<YAML::Node> read_yaml(const std::string& text, const std::string& file, Faults& faults);

class Mapping {
public:
    Mapping(YAML::Node node, std::string file, std::string what, Faults& faults);
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    ~Mapping();  ///< notes the keys that nobody asked for

    std::string text(const std::string& key);  ///< required, not empty
    std::string text_or(const std::string& key, std::string fallback);
    std::optional<double> number(const std::string& key);    ///< optional
    bool flag(const std::string& key);                       ///< optional, false
    std::vector<std::string> list(const std::string& key);   ///< optional list of scalars
    std::optional<YAML::Node> node(const std::string& key);  ///< optional, anything
    /// Each mapping of an optional list.
    void each(const std::string& key, const std::function<void(Mapping&)>& read);

    Place place() const;
    Place place_of(const std::string& key) const;
    void fault(const Place& place, std::string text);
    const YAML::Node& yaml() const { return node_; }
    const std::string& file() const { return file_; }
    Faults& faults() { return faults_; }

private:
    YAML::Node find(const std::string& key);

    YAML::Node node_;
    std::string file_;
    std::string what_;
    Faults& faults_;
    std::set<std::string> asked_;
};

Place place_of(const YAML::Node& node, const std::string& file);

}  // namespace bandian::packs
