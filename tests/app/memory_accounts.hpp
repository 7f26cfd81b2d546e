#pragma once
// Accounts in memory, as the ones in PostgreSQL behave.

#include "app/accounts.hpp"

#include <algorithm>

namespace bandian::app {

class MemoryAccounts : public AccountStore {
public:
    std::optional<Account> account(const std::string& name) override {
        const std::lock_guard lock(mutex_);
        const auto found = accounts_.find(name);
        return found == accounts_.end() ? std::nullopt : std::optional{found->second};
    }
    std::optional<Account> account_of_subject(const std::string&) override { return std::nullopt; }
    std::vector<Account> accounts() override {
        std::vector<Account> all;
        for (const auto& [name, one] : accounts_) all.push_back(one);
        return all;
    }
    std::map<std::string, std::string> names(const std::set<std::string>&) override { return {}; }
    void set_deputy(const std::string&, const std::string&, std::optional<calendar::Day>, const Actor&,
                    const std::string&, Instant) override {}
    void put_account(const Account& account, const std::string&) override {
        const std::lock_guard lock(mutex_);
        accounts_[account.actor.account] = account;
    }
    void begin_session(const std::string& hash, const Account& account, const std::string& kind, Instant now,
                       Instant ends) override {
        const std::lock_guard lock(mutex_);
        sessions_[hash] = {account.actor.account, {std::to_string(++ids_), kind, now, now, ends, {}, false}};
    }
    void note_source(const std::string& hash, const std::string& source) override {
        const std::lock_guard lock(mutex_);
        sessions_[hash].seen_as.source = source;
    }
    std::optional<SessionRow> session(const std::string& hash) override {
        const std::lock_guard lock(mutex_);
        const auto found = sessions_.find(hash);
        if (found == sessions_.end()) return std::nullopt;
        const OwnSession& one = found->second.seen_as;
        return SessionRow{accounts_.at(found->second.account), one.kind, one.seen, one.ends};
    }
    void touch_session(const std::string& hash, Instant now) override {
        const std::lock_guard lock(mutex_);
        sessions_[hash].seen_as.seen = now;
    }
    void end_session(const std::string& hash) override {
        const std::lock_guard lock(mutex_);
        sessions_.erase(hash);
    }
    std::vector<OwnSession> sessions_of(const std::string& account, const std::string& hash, Instant now,
                                        Instant idle_since) override {
        const std::lock_guard lock(mutex_);
        std::vector<OwnSession> all;
        for (const auto& [key, one] : sessions_) {
            const OwnSession& seen_as = one.seen_as;
            if (one.account != account || seen_as.ends <= now) continue;
            if (seen_as.kind == "browser" && seen_as.seen < idle_since) continue;
            all.push_back(seen_as);
            all.back().this_one = key == hash;
        }
        return all;
    }
    bool end_session_of(const std::string& account, const std::string& id) override {
        return end_if([&](const std::string&, const Session& one) {
                   return one.account == account && one.seen_as.id == id;
               }) > 0;
    }
    int end_other_sessions(const std::string& account, const std::string& hash) override {
        return end_if([&](const std::string& key, const Session& one) {
            return one.account == account && one.seen_as.kind == "browser" && key != hash;
        });
    }
    bool change_password(const Account& account, const std::string& password, const std::string& hash,
                         const std::string&) override {
        {
            const std::lock_guard lock(mutex_);
            Account& mine = accounts_.at(account.actor.account);
            if (mine.password != account.password) return false;
            mine.password = password;
        }
        end_other_sessions(account.actor.account, hash);
        return true;
    }
    void change_tallies(const std::vector<CountedBy>& counters,
                        const std::function<bool(std::vector<Tally>&)>& change) override {
        const std::lock_guard lock(mutex_);
        auto changed = tallies_of(counters);
        if (!change(changed)) return;
        ++tallied;
        for (std::size_t i = 0; i < counters.size(); ++i) tallies_[counters[i].kind + counters[i].whose] = changed[i];
    }
    std::vector<Tally> tallies(const std::vector<CountedBy>& counters) override {
        const std::lock_guard lock(mutex_);
        return tallies_of(counters);
    }
    KnownBy known(const std::string& account, const std::string& browser, const std::string& session_hash,
                  const std::string& place, Instant) override {
        const std::lock_guard lock(mutex_);
        const auto held = sessions_.find(session_hash);
        if (held != sessions_.end() && held->second.account == account) return KnownBy::browser;
        if (familiar_.count({account, "browser", browser}) != 0) return KnownBy::browser;
        return familiar_.count({account, "place", place}) != 0 ? KnownBy::place : KnownBy::nothing;
    }
    bool is_browser(const std::string& browser) override {
        const std::lock_guard lock(mutex_);
        return std::any_of(familiar_.begin(), familiar_.end(), [&](const auto& one) {
            return std::get<1>(one) == "browser" && std::get<2>(one) == browser;
        });
    }
    void remember(const std::string& account, const std::string& kind, const std::string& mark, Instant) override {
        const std::lock_guard lock(mutex_);
        familiar_.insert({account, kind, mark});
    }
    void clear_past(Instant, Instant, Instant, Instant) override {}
    void trace(Instant, const std::string& account, const std::string&, const std::string& what,
               const std::string&) override {
        const std::lock_guard lock(mutex_);
        traced.push_back(account + ' ' + what);
    }

    std::vector<std::string> traced;
    int tallied = 0;  ///< how often tallies were written

private:
    struct Session {
        std::string account;
        OwnSession seen_as;
    };
    std::vector<Tally> tallies_of(const std::vector<CountedBy>& counters) {
        std::vector<Tally> all;
        for (const CountedBy& one : counters) all.push_back(tallies_[one.kind + one.whose]);
        return all;
    }
    int end_if(const std::function<bool(const std::string&, const Session&)>& ends) {
        const std::lock_guard lock(mutex_);
        return static_cast<int>(std::erase_if(sessions_, [&](const auto& one) { return ends(one.first, one.second); }));
    }

    std::mutex mutex_;
    std::map<std::string, Account> accounts_;
    std::map<std::string, Session> sessions_;
    std::map<std::string, Tally> tallies_;
    std::set<std::tuple<std::string, std::string, std::string>> familiar_;
    int ids_ = 0;
};

}  // namespace bandian::app
