#pragma once
// Signing in: passwords, sessions, tokens. What somebody may do is app/actor.hpp's.

#include "app/actor.hpp"
#include "app/ports.hpp"
#include "app/trace.hpp"

#include <mutex>
#include <semaphore>

namespace bandian::app {

struct Account {
    Actor actor;
    std::string password;    ///< its hash; empty: none
    bool active = true;
    std::string deputy = {};  ///< who stands in for him; empty: nobody
    std::optional<calendar::Day> absent_until = {};
};

struct SessionRow {
    Account account;
    std::string kind;        ///< browser, token
    Instant seen{};
    Instant ends{};
};

/// Of an account from a source, and of that source whomever it tried.
struct Failures {
    int count = 0;
    Instant last{};
    int of_source = 0;
    Instant last_of_source{};
    std::optional<Instant> was_in;  ///< when the account last signed in from there
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
    virtual void set_deputy(const std::string& name, const std::string& deputy, std::optional<calendar::Day> until, const Actor& by, const std::string& what, Instant now) = 0;
    /// Makes or changes one. An empty password leaves the one there is; another one ends what browsers had begun with it, and to be
    /// inactive ends tokens too.
    virtual void put_account(const Account& account, const std::string& subject) = 0;
    /// Of the account as it was looked up: nothing begins when it has been removed, or its password changed, since.
    virtual void begin_session(const std::string& hash, const Account& account, const std::string& kind, Instant now, Instant ends) = 0;
    virtual std::optional<SessionRow> session(const std::string& hash) = 0;
    virtual void touch_session(const std::string& hash, Instant now) = 0;
    virtual void end_session(const std::string& hash) = 0;
    virtual Failures failures(const std::string& account, const std::string& source) = 0;
    /// A failure of the source counts against it for an hour after its last, whomever it tried.
    virtual void note_failure(const std::string& account, const std::string& source, Instant now) = 0;
    /// He is in: what this account failed at from there is forgotten, and that he was there is kept.
    virtual void forget_failures(const std::string& account, const std::string& source, Instant now) = 0;
    /// Who did or looked at what; append-only.
    virtual void trace(Instant now, const std::string& account, const std::string& source, const std::string& what, const std::string& case_no) = 0;
};

struct SignedIn {
    std::string secret;      ///< for the cookie
    Actor actor;
};

/// Why not; `wait_seconds` > 0: how long to wait before the next try.
struct NotSignedIn {
    int wait_seconds = 0;
};

class Accounts {
public:
    Accounts(AccountStore& store, const Time& time) : store_(store), time_(time) {}

    std::variant<SignedIn, NotSignedIn> sign_in(const std::string& name, const std::string& password, const std::string& source);
    /// For somebody the identity provider has vouched for. nullopt: no account here belongs to him.
    std::optional<SignedIn> sign_in_subject(const std::string& subject, const std::string& source);
    void sign_out(const std::string& secret, const Actor& actor);
    /// nullopt: no session, or it has ended: half an hour after it was last used, twelve hours after it began. `today` is the
    /// service's day: standing in for somebody ends with it.
    std::optional<Actor> who(const std::string& secret, const std::string& source, calendar::Day today);
    /// Names who stands in for `name` from today through `until`. A rejection: why not.
    std::optional<casework::Rejection> name_deputy(const Actor& by, const std::string& name, const std::string& deputy, calendar::Day until, calendar::Day today);
    /// False: there is nobody of that name.
    bool end_deputy(const Actor& by, const std::string& name);
    std::optional<Account> account(const std::string& name) const { return store_.account(name); }

    std::vector<Account> active() const;
    /// What they are called, by account; also of those who have gone.
    std::map<std::string, std::string> names(const std::set<std::string>& accounts) const;

    static std::string hash_password(const std::string& password);

private:
    struct Known {
        Actor actor;
        std::chrono::steady_clock::time_point looked_up;
    };
    SignedIn begin(const Account& account, const std::string& source);
    std::optional<Actor> recognised(const std::string& hash);
    void note_failed(const std::string& account, const std::string& source, Instant now);

    AccountStore& store_;
    const Time& time_;
    std::counting_semaphore<8> hashing_{2};  ///< each takes 19 MiB and 30 ms
    std::mutex mutex_;
    Allowance strangers_{10, 200, std::chrono::minutes{10}};
    std::map<std::string, Known> known_;     ///< by hash, for a second: other instances end sessions too
};

}  // namespace bandian::app
