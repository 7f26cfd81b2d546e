// Feeds texts to what names, documents and telephone numbers go through. What must hold: no crash, what comes out is
// UTF-8 and has the bound that was asked for, and putting what is in its form into its form changes nothing.

#include "text/characters.hpp"
#include "text/cleaning.hpp"
#include "text/documents.hpp"
#include "text/phone.hpp"

#include <cstdint>

namespace {

using namespace bandian::text;

void must(bool holds) {
    if (!holds) __builtin_trap();
}

template <class Form>
void settles(const std::string& given, Form form) {
    const Result<std::string> once = form(given);
    if (const auto* flaw = std::get_if<Flaw>(&once)) {
        must(!flaw->reason.empty() && flaw->detail.rfind("Expected ", 0) == 0 && is_utf8(flaw->detail));
        return;
    }
    const auto& text = std::get<std::string>(once);
    must(is_utf8(text) && !text.empty());
    const Result<std::string> twice = form(text);
    must(std::holds_alternative<std::string>(twice) && std::get<std::string>(twice) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string given(reinterpret_cast<const char*>(data), size);
    constexpr std::size_t most = 40;
    for (const Lines lines : {Lines::one, Lines::many})
        settles(given, [&](const std::string& text) -> Result<std::string> {
            auto cleaned = clean(text, lines, most);
            if (const auto* kept = std::get_if<std::string>(&cleaned)) must(characters(*kept) <= most);
            return cleaned;
        });
    const std::string bare = without_flaws(given, most);
    must(is_utf8(bare) && characters(bare) <= most && without_flaws(bare, most) == bare);
    must(narrow(narrow(given)) == narrow(given));
    settles(given, dialled);
    settles(given, credit_code);
    settles(given, customer_number);
    settles(given, division);
    for (const std::string_view type : document_types())
        settles(given, [&](const std::string& text) -> Result<std::string> {
            auto found = identity(text, type);
            if (auto* flaw = std::get_if<Flaw>(&found)) return *flaw;
            return std::get<Document>(found).number;
        });
    settles(given, [](const std::string& text) -> Result<std::string> {
        auto found = identity(text);
        if (auto* flaw = std::get_if<Flaw>(&found)) return *flaw;
        const auto& document = std::get<Document>(found);
        const auto told = identity(document.number, document.type);  // what is recognised is what it is when it is told
        must(std::holds_alternative<Document>(told) && std::get<Document>(told).type == document.type);
        return document.number;
    });
    const std::string digits = digits_sought(given);
    must(digits.find_first_not_of("0123456789") == std::string::npos);
    return 0;
}
