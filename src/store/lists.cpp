// What lists show: the worklist, the cases, the board. Conditions are put together from those asked for alone, so that each has
// an index to go by; what they compare with is always a parameter.

#include "store/asking.hpp"
#include "store/postgres_store.hpp"
#include "store/queries.hpp"
#include "text/cleaning.hpp"
#include "text/phone.hpp"
#include "wire/json.hpp"

namespace bandian::store {

namespace {

using wire::Json;

constexpr std::size_t longest_sought = 500;  // characters: no name or address is longer

// A light turns red on the day after the due day: said once more in terms of the due day, which the lists are ordered by.
constexpr const char* red = "t.turns_red <= $2::date and coalesce(t.due, 'infinity') < $2::date";
constexpr const char* paused = "t.state = 'held' and (t.turns_red is null or t.turns_red > $2::date)";
constexpr const char* yellow = "coalesce(t.due, 'infinity') >= $2::date and t.state <> 'held' and t.turns_yellow <= $2::date and (t.turns_red is null or t.turns_red > $2::date)";
constexpr const char* green = "coalesce(t.due, 'infinity') >= $2::date and t.state <> 'held' and (t.turns_yellow is null or t.turns_yellow > $2::date) and (t.turns_red is null or t.turns_red > $2::date)";

// Beyond the last row seen.
constexpr const char* after = "(coalesce(t.due, 'infinity'), t.case_no, t.path) > (coalesce(($3::jsonb->>'due')::date, 'infinity'), $3::jsonb->>'caseNo', $3::jsonb->>'path')";
constexpr const char* after_in_parts = "coalesce(t.due, 'infinity') >= coalesce(($3::jsonb->>'due')::date, 'infinity') and (coalesce(t.due, 'infinity') > coalesce(($3::jsonb->>'due')::date, 'infinity') or (t.case_no, t.path) > ($3::jsonb->>'caseNo', $3::jsonb->>'path'))";

constexpr const char* of_owner = "t.owner = $1::jsonb->>'owner'";
constexpr const char* of_department = "t.owner = $1::jsonb->>'department'";

const char* condition_of_light(const std::string& light) { return light == "red" ? red : light == "paused" ? paused : light == "yellow" ? yellow : green; }

/// Conditions, and the values they name. Every parameter is named at least once: PostgreSQL asks for its type.
class Conditions {
public:
    Conditions() { add("$1::jsonb is not null and $2::date is not null"); }
    void add(const std::string& condition) { text_ += (text_.empty() ? "" : "\n  and ") + condition; }
    void add(const std::string& condition, const char* name, const Json& value) {
        add(condition);
        put(name, value);
    }
    void put(const char* name, const Json& value) { values_[name] = value; }
    std::string in(const std::string& sql) const { return put_in(sql, "{where}", text_); }
    static std::string put_in(std::string sql, const std::string& place, const std::string& text) { return sql.replace(sql.find(place), place.size(), text); }
    const std::string& text() const { return text_; }
    std::string values() const { return values_.dump(); }

private:
    std::string text_;
    Json values_ = Json::object();
};

/// Where the worklist takes its rows from.
std::string tasks_for(const app::WorklistQuery& q) {
    const bool by_owner_at_most = !q.task && !q.process && !q.text && q.mine.empty() && (q.scope.kind == app::Scope::Kind::all || q.scope.kind == app::Scope::Kind::department);
    if (q.light != "green" || !by_owner_at_most) return "open_task";
    Conditions owned;  // their values are the worklist's
    if (q.owner) owned.add(of_owner);
    if (q.scope.kind == app::Scope::Kind::department) owned.add(of_department);
    return '(' + Conditions::put_in(query("green_tasks"), "{owned}", owned.text()) + ')';
}

/// LIKE's own signs in what somebody typed mean themselves.
std::string like(const std::string& text) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + '%';
}

/// Somebody's text holds what the values of these names say: what few have is found by the index on its grams (two
/// characters, or four digits), what many have by walking down the list. PostgreSQL tells them apart, so both are said
/// as conditions of one row; and what has all the grams need not have them in this order.
std::string holds(const std::string& typed, const std::string& pattern) {
    return "(grams(p.search) @> grams(lower($1::jsonb->>'" + typed + "')) and p.search like lower($1::jsonb->>'" +
           pattern + "'))";
}

/// What is the number of a case is meant as that. Everything else is looked for in whose case it is, as it is typed, or
/// by the digits it comes to where it is a number: nobody remembers how it was spelled.
void add_text(Conditions& conditions, const std::optional<std::string>& text, Pool& pool) {
    if (!text) return;
    const std::string typed = text::without_flaws(*text, longest_sought), digits = text::digits_sought(*text);
    if (typed.empty()) return;
    const bool is_number = ask(pool, [&](pqxx::transaction_base& session) {
        return !execute_kept(session, "select 1 from case_file where case_no = upper($1)", typed).empty();
    });
    if (is_number) return conditions.add("c.case_no = upper($1::jsonb->>'typed')", "typed", typed);
    const bool also_digits = !digits.empty() && digits != typed;
    conditions.add(also_digits ? '(' + holds("typed", "text") + " or " + holds("digits", "number") + ')'
                               : holds("typed", "text"));
    conditions.put("typed", typed);
    conditions.put("text", like(typed));
    if (!also_digits) return;
    conditions.put("digits", digits);
    conditions.put("number", like(digits));
}

/// One of the accounts in a list of what is asked for, said so that the planner sees how many and which. Their names are plain.
std::string any(const std::string& name) { return "any(translate($1::jsonb->>'" + name + "', '[]', '{}')::text[])"; }

const char* or_null(const std::optional<std::string>& text) { return text ? text->c_str() : nullptr; }

}  // namespace

