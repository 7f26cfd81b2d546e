#include "app/outbox.hpp"

#include "wire/instant.hpp"

#include <sodium.h>

#include <algorithm>

namespace bandian::app {

namespace {

using Json = nlohmann::ordered_json;

std::string id_of(const Delivery& d) {
    return (d.deployment.empty() ? "" : d.deployment + '/') + (d.kind == "entry" ? d.case_no : d.kind) + '/' +
           std::to_string(d.item);
}

/// What was told of before records had an id keeps both its id and its source.
std::string source_of(const Delivery& d, const std::string& public_url) {
    return d.deployment.empty() ? "/api/v1/cases"
           : public_url.empty() ? "urn:uuid:" + d.deployment
                                : public_url + "/api/v1/cases";
}

std::string base64(const std::string& bytes) {
    std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    text.resize(text.find('\0'));
    return text;
}

std::string mac_of(const std::string& text, const std::string& secret) {
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    crypto_auth_hmacsha256_final(&state, mac);
    return {reinterpret_cast<const char*>(mac), sizeof mac};
}

/// Encoded words of RFC 2047, one a line; none is cut within a character, and the first has room for "Subject: ".
std::string encoded_words(const std::string& text) {
    constexpr std::size_t most = 39;  // bytes: 52 as base64, 64 as a word; a line has 76
    std::string words;
    for (std::size_t from = 0; from < text.size();) {
        std::size_t to = std::min(from + most, text.size());
        while (to < text.size() && (static_cast<unsigned char>(text[to]) & 0xC0) == 0x80) --to;
        words += (words.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + base64(text.substr(from, to - from)) + "?=";
        from = to;
    }
    return words;
}

std::string rfc3339(Instant at) { return date::format(std::locale::classic(), "%FT%TZ", at); }

}  // namespace

Json cloud_event(const Delivery& d, const std::string& public_url) {
    Json data{{"caseNo", d.case_no}};
    if (d.kind == "entry") data["version"] = d.item;
    data.update(d.what);
    Json event{{"specversion", "1.0"},
               {"id", id_of(d)},
               {"source", source_of(d, public_url)},
               {"type", "cn.bandian." + (d.kind == "entry" ? "entry." + d.what.value("do", std::string{}) : d.kind)},
               {"subject", d.case_no},
               {"time", rfc3339(d.at)},
               {"datacontenttype", "application/json"}};
    if (d.position) event["sequence"] = std::to_string(*d.position);
    event["data"] = std::move(data);
    return event;
}

SignedMessage signed_message(const Delivery& d, const std::string& public_url, Instant now) {
    SignedMessage message;
    message.body = cloud_event(d, public_url).dump();
    const std::string id = id_of(d),
                      timestamp = std::to_string(date::floor<std::chrono::seconds>(now).time_since_epoch().count());
    const std::string what = id + '.' + timestamp + '.' + message.body;
    message.headers = {{"content-type", "application/cloudevents+json; charset=utf-8"},
                       {"webhook-id", id},
                       {"webhook-timestamp", timestamp},
                       {"webhook-signature", "v1," + base64(mac_of(what, d.to.secret))}};
    return message;
}

bool is_mail_address(const std::string& text) {
    constexpr std::size_t longest = 254, longest_name = 64;  // RFC 5321 4.5.3.1, errata 1690
    constexpr const char* letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const auto at = text.rfind('@');
    if (text.size() > longest || at == std::string::npos) return false;
    const std::string name = text.substr(0, at), host = text.substr(at + 1);
    const auto is_dotted = [](const std::string& part, const std::string& allowed) {
        return !part.empty() && part.find_first_not_of(allowed + '.') == std::string::npos && part.front() != '.' &&
               part.back() != '.' && part.find("..") == std::string::npos;
    };
    return name.size() <= longest_name && is_dotted(name, std::string{letters} + "!#$%&'*+-/=?^_`{|}~") &&
           is_dotted(host, std::string{letters} + '-');
}

std::string mail_message(const Delivery& d, const std::string& public_url, const std::string& from, Instant now) {
    static const std::map<std::string, const char*> kinds{{"warning", "预警 warning"},
                                                          {"due", "今日到期 due today"},
                                                          {"breach", "逾期 overdue"},
                                                          {"deemed", "默示 deemed by silence"},
                                                          {"obligation", "应送达 to be handed over"}};
    const auto kind = kinds.find(d.what.value("kind", std::string{}));
    const std::string what = d.kind == "entry"        ? "登记 " + d.what.value("do", std::string{})
                             : d.kind == "retraction" ? "撤回 retracted"
                             : kind == kinds.end()    ? std::string{}
                                                      : kind->second;
    const std::string address = d.to.url.substr(std::string{"mailto:"}.size());
    const std::string body =
        base64(d.case_no + ' ' + what + ' ' + d.what.value(d.kind == "entry" ? "task" : "clock", std::string{}) +
               "\r\n\r\n" + cloud_event(d, public_url).dump(2) + "\r\n");
    // The secret tells two records apart whose messages have the same numbers.
    const std::string mac = mac_of("mail/" + std::to_string(d.number), d.to.secret);
    char told[17];
    const std::string message_id =
        std::to_string(d.number) + '.' +
        sodium_bin2hex(told, sizeof told, reinterpret_cast<const unsigned char*>(mac.data()), 8);
    std::string lines;
    for (std::size_t at = 0; at < body.size(); at += 76) lines += body.substr(at, 76) + "\r\n";
    return "From: <" + from + ">\r\nTo: <" + address +
           ">\r\nSubject: " + encoded_words("办电 " + d.case_no + ' ' + what) + "\r\nDate: " +
           date::format(std::locale::classic(), "%a, %d %b %Y %T +0000", date::floor<std::chrono::seconds>(now)) +
           "\r\nMessage-ID: <" + message_id +
           "@bandian>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; "
           "charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
           lines;
}

std::chrono::milliseconds pause_after(int attempts, double share) {
    constexpr double first = 5'000, longest = 3'600'000;
    const double whole = std::min(longest, first * static_cast<double>(1 << std::clamp(attempts - 1, 0, 20)));
    return std::chrono::milliseconds{static_cast<std::int64_t>(whole * (0.5 + share / 2))};
}

}  // namespace bandian::app
