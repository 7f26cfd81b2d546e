#include "packs/feel.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace bandian::packs {

namespace {

using process::Expression;
using process::Operator;
using process::Value;

constexpr int deepest = 100;  // of parentheses: no condition a person writes comes near
constexpr int most_parts = 500;
constexpr std::size_t longest = 10'000;

struct Stop {
    FeelFault fault;
};

/// Recursive descent; the grammar's levels from weakest to strongest: if, or, and, comparison, sum, product, operand.
class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Expression whole() {
        if (text_.size() > longest) throw Stop{{0, "Expected at most 10,000 bytes, but got more."}};
        Expression e = expression();
        skip();
        if (at_ < text_.size()) stop("an operator or the end");
        e.text = std::string{text_};
        return e;
    }

private:
    Expression expression() {
        if (++depth_ > deepest) stop("fewer than 100 levels of nesting");
        Expression e = word("if") ? conditional() : disjunction();
        --depth_;
        return e;
    }

    Expression conditional() {
        Expression e{Operator::choose, {}, {}, {}, {}, {}};
        e.operands.push_back(expression());
        if (!word("then")) stop("\"then\"");
        e.operands.push_back(expression());
        if (!word("else")) stop("\"else\"");
        e.operands.push_back(expression());
        return e;
    }

    Expression disjunction() {
        Expression left = conjunction();
        while (word("or")) left = both(Operator::either, std::move(left), conjunction());
        return left;
    }

    Expression conjunction() {
        Expression left = comparison();
        while (word("and")) left = both(Operator::both, std::move(left), comparison());
        return left;
    }

    Expression comparison() {
        Expression left = sum();
        if (const auto op = comparison_operator()) return both(*op, std::move(left), sum());
        return left;
    }

    std::optional<Operator> comparison_operator() {
        if (symbol("!=")) return Operator::unequal;
        if (symbol("<=")) return Operator::less_equal;
        if (symbol(">=")) return Operator::greater_equal;
        if (symbol("=")) return Operator::equal;
        if (symbol("<")) return Operator::less;
        if (symbol(">")) return Operator::greater;
        return std::nullopt;
    }

    Expression sum() {
        Expression left = product();
        while (true) {
            if (symbol("+")) left = both(Operator::add, std::move(left), product());
            else if (symbol("-")) left = both(Operator::subtract, std::move(left), product());
            else return left;
        }
    }

    Expression product() {
        Expression left = operand();
        while (true) {
            if (symbol("*")) left = both(Operator::multiply, std::move(left), operand());
            else if (symbol("/")) left = both(Operator::divide, std::move(left), operand());
            else return left;
        }
    }