app::Page<app::WorklistRow> PostgresStore::worklist(const app::WorklistQuery& q, calendar::Day today) {
    Conditions where;
    if (q.owner) where.add(of_owner, "owner", *q.owner);
    if (q.light) where.add(condition_of_light(*q.light));
    if (q.task) {
        // By its own name, and with its call before it, as the board names it, also by that.
        const auto dot = q.task->rfind('.');
        where.add("regexp_replace(regexp_replace(t.path, '~[0-9]+$', ''), '^.*[.]', '') = $1::jsonb->>'task'", "task", dot == std::string::npos ? *q.task : q.task->substr(dot + 1));
        if (dot != std::string::npos) where.add("regexp_replace(regexp_replace(t.path, '~[0-9]+$', ''), '[.][0-9]+[.]', '.') = $1::jsonb->>'step'", "step", *q.task);
    }
    if (q.process) where.add("c.process = $1::jsonb->>'process'", "process", *q.process);
    if (!q.mine.empty()) {
        where.add("t.case_no in (select m.case_no from case_file m where m.state = 'open' and m.manager = " + any("mine") + " union select o.case_no from claimed_task o where o.account = " + any("mine") + ")");
        where.add("(k.account = " + any("mine") + " or (k.account is null and c.manager = " + any("mine") + "))", "mine", q.mine);
    }
    add_text(where, q.text, pool_);
    switch (q.scope.kind) {
        case app::Scope::Kind::all: break;
        case app::Scope::Kind::department: where.add(of_department, "department", q.scope.name); break;
        case app::Scope::Kind::manager: where.add("c.state = 'open' and (c.manager = " + any("managers") + " or c.manager is null)", "managers", q.scope.managers); break;
        case app::Scope::Kind::nothing: where.add("false"); break;
    }
    // Where few rows are asked for, in parts: the planner takes a row beyond "infinity" for none at all, and would walk down to it.
    const bool few = q.text || !q.mine.empty() || q.scope.kind == app::Scope::Kind::manager;
    if (q.cursor) where.add(few ? after_in_parts : after);
    else where.add("$3::jsonb is null");
    const std::string sql = where.in(Conditions::put_in(query("worklist"), "{tasks}", tasks_for(q))), values = where.values(), day = calendar::to_string(today), more = std::to_string(q.limit + 1);
    return ask(pool_, [&](pqxx::transaction_base& session) {
        app::Page<app::WorklistRow> page;
        for (const pqxx::row row : execute(session, sql, values, day, or_null(q.cursor), more)) {
            if (static_cast<int>(page.rows.size()) == q.limit) {
                const app::WorklistRow& last = page.rows.back();
                page.next = Json{{"due", wire::day_or_null(last.task.due)}, {"caseNo", last.case_no}, {"path", last.task.path}}.dump();
                break;
            }
            const app::OpenTask task{row[1].c_str(), row[2].c_str(), std::string{row[3].c_str()} == "held" ? casework::TaskState::held : casework::TaskState::active,
                                     *calendar::parse_day(row[4].c_str()), day_in(row, 5), row[6].as<bool>(), std::nullopt, std::nullopt};
            page.rows.push_back({row[0].c_str(), row[8].c_str(), row[9].c_str(), task, row[7].c_str(), row[11].c_str(), row[12].c_str(), row[13].c_str(), row[14].c_str(), row[15].c_str(), row[16].c_str(), row[10].as<bool>()});
        }
        return page;
    });
}

