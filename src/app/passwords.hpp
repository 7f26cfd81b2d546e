#pragma once
// Passwords: which are fit to be one, and their hashes.

#include "casework/entry.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>

namespace bandian::app {

constexpr std::size_t shortest_password = 10;  ///< characters
constexpr std::size_t longest_password = 1000;  ///< bytes

/// Why `password` is not fit for the account, or nullopt: it is UTF-8 of 10 characters to 1000 bytes, any characters;
/// not one of those that everybody tries first, nor one of them or a name with a little on it. `display`: what the
/// account's owner is called. The rejection's code is password-too-short, password-too-long, password-too-common or
/// password-like-the-name.
std::optional<casework::Rejection> unfit_password(const std::string& password, const std::string& account,
                                                  const std::string& display);

/// argon2id, with t = 2 and 19 MiB: 30 ms. Of the bytes as they came: nothing is cut, folded or normalised.
std::string hash_of_password(const std::string& password);
bool fits(const std::string& hash, const std::string& password);

/// Who may hash: so many at once, since each takes memory and a processor; a few more wait, everybody else is turned
/// away, so that guesses never hold every thread of the server. Those who are known wait in a row of their own.
class HashingTurns {
public:
    HashingTurns(int at_once, int waiting) : at_once_(at_once), waiting_(waiting) {}

    /// Holds a turn while it lives; false: there is none.
    class Turn {
    public:
        Turn(HashingTurns& turns, bool known) : turns_(turns), held_(turns.take(known)) {}
        ~Turn() {
            if (held_) turns_.give_back();
        }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        explicit operator bool() const { return held_; }

    private:
        HashingTurns& turns_;
        bool held_;
    };

private:
    bool take(bool known);
    void give_back();

    const int at_once_;
    const int waiting_;  ///< in each row
    int running_ = 0;
    int in_row_[2] = {0, 0};  ///< strangers, known
    std::mutex mutex_;
    std::condition_variable freed_;
};

}  // namespace bandian::app
