#pragma once
// Accounts and sessions in PostgreSQL.

#include "app/accounts.hpp"
#include "store/pool.hpp"

namespace bandian::store {

class StoredAccounts : public app::AccountStore {
public:
    explicit StoredAccounts(Pool& pool) : pool_(pool) {}

    std::optional<app::Account> account(const std::string& name) override;
    std::optional<app::Account> account_of_subject(const std::string& subject) override;
    std::vector<app::Account> accounts() override;
    std::map<std::string, std::string> names(const std::set<std::string>& accounts) override;
    void put_account(const app::Account& account, const std::string& subject) override;
    void set_deputy(const std::string& name, const std::string& deputy, std::optional<calendar::Day> until, const app::Actor& by, const std::string& what, app::Instant now) override;
    void begin_session(const std::string& hash, const app::Account& account, const std::string& kind, app::Instant now, app::Instant ends) override;
    std::optional<app::SessionRow> session(const std::string& hash) override;
    void touch_session(const std::string& hash, app::Instant now) override;
    void end_session(const std::string& hash) override;
    app::Failures failures(const std::string& account, const std::string& source) override;
    void note_failure(const std::string& account, const std::string& source, app::Instant now) override;
    void forget_failures(const std::string& account, const std::string& source, app::Instant now) override;
    void trace(app::Instant now, const std::string& account, const std::string& source, const std::string& what, const std::string& case_no) override;

private:
    Pool& pool_;
};

}  // namespace bandian::store
