#pragma once
// What an audit asks of PostgreSQL.

#include "app/audit.hpp"
#include "store/pool.hpp"

namespace bandian::store {

class StoredLedger : public app::Ledger {
public:
    explicit StoredLedger(Pool& pool) : pool_(pool) {}

    std::vector<app::Flaw> flaws() override;
    std::optional<app::Instant> sealed_since() override;
    std::vector<app::ProjectedCase> projected(const std::string& after, int limit) override;
    int rewrite(const std::vector<app::Recalculated>& projections, app::Instant now) override;
    void recount() override;
    bool seal(calendar::Day day, app::Instant now) override;

private:
    Pool& pool_;
};

}  // namespace bandian::store
