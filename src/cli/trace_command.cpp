// bandian trace

#include "cli/command_line.hpp"
#include "cli/database.hpp"
#include "store/trace_store.hpp"
#include "wire/instant.hpp"

#include <cstdio>

namespace bandian::cli {

namespace {

constexpr int page = 1000;  // rows read at a time
constexpr const char* description =
    "Prints who looked at what, was denied it, or changed something that is no entry: when, who, from where, what.\n"
    "Of a case, an account, days, or words that were looked for; of one of them at least.\n"
    "\"cli\" in place of an address: by command, by a user of the machine.";

/// Names that strangers once typed may hold anything.
std::string plain(const std::string& text) {
    std::string out;
    for (const char c : text) out += static_cast<unsigned char>(c) < ' ' || c == 0x7F ? '?' : c;
    return out;
}

/// Nothing in it is a formula, wherever it is opened.
std::string cell(const std::string& text) {
    std::string out = "\"";
    if (!text.empty() && std::string{"=+-@"}.find(text.front()) != std::string::npos) out += '\'';
    for (const char c : plain(text)) out.append(c == '"' ? 2 : 1, c);
    return out + '"';
}

enum class Form { text, csv, json };

void print(const app::TraceRow& row, const std::string& time_zone, Form form, bool with_case) {
    const std::string at = wire::in_zone(row.at, time_zone);
    if (form == Form::json) {
        const auto or_null = [](const std::string& text) {
            return text.empty() ? app::Json(nullptr) : app::Json(text);
        };
        const app::Json line{{"number", row.number},          {"at", at},         {"account", or_null(row.account)},
                             {"source", or_null(row.source)}, {"what", row.what}, {"caseNo", or_null(row.case_no)},
                             {"words", or_null(row.words)}};
        std::printf("%s\n", line.dump(-1, ' ', false, app::Json::error_handler_t::replace).c_str());
    } else if (form == Form::csv) {
        std::printf("%lld,%s,%s,%s,%s,%s,%s\r\n", static_cast<long long>(row.number), at.c_str(),
                    cell(row.account).c_str(), cell(row.source).c_str(), cell(row.what).c_str(),
                    cell(row.case_no).c_str(), cell(row.words).c_str());
    } else {
        const std::string words = row.words.empty() ? "" : " #" + row.words,
                          of = with_case && !row.case_no.empty() ? "  " + plain(row.case_no) : "";
        std::printf("%s  %s  %s  %s%s%s\n", at.c_str(), plain(row.account).c_str(), plain(row.source).c_str(),
                    plain(row.what).c_str(), words.c_str(), of.c_str());
    }
}

/// Midnight of a day as the service counts days, `days` later.
std::optional<app::Instant> midnight(const QCommandLineParser& parser, const char* name, const app::Rulebook& rules,
                                     int days) {
    if (!parser.isSet(name)) return std::nullopt;
    const auto day = calendar::parse_day(parser.value(name).toStdString());
    if (!day)
        throw Quit{wrong_use, std::string{"Expected --"} + name + " as YYYY-MM-DD, but got \"" +
                                  parser.value(name).toStdString() + "\"."};
    return wire::start_of(*day + date::days{days}, rules.time_zone);
}

app::TraceQuery query_of(const QCommandLineParser& parser, OpenRecordWithRules& record) {
    app::TraceQuery query;
    const auto rules = record.rules.now();
    query.case_no = parser.positionalArguments().value(0).toStdString();
    query.account = parser.value("account").toStdString();
    query.from = midnight(parser, "from", *rules, 0);
    query.to = midnight(parser, "to", *rules, 1);
    query.limit = page;
    if (!parser.isSet("searched")) return query;
    const app::Desk desk{record.store.for_desk(), record.time, record.rules};
    query.words = app::Tracer::hash_of(parser.value("searched").toStdString(), desk.key_for(app::search_key_purpose));
    return query;
}

}  // namespace

int trace(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription(description);
    parser.addPositionalArgument("CASE", "The number of a case.", "[CASE]");
    parser.addOption({"account", "Of one who signs in, or of a user of the machine.", "NAME"});
    parser.addOption({"from", "From this day on.", "DAY"});
    parser.addOption({"to", "Through this day.", "DAY"});
    parser.addOption({"searched", "Who looked for these words; the trace holds a keyed hash of them alone.", "WORDS"});
    parser.addOption({"csv", "With a heading, for a spreadsheet."});
    parser.addOption({"json", "An object a line."});
    add_database_options(parser);
    add_workflows_option(parser);
    parse(parser, words);
    const QStringList arguments = parser.positionalArguments();
    const bool asked = arguments.size() == 1 || parser.isSet("account") || parser.isSet("from") || parser.isSet("to") ||
                       parser.isSet("searched");
    if (arguments.size() > 1 || !asked || (parser.isSet("csv") && parser.isSet("json")))
        throw Quit{
            wrong_use,
            "Expected bandian trace [CASE] [--account NAME] [--from DAY] [--to DAY] [--searched WORDS] [--csv|--json], "
            "with one of the first five at least."};
    OpenRecordWithRules record{parser, Make::must_not};
    const app::TraceQuery asked_for = query_of(parser, record);
    const bool of_case = !asked_for.case_no.empty();
    if (of_case && !record.store.cases.load(asked_for.case_no))
        throw Quit{the_answer_is_no,
                   "Expected the number of a case, but there is none with \"" + asked_for.case_no + "\"."};
    record.note("read the trace", asked_for.case_no);
    const Form form = parser.isSet("csv") ? Form::csv : parser.isSet("json") ? Form::json : Form::text;
    if (form == Form::csv) std::printf("number,at,account,source,what,caseNo,words\r\n");
    const std::string zone = record.rules.now()->time_zone;
    store::StoredTrace stored{record.pool};
    for (app::TraceQuery query = asked_for;;) {
        const std::vector<app::TraceRow> rows = stored.rows(query);
        for (const app::TraceRow& row : rows) print(row, zone, form, !of_case);
        if (static_cast<int>(rows.size()) < query.limit) return ok;
        query.after = rows.back().number;
    }
}

}  // namespace bandian::cli
