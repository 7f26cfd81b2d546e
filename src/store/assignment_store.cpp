#include "store/assignment_store.hpp"

#include "store/asking.hpp"
#include "store/queries.hpp"

namespace bandian::store {

bool StoredAssignments::assign(const std::string& case_no, const std::string& account, const app::Actor& by,
                               app::Instant now) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return execute(session, query("assign_case"), case_no, account, utc(now), by.account, by.source)
                   .affected_rows() == 1;
    });
}

bool StoredAssignments::claim(const std::string& case_no, const std::string& path, const std::string& account) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return execute(session, query("claim_task"), case_no, path, account).affected_rows() == 1;
    });
}

std::map<std::string, std::string> StoredAssignments::claims_of(const std::string& case_no) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        std::map<std::string, std::string> claims;
        for (const pqxx::row row : execute_kept(session, query("claims_of_case"), case_no))
            claims.emplace(text_in(row, "path"), text_in(row, "account"));
        return claims;
    });
}

}  // namespace bandian::store
