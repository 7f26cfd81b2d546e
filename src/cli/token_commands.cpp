// bandian token add|list|revoke

#include "cli/command_line.hpp"
#include "cli/database.hpp"
#include "store/account_store.hpp"
#include "store/token_store.hpp"

#include <QRegularExpression>

#include <cstdio>

namespace bandian::cli {

namespace {

constexpr const char* usage =
    "bandian token add USER [--name NAME] [--scopes read,open,act,pay] [--days N]\n"
    "                                     prints, once, a token with which a program acts as USER\n"
    "bandian token list [USER]            what tokens there are, for what, from when to when, and when last used\n"
    "bandian token revoke USER NAME       it is good for nothing any more, within a second";

app::Token token_of(const QCommandLineParser& parser, const QString& account) {
    static const QRegularExpression plain("^[a-z0-9][a-z0-9._-]{0,62}\\z");
    app::Token token;
    token.account = account.toStdString();
    token.name = parser.value("name").toStdString();
    if (parser.isSet("name") && !plain.match(parser.value("name")).hasMatch())
        throw Quit{wrong_use, "Expected --name of at most 63 small letters, digits, dots, - and _, but got \"" +
                                  token.name + "\"."};
    if (!parser.isSet("scopes")) return token;
    token.leave.emplace();
    for (const QString& name : parser.value("scopes").split(',')) {
        const auto known = app::leave_of(name.trimmed().toStdString());
        if (!known)
            throw Quit{wrong_use,
                       "Expected --scopes of " + app::leave_list() + ", but got \"" + name.toStdString() + "\"."};
        token.leave->insert(*known);
    }
    return token;
}

int days_in(const QCommandLineParser& parser) {
    bool good = false;
    const int days = parser.value("days").toInt(&good);
    if (good && days >= 1 && days <= app::longest_token_days) return days;
    throw Quit{wrong_use, "Expected --days as a whole number from 1 to " + std::to_string(app::longest_token_days) +
                              ", but got \"" + parser.value("days").toStdString() + "\"."};
}

int add(const QCommandLineParser& parser, const QString& account) {
    const app::Token token = token_of(parser, account);
    const int days = days_in(parser);
    OpenRecord record{parser};
    const auto owner = store::StoredAccounts{record.pool}.account(token.account);
    if (!owner || !owner->active)
        throw Quit{the_answer_is_no,
                   "Expected a user who can sign in, but there is none with the name \"" + token.account + "\"."};
    store::StoredTokens stored{record.pool};
    const auto made = app::Tokens{stored, record.time}.make(token, days, commander());
    if (!made)
        throw Quit{the_answer_is_no, "Expected a new --name, but " + token.account + " has a token \"" + token.name +
                                         "\": choose another, or revoke that one."};
    std::printf("%s\n", made->secret.c_str());
    return ok;
}

std::string minute(app::Instant at) {
    return date::format(std::locale::classic(), "%FT%H:%MZ", date::floor<std::chrono::minutes>(at));
}

int list(const QCommandLineParser& parser, const QString& account) {
    OpenRecord record{parser, Make::must_not};
    store::StoredTokens stored{record.pool};
    const app::Instant now = record.time.now();
    for (const app::Token& one : app::Tokens{stored, record.time}.list(account.toStdString()))
        std::printf("%s  %s  %s  begun %s  %s %s  %s\n", one.account.c_str(), one.name.c_str(),
                    one.leave ? app::to_text(*one.leave).c_str() : "all", minute(one.begun).c_str(),
                    one.ends <= now ? "ended" : "ends", minute(one.ends).c_str(),
                    one.used ? ("used " + minute(*one.used)).c_str() : "never used");
    return ok;
}

int revoke(const QCommandLineParser& parser, const std::string& account, const std::string& name) {
    OpenRecord record{parser, Make::must_not};
    store::StoredTokens stored{record.pool};
    if (!app::Tokens{stored, record.time}.revoke(account, name, commander()))
        throw Quit{the_answer_is_no,
                   "Expected one of the user's tokens, but " + account + " has none with the name \"" + name + "\"."};
    std::printf("revoked\n");
    return ok;
}

}  // namespace

int token(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription(usage);
    parser.addPositionalArgument("VERB", "add, list or revoke.");
    parser.addOption({"name", "What it is called among the user's (default: token-1, token-2, …).", "NAME"});
    parser.addOption({QStringList{"scopes", "scope"},
                      QString::fromStdString("What it is for, of " + app::leave_list() +
                                             "; without: whatever its user may. Never more than that."),
                      "SCOPES"});
    parser.addOption({"days",
                      QString::fromStdString("How long it is good for, at most " +
                                             std::to_string(app::longest_token_days) + " (default 365)."),
                      "N", "365"});
    add_database_options(parser);
    parse(parser, words);
    const QStringList arguments = parser.positionalArguments();
    const QString verb = arguments.value(0);
    if (verb == "add" && arguments.size() == 2) return add(parser, arguments[1]);
    if (verb == "list" && arguments.size() <= 2) return list(parser, arguments.value(1));
    if (verb == "revoke" && arguments.size() == 3)
        return revoke(parser, arguments[1].toStdString(), arguments[2].toStdString());
    throw Quit{wrong_use, std::string{"Expected a verb and what it needs.\n"} + usage};
}

}  // namespace bandian::cli
