#include "store/record.hpp"

#include "store/asking.hpp"
#include "store/queries.hpp"

namespace bandian::store {

bool Record::reachable() {
    try {
        return pool_.with(
            [](pqxx::connection& connection) { return pqxx::nontransaction{connection}.exec("select 1").size() == 1; });
    } catch (const pqxx::failure&) {
        pool_.drop_idle();
        return false;
    }
}

void Record::dedicate(bool to_invented_cases) {
    ask(pool_, [&](pqxx::transaction_base& session) {
        const pqxx::row row = session.exec(query("dedication"))[0];
        const bool has_cases = row["has_cases"].as<bool>(), for_invented = row["for_invented"].as<bool>();
        if (to_invented_cases && !for_invented && has_cases)
            throw app::Unavailable(
                "Expected a database of invented cases for --demo, but this one has real ones: choose "
                "another --data.",
                false);
        if (!to_invented_cases && for_invented)
            throw app::Unavailable(
                "Expected a database of real cases, but this one was made for --demo: choose another "
                "--data.",
                false);
        if (to_invented_cases) session.exec(query("dedicate_to_invented"));
        return true;
    });
}

std::optional<app::Instant> Record::last_entry() {
    return ask(pool_,
               [](pqxx::transaction_base& session) { return instant_in(session.exec(query("last_entry"))[0], "at"); });
}

}  // namespace bandian::store
