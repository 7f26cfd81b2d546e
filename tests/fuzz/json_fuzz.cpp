// Any bytes as JSON: what is taken is what the library takes, and comes out the same; what the library takes and we do
// not has a reason that is ours. What is told stays short.

#include "wire/json.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using bandian::wire::Json;

namespace {

constexpr bandian::wire::JsonBounds bounds{.bytes = 1 << 16, .values = 500, .members = 20, .depth = 16};
constexpr std::string_view ours[]{"Expected JSON of at most", "Expected objects of at most", "Expected at most",
                                  "Expected each name once", "Expected texts without"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto parsed = bandian::wire::parse_json(text, bounds);
    const auto dumped = [](const Json& one) {
        return one.dump(-1, ' ', false, Json::error_handler_t::replace);
    };  // as it is sent
    const Json theirs = Json::parse(text, nullptr, false);
    if (const auto* json = std::get_if<Json>(&parsed)) {
        if (theirs.is_discarded() || dumped(*json) != dumped(theirs)) std::abort();
        return 0;
    }
    const std::string problem =
        dumped(bandian::wire::to_problem({"malformed-json", "body", std::get<std::string>(parsed)}, 400));
    if (problem.size() > 20'000) std::abort();  // escapes make six bytes of one
    if (theirs.is_discarded()) return 0;
    for (const std::string_view reason : ours)
        if (std::get<std::string>(parsed).rfind(reason, 0) == 0) return 0;
    std::abort();
}