    Expression operand() {
        skip();
        if (symbol("(")) {
            Expression inner = expression();
            if (!symbol(")")) stop("\")\"");
            return inner;
        }
        if (word("not")) return function(Operator::negate);
        if (word("count")) return function(Operator::count);
        if (word("sum")) return function(Operator::sum);
        if (word("min")) return function(Operator::least);
        if (word("max")) return function(Operator::greatest);
        if (word("true")) return literal(Value{true});
        if (word("false")) return literal(Value{false});
        if (word("null")) return literal(Value{});
        if (at_ < text_.size() && text_[at_] == '"') return literal(Value{quoted()});
        if (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') return literal(Value{number()});
        return name();
    }

    Expression function(Operator op) {
        if (!symbol("(")) stop("\"(\"");
        Expression e{op, {}, {}, {}, {}, {}};
        e.operands.push_back(expression());
        if (!symbol(")")) stop("\")\"");
        return e;
    }

    Expression name() {
        Expression e{Operator::name, {}, {}, {}, {}, {}};
        do {
            skip();
            const std::size_t from = at_;
            while (at_ < text_.size() && is_name(text_[at_])) ++at_;
            if (at_ == from || is_digit(text_[from]) || is_reserved(text_.substr(from, at_ - from)))
                stop("a name, a number, a text in quotes or \"(\"");
            e.path.emplace_back(text_.substr(from, at_ - from));
        } while (symbol("."));
        return e;
    }

    std::string quoted() {
        const std::size_t end = text_.find('"', at_ + 1);
        if (end == std::string_view::npos) stop("a closing quotation mark");
        std::string s{text_.substr(at_ + 1, end - at_ - 1)};
        at_ = end + 1;
        return s;
    }

    double number() {
        double value = 0;
        const auto [end, error] =
            std::from_chars(text_.data() + at_, text_.data() + text_.size(), value, std::chars_format::fixed);
        if (error != std::errc{}) stop("a number");
        at_ = static_cast<std::size_t>(end - text_.data());
        return value;
    }

    bool word(std::string_view wanted) {
        skip();
        if (text_.substr(at_, wanted.size()) != wanted) return false;
        const std::size_t end = at_ + wanted.size();
        if (end < text_.size() && is_name(text_[end])) return false;
        at_ = end;
        return true;
    }

    bool symbol(std::string_view wanted) {
        skip();
        if (text_.substr(at_, wanted.size()) != wanted) return false;
        at_ += wanted.size();
        return true;
    }

    void skip() {
        while (at_ < text_.size() &&
               (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
            ++at_;
    }

    static bool is_digit(char c) { return c >= '0' && c <= '9'; }
    static bool is_name(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

    static bool is_reserved(std::string_view word) {
        static constexpr std::array reserved{"if",  "then", "else", "and",  "or",    "not", "count",
                                             "sum", "min",  "max",  "true", "false", "null"};
        return std::find(reserved.begin(), reserved.end(), word) != reserved.end();
    }

    static Expression literal(Value value) { return {Operator::literal, std::move(value), {}, {}, {}, {}}; }

    Expression both(Operator op, Expression left, Expression right) {
        if (++parts_ > most_parts) stop("at most 500 operators");
        Expression e{op, {}, {}, {}, {}, {}};
        e.operands.push_back(std::move(left));
        e.operands.push_back(std::move(right));
        return e;
    }

    [[noreturn]] void stop(const std::string& wanted) {
        std::size_t end = std::min(text_.size(), at_ + 20);
        while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xc0) == 0x80)
            --end;  // not within a character
        const std::string rest{text_.substr(at_, end - at_)};
        throw Stop{{at_, "Expected " + wanted + ", but " +
                             (rest.empty() ? "the text ends." : "got \"" + rest + "\"." + hint(rest))}};
    }

    /// What slips are usually meant to be.
    static std::string hint(const std::string& rest) {
        static const std::array<std::pair<const char*, const char*>, 8> slips{
            {{"=>", ">="},
             {"=<", "<="},
             {"==", "="},
             {"'", "straight double quotation marks"},
             {"\u201c", "straight double quotation marks"},
             {"\u201d", "straight double quotation marks"},
             {"&&", "and"},
             {"||", "or"}}};
        for (const auto& [slip, meant] : slips)
            if (rest.rfind(slip, 0) == 0) return std::string{" Write "} + meant + '.';
        if (rest.rfind("\u2265", 0) == 0) return " Write >=.";
        if (rest.rfind("\u2264", 0) == 0) return " Write <=.";
        if (rest.front() == '=') return " Write one =.";
        if (rest.rfind("day", 0) == 0 || rest.rfind("month", 0) == 0 || rest.rfind("\u5929", 0) == 0 ||
            rest.rfind("\u65e5", 0) == 0 || rest.rfind("\u4e2a", 0) == 0)
            return " A limit is a number alone; its unit stands in bd:unit.";
        return rest.rfind("\xef\xbc", 0) == 0 || rest.rfind("\xef\xbd", 0) == 0 || rest.rfind("\xe3\x80", 0) == 0
                   ? " Write half-width characters."
                   : "";
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
    int parts_ = 0;
};

}  // namespace

std::variant<Expression, FeelFault> parse_feel(std::string_view text) {
    try {
        return Parser{text}.whole();
    } catch (const Stop& stop) {
        return stop.fault;
    }
}

}  // namespace bandian::packs
