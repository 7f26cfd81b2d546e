#pragma once
// What was handed over, in PostgreSQL.

#include "app/result_delivery_store.hpp"
#include "store/pool.hpp"

namespace bandian::store {

class StoredResultDeliveries : public app::ResultDeliveryStore {
public:
    explicit StoredResultDeliveries(Pool& pool) : pool_(pool) {}

    bool deliver(const std::string& case_no, const app::ResultDelivery& what, const std::string& key,
                 app::Instant now) override;
    std::vector<app::ResultDelivery> handed_over(const std::string& case_no) override;

private:
    Pool& pool_;
};

}  // namespace bandian::store
