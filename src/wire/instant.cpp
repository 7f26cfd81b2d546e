#include "wire/instant.hpp"

#include <date/tz.h>

#include <charconv>

namespace bandian::wire {

namespace {

using namespace std::chrono_literals;

/// Exactly `digits` digits at the front of `text`, taken off it; -1 when there are not.
int take_number(std::string_view& text, std::size_t digits) {
    int value = -1;
    if (text.size() < digits || text[0] == '-' || text[0] == '+') return -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
    if (error != std::errc{} || end != text.data() + digits) return -1;
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, char wanted) {
    if (text.empty() || text.front() != wanted) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::chrono::milliseconds> take_fraction(std::string_view& text) {
    int thousandths = 0, scale = 100, digits = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), ++digits, scale /= 10)
        thousandths += (text.front() - '0') * scale;
    if (digits == 0 || digits > 9) return std::nullopt;
    return std::chrono::milliseconds{thousandths};
}

std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
    if (take(text, 'Z')) return 0min;
    const bool east = take(text, '+');
    if (!east && !take(text, '-')) return std::nullopt;
    const int hours = take_number(text, 2);
    if (!take(text, ':')) return std::nullopt;
    const int minutes = take_number(text, 2);
    if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return std::nullopt;
    const std::chrono::minutes offset = std::chrono::hours{hours} + std::chrono::minutes{minutes};
    return east ? offset : -offset;
}

}  // namespace

std::optional<casework::Instant> parse_instant(std::string_view text) {
    if (text.size() < 16) return std::nullopt;
    const auto day = calendar::parse_day(text.substr(0, 10));
    text.remove_prefix(10);
    if (!day || !take(text, 'T')) return std::nullopt;
    const int hour = take_number(text, 2);
    if (!take(text, ':')) return std::nullopt;
    const int minute = take_number(text, 2);
    int second = 0;
    std::chrono::milliseconds fraction{0};
    if (take(text, ':')) {
        second = take_number(text, 2);
        if (take(text, '.')) {
            const auto taken = take_fraction(text);
            if (!taken) return std::nullopt;
            fraction = *taken;
        }
    }
    const auto offset = take_offset(text);
    if (!offset || !text.empty() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return std::nullopt;
    return casework::Instant{day->time_since_epoch()} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
           std::chrono::seconds{second} + fraction - *offset;
}

std::string to_text(casework::Instant instant, const std::string& time_zone) {
    const auto zoned = date::make_zoned(time_zone, date::floor<std::chrono::seconds>(instant));
    return date::format(std::locale::classic(), "%FT%T%Ez", zoned);
}

std::string in_zone(std::string_view moment, const std::string& time_zone) {
    return to_text(parse_instant(moment).value(), time_zone);
}

calendar::Day local_day(casework::Instant instant, const std::string& time_zone) {
    return date::floor<date::days>(date::locate_zone(time_zone)->to_local(instant));
}

std::chrono::milliseconds time_of_day(casework::Instant instant, const std::string& time_zone) {
    const auto local = date::locate_zone(time_zone)->to_local(instant);
    return local - date::floor<date::days>(local);
}

casework::Instant start_of(calendar::Day day, const std::string& time_zone) {
    return date::floor<casework::Instant::duration>(date::locate_zone(time_zone)->to_sys(day, date::choose::earliest));
}

casework::Instant noon_of(calendar::Day day, const std::string& time_zone) {
    return date::make_zoned(time_zone, day + std::chrono::hours{12}).get_sys_time();
}

}  // namespace bandian::wire
