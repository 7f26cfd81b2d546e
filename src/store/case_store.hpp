#pragma once
// Cases in PostgreSQL.

#include "app/case_store.hpp"
#include "store/pool.hpp"

namespace bandian::store {

class StoredCases : public app::CaseStore {
public:
    explicit StoredCases(Pool& pool) : pool_(pool) {}

    app::WriteResult open_case(const app::NewCase& new_case) override;
    app::WriteResult append(const app::NewEvents& events) override;
    std::optional<app::StoredCase> load(const std::string& case_no, const std::string& key = {}) override;
    std::optional<app::Answered> answered(const std::string& key) override;
    std::string receipt_secret() override;

private:
    Pool& pool_;
};

}  // namespace bandian::store
