#include "process/expression.hpp"

#include "process/unsaid.hpp"
#include "text/joined.hpp"

#include <algorithm>
#include <optional>

namespace bandian::process {

namespace {

std::optional<bool> truth(const Value& value) {
    if (const auto* b = value.as<bool>()) return *b;
    return std::nullopt;
}

/// `null_asked`: null itself is written, as in `x = null`.
Value compare(Operator op, const Value& left, const Value& right, bool null_asked) {
    if (op == Operator::equal || op == Operator::unequal) {
        if (!null_asked && left.index() != right.index()) return {};
        if (!null_asked && left.is_null()) return {};
        const bool same = left == right;
        return Value{op == Operator::equal ? same : !same};
    }
    const auto ordered = [op](const auto& a, const auto& b) {
        switch (op) {
            case Operator::less: return a < b;
            case Operator::less_equal: return a <= b;
            case Operator::greater: return a > b;
            default: return a >= b;
        }
    };
    if (const auto* a = left.as<double>(), *b = right.as<double>(); a && b) return Value{ordered(*a, *b)};
    if (const auto* a = left.as<std::string>(), *b = right.as<std::string>(); a && b) return Value{ordered(*a, *b)};
    return {};
}

Value combine(Operator op, const Value& left, const Value& right) {
    const std::optional<bool> a = truth(left), b = truth(right);
    const bool decisive = op == Operator::either;  // `true or x` is true, `false and x` is false, whatever x is
    if (a == decisive || b == decisive) return Value{decisive};
    if (a && b) return Value{!decisive};
    return {};
}

Value calculate(Operator op, const Value& left, const Value& right) {
    const auto *a = left.as<double>(), *b = right.as<double>();
    if (!a || !b) return {};
    switch (op) {
        case Operator::add: return Value{*a + *b};
        case Operator::subtract: return Value{*a - *b};
        case Operator::multiply: return Value{*a * *b};
        default: return *b == 0 ? Value{} : Value{*a / *b};
    }
}

/// The member of that name; of a list, that of each.
Value member(const Value& value, const std::string& name) {
    if (const auto* record = value.as<Record>()) {
        const auto found = record->find(name);
        return found == record->end() ? Value{} : found->second;
    }
    const auto* list = value.as<List>();
    if (!list) return {};
    List members;
    for (const Value& one : *list) members.push_back(member(one, name));
    return Value{std::move(members)};
}

/// What a name stands for, not copied unless a list's members have to be gathered, in `gathered`. nullptr: unknown.
const Value* find(const Expression& name, const Lookup& lookup, Value& gathered) {
    const Value* value = lookup(name.path.front());
    for (std::size_t i = 1; value && i < name.path.size(); ++i) {
        if (const auto* record = value->as<Record>()) {
            const auto found = record->find(name.path[i]);
            value = found == record->end() ? nullptr : &found->second;
        } else {
            gathered = member(*value, name.path[i]);
            value = &gathered;
        }
    }
    return value;
}

/// Null when one of them is no number, and the least or greatest of none.
Value aggregate(Operator op, const Value& value) {
    const auto* list = value.as<List>();
    if (!list) return {};
    if (op == Operator::count) return Value{static_cast<double>(list->size())};
    if (list->empty()) return op == Operator::sum ? Value{0.0} : Value{};
    std::optional<double> result;
    for (const Value& one : *list) {
        const auto* number = one.as<double>();
        if (!number) return {};
        result = !result                 ? *number
                 : op == Operator::sum   ? *result + *number
                 : op == Operator::least ? std::min(*result, *number)
                                         : std::max(*result, *number);
    }
    return Value{*result};
}

void collect(const Expression& expression, std::set<std::string>& names) {
    if (expression.op == Operator::name) {
        names.insert(text::joined(expression.path, "."));
    }
    for (const Expression& operand : expression.operands) collect(operand, names);
}

}  // namespace

Value evaluate(const Expression& e, const Lookup& lookup) {
    const auto operand = [&](std::size_t i) { return evaluate(e.operands[i], lookup); };
    switch (e.op) {
        case Operator::literal: return e.literal;
        case Operator::name: {
            Value projected;
            const Value* value = find(e, lookup, projected);
            return value ? *value : Value{};
        }
        case Operator::equal:
        case Operator::unequal:
        case Operator::less:
        case Operator::less_equal:
        case Operator::greater:
        case Operator::greater_equal: {
            const auto is_null = [](const Expression& x) { return x.op == Operator::literal && x.literal.is_null(); };
            return compare(e.op, operand(0), operand(1), is_null(e.operands[0]) || is_null(e.operands[1]));
        }
        case Operator::both:
        case Operator::either: return combine(e.op, operand(0), operand(1));
        case Operator::negate: {
            const auto t = truth(operand(0));
            return t ? Value{!*t} : Value{};
        }
        case Operator::choose: return operand(truth(operand(0)).value_or(false) ? 1 : 2);
        case Operator::count:
        case Operator::sum:
        case Operator::least:
        case Operator::greatest: {
            Value worked_out;
            if (e.operands[0].op != Operator::name) worked_out = operand(0);
            const Value* list =
                e.operands[0].op == Operator::name ? find(e.operands[0], lookup, worked_out) : &worked_out;
            return list ? aggregate(e.op, *list) : Value{};
        }
        case Operator::add:
        case Operator::subtract:
        case Operator::multiply:
        case Operator::divide: return calculate(e.op, operand(0), operand(1));
    }
    return {};
}

bool holds(const Expression& expression, const Lookup& lookup) {
    return truth(evaluate(expression, lookup)).value_or(false);
}

bool is_unsaid(const Expression& e, const Lookup& lookup) {
    const auto names_unknown = [&](const auto& self, const Expression& one) -> bool {
        if (one.op == Operator::name) return !lookup(one.path.front());
        return std::any_of(one.operands.begin(), one.operands.end(),
                           [&](const Expression& operand) { return self(self, operand); });
    };
    return evaluate(e, lookup).is_null() && names_unknown(names_unknown, e);
}

std::optional<Bounds> bounds_of(const Expression& e, const Lookup& lookup) {
    switch (e.op) {
        case Operator::choose: {
            if (!is_unsaid(e.operands[0], lookup))
                return bounds_of(e.operands[holds(e.operands[0], lookup) ? 1 : 2], lookup);
            const auto a = bounds_of(e.operands[1], lookup), b = bounds_of(e.operands[2], lookup);
            return a && b ? std::optional{Bounds{std::min(a->least, b->least), std::max(a->greatest, b->greatest)}}
                   : a    ? a
                          : b;
        }
        case Operator::add:
        case Operator::subtract:
        case Operator::multiply:
        case Operator::divide: {
            const auto a = bounds_of(e.operands[0], lookup), b = bounds_of(e.operands[1], lookup);
            if (!a || !b || (e.op == Operator::divide && b->least <= 0 && b->greatest >= 0)) return std::nullopt;
            // Each is monotone in each operand: the extremes lie at the corners.
            std::optional<Bounds> all;
            for (const double left : {a->least, a->greatest})
                for (const double right : {b->least, b->greatest}) {
                    const Value corner = calculate(e.op, Value{left}, Value{right});
                    const double n = *corner.as<double>();
                    all = all ? Bounds{std::min(all->least, n), std::max(all->greatest, n)} : Bounds{n, n};
                }
            return all;
        }
        case Operator::count:
            if (is_unsaid(e, lookup)) return Bounds{0, 1};
            [[fallthrough]];
        default: {
            const Value value = evaluate(e, lookup);
            const auto* number = value.as<double>();
            return number ? std::optional{Bounds{*number, *number}} : std::nullopt;
        }
    }
}

std::set<std::string> names_in(const Expression& expression) {
    std::set<std::string> names;
    collect(expression, names);
    return names;
}

}  // namespace bandian::process
