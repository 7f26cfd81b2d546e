#include "app/passwords.hpp"

#include "app/common_passwords.hpp"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace bandian::app {

namespace {

constexpr unsigned long long passes = 2;  // argon2id: t = 2, m = 19 MiB
constexpr std::size_t memory = 19u << 20;
constexpr const char* member = "new";      // of a request that sets one
constexpr std::size_t enough_besides = 8;  // characters beside what everybody knows
constexpr std::size_t shortest_name = 3;   // one shorter is in many a word

/// The characters of UTF-8; nullopt: it is none.
std::optional<std::u32string> characters(const std::string& text) {
    std::u32string all;
    for (std::size_t i = 0; i < text.size();) {
        const auto first = static_cast<unsigned char>(text[i]);
        const int more = first < 0x80                    ? 0
                         : first >= 0xC2 && first < 0xE0 ? 1
                         : first >= 0xE0 && first < 0xF0 ? 2
                         : first >= 0xF0 && first < 0xF5 ? 3
                                                         : -1;
        if (more < 0 || i + static_cast<std::size_t>(more) >= text.size()) return std::nullopt;
        char32_t one = more == 0 ? first : first & (0x3Fu >> more);
        for (int k = 1; k <= more; ++k) {
            const auto next = static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]);
            if ((next & 0xC0) != 0x80) return std::nullopt;
            one = one << 6 | (next & 0x3Fu);
        }
        if ((more == 2 && one < 0x800) || (more == 3 && one < 0x10000) || one > 0x10FFFF) return std::nullopt;
        if (one >= 0xD800 && one < 0xE000) return std::nullopt;
        all += one;
        i += static_cast<std::size_t>(more) + 1;
    }
    return all;
}

/// As it is compared, never as it is kept: small letters, and the full-width forms of an input method as the plain
/// ones.
std::u32string folded(std::u32string text) {
    for (char32_t& one : text) {
        if (one >= 0xFF01 && one <= 0xFF5E) one -= 0xFEE0;
        if (one == 0x3000) one = ' ';
        if (one >= 'A' && one <= 'Z') one += 'a' - 'A';
    }
    return text;
}

bool is_letter(char32_t one) { return (one >= 'a' && one <= 'z') || one >= 0x80; }

bool is_common(const std::u32string& word) {
    std::string text = "\n";
    for (const char32_t one : word) {
        if (one < 0x21 || one > 0x7E) return false;  // the list holds no others
        text += static_cast<char>(one);
    }
    return common_passwords().find(text + '\n') != std::string_view::npos;
}

/// The shortest piece that it repeats, itself when it repeats none.
std::u32string repeated_piece(const std::u32string& word) {
    for (std::size_t size = 1; size <= word.size() / 2; ++size) {
        bool repeats = true;
        for (std::size_t i = size; i < word.size() && repeats; ++i) repeats = word[i] == word[i - size];
        if (repeats) return word.substr(0, size);
    }
    return word;
}

/// Each character one more than the one before, or one less: 3456789012 goes on from 9 to 0.
bool is_a_run(const std::u32string& word) {
    for (const int step : {1, -1}) {
        bool runs = true;
        for (std::size_t i = 1; i < word.size() && runs; ++i) {
            const bool digits = word[i] >= '0' && word[i] <= '9' && word[i - 1] >= '0' && word[i - 1] <= '9';
            const int apart = static_cast<int>(word[i]) - static_cast<int>(word[i - 1]);
            runs = apart == step || (digits && (apart + 10) % 10 == (step + 10) % 10);
        }
        if (runs) return true;
    }
    return false;
}

/// Without the digits and punctuation before and after it.
std::u32string core_of(const std::u32string& word) {
    const auto first = std::find_if(word.begin(), word.end(), is_letter);
    const auto last = std::find_if(word.rbegin(), word.rend(), is_letter).base();
    return first < last ? std::u32string{first, last} : std::u32string{};
}

/// One of those that everybody tries first, or one of them with a little on it.
bool is_tried_first(const std::u32string& word) {
    const std::u32string piece = repeated_piece(word), core = core_of(word);
    if (piece.size() < enough_besides && piece.size() < word.size()) return true;
    if (is_a_run(word) || is_common(word) || is_common(piece)) return true;
    return is_common(core) && word.size() - core.size() < enough_besides;
}

/// What is left of `word` without `name`, however often it is there.
std::u32string without(std::u32string word, const std::u32string& name) {
    for (std::size_t at = word.find(name); at != std::u32string::npos; at = word.find(name))
        word.erase(at, name.size());
    return word;
}

}  // namespace

std::optional<casework::Rejection> unfit_password(const std::string& password, const std::string& account,
                                                  const std::string& display) {
    const auto reject = [](const char* code, const std::string& detail, const char* reason = "") {
        return casework::Rejection{code, member, detail, reason};
    };
    if (password.size() > longest_password)
        return reject("password-too-long",
                      "Expected a password of at most 1000 bytes, but it has " + std::to_string(password.size()) + ".");
    const auto typed = characters(password);
    if (!typed) return reject("invalid-member", "Expected a password in UTF-8, but got other bytes.", "text-broken");
    if (typed->size() < shortest_password)
        return reject("password-too-short", "Expected a password of at least 10 characters, but it has " +
                                                std::to_string(typed->size()) + ".");
    const std::u32string word = folded(*typed);
    if (is_tried_first(word))
        return reject("password-too-common",
                      "Expected a password that is not among the first to be tried, but it is, or is one "
                      "of them with a little on it.");
    for (const std::string& name : {account, display, std::string{"bandian"}, std::string{"办电"}}) {
        const auto known = characters(name);
        const bool counts = known && (known->size() >= shortest_name || (!known->empty() && known->front() >= 0x80));
        if (!counts || without(word, folded(*known)).size() == word.size()) continue;
        if (without(word, folded(*known)).size() < enough_besides)
            return reject("password-like-the-name",
                          "Expected a password other than the name of its owner or of this service "
                          "with a little on it, but it is one.");
    }
    return std::nullopt;
}

std::string hash_of_password(const std::string& password) {
    char text[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str(text, password.data(), password.size(), passes, memory) != 0)
        throw std::runtime_error("no memory to hash a password");
    return text;
}

bool fits(const std::string& hash, const std::string& password) {
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

}  // namespace bandian::app
