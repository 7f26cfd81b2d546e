#pragma once
// Accounts and sessions in PostgreSQL.

#include "app/accounts.hpp"
#include "store/pool.hpp"

#include <mutex>

namespace bandian::store {

class StoredAccounts : public app::AccountStore {
public:
    explicit StoredAccounts(Pool& pool) : pool_(pool) {}

    std::optional<app::Account> account(const std::string& name) override;
    std::optional<app::Account> account_of_subject(const std::string& subject) override;
    std::vector<app::Account> accounts() override;
    std::map<std::string, std::string> names(const std::set<std::string>& accounts) override;
    void put_account(const app::Account& account, const std::string& subject, const app::Actor& by,
                     app::Instant now) override;
    void set_deputy(const std::string& name, const std::string& deputy, std::optional<calendar::Day> until,
                    const app::Actor& by, const std::string& what, app::Instant now) override;
    void begin_session(const std::string& hash, const app::Account& account, const std::string& kind, app::Instant now,
                       app::Instant ends) override;
    std::optional<app::SessionRow> session(const std::string& hash) override;
    void touch_session(const std::string& hash, app::Instant now) override;
    void end_session(const std::string& hash) override;
    void note_source(const std::string& hash, const std::string& source) override;
    std::vector<app::OwnSession> sessions_of(const std::string& account, const std::string& hash, app::Instant now,
                                             app::Instant idle_since) override;
    bool end_session_of(const std::string& account, const std::string& id) override;
    int end_other_sessions(const std::string& account, const std::string& hash) override;
    bool change_password(const app::Account& account, const std::string& password, const std::string& hash,
                         const std::string& browser) override;
    void change_tallies(const std::vector<app::CountedBy>& counters,
                        const std::function<bool(std::vector<app::Tally>&)>& change) override;
    std::vector<app::Tally> tallies(const std::vector<app::CountedBy>& counters) override;
    app::KnownBy known(const std::string& account, const std::string& browser, const std::string& session_hash,
                       const std::string& place, app::Instant place_since) override;
    bool is_browser(const std::string& browser) override;
    void remember(const std::string& account, const std::string& kind, const std::string& mark,
                  app::Instant now) override;
    void clear_past(app::Instant now, app::Instant tallied, app::Instant places, app::Instant browsers) override;
    void trace(app::Instant now, const std::string& account, const std::string& source, const std::string& what,
               const std::string& case_no) override;

private:
    int bucket_of(const app::CountedBy& counter);

    Pool& pool_;
    std::once_flag key_fetched_;
    std::string key_;  ///< without which nobody can tell which bucket a name falls into
};

}  // namespace bandian::store
