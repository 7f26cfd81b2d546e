#pragma once
// Guessing at passwords: what attempts are counted by, and how long the next one waits. An attempt counts before
// anybody knows whether it is right, so that a thousand at once are counted as a thousand one after the other.

#include "app/ports.hpp"

#include <chrono>

namespace bandian::app {

/// What attempts are counted by: browser, place (an account from an address), source (an address, whomever it tries),
/// account (from wherever nobody knows it), change (of one's own password).
struct CountedBy {
    std::string kind;
    std::string whose;
};

struct Tally {
    int count = 0;
    Instant last{};
};

/// A counter with what it allows.
struct Measure {
    CountedBy counter;
    int free = 0;                       ///< attempts without a wait
    int longest_wait = 0;               ///< seconds; from the free ones on it is 1, 2, 4 … up to it
    std::chrono::minutes remembered{};  ///< after the last attempt; then it begins anew
    bool judged = true;                 ///< false: it grows, and makes nobody wait
};

/// By what an account is known where somebody signs in to it: the browser, the address, or not at all.
enum class KnownBy { browser, place, nothing };

/// What an attempt at `account` from `source` (see counted_source) is judged by. `browser`: the mark of one in which
/// the account has been in.
///
/// In such a browser its own attempts alone count: whatever strangers try, also behind the same address, keeps nobody
/// out of his own. From an address where the account has been in lately, what was tried at it from there counts, for a
/// minute at most. From anywhere else: that, what the address tried whomever, and what strangers tried at the account
/// from everywhere, which last makes wait for a minute at most: a delay, never a lock.
std::vector<Measure> measures_of(KnownBy known, const std::string& account, const std::string& source,
                                 const std::string& browser);
/// Of changing one's own password, for which the old one is asked.
Measure measure_of_change(const std::string& account);

/// Seconds until another attempt; 0: now.
int wait_of(const std::vector<Measure>& measures, const std::vector<Tally>& tallies, Instant now);
/// Counts an attempt.
void count_in(const std::vector<Measure>& measures, std::vector<Tally>& tallies, Instant now);
/// It was right, or was never looked at: it does not count. `right`: nor do the wrong ones before it, of the account
/// from there.
void take_back(const std::vector<Measure>& measures, std::vector<Tally>& tallies, bool right);

}  // namespace bandian::app
