#include "app/accounts.hpp"

#include "app/secret.hpp"
#include "app/source.hpp"

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
constexpr auto at_home_for = std::chrono::hours{24 * 30};
constexpr auto browser_known_for = std::chrono::hours{24 * 400};
constexpr auto tallied_for = std::chrono::hours{24};

/// What a secret is kept as where it is a mark; empty: there is none.
std::string mark_of(const std::string& secret) {
    if (secret.empty()) return {};
    const std::string hash = hash_of(secret);
    std::string text(2 * hash.size() + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(hash.data()), hash.size());
    text.pop_back();
    return text;
}

std::vector<CountedBy> counters_of(const std::vector<Measure>& measures) {
    std::vector<CountedBy> all;
    for (const Measure& one : measures) all.push_back(one.counter);
    return all;
}

}  // namespace

/// Counts it and gives 0, or gives the seconds to wait. One that waits writes nothing, however often it comes.
int Accounts::count_attempt(const std::vector<Measure>& measures) {
    const std::vector<CountedBy> counters = counters_of(measures);
    const Instant now = time_.now();
    int wait = wait_of(measures, store_.tallies(counters), now);
    if (wait > 0) return wait;
    store_.change_tallies(counters, [&](std::vector<Tally>& tallies) {
        wait = wait_of(measures, tallies, now);
        if (wait == 0) count_in(measures, tallies, now);
        return wait == 0;
    });
    return wait;
}

void Accounts::take_back_attempt(const std::vector<Measure>& measures, bool right) {
    store_.change_tallies(counters_of(measures), [&](std::vector<Tally>& tallies) {
        take_back(measures, tallies, right);
        return true;
    });
}

std::variant<SignedIn, NotSignedIn> Accounts::sign_in(const std::string& name, const std::string& password,
                                                      const Visit& visit) {
    const Instant now = time_.now();
    const std::string place = counted_source(visit.source), browser = mark_of(visit.browser),
                      held = visit.session.empty() ? std::string{} : hash_of(visit.session);
    const KnownBy known = store_.known(name, browser, held, place, now - at_home_for);
    const auto measures = measures_of(known, name, place, browser.empty() ? mark_of(visit.session) : browser);
    if (const int wait = count_attempt(measures); wait > 0) return NotSignedIn{wait};
    const auto account = store_.account(name);
    // Somebody unknown takes as long as a wrong password.
    static const std::string nobody = hash_password("nobody's");
    const std::string& hash = account && !account->password.empty() ? account->password : nobody;
    bool right = false;
    {
        const Turns::Turn turn(hashing_, known == KnownBy::browser ? Turns::Row::first : Turns::Row::second);
        if (!turn) {
            take_back_attempt(measures, false);
            return NotSignedIn{1, true};
        }
        right = fits(hash, password);
    }
    if (!right || !account || account->password.empty() || !account->active) {
        note_failed(account ? name : std::string{}, visit.source, now);
        return NotSignedIn{};
    }
    take_back_attempt(measures, true);
    store_.remember(name, "place", place, now);
    if (!browser.empty() && store_.is_browser(browser)) store_.remember(name, "browser", browser, now);
    return begin(*account, visit);
}

/// A name that nobody has may be a password in the wrong field: it is not kept. Strangers cause so many rows.
void Accounts::note_failed(const std::string& account, const std::string& source, Instant now) {
    const auto left_out = strangers_.take(source, std::chrono::steady_clock::now());
    if (!left_out) return;
    if (*left_out > 0) store_.trace(now, {}, {}, "left out " + std::to_string(*left_out) + " more refusals", {});
    store_.trace(now, account, source, "sign-in-failed", {});
}

std::optional<SignedIn> Accounts::sign_in_subject(const std::string& subject, const Visit& visit) {
    const auto account = store_.account_of_subject(subject);
    if (!account || !account->active) return std::nullopt;
    return begin(*account, visit);
}

SignedIn Accounts::begin(const Account& account, const Visit& visit) {
    const Instant now = time_.now();
    SignedIn done{random_secret(), account.actor};
    done.actor.source = visit.source;
    store_.begin_session(hash_of(done.secret), account, "browser", now, now + longest);
    store_.note_source(hash_of(done.secret), visit.source);
    store_.trace(now, account.actor.account, visit.source, "signed-in", {});
    if (visit.session.empty()) return done;
    const std::string held = hash_of(visit.session);
    store_.end_session(held);
    const std::lock_guard lock(mutex_);
    known_.erase(held);
    return done;
}

void Accounts::sign_out(const std::string& secret, const Actor& actor) {
    const std::string hash = hash_of(secret);
    store_.end_session(hash);
    store_.trace(time_.now(), actor.account, actor.source, "signed-out", {});
    const std::lock_guard lock(mutex_);
    known_.erase(hash);
}

std::vector<OwnSession> Accounts::sessions(const Actor& actor, const std::string& secret) const {
    const Instant now = time_.now();
    return store_.sessions_of(actor.account, hash_of(secret), now, now - idle);
}

