#pragma once
// The values that attributes may have, as far as conditions and limits can tell them apart.

#include "process/pack.hpp"

namespace bandian::packs {

/// All parts of an expression, itself first.
void collect(const process::Expression& expression, std::vector<const process::Expression*>& all);

/// Every value of an attribute between which the expressions can tell, the most ordinary first. Empty: no telling.
std::vector<process::Value> values_of(const process::AttributeRule& rule, const std::string& process,
                                      const std::vector<const process::Expression*>& expressions);

/// Each record of `all` with each of the values, unless that would be too many.
void widen(std::vector<process::Record>& all, const std::string& name, const std::vector<process::Value>& values);

/// `record` must outlive it.
process::Lookup lookup_in(const process::Record& record);

}  // namespace bandian::packs
