#pragma once
// What was handed over, in PostgreSQL.

#include "app/hand_over_store.hpp"
#include "store/pool.hpp"

namespace bandian::store {

class StoredHandOvers : public app::HandOverStore {
public:
    explicit StoredHandOvers(Pool& pool) : pool_(pool) {}

    bool hand_over(const std::string& case_no, const app::HandOver& what, const std::string& key,
                   app::Instant now) override;
    std::vector<app::HandOver> handed_over(const std::string& case_no) override;

private:
    Pool& pool_;
};

}  // namespace bandian::store
