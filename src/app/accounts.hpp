#pragma once
// Signing in: passwords, sessions, tokens. What somebody may do is app/actor.hpp's.

#include "app/actor.hpp"
#include "app/guesses.hpp"
#include "app/passwords.hpp"
#include "app/trace.hpp"
#include "app/turns.hpp"

#include <mutex>

namespace bandian::app {

struct Account {
    Actor actor;
    std::string password;  ///< its hash; empty: none
    bool active = true;
    std::string deputy = {};  ///< who stands in for him; empty: nobody
    std::optional<calendar::Day> absent_until = {};
};

struct SessionRow {
    Account account;
    std::string kind;  ///< browser, token
    Instant seen{};
    Instant ends{};
};

/// A session as its owner sees it.
struct OwnSession {
    std::string id;    ///< public: nobody acts with it
    std::string kind;  ///< browser, token
    Instant began{};
    Instant seen{};
    Instant ends{};
    std::string source;     ///< address it began from; empty: from a command
    bool this_one = false;  ///< the one that asks
};

class AccountStore {
public:
    virtual ~AccountStore() = default;
    virtual std::optional<Account> account(const std::string& name) = 0;
    virtual std::optional<Account> account_of_subject(const std::string& subject) = 0;
    virtual std::vector<Account> accounts() = 0;
    /// What those of `accounts` that are known are called, by account.
    virtual std::map<std::string, std::string> names(const std::set<std::string>& accounts) = 0;
    /// Who stands in for an account through `until`; empty: nobody any more. With `what` as its trace.
    virtual void set_deputy(const std::string& name, const std::string& deputy, std::optional<calendar::Day> until,
                            const Actor& by, const std::string& what, Instant now) = 0;
    /// Makes or changes one. Another password than there was, also none, ends what browsers had begun with it; to be
    /// inactive ends tokens too, and being or having a deputy, as another department or other roles do. With a trace of
    /// it, by which an audit judges what the account may.
    virtual void put_account(const Account& account, const std::string& subject, const Actor& by, Instant now) = 0;
    /// Of the account as it was looked up: nothing begins when it has been removed, or its password changed, since.
    virtual void begin_session(const std::string& hash, const Account& account, const std::string& kind, Instant now,
                               Instant ends) = 0;
    /// The address a session began from.
    virtual void note_source(const std::string& hash, const std::string& source) = 0;
    virtual std::optional<SessionRow> session(const std::string& hash) = 0;
    virtual void touch_session(const std::string& hash, Instant now) = 0;
    virtual void end_session(const std::string& hash) = 0;
    /// Of an account, those that have not ended by `now`, nor, of a browser, been left alone since `idle_since`; the
    /// newest first, a hundred at most. `hash`: of the one that asks.
    virtual std::vector<OwnSession> sessions_of(const std::string& account, const std::string& hash, Instant now,
                                                Instant idle_since) = 0;
    /// Of his own. False: he has none of that id.
    virtual bool end_session_of(const std::string& account, const std::string& id) = 0;
    /// What browsers of his have begun, but for the one of `hash`. Gives how many.
    virtual int end_other_sessions(const std::string& account, const std::string& hash) = 0;
    /// Another password for the account as it was looked up; ends what browsers had begun, but for the session of
    /// `hash`, and forgets browsers but the one of `browser`. False: it has been changed or removed since.
    virtual bool change_password(const Account& account, const std::string& password, const std::string& hash,
                                 const std::string& browser) = 0;
    /// Gives `change` the tallies of the counters, for this caller alone, and keeps what it makes of them when it says
    /// so.
    virtual void change_tallies(const std::vector<CountedBy>& counters,
                                const std::function<bool(std::vector<Tally>&)>& change) = 0;
    /// The tallies as they are.
    virtual std::vector<Tally> tallies(const std::vector<CountedBy>& counters) = 0;
    /// How an account is known: by the mark of a browser, by the hash of a session of its own that the browser holds,
    /// by a place.
    virtual KnownBy known(const std::string& account, const std::string& browser, const std::string& session_hash,
                          const std::string& place, Instant place_since) = 0;
    /// Whether any account has been in in a browser of that mark.
    virtual bool is_browser(const std::string& browser) = 0;
    /// The account has been in there. `kind`: browser, place. Of each kind the newest thirty are kept.
    virtual void remember(const std::string& account, const std::string& kind, const std::string& mark,
                          Instant now) = 0;
    /// Takes away sessions that ended before `now`, tallies last changed before `tallied`, places and browsers not seen
    /// since.
    virtual void clear_past(Instant now, Instant tallied, Instant places, Instant browsers) = 0;
    /// Who did or looked at what; append-only.
    virtual void trace(Instant now, const std::string& account, const std::string& source, const std::string& what,
                       const std::string& case_no) = 0;
};

struct SignedIn {
    std::string secret;  ///< for the cookie
    Actor actor;
};

/// Why not; `wait_seconds` > 0: how long to wait before the next try.
struct NotSignedIn {
    int wait_seconds = 0;
    bool busy = false;  ///< nobody looked whether it was right: too many others are being looked at
};

/// Where somebody signs in, as his browser shows it. All but the source may be empty.
struct Visit {
    std::string source;   ///< address
    std::string session;  ///< secret of the session that it had before
    std::string browser;  ///< secret that the browser is known by
};

class Accounts {
public:
    Accounts(AccountStore& store, const Time& time) : store_(store), time_(time) {}

