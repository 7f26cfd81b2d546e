#include "store/result_delivery_store.hpp"

#include "store/asking.hpp"
#include "store/queries.hpp"

namespace bandian::store {

bool StoredResultDeliveries::deliver(const std::string& case_no, const app::ResultDelivery& what,
                                     const std::string& key, app::Instant now) {
    const std::string on = calendar::to_string(what.on);
    return ask(pool_, [&](pqxx::transaction_base& session) {
        execute(session, query("add_hand_over"), case_no, what.task, what.recipient, what.how, on, what.by, key,
                utc(now));
        return !execute(session, query("is_hand_over"), key, case_no, what.task, what.recipient, what.how, on).empty();
    });
}

std::vector<app::ResultDelivery> StoredResultDeliveries::handed_over(const std::string& case_no) {
    const auto delivery_in = [](const pqxx::row& row) {
        return app::ResultDelivery{text_in(row, "task"),          text_in(row, "recipient"), text_in(row, "how"),
                                   day_in(row, "on_day").value(), text_in(row, "account"),   text_in(row, "at")};
    };
    return all_of(pool_, delivery_in, query("hand_overs_of_case"), case_no);
}

}  // namespace bandian::store
