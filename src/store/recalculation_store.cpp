#include "store/recalculation_store.hpp"

#include "store/asking.hpp"
#include "store/case_rows.hpp"
#include "store/queries.hpp"

namespace bandian::store {

namespace {

using wire::Json;

app::TimedRow timed_in(const pqxx::row& row) {
    app::TimedRow one{text_in(row, "case_no"), text_in(row, "pack_hash"), text_in(row, "process"),
                      text_in(row, "timing")};
    if (row["is_closed"].as<bool>()) one.closed = logged_in(row);
    return one;
}

app::Move move_in(const pqxx::row& row) {
    app::Move move;
    move.edition = text_in(row, "edition");
    move.clock = text_in(row, "clock");
    move.before = day_in(row, "due_before");
    move.after = day_in(row, "due_after");
    move.withdrawn = row["withdrawn"].as<bool>();
    return move;
}

/// Cases of an older revision first, then those of which it is not known yet what their clocks read, then closed ones.
std::vector<app::LoggedCase> take(pqxx::work& work, const app::RulesVersion& rules_version, int limit) {
    const std::string packs = Json(rules_version.packs).dump(), most = std::to_string(limit);
    auto taken =
        logged_in_all(execute(work, query("outdated_cases"), std::to_string(rules_version.revision), most, packs));
    if (taken.empty()) taken = logged_in_all(execute(work, query("untimed_cases"), most, packs));
    if (taken.empty()) taken = logged_in_all(execute(work, query("closed_cases_to_recalculate"), most, packs));
    return taken;
}

}  // namespace

std::vector<app::LoggedCase> StoredRecalculation::cases_touched(app::Instant since, const std::string& after,
                                                                int limit) {
    return all_of(pool_, logged_in, query("cases_touched"), utc(since), after, std::to_string(limit));
}

std::vector<app::TimedRow> StoredRecalculation::cases_in_reach(calendar::Day first, calendar::Day last,
                                                               const std::string& after, int limit) {
    return all_of(pool_, timed_in, query("cases_in_reach"), calendar::to_string(first), calendar::to_string(last),
                  after, std::to_string(limit));
}

int StoredRecalculation::recalculate(const app::RulesVersion& rules_version, int limit, app::Instant now,
                                     const std::function<app::Recalculated(const app::LoggedCase&)>& work_out) {
    return on_connection(pool_, Repeat::must_not, [&](pqxx::connection& connection) {
        pqxx::work work{connection};
        std::vector<app::LoggedCase> taken = take(work, rules_version, limit);
        if (taken.empty()) return 0;
        drop_overtaken(taken);
        Json rows = Json::array();
        for (const app::LoggedCase& one : taken) {
            try {
                rows.push_back(to_json(work_out(one), now));
            } catch (const app::Damaged&) {
                execute(work, query("give_up_recalculation"), one.case_no, std::to_string(rules_version.revision));
            }
        }
        execute(work, "select rewrite_projections($1::jsonb)", rows.dump());
        work.commit();
        return static_cast<int>(taken.size());
    });
}

std::vector<app::Move> StoredRecalculation::moves_of(const std::string& case_no) {
    return all_of_kept(pool_, move_in, query("moves_of_case"), case_no);
}

}  // namespace bandian::store