    /// Ends the session that the browser had before.
    std::variant<SignedIn, NotSignedIn> sign_in(const std::string& name, const std::string& password,
                                                const Visit& visit);
    /// For somebody the identity provider has vouched for; ends the session that the browser had before. nullopt: no
    /// account here belongs to him.
    std::optional<SignedIn> sign_in_subject(const std::string& subject, const Visit& visit);
    void sign_out(const std::string& secret, const Actor& actor);
    /// nullopt: no session, or it has ended: half an hour after it was last used, twelve hours after it began. `today`
    /// is the service's day: standing in for somebody ends with it.
    std::optional<Actor> who(const std::string& secret, const std::string& source, calendar::Day today);
    /// Names who stands in for `name` from today through `until`. A rejection: why not.
    std::optional<casework::Rejection> name_deputy(const Actor& by, const std::string& name, const std::string& deputy,
                                                   calendar::Day until, calendar::Day today);
    /// False: there is nobody of that name.
    bool end_deputy(const Actor& by, const std::string& name);
    std::optional<Account> account(const std::string& name) const { return store_.account(name); }

    std::vector<Account> active() const;
    /// What they are called, by account; also of those who have gone.
    std::map<std::string, std::string> names(const std::set<std::string>& accounts) const;

    /// The sessions and tokens of whoever asks with `secret`.
    std::vector<OwnSession> sessions(const Actor& actor, const std::string& secret) const;
    /// False: there is none of that id, or it is not his.
    bool end_session(const Actor& actor, const std::string& id);
    /// All that browsers have begun but the one that asks.
    void end_other_sessions(const Actor& actor, const std::string& secret);
    /// Ends his other sessions. A rejection says what is wrong with the new one.
    std::variant<std::monostate, NotSignedIn, casework::Rejection> change_password(const Actor& actor,
                                                                                   const std::string& old_password,
                                                                                   const std::string& new_password,
                                                                                   const Visit& visit);
    /// Remembers a browser in which somebody is signed in. A secret for it, when it has none yet.
    std::optional<std::string> know_browser(const Actor& actor, const std::string& browser);
    /// Takes away what has ended, and what is past its use.
    void clear_past();

    static std::string hash_password(const std::string& password) { return hash_of_password(password); }

private:
    struct Known {
        Actor actor;
        std::chrono::steady_clock::time_point looked_up;
    };
    /// Ends the session that the browser had before.
    SignedIn begin(const Account& account, const Visit& visit);
    std::optional<Actor> recognised(const std::string& hash);
    void note_failed(const std::string& account, const std::string& source, Instant now);
    int count_attempt(const std::vector<Measure>& measures);
    void take_back_attempt(const std::vector<Measure>& measures, bool right);
    void forget_known(const std::string& account);

    AccountStore& store_;
    const Time& time_;
    /// Each takes 19 MiB and 30 ms: guesses never hold every thread of the server.
    Turns hashing_{2, 24, std::chrono::seconds{10}};
    std::mutex mutex_;
    Allowance strangers_{10, 200, std::chrono::minutes{10}};
    std::map<std::string, Known> known_;  ///< by hash, for a second: other instances end sessions too
};

}  // namespace bandian::app