app::Page<app::CaseRow> PostgresStore::cases(const app::CasesQuery& q, calendar::Day today) {
    Conditions where;
    if (q.process) where.add("c.process = $1::jsonb->>'process'", "process", *q.process);
    const std::string day_submitted = "(c.submitted_at at time zone ($1::jsonb->>'timeZone'))::date";
    if (q.age_from || q.age_to) where.put("timeZone", q.time_zone);
    if (q.age_from) where.add(day_submitted + " <= $2::date - ($1::jsonb->>'ageFrom')::int", "ageFrom", *q.age_from);
    if (q.age_to) where.add(day_submitted + " >= $2::date - ($1::jsonb->>'ageTo')::int", "ageTo", *q.age_to);
    if (!q.mine.empty()) where.add("c.manager = " + any("mine"), "mine", q.mine);
    if (q.state) where.add("c.state = $1::jsonb->>'state'", "state", *q.state);
    add_text(where, q.text, pool_);
    if (q.owner || q.light) {
        std::string open = "exists (select from open_task t where t.case_no = c.case_no";
        if (q.owner) open += std::string{" and "} + of_owner;
        if (q.light) open += std::string{" and "} + condition_of_light(*q.light);
        where.add(open + ')', "owner", q.owner.value_or(""));
    }
    switch (q.scope.kind) {
        case app::Scope::Kind::all: break;
        case app::Scope::Kind::department: where.add("exists (select from open_task d where d.case_no = c.case_no and d.owner = $1::jsonb->>'department')", "department", q.scope.name); break;
        case app::Scope::Kind::manager: where.add("(c.manager = " + any("managers") + " or c.manager is null)", "managers", q.scope.managers); break;
        case app::Scope::Kind::nothing: where.add("false"); break;
    }
    if (q.cursor) where.add("(c.submitted_at, c.case_no) < (($3::jsonb->>'at')::timestamptz, $3::jsonb->>'caseNo')");
    else where.add("$3::jsonb is null");
    const char* part = q.scope.kind == app::Scope::Kind::department ? of_department : "true";
    const std::string sql = Conditions::put_in(where.in(query("cases")), "{part}", part), values = where.values(), day = calendar::to_string(today), more = std::to_string(q.limit + 1);
    return ask(pool_, [&](pqxx::transaction_base& session) {
        app::Page<app::CaseRow> page;
        for (const pqxx::row row : execute(session, sql, values, day, or_null(q.cursor), more)) {
            if (static_cast<int>(page.rows.size()) == q.limit) {
                page.next = Json{{"at", page.rows.back().submitted_at}, {"caseNo", page.rows.back().case_no}}.dump();
                break;
            }
            page.rows.push_back({row[0].c_str(), row[1].c_str(), row[5].c_str(), row[2].c_str(), row[3].as<int>(), row[4].c_str(), row[6].c_str(), row[7].c_str(), row[8].c_str(), row[9].c_str(), row[10].c_str()});
        }
        return page;
    });
}

app::BoardCounts PostgresStore::board(calendar::Day today, const std::string& time_zone) {
    const std::string day = calendar::to_string(today);
    return ask(pool_, [&](pqxx::transaction_base& session) {
        const Json json = Json::parse(execute(session, query("board"), day, time_zone)[0][0].c_str());
        app::BoardCounts counts;
        for (const Json& t : json.at("tasks"))
            counts.tasks.push_back({t.at("pack"), t.at("process"), t.at("owner"), t.at("task"), t.at("green").get<int>(), t.at("yellow").get<int>(), t.at("red").get<int>(), t.at("paused").get<int>()});
        for (const Json& s : json.at("states")) counts.states[s.at("state")] = s.at("cases").get<int>();
        for (const Json& a : json.at("ageing")) counts.ageing[a.at("tens").get<int>()] = a.at("cases").get<int>();
        return counts;
    });
}

}  // namespace bandian::store
