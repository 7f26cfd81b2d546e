#pragma once
// iCalendar (RFC 5545) as lines.

#include "calendar/day.hpp"

#include <string>

namespace bandian::report {

inline std::string compact(calendar::Day day) {
    std::string text = calendar::to_string(day);
    std::erase(text, '-');
    return text;
}

inline std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == ';' || c == ',') out += '\\';
        out += c;
    }
    return out;
}

class CalendarWriter {
public:
    /// One content line, folded between characters.
    void line(const std::string& text) {
        std::size_t width = 0;
        for (std::size_t at = 0; at < text.size();) {
            std::size_t end = at + 1;
            while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
            if (width + (end - at) > longest_line) {
                feed_ += "\r\n ";
                width = 1;
            }
            feed_.append(text, at, end - at);
            width += end - at;
            at = end;
        }
        feed_ += "\r\n";
    }

    std::string take() { return std::move(feed_); }

private:
    static constexpr std::size_t longest_line = 75;  // octets, RFC 5545 3.1
    std::string feed_;
};

}  // namespace bandian::report
