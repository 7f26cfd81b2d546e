#include "app/trace.hpp"

#include "text/cleaning.hpp"
#include "text/phone.hpp"

#include <sodium.h>

namespace bandian::app {

namespace {

constexpr auto looked_every = std::chrono::minutes{10};
constexpr std::size_t most_looks = 10'000;
constexpr std::size_t longest_case_no = 40;  // as somebody gives it
constexpr std::size_t longest_sought = 500;  // characters

}  // namespace

std::optional<int> Allowance::take(const std::string& whose, Moment now) {
    const std::lock_guard lock(mutex_);
    if (now - began_ >= span_) {
        began_ = now;
        taken_.clear();
        all_ = 0;
    }
    const auto found = taken_.find(whose);
    if (all_ >= of_all_ || (found != taken_.end() && found->second >= of_one_)) {
        ++left_out_;
        return std::nullopt;
    }
    ++all_;
    ++taken_[whose];
    return std::exchange(left_out_, 0);
}

std::string Tracer::hash_of(const std::string& words, const Key& key) {
    // As lists look for it: a number in any spelling, everything else without what cannot be seen.
    const std::string digits = text::digits_sought(words);
    std::string plain = digits.empty() ? text::without_flaws(words, longest_sought) : digits;
    for (char& c : plain)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    std::string mac(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256(reinterpret_cast<unsigned char*>(mac.data()),
                           reinterpret_cast<const unsigned char*>(plain.data()), plain.size(), key.data());
    return mac;
}

bool Tracer::is_new(const std::string& look) {
    const std::lock_guard lock(mutex_);
    const auto found = looks_.find(look);
    return found == looks_.end() || std::chrono::steady_clock::now() - found->second >= looked_every;
}

void Tracer::remember(const std::string& look) {
    const std::lock_guard lock(mutex_);
    if (looks_.size() >= most_looks) looks_.clear();
    looks_[look] = std::chrono::steady_clock::now();
}

void Tracer::look(const Actor& actor, const std::string& what, const std::string& case_no, const std::string& words) {
    const std::string look = actor.account + '\n' + actor.source + '\n' + what + '\n' + case_no + '\n' + words;
    if (!is_new(look)) return;
    // Nobody looks without one: a fault is the answer then.
    store_.add(time_.now(), actor.account, actor.source, what, case_no, words);
    remember(look);
}

void Tracer::viewed(const Actor& actor, const std::string& what, const std::string& case_no) {
    look(actor, what, case_no, {});
}

void Tracer::searched(const Actor& actor, const std::string& what, const std::string& words) {
    look(actor, what, {}, hash_of(words, key_));
}

void Tracer::changed(const Actor& actor, const std::string& what) {
    store_.add(time_.now(), actor.account, actor.source, what, {}, {});
}

void Tracer::add_bounded(Allowance& allowance, const std::string& whose, const Actor& actor, const std::string& what,
                         const std::string& case_no) {
    const auto left_out = allowance.take(whose, std::chrono::steady_clock::now());
    if (!left_out) return;
    if (*left_out > 0)
        store_.add(time_.now(), {}, {}, "left out " + std::to_string(*left_out) + " more refusals", {}, {});
    store_.add(time_.now(), actor.account, actor.source, what, case_no, {});
}

void Tracer::denied(const Actor& actor, const std::string& what, const std::string& case_no) {
    const std::string given = case_no.size() <= longest_case_no ? case_no : std::string{};
    const std::string look = actor.account + '\n' + actor.source + '\n' + what + '\n' + given;
    if (!is_new(look)) return;
    add_bounded(denials_, actor.account, actor, what, given);
    remember(look);
}

void Tracer::refused_token(const std::string& source) {
    Actor stranger;
    stranger.source = source;
    add_bounded(strangers_, source, stranger, "token-refused", {});
}

}  // namespace bandian::app
