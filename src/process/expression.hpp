#pragma once
// Conditions and limits: a small subset of FEEL (OMG DMN 1.3, chapter 10), parsed by the loader, worked out here.
//
//   literals  12  "cable"  true  false  null        names  supplies  permits.greenSpace  place.roadClass  outcome
//   =  !=  <  <=  >  >=     and  or  not(x)     if a then b else c     + - * /
//   count(list)  sum(list)  min(list)  max(list)     list.name: that member of each, as in
//   sum(permits.roadExcavation.metres)
//
// Three-valued as FEEL's: what is compared with something unknown is null, and null takes no branch.

#include "process/value.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bandian::process {

enum class Operator {
    literal,
    name,
    equal,
    unequal,
    less,
    less_equal,
    greater,
    greater_equal,
    both,
    either,
    negate,
    choose,
    count,
    sum,
    least,
    greatest,
    add,
    subtract,
    multiply,
    divide
};

/// Where a file says so, for messages. Lines and columns from 1.
struct Origin {
    std::string file;
    int line = 1;
    int column = 1;
};

struct Expression {
    Operator op = Operator::literal;
    Value literal;
    std::vector<std::string> path;  ///< of a name: {"permits", "greenSpace"}
    std::vector<Expression> operands;
    std::string text;  ///< as the file has it; kept on the outermost only, as is
    Origin origin;     ///< where it stands
};

/// Gives the value of the first part of a name, or nullptr when nothing is known under it.
using Lookup = std::function<const Value*(const std::string& name)>;

/// Never fails: what cannot be worked out is null.
Value evaluate(const Expression& expression, const Lookup& lookup);

/// True only when the expression gives true.
bool holds(const Expression& expression, const Lookup& lookup);

struct Bounds {
    double least = 0;
    double greatest = 0;
};

/// Between which numbers it lies, whatever the names turn out to be of which nothing is known: a list not known has
/// none or one. nullopt: no number can be told.
std::optional<Bounds> bounds_of(const Expression& expression, const Lookup& lookup);

/// The full names an expression reads, joined by dots.
std::set<std::string> names_in(const Expression& expression);

}  // namespace bandian::process