bool Accounts::end_session(const Actor& actor, const std::string& id) {
    if (!store_.end_session_of(actor.account, id)) return false;
    store_.trace(time_.now(), actor.account, actor.source, "ended-session", {});
    forget_known(actor.account);
    return true;
}

void Accounts::end_other_sessions(const Actor& actor, const std::string& secret) {
    if (store_.end_other_sessions(actor.account, hash_of(secret)) == 0) return;
    store_.trace(time_.now(), actor.account, actor.source, "ended-other-sessions", {});
    forget_known(actor.account);
}

std::variant<std::monostate, NotSignedIn, casework::Rejection> Accounts::change_password(
    const Actor& actor, const std::string& old_password, const std::string& new_password, const Visit& visit) {
    const auto wrong = [] {
        return casework::Rejection{"wrong-password", "old",
                                   "Expected the password as it is now, but this is another, or there is none."};
    };
    const auto account = store_.account(actor.account);
    if (!account || account->password.empty()) return wrong();
    const std::vector<Measure> measures{measure_of_change(actor.account)};
    if (const int wait = count_attempt(measures); wait > 0) return NotSignedIn{wait};
    std::string hash;
    {
        const Turns::Turn turn(hashing_);
        if (!turn) {
            take_back_attempt(measures, false);
            return NotSignedIn{1, true};
        }
        if (!fits(account->password, old_password)) {
            store_.trace(time_.now(), actor.account, actor.source, "password-change-failed", {});
            return wrong();
        }
        take_back_attempt(measures, true);
        if (auto no = unfit_password(new_password, actor.account, actor.display)) return *std::move(no);
        if (new_password == old_password)
            return casework::Rejection{"password-unchanged", "new",
                                       "Expected another password than the one there is, but it is the same."};
        hash = hash_password(new_password);
    }
    if (!store_.change_password(*account, hash, hash_of(visit.session), mark_of(visit.browser))) return wrong();
    store_.trace(time_.now(), actor.account, actor.source, "changed-password", {});
    forget_known(actor.account);
    return std::monostate{};
}

std::optional<std::string> Accounts::know_browser(const Actor& actor, const std::string& browser) {
    const Instant now = time_.now();
    const bool ours = !browser.empty() && store_.is_browser(mark_of(browser));
    const std::string secret = ours ? browser : random_secret();
    store_.remember(actor.account, "browser", mark_of(secret), now);
    return ours ? std::nullopt : std::optional{secret};
}

void Accounts::clear_past() {
    const Instant now = time_.now();
    store_.clear_past(now, now - tallied_for, now - at_home_for, now - browser_known_for);
}

/// Of this instance; the others see it within a second.
void Accounts::forget_known(const std::string& account) {
    const std::lock_guard lock(mutex_);
    std::erase_if(known_, [&](const auto& one) { return one.second.actor.account == account; });
}

std::optional<casework::Rejection> Accounts::name_deputy(const Actor& by, const std::string& name,
                                                         const std::string& deputy, calendar::Day until,
                                                         calendar::Day today) {
    const auto absent = store_.account(name), other = store_.account(deputy);
    if (!absent || !absent->active)
        return casework::Rejection{"unknown-user", "user",
                                   "Expected the sign-in name of a user, but there is none with \"" + name + "\"."};
    if (!other || !other->active || deputy == name)
        return casework::Rejection{
            "unknown-user", "deputy",
            "Expected the sign-in name of a colleague, but there is none with \"" + deputy + "\"."};
    if (!may_stand_in(other->actor, absent->actor))
        return casework::Rejection{
            "invalid-member", "deputy",
            "Expected a colleague of the same department who has the same roles, but " + deputy + " has not.",
            "deputy-unlike"};
    if (other->absent_until && *other->absent_until >= today)
        return casework::Rejection{"invalid-member", "deputy",
                                   "Expected a colleague who is there, but " + deputy + " is away himself until " +
                                       calendar::to_string(*other->absent_until) + ".",
                                   "deputy-away"};
    if (until < today || until > today + longest_absence)
        return casework::Rejection{"invalid-member", "until",
                                   "Expected the last day of absence, from today, " + calendar::to_string(today) +
                                       ", to a year from now, but got " + calendar::to_string(until) + ".",
                                   "absence-day"};
    store_.set_deputy(name, deputy, until, by,
                      "named " + deputy + " deputy of " + name + " until " + calendar::to_string(until), time_.now());
    return std::nullopt;
}

bool Accounts::end_deputy(const Actor& by, const std::string& name) {
    if (!store_.account(name)) return false;
    store_.set_deputy(name, {}, std::nullopt, by, "ended the deputy of " + name, time_.now());
    return true;
}

std::map<std::string, std::string> Accounts::names(const std::set<std::string>& accounts) const {
    return store_.names(accounts);
}

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
    if (!session || !session->account.active || now >= session->ends ||
        (session->kind == "browser" && now - session->seen > idle))
        return std::nullopt;
    if (now - session->seen > touched_every) store_.touch_session(hash, now);
    const std::lock_guard lock(mutex_);
    if (known_.size() >= most_known) known_.clear();
    known_[hash] = {session->account.actor, looked_up};
    return session->account.actor;
}

}  // namespace bandian::app
