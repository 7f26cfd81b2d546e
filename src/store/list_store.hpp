#pragma once
// Lists in PostgreSQL.

#include "app/list_store.hpp"
#include "store/pool.hpp"

namespace bandian::store {

/// The condition that an open step t is of that light on the day $2: the function that light_of goes by, and what
/// follows of it for the due day, which the lists are ordered by, since a step turns red on the day after.
std::string of_light(clocks::Light light);

class StoredLists : public app::ListStore {
public:
    explicit StoredLists(Pool& pool) : pool_(pool) {}

    app::Page<app::WorklistRow> worklist(const app::WorklistQuery& query, calendar::Day today) override;
    app::Page<app::CaseRow> cases(const app::CasesQuery& query, calendar::Day today) override;
    app::BoardCounts board(calendar::Day today, int newest) override;
    std::vector<app::WorklistRow> judged_steps(const app::JudgedQuery& query, calendar::Day today, int newest) override;
    /// Puts together what others have changed of the board's counts; to be called now and then.
    void fold_counts();

private:
    Pool& pool_;
};

}  // namespace bandian::store
