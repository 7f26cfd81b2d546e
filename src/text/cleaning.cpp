#include "text/cleaning.hpp"

#include "text/characters.hpp"

#include <QChar>
#include <QString>

namespace bandian::text {

namespace {

/// The code point at `at`, which moves behind it. For valid UTF-8.
char32_t next(std::string_view text, std::size_t& at) {
    const auto byte = static_cast<unsigned char>(text[at++]);
    char32_t code = byte < 0x80 ? byte : byte < 0xE0 ? byte & 0x1F : byte < 0xF0 ? byte & 0x0F : byte & 0x07;
    for (int more = byte < 0x80 ? 0 : byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3; more > 0; --more)
        code = code << 6 | (static_cast<unsigned char>(text[at++]) & 0x3F);
    return code;
}

void append(std::string& text, char32_t code) {
    const auto put = [&](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80) return put(code);
    if (code < 0x800) return put(0xC0 | code >> 6), put(0x80 | (code & 0x3F));
    if (code < 0x10000) put(0xE0 | code >> 12);
    else put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
}

bool is_line_break(char32_t c) { return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029; }
bool is_blank(char32_t c) { return c == '\t' || is_line_break(c) || QChar::category(c) == QChar::Separator_Space; }
bool is_joiner(char32_t c) { return c == 0x200C || c == 0x200D; }
bool has_no_width(char32_t c) { return c == 0xAD || c == 0x200B || c == 0x2060 || c == 0xFEFF; }
bool turns_direction(char32_t c) {
    return c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/// Letters that fill a place and show nothing, and what is meant for machines.
bool cannot_be_seen(char32_t c) {
    const bool filler = c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x2800;
    return filler || (c >= 0xE0000 && c <= 0xE007F) || (c >= 0x2061 && c <= 0x2065) || (c >= 0x206A && c <= 0x206F) ||
           (c >= 0xFFF9 && c <= 0xFFFB);
}

bool is_noncharacter(char32_t c) { return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF); }
bool is_variation(char32_t c) {
    return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF) || (c >= 0x180B && c <= 0x180F);
}
bool is_seen(char32_t c) { return !is_blank(c) && !is_variation(c) && !is_joiner(c); }

/// Empty: there is nothing against it.
const char* reason_against(char32_t c) {
    if (c == 0xFFFD || is_noncharacter(c)) return "text-broken";
    if (turns_direction(c)) return "text-direction";
    if (cannot_be_seen(c)) return "text-invisible";
    return QChar::category(c) == QChar::Other_Control ? "text-control" : "";
}

std::string composed(const std::string& text) {
    const auto ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    bool plain = true;
    for (const char c : text) plain = plain && ascii(c);
    if (plain) return text;
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()))
        .normalized(QString::NormalizationForm_C)
        .toStdString();
}

/// Puts a text together line by line: nothing blank at its ends nor at those of a line.
class Writer {
public:
    explicit Writer(Lines lines) : lines_(lines) {}

    void blank(char32_t c) {
        if (lines_ == Lines::many && is_line_break(c)) {
            if (c == '\n' && after_return_) after_return_ = false;
            else waiting_breaks_ += 1, after_return_ = c == '\r';
            waiting_.clear();
        } else if (lines_ == Lines::many) append(waiting_, c == '\t' ? c : U' ');
        else waiting_ = " ";
    }
    void put_character(char32_t c) {
        if (!text_.empty()) text_.append(waiting_breaks_, '\n').append(waiting_);
        waiting_.clear();
        waiting_breaks_ = 0;
        after_return_ = false;
        append(text_, c);
        seen_ = seen_ || is_seen(c);
    }
    std::string take() { return seen_ ? composed(text_) : std::string{}; }

private:
    Lines lines_;
    std::string text_, waiting_;
    std::size_t waiting_breaks_ = 0;
    bool after_return_ = false, seen_ = false;
};

Flaw flaw_of(const std::string& reason) {
    if (reason == "text-control") return {reason, "Expected text without control characters, but there is one."};
    if (reason == "text-direction")
        return {reason, "Expected text without characters that turn the direction of writing, but there is one."};
    if (reason == "text-invisible")
        return {reason, "Expected text that can be seen, but there is a character that cannot."};
    return {reason, "Expected text that was not damaged on its way, but there is U+FFFD or a byte that is not UTF-8."};
}

}  // namespace

Result<std::string> clean(std::string_view text, Lines lines, std::size_t most) {
    if (!is_utf8(text)) return flaw_of("text-broken");
    Writer writer{lines};
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next(text, at);
        if (is_blank(c)) writer.blank(c);
        else if (has_no_width(c) || (lines == Lines::one && is_joiner(c))) continue;
        else if (const std::string reason = reason_against(c); !reason.empty()) return flaw_of(reason);
        else writer.put_character(c);
    }
    std::string cleaned = writer.take();
    if (cleaned.empty()) return Flaw{"text-blank", "Expected text, but there is nothing in it that can be seen."};
    if (const std::size_t length = characters(cleaned); length > most)
        return Flaw{
            "text-too-long",
            "Expected text of at most " + std::to_string(most) + " characters, but got " + std::to_string(length) + ".",
            static_cast<double>(most)};
    return cleaned;
}

std::string without_flaws(std::string_view text, std::size_t most) {
    if (!is_utf8(text)) return {};
    Writer writer{Lines::one};
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next(text, at);
        if (is_blank(c)) writer.blank(c);
        else if (!has_no_width(c) && !is_joiner(c) && *reason_against(c) == '\0') writer.put_character(c);
    }
    std::string cleaned = writer.take();
    if (characters(cleaned) <= most) return cleaned;
    std::size_t end = 0;
    for (std::size_t left = most; left > 0; --left) next(cleaned, end);
    return without_flaws(std::string_view{cleaned}.substr(0, end), most);  // nothing blank at its new end
}

std::string narrow(std::string_view text) {
    std::string narrowed;
    if (!is_utf8(text)) return narrowed;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next(text, at);
        if (has_no_width(c) || is_joiner(c) || turns_direction(c)) continue;
        if (c >= 0xFF01 && c <= 0xFF5E) append(narrowed, c - 0xFEE0);
        else if (is_blank(c)) narrowed += ' ';
        else if (QChar::category(c) == QChar::Punctuation_Dash || c == 0x2212) narrowed += '-';
        else append(narrowed, c);
    }
    return narrowed;
}

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::size_t length = byte < 0x80                   ? 1
                                   : byte >= 0xC2 && byte < 0xE0 ? 2
                                   : byte >= 0xE0 && byte < 0xF0 ? 3
                                   : byte >= 0xF0 && byte < 0xF5 ? 4
                                                                 : 0;
        if (length == 0 || i + length > text.size()) return false;
        for (std::size_t k = 1; k < length; ++k)
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
        const auto second = length > 1 ? static_cast<unsigned char>(text[i + 1]) : 0;
        if ((byte == 0xED && second >= 0xA0) || (byte == 0xE0 && second < 0xA0)) return false;  // a surrogate; overlong
        if ((byte == 0xF0 && second < 0x90) || (byte == 0xF4 && second >= 0x90))
            return false;  // overlong; beyond U+10FFFF
        i += length;
    }
    return true;
}

}  // namespace bandian::text
