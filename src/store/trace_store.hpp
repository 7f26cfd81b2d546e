#pragma once
// The trace in PostgreSQL, which chains each row that comes.

#include "app/trace.hpp"
#include "store/pool.hpp"

namespace bandian::store {

class StoredTrace : public app::TraceStore {
public:
    explicit StoredTrace(Pool& pool) : pool_(pool) {}

    void add(app::Instant now, const std::string& account, const std::string& source, const std::string& what,
             const std::string& case_no, const std::string& words) override;
    std::vector<app::TraceRow> rows(const app::TraceQuery& query) override;
    void forget_searches(app::Instant before) override;

private:
    Pool& pool_;
};

}  // namespace bandian::store
