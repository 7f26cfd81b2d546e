#include "app/accounts.hpp"

#include "app/secret.hpp"

#include <sodium.h>

#include <algorithm>

namespace bandian::app {

namespace {

constexpr auto idle = std::chrono::minutes{30};
constexpr auto longest = std::chrono::hours{12};
constexpr auto touched_every = std::chrono::minutes{1};
constexpr auto trusted_for = std::chrono::seconds{1};
constexpr auto longest_absence = date::days{366};
constexpr std::size_t most_known = 10'000;
constexpr int free_failures = 5;
constexpr int free_failures_of_source = 20;
constexpr auto at_home_for = std::chrono::hours{24 * 30};
constexpr int longest_wait = 900;               // seconds
constexpr unsigned long long passes = 2;        // argon2id: t = 2, m = 19 MiB
constexpr std::size_t memory = 19u << 20;

int wait_after(int failures, int free, Instant last, Instant now) {
    if (failures < free) return 0;
    const int wait = std::min(longest_wait, 1 << std::min(20, failures - free));
    const auto passed = std::chrono::duration_cast<std::chrono::seconds>(now - last).count();
    return static_cast<int>(std::max<std::int64_t>(0, wait - passed));
}

/// Who has been in from there does not wait for what others tried behind the same address: nobody locks his colleagues out.
int wait_after(const Failures& failures, Instant now) {
    const int own = wait_after(failures.count, free_failures, failures.last, now);
    if (failures.was_in && now - *failures.was_in < at_home_for) return own;
    return std::max(own, wait_after(failures.of_source, free_failures_of_source, failures.last_of_source, now));
}

}  // namespace

std::string Accounts::hash_password(const std::string& password) {
    char text[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str(text, password.data(), password.size(), passes, memory) != 0) throw std::runtime_error("no memory to hash a password");
    return text;
}

std::variant<SignedIn, NotSignedIn> Accounts::sign_in(const std::string& name, const std::string& password, const std::string& source) {
    const Instant now = time_.now();
    if (const int wait = wait_after(store_.failures(name, source), now); wait > 0) return NotSignedIn{wait};
    const auto account = store_.account(name);
    // Somebody unknown takes as long as a wrong password.
    static const std::string nobody = hash_password("nobody's");
    const std::string& hash = account && !account->password.empty() ? account->password : nobody;
    hashing_.acquire();
    const bool fits = crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
    hashing_.release();
    if (!fits || !account || account->password.empty() || !account->active) {
        store_.note_failure(name, source, now);
        note_failed(account ? name : std::string{}, source, now);
        return NotSignedIn{};
    }
    store_.forget_failures(name, source, now);
    return begin(*account, source);
}

/// A name that nobody has may be a password in the wrong field: it is not kept. Strangers cause so many rows.
void Accounts::note_failed(const std::string& account, const std::string& source, Instant now) {
    const auto left_out = strangers_.take(source, std::chrono::steady_clock::now());
    if (!left_out) return;
    if (*left_out > 0) store_.trace(now, {}, {}, "left out " + std::to_string(*left_out) + " more refusals", {});
    store_.trace(now, account, source, "sign-in-failed", {});
}

std::optional<SignedIn> Accounts::sign_in_subject(const std::string& subject, const std::string& source) {
    const auto account = store_.account_of_subject(subject);
    if (!account || !account->active) return std::nullopt;
    return begin(*account, source);
}

SignedIn Accounts::begin(const Account& account, const std::string& source) {
    const Instant now = time_.now();
    SignedIn done{random_secret(), account.actor};
    done.actor.source = source;
    store_.begin_session(hash_of(done.secret), account, "browser", now, now + longest);
    store_.trace(now, account.actor.account, source, "signed-in", {});
    return done;
}

void Accounts::sign_out(const std::string& secret, const Actor& actor) {
    const std::string hash = hash_of(secret);
    store_.end_session(hash);
    store_.trace(time_.now(), actor.account, actor.source, "signed-out", {});
    const std::lock_guard lock(mutex_);
    known_.erase(hash);
}

std::optional<casework::Rejection> Accounts::name_deputy(const Actor& by, const std::string& name, const std::string& deputy, calendar::Day until, calendar::Day today) {
    const auto absent = store_.account(name), other = store_.account(deputy);
    if (!absent || !absent->active) return casework::Rejection{"unknown-user", "user", "Expected the sign-in name of a user, but there is none with \"" + name + "\"."};
    if (!other || !other->active || deputy == name) return casework::Rejection{"unknown-user", "deputy", "Expected the sign-in name of a colleague, but there is none with \"" + deputy + "\"."};
    if (!may_stand_in(other->actor, absent->actor))
        return casework::Rejection{"invalid-member", "deputy", "Expected a colleague of the same department who has the same roles, but " + deputy + " has not."};
    if (other->absent_until && *other->absent_until >= today)
        return casework::Rejection{"invalid-member", "deputy", "Expected a colleague who is there, but " + deputy + " is away himself until " + calendar::to_string(*other->absent_until) + "."};
    if (until < today || until > today + longest_absence)
        return casework::Rejection{"invalid-member", "until", "Expected the last day of absence, from today, " + calendar::to_string(today) + ", to a year from now, but got " + calendar::to_string(until) + "."};
    store_.set_deputy(name, deputy, until, by, "named " + deputy + " deputy of " + name + " until " + calendar::to_string(until), time_.now());
    return std::nullopt;
}

bool Accounts::end_deputy(const Actor& by, const std::string& name) {
    if (!store_.account(name)) return false;
    store_.set_deputy(name, {}, std::nullopt, by, "ended the deputy of " + name, time_.now());
    return true;
}

std::map<std::string, std::string> Accounts::names(const std::set<std::string>& accounts) const { return store_.names(accounts); }

std::vector<Account> Accounts::active() const {
    std::vector<Account> all = store_.accounts();
    std::erase_if(all, [](const Account& account) { return !account.active; });
    return all;
}

std::optional<Actor> Accounts::who(const std::string& secret, const std::string& source, calendar::Day today) {
    auto actor = recognised(hash_of(secret));
    if (!actor) return std::nullopt;
    actor->source = source;
    std::erase_if(actor->stands_in_for, [today](const Absence& one) { return one.until < today; });
    return actor;
}

std::optional<Actor> Accounts::recognised(const std::string& hash) {
    const auto looked_up = std::chrono::steady_clock::now();
    {
        const std::lock_guard lock(mutex_);
        const auto found = known_.find(hash);
        if (found != known_.end() && looked_up - found->second.looked_up < trusted_for) return found->second.actor;
    }
    const auto session = store_.session(hash);
    const Instant now = time_.now();
    if (!session || !session->account.active || now >= session->ends || (session->kind == "browser" && now - session->seen > idle)) return std::nullopt;
    if (now - session->seen > touched_every) store_.touch_session(hash, now);
    const std::lock_guard lock(mutex_);
    if (known_.size() >= most_known) known_.clear();
    known_[hash] = {session->account.actor, looked_up};
    return session->account.actor;
}

}  // namespace bandian::app
