// Feeds conditions and limits. What must hold: no crash, and what is parsed can be worked out, whatever is known.

#include "packs/feel.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bandian;
    using process::Value;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto parsed = packs::parse_feel(text);
    if (const auto* fault = std::get_if<packs::FeelFault>(&parsed)) {
        if (fault->offset > size || fault->text.rfind("Expected ", 0) != 0) __builtin_trap();
        return 0;
    }
    const auto& expression = std::get<process::Expression>(parsed);
    if (expression.text != text) __builtin_trap();
    const Value list{process::List{Value{process::Record{{"a", Value{1.5}}, {"b", Value{std::string{"x"}}}}}, Value{},
                                   Value{process::List{Value{2.0}}}}};
    const std::vector<Value> values{
        Value{}, Value{true}, Value{3.0}, Value{std::string{"cable"}}, Value{process::Record{{"a", list}}}, list};
    for (const Value& known : values) {
        const Value worth = process::evaluate(expression, [&](const std::string&) { return &known; });
        const bool yes = worth.as<bool>() && *worth.as<bool>();
        if (process::holds(expression, [&](const std::string&) { return &known; }) != yes) __builtin_trap();
    }
    process::evaluate(expression, [](const std::string&) -> const Value* { return nullptr; });
    process::names_in(expression);
    return 0;
}
