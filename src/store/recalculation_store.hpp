#pragma once
// What changes of the calendars mean for cases, in PostgreSQL.

#include "app/recalculation_store.hpp"
#include "store/pool.hpp"

namespace bandian::store {

class StoredRecalculation : public app::RecalculationStore {
public:
    explicit StoredRecalculation(Pool& pool) : pool_(pool) {}

    std::vector<app::LoggedCase> cases_touched(app::Instant since, const std::string& after, int limit) override;
    std::vector<app::TimedRow> cases_in_reach(calendar::Day first, calendar::Day last, const std::string& after,
                                              int limit) override;
    int recalculate(const app::RulesVersion& rules_version, int limit, app::Instant now,
                    const std::function<app::Recalculated(const app::LoggedCase&)>& work_out) override;
    std::vector<app::Move> moves_of(const std::string& case_no) override;

private:
    Pool& pool_;
};

}  // namespace bandian::store
