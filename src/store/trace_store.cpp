#include "store/trace_store.hpp"

#include "store/asking.hpp"
#include "store/queries.hpp"

namespace bandian::store {

void StoredTrace::add(app::Instant now, const std::string& account, const std::string& source, const std::string& what,
                      const std::string& case_no, const std::string& words) {
    carry_out_kept(pool_, query("add_trace"), utc(now), account, source, what, case_no, to_hex(words));
}

std::vector<app::TraceRow> StoredTrace::rows(const app::TraceQuery& q) {
    // Of those asked for alone, so that each has an index to go by; each names its parameter, whose type is asked for.
    std::string where;
    const auto add = [&where](bool asked, const char* condition, const char* none) {
        where += std::string{"\n  and "} + (asked ? condition : none);
    };
    add(!q.case_no.empty(), "case_no = $2", "$2::text is not null");
    add(!q.account.empty(), "account = $3", "$3::text is not null");
    add(q.from.has_value(), "at >= $4::timestamptz", "$4::text is not null");
    add(q.to.has_value(), "at < $5::timestamptz", "$5::text is not null");
    add(!q.words.empty(), "words = decode($6, 'hex')", "$6::text is not null");
    std::string sql = query("trace_rows");
    sql.replace(sql.find("{where}"), 7, where);
    const auto row_in = [](const pqxx::row& row) {
        return app::TraceRow{row["number"].as<std::int64_t>(),
                             text_in(row, "at"),
                             text_in(row, "account"),
                             text_in(row, "source"),
                             text_in(row, "what"),
                             text_in(row, "case_no"),
                             text_in(row, "words")};
    };
    return all_of(pool_, row_in, sql, std::to_string(q.after), q.case_no, q.account,
                  q.from ? utc(*q.from) : std::string{}, q.to ? utc(*q.to) : std::string{}, to_hex(q.words),
                  std::to_string(q.limit));
}

void StoredTrace::forget_searches(app::Instant before) {
    carry_out(pool_, "select forget_searches($1::timestamptz)", utc(before));
}

}  // namespace bandian::store
