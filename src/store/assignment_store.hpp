#pragma once
// Whose cases and tasks are, in PostgreSQL.

#include "app/assignment_store.hpp"
#include "store/pool.hpp"

namespace bandian::store {

class StoredAssignments : public app::AssignmentStore {
public:
    explicit StoredAssignments(Pool& pool) : pool_(pool) {}

    bool assign(const std::string& case_no, const std::string& account, const app::Actor& by,
                app::Instant now) override;
    bool claim(const std::string& case_no, const std::string& path, const std::string& account) override;
    std::map<std::string, std::string> claims_of(const std::string& case_no) override;

private:
    Pool& pool_;
};

}  // namespace bandian::store
