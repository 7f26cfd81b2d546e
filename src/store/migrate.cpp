#include "store/postgres_store.hpp"
#include "store/queries.hpp"

namespace bandian::store {

void migrate(const std::string& url) {
    try {
        pqxx::connection connection{url};
        pqxx::work work{connection};
        // One at a time, when several instances start at once.
        work.exec("select pg_advisory_xact_lock(7205759403792793600)");
        work.exec("create table if not exists migration (name text primary key, carried_out_at timestamptz not null default now())");
        const pqxx::result done = work.exec("select name from migration order by name");
        const auto carried_out = static_cast<std::size_t>(done.size());  // signed at one end of the versions, unsigned at the other
        if (carried_out > migrations().size())
            throw app::Fault("Expected a database of this program's version or an older one, but this one has had the migration " +
                             std::string{done[done.size() - 1][0].c_str()} + ": run the newer program.", false);
        for (std::size_t i = 0; i < migrations().size(); ++i) {
            const auto& [name, sql] = migrations()[i];
            if (i < carried_out) {
                if (name != done[static_cast<pqxx::result::size_type>(i)][0].c_str())
                    throw app::Fault("Expected migration " + name + ", but this database has had " + std::string{done[static_cast<pqxx::result::size_type>(i)][0].c_str()} + " instead.", false);
                continue;
            }
            work.exec(sql);
            execute(work, "insert into migration (name) values ($1)", name);
        }
        work.commit();
    } catch (const pqxx::failure& e) {
        throw app::Fault(e.what(), false);
    }
}

}  // namespace bandian::store
