#include "store/migrate.hpp"

#include "app/ports.hpp"
#include "store/queries.hpp"
#include "store/routines.hpp"

namespace bandian::store {

void migrate(const std::string& url) {
    try {
        pqxx::connection connection{url};
        pqxx::work work{connection};
        // One at a time, when several instances start at once.
        work.exec("select pg_advisory_xact_lock(7205759403792793600)");
        if (work.exec("select to_regclass('migration')")[0][0].is_null())
            work.exec(
                "create table migration (name text primary key, carried_out_at timestamptz not null default now())");
        const pqxx::result done = work.exec("select name from migration order by name");
        const auto carried_out =
            static_cast<std::size_t>(done.size());  // signed at one end of the versions, unsigned at the other
        if (carried_out > migrations().size())
            throw app::Unavailable(
                "Expected a database of this program's version or an older one, but this one has had the migration " +
                    std::string{done[done.size() - 1][0].c_str()} + ": run the newer program.",
                false);
        for (std::size_t i = 0; i < migrations().size(); ++i) {
            const auto& [name, sql] = migrations()[i];
            if (i < carried_out) {
                if (name != done[static_cast<pqxx::result::size_type>(i)][0].c_str())
                    throw app::Unavailable("Expected migration " + name + ", but this database has had " +
                                               std::string{done[static_cast<pqxx::result::size_type>(i)][0].c_str()} +
                                               " instead.",
                                           false);
                continue;
            }
            work.exec(sql);
            execute(work, "insert into migration (name) values ($1)", name);
        }
        const bool anew = carried_out < migrations().size();
        install_routines(work, anew);
        if (anew) execute(work, "select recount()");  // rows of before were written past what counts them
        work.commit();
    } catch (const pqxx::failure& e) {
        throw app::Unavailable(e.what(), false);
    }
}

void grant_service(const std::string& url, const std::string& role) {
    try {
        pqxx::connection connection{url};
        pqxx::work work{connection};
        if (execute(work, "select 1 from pg_roles where rolname = $1", role).empty())
            work.exec("create role " + work.quote_name(role) + " login");
        const std::string to = " to " + work.quote_name(role);
        work.exec("grant select, insert, update, delete on all tables in schema public" + to);
        work.exec("grant usage, select on all sequences in schema public" + to);
        work.exec(
            "revoke update, delete, truncate on event, head, erasure, trace, trace_head, handed_over, migration from " +
            work.quote_name(role));
        work.exec("revoke insert, update, delete, truncate on trace_tip, sealed_earlier, routine_set from " +
                  work.quote_name(role));
        work.commit();
    } catch (const pqxx::failure& e) {
        throw app::Unavailable(e.what(), false);
    }
}

bool has_record(const std::string& url) {
    try {
        pqxx::connection connection{url};
        pqxx::nontransaction session{connection};
        return !session.exec("select to_regclass('migration')")[0][0].is_null();
    } catch (const pqxx::failure& e) {
        throw app::Unavailable(e.what(), false);
    }
}

}  // namespace bandian::store
