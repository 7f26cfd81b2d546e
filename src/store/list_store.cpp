// Conditions are put together from those asked for alone, so that each has an index to go by; what they compare with is
// always a parameter.

#include "store/list_store.hpp"

#include "store/asking.hpp"
#include "store/case_rows.hpp"
#include "store/queries.hpp"
#include "text/cleaning.hpp"
#include "text/phone.hpp"
#include "wire/json.hpp"

namespace bandian::store {

namespace {

using wire::Json;

constexpr std::size_t longest_sought = 500;  // characters: no name or address is longer

// Beyond the last row seen.
constexpr const char* after =
    "(coalesce(t.due, 'infinity'), t.case_no, t.path) > "
    "(coalesce(($3::jsonb->>'due')::date, 'infinity'), $3::jsonb->>'caseNo', $3::jsonb->>'path')";
constexpr const char* after_in_parts =
    "coalesce(t.due, 'infinity') >= coalesce(($3::jsonb->>'due')::date, 'infinity') "
    "and (coalesce(t.due, 'infinity') > coalesce(($3::jsonb->>'due')::date, 'infinity') "
    "or (t.case_no, t.path) > ($3::jsonb->>'caseNo', $3::jsonb->>'path'))";

// A step by its own name, and with its call before it, as the board names it.
constexpr const char* of_id = "t.id = $1::jsonb->>'id'";
constexpr const char* of_task = "t.task = $1::jsonb->>'task'";

constexpr const char* of_owner = "t.owner = $1::jsonb->>'owner'";
constexpr const char* of_department = "t.owner = $1::jsonb->>'department'";

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
    static std::string put_in(std::string sql, const std::string& place, const std::string& text) {
        return sql.replace(sql.find(place), place.size(), text);
    }
    const std::string& text() const { return text_; }
    std::string values() const { return values_.dump(); }

private:
    std::string text_;
    Json values_ = Json::object();
};

/// Where the worklist takes its rows from.
std::string steps_for(const app::WorklistQuery& q) {
    const bool by_owner_at_most =
        !q.task && !q.process && !q.text && q.mine.empty() &&
        (q.scope.kind == app::Scope::Kind::all || q.scope.kind == app::Scope::Kind::department);
    if (q.light != clocks::Light::green || !by_owner_at_most) return "step";
    Conditions owned;  // their values are the worklist's
    if (q.owner) owned.add(of_owner);
    if (q.scope.kind == app::Scope::Kind::department) owned.add(of_department);
    return '(' + Conditions::put_in(query("green_steps"), "{owned}", owned.text()) + ')';
}

/// LIKE's own wildcards in what somebody typed mean themselves.
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
        return !execute_kept(session, query("is_case_number"), typed).empty();
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

/// One of the accounts in a list of what is asked for, said so that the planner sees how many and which. Their names
/// are plain.
std::string any(const std::string& name) { return "any(translate($1::jsonb->>'" + name + "', '[]', '{}')::text[])"; }

const char* or_null(const std::optional<std::string>& text) { return text ? text->c_str() : nullptr; }

/// A row more is asked for than is shown: it says whether there is a next page, whose cursor is what `place` makes of
/// the last row.
template <class Row, class Make, class Place>
app::Page<Row> page_of(Pool& pool, const std::string& sql, const std::string& values, calendar::Day today,
                       const std::optional<std::string>& cursor, int limit, Make make, Place place) {
    app::Page<Row> page{
        all_of(pool, make, sql, values, calendar::to_string(today), or_null(cursor), std::to_string(limit + 1)),
        std::nullopt};
    if (static_cast<int>(page.rows.size()) <= limit) return page;
    page.rows.pop_back();
    page.next = place(page.rows.back()).dump();
    return page;
}

app::Step step_in(const pqxx::row& row) {
    app::Step step;
    step.path = text_in(row, "path");
    step.owner = text_in(row, "owner");
    step.state = task_state_of(text_in(row, "state"));
    step.since = day_in(row, "since").value();
    step.until = day_in(row, "until");
    step.clock = text_in(row, "clock");
    step.unit = unit_of(text_in(row, "unit"));
    step.due = day_in(row, "due");
    step.provisional = row["provisional"].as<bool>();
    step.turns_red = day_in(row, "turns_red");
    step.late_by = row["late_by"].as<int>();
    step.uncounted = row["uncounted"].as<int>();
    if (!row["days_left"].is_null()) step.days_left = row["days_left"].as<int>();
    return step;
}

app::WorklistRow task_row_in(const pqxx::row& row) {
    app::WorklistRow one;
    one.case_no = text_in(row, "case_no");
    one.process = text_in(row, "process");
    one.pack_hash = text_in(row, "pack_hash");
    one.step = step_in(row);
    one.light = text_in(row, "light");
    one.applicant = text_in(row, "applicant");
    one.address = text_in(row, "address");
    one.manager = text_in(row, "manager");
    one.manager_name = text_in(row, "manager_name");
    one.claimed_by = text_in(row, "claimed_by");
    one.claimed_by_name = text_in(row, "claimed_by_name");
    one.outdated = row["outdated"].as<bool>();
    return one;
}

app::CaseRow case_row_in(const pqxx::row& row) {
    return {text_in(row, "case_no"),  text_in(row, "process"),      text_in(row, "pack_hash"), text_in(row, "state"),
            row["version"].as<int>(), text_in(row, "submitted_at"), text_in(row, "applicant"), text_in(row, "address"),
            text_in(row, "manager"),  text_in(row, "manager_name"), text_in(row, "light")};
}

}  // namespace

