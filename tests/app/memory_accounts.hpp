#pragma once
// Accounts and tokens in memory, as the ones in PostgreSQL behave: both pass tests/store/account_conformance_test.cpp.

#include "app/memory_trace.hpp"
#include "app/tokens.hpp"

#include <algorithm>

namespace bandian::app {

class MemoryAccounts : public AccountStore, public TokenStore {
public:
    std::optional<Account> account(const std::string& name) override {
        const std::lock_guard lock(mutex_);
        const auto found = accounts_.find(name);
        return found == accounts_.end() ? std::nullopt : std::optional{found->second};
    }
    std::optional<Account> account_of_subject(const std::string& subject) override {
        const std::lock_guard lock(mutex_);
        for (const auto& [name, one] : subjects_)
            if (one == subject) return accounts_.at(name);
        return std::nullopt;
    }
    std::vector<Account> accounts() override {
        const std::lock_guard lock(mutex_);
        std::vector<Account> all;
        for (const auto& [name, one] : accounts_) all.push_back(one);
        return all;
    }
    std::map<std::string, std::string> names(const std::set<std::string>& accounts) override {
        const std::lock_guard lock(mutex_);
        std::map<std::string, std::string> all;
        for (const auto& [name, one] : accounts_)
            if (accounts.count(name) != 0) all.emplace(name, one.actor.display);
        return all;
    }
    void set_deputy(const std::string& name, const std::string& deputy, std::optional<calendar::Day> until,
                    const Actor& by, const std::string& what, Instant now) override {
        const std::lock_guard lock(mutex_);
        const auto found = accounts_.find(name);
        if (found == accounts_.end()) return;
        found->second.deputy = deputy;
        found->second.absent_until = until;
        trace_of(now, by, what);
    }
    void put_account(const Account& account, const std::string& subject, const Actor&, Instant) override {
        const std::lock_guard lock(mutex_);
        const std::string& name = account.actor.account;
        const auto before = accounts_.find(name);
        const bool is_new = before == accounts_.end();
        const bool same_password = !is_new && before->second.password == account.password;
        const bool same_work = !is_new && before->second.actor.department == account.actor.department &&
                               before->second.actor.roles == account.actor.roles;
        Account put = account;
        put.deputy = is_new ? std::string{} : before->second.deputy;
        put.absent_until = is_new ? std::nullopt : before->second.absent_until;
        accounts_[name] = put;
        if (!subject.empty()) subjects_[name] = subject;
        std::erase_if(sessions_, [&](const auto& one) {
            return one.second.account == name &&
                   (!account.active || (!same_password && one.second.seen_as.kind == "browser"));
        });
        if (!same_password) forget_browsers_of(name, {});
        if (account.active && same_work) return;
        for (auto& [other, one] : accounts_)
            if (other == name || one.deputy == name) {
                one.deputy.clear();
                one.absent_until.reset();
            }
    }
    void begin_session(const std::string& hash, const Account& account, const std::string& kind, Instant now,
                       Instant ends) override {
        const std::lock_guard lock(mutex_);
        const auto found = accounts_.find(account.actor.account);
        if (found == accounts_.end() || !found->second.active || found->second.password != account.password) return;
        sessions_.try_emplace(
            hash, Session{account.actor.account, {std::to_string(++ids_), kind, now, now, ends, {}, false}, {}, {}});
    }
    void note_source(const std::string& hash, const std::string& source) override {
        const std::lock_guard lock(mutex_);
        if (const auto found = sessions_.find(hash); found != sessions_.end()) found->second.seen_as.source = source;
    }
    std::optional<SessionRow> session(const std::string& hash) override {
        const std::lock_guard lock(mutex_);
        const auto found = sessions_.find(hash);
        if (found == sessions_.end()) return std::nullopt;
        const OwnSession& one = found->second.seen_as;
        SessionRow row{accounts_.at(found->second.account), one.kind, one.seen, one.ends};
        row.account.actor.leave = found->second.leave;
        for (const auto& [name, absent] : accounts_)
            if (absent.deputy == found->second.account && absent.absent_until)
                row.account.actor.stands_in_for.push_back({name, absent.actor.display, *absent.absent_until});
        return row;
    }
    void touch_session(const std::string& hash, Instant now) override {
        const std::lock_guard lock(mutex_);
        if (const auto found = sessions_.find(hash); found != sessions_.end()) found->second.seen_as.seen = now;
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
        std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.began > b.began; });
        if (all.size() > 100) all.resize(100);
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
                         const std::string& browser) override {
        {
            const std::lock_guard lock(mutex_);
            const auto mine = accounts_.find(account.actor.account);
            if (mine == accounts_.end() || !mine->second.active || mine->second.password != account.password)
                return false;
            mine->second.password = password;
            forget_browsers_of(account.actor.account, browser);
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
                  const std::string& place, Instant place_since) override {
        const std::lock_guard lock(mutex_);
        const auto held = sessions_.find(session_hash);
        if (held != sessions_.end() && held->second.account == account) return KnownBy::browser;
        if (familiar_.count({account, "browser", browser}) != 0) return KnownBy::browser;
        const auto seen = familiar_.find({account, "place", place});
        return seen != familiar_.end() && seen->second >= place_since ? KnownBy::place : KnownBy::nothing;
    }
    bool is_browser(const std::string& browser) override {
        const std::lock_guard lock(mutex_);
        return std::any_of(familiar_.begin(), familiar_.end(), [&](const auto& one) {
            return std::get<1>(one.first) == "browser" && std::get<2>(one.first) == browser;
        });
    }
    void remember(const std::string& account, const std::string& kind, const std::string& mark, Instant now) override {
        const std::lock_guard lock(mutex_);
        if (accounts_.count(account) == 0) return;
        familiar_[{account, kind, mark}] = now;
        const auto is_of_kind = [&](const auto& one) {
            return std::get<0>(one.first) == account && std::get<1>(one.first) == kind;
        };
        while (std::count_if(familiar_.begin(), familiar_.end(), is_of_kind) > 30) {
            auto oldest = familiar_.end();
            for (auto one = familiar_.begin(); one != familiar_.end(); ++one)
                if (is_of_kind(*one) && (oldest == familiar_.end() || one->second < oldest->second)) oldest = one;
            familiar_.erase(oldest);
        }
    }
    void clear_past(Instant now, Instant tallied, Instant places, Instant browsers) override {
        const std::lock_guard lock(mutex_);
        std::erase_if(sessions_, [&](const auto& one) { return one.second.seen_as.ends <= now; });
        std::erase_if(tallies_, [&](const auto& one) { return one.second.last < tallied; });
        std::erase_if(familiar_, [&](const auto& one) {
            return one.second < (std::get<1>(one.first) == "place" ? places : browsers);
        });
    }
    void trace(Instant now, const std::string& account, const std::string& source, const std::string& what,
               const std::string& case_no) override {
        const std::lock_guard lock(mutex_);
        traced.push_back(account + ' ' + what);
        traces.add(now, account, source, what, case_no, {});
    }

    std::string add_token(const std::string& hash, const Token& token, const Actor& by) override {
        const std::lock_guard lock(mutex_);
        const auto account = accounts_.find(token.account);
        if (account == accounts_.end() || !account->second.active || sessions_.count(hash) != 0) return {};
        long last = 0;
        for (const auto& [key, one] : sessions_) {
            if (one.account != token.account || one.seen_as.kind != "token") continue;
            if (one.name == token.name) return {};
            if (one.name.rfind("token-", 0) == 0) last = std::max(last, std::strtol(one.name.c_str() + 6, nullptr, 10));
        }
        const std::string name = token.name.empty() ? "token-" + std::to_string(last + 1) : token.name;
        sessions_[hash] = {token.account,
                           {std::to_string(++ids_), "token", token.begun, token.begun, token.ends, {}, false},
                           name,
                           token.leave};
        std::string may;
        if (token.leave)
            for (const Leave one : *token.leave) may += (may.empty() ? "" : "+") + std::string{word(one)};
        trace_of(token.begun, by,
                 "made token " + name + " of " + token.account + " for " + (may.empty() ? "all it may" : may) +
                     " until " + date::format("%F", date::floor<date::days>(token.ends)));
        return name;
    }
    std::vector<Token> tokens(const std::string& account) override {
        const std::lock_guard lock(mutex_);
        std::vector<Token> all;
        for (const auto& [hash, one] : sessions_) {
            if (one.seen_as.kind != "token" || (!account.empty() && one.account != account)) continue;
            const OwnSession& session = one.seen_as;
            all.push_back({one.account, one.name, one.leave, session.began, session.ends,
                           session.seen == session.began ? std::nullopt : std::optional{session.seen}});
        }
        std::sort(all.begin(), all.end(), [](const Token& a, const Token& b) {
            return std::tie(a.account, a.begun, a.name) < std::tie(b.account, b.begun, b.name);
        });
        return all;
    }
    bool end_token(const std::string& account, const std::string& name, const Actor& by, Instant now) override {
        const bool ended = end_if([&](const std::string&, const Session& one) {
                               return one.account == account && one.seen_as.kind == "token" && one.name == name;
                           }) > 0;
        if (ended) trace_of(now, by, "revoked token " + name + " of " + account);
        return ended;
    }

    std::vector<std::string> traced;
    MemoryTrace traces;
    int tallied = 0;  ///< how often tallies were written

private:
    struct Session {
        std::string account;
        OwnSession seen_as;
        std::string name;                      ///< of a token
        std::optional<std::set<Leave>> leave;  ///< of a token
    };
    void trace_of(Instant now, const Actor& by, const std::string& what) {
        traced.push_back(by.account + ' ' + what);
        traces.add(now, by.account, by.source, what, {}, {});
    }
    void forget_browsers_of(const std::string& account, const std::string& but) {
        std::erase_if(familiar_, [&](const auto& one) {
            return std::get<0>(one.first) == account && std::get<1>(one.first) == "browser" &&
                   std::get<2>(one.first) != but;
        });
    }
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
    std::map<std::tuple<std::string, std::string, std::string>, Instant> familiar_;  ///< account, kind, mark
    std::map<std::string, std::string> subjects_;
    int ids_ = 0;
};

}  // namespace bandian::app
