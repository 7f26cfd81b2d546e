#pragma once
// Reads the subset of FEEL that process/expression.hpp works out.

#include "process/expression.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace bandian::packs {

struct FeelFault {
    std::size_t offset = 0;  ///< bytes into the text
    std::string text;        ///< "Expected …, but …"
};

std::variant<process::Expression, FeelFault> parse_feel(std::string_view text);

}  // namespace bandian::packs
