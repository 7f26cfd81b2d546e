#pragma once
// Alarms in PostgreSQL.

#include "app/alarm_store.hpp"
#include "store/pool.hpp"

namespace bandian::store {

class StoredAlarms : public app::AlarmStore {
public:
    explicit StoredAlarms(Pool& pool) : pool_(pool) {}

    int sweep(const app::RulesVersion& rules_version, calendar::Day day, int limit,
              const std::function<app::Swept(const app::LoggedCase&)>& work_out) override;
    bool wants_sweep(calendar::Day day) override;
    std::vector<app::RaisedAlarm> alarms_of(const std::string& case_no) override;

private:
    Pool& pool_;
};

}  // namespace bandian::store