std::string of_light(clocks::Light light) {
    switch (light) {
        case clocks::Light::red: return "is_red(t.turns_red, $2::date) and coalesce(t.due, 'infinity') < $2::date";
        case clocks::Light::paused: return "is_paused(t.state, t.turns_red, $2::date)";
        case clocks::Light::yellow:
            return "coalesce(t.due, 'infinity') >= $2::date "
                   "and is_yellow(t.state, t.turns_yellow, t.turns_red, $2::date)";
        case clocks::Light::green:
            return "coalesce(t.due, 'infinity') >= $2::date "
                   "and is_green(t.state, t.turns_yellow, t.turns_red, $2::date)";
        case clocks::Light::met:
        case clocks::Light::late:
        case clocks::Light::cancelled: break;
    }
    return "false";  // of what is finished
}

app::Page<app::WorklistRow> StoredLists::worklist(const app::WorklistQuery& q, calendar::Day today) {
    Conditions where;
    where.add("t.until is null");
    if (q.owner) where.add(of_owner, "owner", *q.owner);
    if (q.light) where.add(of_light(*q.light));
    if (q.task) {
        const auto dot = q.task->rfind('.');
        where.add(of_id, "id", dot == std::string::npos ? *q.task : q.task->substr(dot + 1));
        if (dot != std::string::npos) where.add(of_task, "task", *q.task);
    }
    if (q.process) where.add("c.process = $1::jsonb->>'process'", "process", *q.process);
    if (!q.mine.empty()) {
        where.add("t.case_no in (select m.case_no from case_file m where m.state = 'open' and m.manager = " +
                  any("mine") + " union select o.case_no from claimed_task o where o.account = " + any("mine") + ")");
        where.add("(k.account = " + any("mine") + " or (k.account is null and c.manager = " + any("mine") + "))",
                  "mine", q.mine);
    }
    add_text(where, q.text, pool_);
    switch (q.scope.kind) {
        case app::Scope::Kind::all: break;
        case app::Scope::Kind::department: where.add(of_department, "department", q.scope.name); break;
        case app::Scope::Kind::manager:
            where.add("c.state = 'open' and (c.manager = " + any("managers") + " or c.manager is null)", "managers",
                      q.scope.managers);
            break;
        case app::Scope::Kind::nothing: where.add("false"); break;
    }
    // Where few rows are asked for, in parts: the planner takes a row beyond "infinity" for none at all, and would walk
    // down to it.
    const bool few = q.text || !q.mine.empty() || q.scope.kind == app::Scope::Kind::manager;
    if (q.cursor) where.add(few ? after_in_parts : after);
    else where.add("$3::jsonb is null");
    const std::string sql = where.in(Conditions::put_in(query("worklist"), "{steps}", steps_for(q)));
    return page_of<app::WorklistRow>(
        pool_, sql, where.values(), today, q.cursor, q.limit, task_row_in, [](const app::WorklistRow& last) {
            return Json{{"due", wire::day_or_null(last.step.due)}, {"caseNo", last.case_no}, {"path", last.step.path}};
        });
}

