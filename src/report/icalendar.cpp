#include "report/icalendar.hpp"

#include <cstring>
#include <locale>

namespace bandian::report {

namespace {

constexpr std::size_t longest_line = 75;  // octets without CRLF, RFC 5545 3.1

/// How many bytes from `at` on end a line: CR, LF, both, and what Unicode has besides. 0: none.
std::size_t line_break(const std::string& text, std::size_t at) {
    for (const char* end : {"\r\n", "\r", "\n", "\v", "\f", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"})
        if (text.compare(at, std::strlen(end), end) == 0) return std::strlen(end);
    return 0;
}

const char* word(EventStatus status) {
    switch (status) {
        case EventStatus::confirmed: return "CONFIRMED";
        case EventStatus::tentative: return "TENTATIVE";
        case EventStatus::cancelled: return "CANCELLED";
    }
    return "";
}

std::string lines_of(const CalendarEvent& event) {
    std::string text = folded("BEGIN:VEVENT") + folded("UID:" + escaped(event.uid)) + folded("DTSTAMP:" + event.stamp) +
                       folded("DTSTART;VALUE=DATE:" + compact(event.first)) +
                       folded("DTEND;VALUE=DATE:" + compact(event.last + date::days{1})) +
                       folded("SUMMARY:" + escaped(event.summary));
    if (!event.description.empty()) text += folded("DESCRIPTION:" + escaped(event.description));
    return text + folded("SEQUENCE:" + std::to_string(event.sequence)) +
           folded(std::string{"STATUS:"} + word(event.status)) + folded("TRANSP:TRANSPARENT") + folded("END:VEVENT");
}

}  // namespace

std::string compact(calendar::Day day) {
    std::string text = calendar::to_string(day);
    std::erase(text, '-');
    return text;
}

std::string stamp_of(date::sys_seconds at) { return date::format(std::locale::classic(), "%Y%m%dT%H%M%SZ", at); }

std::string stamp_of(calendar::Day day) { return compact(day) + "T000000Z"; }

std::string escaped(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (const std::size_t ended = line_break(text, at); ended > 0) {
            out += "\\n";
            at += ended;
            continue;
        }
        const char c = text[at++];
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && c != '\t') || byte == 0x7F) continue;
        if (c == '\\' || c == ';' || c == ',') out += '\\';
        out += c;
    }
    return out;
}

std::string folded(const std::string& line) {
    std::string out;
    std::size_t width = 0;
    for (std::size_t at = 0; at < line.size();) {
        std::size_t end = at + 1;
        while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) ++end;
        if (width + (end - at) > longest_line) {
            out += "\r\n ";
            width = 1;
        }
        out.append(line, at, end - at);
        width += end - at;
        at = end;
    }
    return out + "\r\n";
}

std::string icalendar(const CalendarOf& of, const std::vector<CalendarEvent>& events) {
    std::string text =
        folded("BEGIN:VCALENDAR") + folded("VERSION:2.0") + folded("PRODID:-//Bandian//" + of.product + "//ZH") +
        folded("CALSCALE:GREGORIAN") + folded("UID:" + escaped(of.uid)) + folded("NAME:" + escaped(of.name)) +
        folded("X-WR-CALNAME:" + escaped(of.name)) + folded("REFRESH-INTERVAL;VALUE=DURATION:" + of.refresh) +
        folded("X-PUBLISHED-TTL:" + of.refresh);
    for (const CalendarEvent& event : events) text += lines_of(event);
    if (events.empty())
        text += folded("BEGIN:VFREEBUSY") + folded("UID:" + escaped("/none-" + of.uid)) +
                folded("DTSTAMP:19700101T000000Z") + folded("END:VFREEBUSY");
    return text + folded("END:VCALENDAR");
}

}  // namespace bandian::report