app::Page<app::CaseRow> StoredLists::cases(const app::CasesQuery& q, calendar::Day today) {
    Conditions where;
    if (q.process) where.add("c.process = $1::jsonb->>'process'", "process", *q.process);
    if (q.age_from) where.add("c.submitted_on <= $2::date - ($1::jsonb->>'ageFrom')::int", "ageFrom", *q.age_from);
    if (q.age_to) where.add("c.submitted_on >= $2::date - ($1::jsonb->>'ageTo')::int", "ageTo", *q.age_to);
    if (!q.mine.empty()) where.add("c.manager = " + any("mine"), "mine", q.mine);
    if (q.state) where.add("c.state = $1::jsonb->>'state'", "state", *q.state);
    add_text(where, q.text, pool_);
    if (q.owner || q.light) {
        std::string open = "exists (select from step t where t.case_no = c.case_no and t.until is null";
        if (q.owner) open += std::string{" and "} + of_owner;
        if (q.light) open += " and " + of_light(*q.light);
        where.add(open + ')', "owner", q.owner.value_or(""));
    }
    switch (q.scope.kind) {
        case app::Scope::Kind::all: break;
        case app::Scope::Kind::department:
            where.add(
                "exists (select from step d where d.case_no = c.case_no and d.until is null "
                "and d.owner = $1::jsonb->>'department')",
                "department", q.scope.name);
            break;
        case app::Scope::Kind::manager:
            where.add("(c.manager = " + any("managers") + " or c.manager is null)", "managers", q.scope.managers);
            break;
        case app::Scope::Kind::nothing: where.add("false"); break;
    }
    if (q.cursor) where.add("(c.submitted_at, c.case_no) < (($3::jsonb->>'at')::timestamptz, $3::jsonb->>'caseNo')");
    else where.add("$3::jsonb is null");
    const char* part = q.scope.kind == app::Scope::Kind::department ? of_department : "true";
    const std::string sql = Conditions::put_in(where.in(query("cases")), "{part}", part);
    return page_of<app::CaseRow>(pool_, sql, where.values(), today, q.cursor, q.limit, case_row_in,
                                 [](const app::CaseRow& last) {
                                     return Json{{"at", last.submitted_at}, {"caseNo", last.case_no}};
                                 });
}

app::BoardCounts StoredLists::board(calendar::Day today, int newest) {
    const std::string day = calendar::to_string(today), most = std::to_string(newest);
    return ask(pool_, [&](pqxx::transaction_base& session) {
        const Json json = Json::parse(execute(session, query("board"), day, most)[0]["board"].c_str());
        app::BoardCounts counts;
        for (const Json& t : json.at("tasks"))
            counts.tasks.push_back({t.at("pack"), t.at("process"), t.at("owner"), t.at("task"),
                                    t.at("green").get<int>(), t.at("yellow").get<int>(), t.at("red").get<int>(),
                                    t.at("paused").get<int>()});
        for (const Json& s : json.at("states")) counts.states[s.at("state")] = s.at("cases").get<int>();
        for (const Json& a : json.at("ageing")) counts.ageing[a.at("tens").get<int>()] = a.at("cases").get<int>();
        counts.looked_at = json.at("lookedAt").get<int>();
        for (const Json& p : json.at("onTime"))
            counts.on_time.push_back({p.at("pack"), p.at("process"), p.at("owner"), p.at("task"),
                                      p.at("met").get<int>(), p.at("late").get<int>()});
        for (const Json& m : json.at("means"))
            counts.means.push_back({m.at("pack"), m.at("process"), m.at("closed").get<int>(),
                                    m.at("days").get<double>(), m.at("promise").get<int>()});
        return counts;
    });
}

void StoredLists::fold_counts() { carry_out(pool_, "select fold_counts()"); }

std::vector<app::WorklistRow> StoredLists::judged_steps(const app::JudgedQuery& q, calendar::Day today, int newest) {
    using clocks::Light;
    const auto lights = q.late ? std::vector{word(Light::late), word(Light::red)} : std::vector{word(Light::met)};
    Json asked{{"lights", lights}};
    if (q.owner) asked["owner"] = *q.owner;
    if (q.task) asked["task"] = *q.task;
    if (q.process) asked["process"] = *q.process;
    const auto judged_in = [](const pqxx::row& row) {
        app::WorklistRow one;
        one.case_no = text_in(row, "case_no");
        one.process = text_in(row, "process");
        one.pack_hash = text_in(row, "pack_hash");
        one.step = step_in(row);
        one.light = text_in(row, "light");
        return one;
    };
    return all_of(pool_, judged_in, query("judged_steps"), asked.dump(), calendar::to_string(today),
                  std::to_string(newest), std::to_string(q.limit));
}

}  // namespace bandian::store
