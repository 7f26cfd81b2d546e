// bandian user add|list|remove|deputy

#include "cli/command_line.hpp"
#include "cli/database.hpp"
#include "store/account_store.hpp"
#include "text/cleaning.hpp"
#include "wire/instant.hpp"

#include <cstdio>
#include <iostream>
#include <termios.h>
#include <unistd.h>

namespace bandian::cli {

namespace {

constexpr const char* usage =
    "bandian user add NAME --department ID --roles ROLE,… [--display TEXT] [--no-password | --keep-password] "
    "[--subject SUB]   the password is read from standard input\n"
    "bandian user list\n"
    "bandian user remove NAME             he can sign in no more; what he did stays\n"
    "bandian user deputy NAME [--to NAME --until DAY]   who stands in for him through DAY; without --to nobody";

/// While it lives, a terminal does not show what is typed.
class Unseen {
public:
    Unseen() : at_terminal_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
        if (!at_terminal_) return;
        termios unseen = before_;
        unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
        std::fprintf(stderr, "Password: ");
    }
    ~Unseen() {
        if (!at_terminal_) return;
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
        std::fprintf(stderr, "\n");
    }
    Unseen(const Unseen&) = delete;
    Unseen& operator=(const Unseen&) = delete;

private:
    termios before_{};
    bool at_terminal_;
};

std::string password_from_input(const app::Actor& owner) {
    std::string line;
    {
        const Unseen unseen;
        std::getline(std::cin, line);
    }
    while (!line.empty() && line.back() == '\r') line.pop_back();
    if (const auto no = app::unfit_password(line, owner.account, owner.display)) throw Quit{wrong_use, no->detail};
    return line;
}

std::string display_of(const QCommandLineParser& parser) {
    constexpr std::size_t longest = 200;  // characters
    auto cleaned = text::clean(parser.value("display").toStdString(), text::Lines::one, longest);
    if (const auto* flaw = std::get_if<text::Flaw>(&cleaned)) throw Quit{wrong_use, "Of --display: " + flaw->detail};
    return std::get<std::string>(std::move(cleaned));
}

app::Account account_of(const QCommandLineParser& parser, const QString& name) {
    app::Account account;
    account.actor.account = name.toStdString();
    account.actor.display = parser.isSet("display") ? display_of(parser) : account.actor.account;
    account.actor.department = parser.value("department").toStdString();
    for (const QString& role : parser.value("roles").split(',', Qt::SkipEmptyParts)) {
        const auto known = app::role_of(role.trimmed().toStdString());
        if (!known)
            throw Quit{wrong_use,
                       "Expected --roles of " + app::role_list() + ", but got \"" + role.toStdString() + "\"."};
        account.actor.roles.insert(*known);
    }
    if (account.actor.roles.empty())
        throw Quit{wrong_use, "Expected --roles of " + app::role_list() + ", but it is missing."};
    if (account.actor.department.empty())
        throw Quit{wrong_use,
                   "Expected --department, the id of one of a pack's departments, or * for all, but it is missing."};
    return account;
}

int deputy(const QCommandLineParser& parser, const std::string& name) {
    if (parser.isSet("to") != parser.isSet("until"))
        throw Quit{wrong_use, std::string{"Expected --to and --until together, but got one alone.\n"} + usage};
    const auto until = calendar::parse_day(parser.value("until").toStdString());
    if (parser.isSet("until") && !until)
        throw Quit{wrong_use,
                   "Expected --until as YYYY-MM-DD, but got \"" + parser.value("until").toStdString() + "\"."};
    OpenRecordWithRules record{parser};
    store::StoredAccounts stored{record.pool};
    app::Accounts accounts{stored, record.time};
    if (!until) {
        if (!accounts.end_deputy(commander(), name))
            throw Quit{the_answer_is_no, "Expected a user, but there is none with the name \"" + name + "\"."};
        std::printf("Nobody stands in for %s.\n", name.c_str());
        return ok;
    }
    const std::string to = parser.value("to").toStdString();
    if (const auto no = accounts.name_deputy(commander(), name, to, *until,
                                             wire::local_day(record.time.now(), record.rules.now()->time_zone)))
        throw Quit{the_answer_is_no, no->detail};
    std::printf("%s stands in for %s until %s.\n", to.c_str(), name.c_str(), calendar::to_string(*until).c_str());
    return ok;
}

void check_department(OpenRecordWithRules& record, const std::string& id) {
    if (id == "*") return;
    const auto rules = record.rules.now();
    for (const auto& pack : rules->packs())
        if (pack->department(id)) return;
    throw Quit{the_answer_is_no, "Expected --department of one of the packs, but there is no \"" + id + "\"."};
}

}  // namespace

int user(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription(usage);
    parser.addPositionalArgument("VERB", "add, list, remove or deputy.");
    parser.addOption({"to", "A colleague of the same department and roles.", "NAME"});
    parser.addOption({"until", "The last day of absence, YYYY-MM-DD.", "DAY"});
    parser.addOption({"department", "Whose tasks are his: an id of a pack's departments, or * for all.", "ID"});
    parser.addOption({"roles", QString::fromStdString("Of " + app::role_list() + "."), "ROLES"});
    parser.addOption({"display", "His name as others read it.", "TEXT"});
    parser.addOption(
        {"no-password", "Signs in at the identity provider alone, or by token; a password that there is goes."});
    parser.addOption({"keep-password", "Of somebody who is there: the password stays as it is."});
    parser.addOption({"subject", "Who he is at the identity provider.", "SUB"});
    add_database_options(parser);
    add_workflows_option(parser);
    parse(parser, words);
    const QStringList arguments = parser.positionalArguments();
    const QString verb = arguments.value(0);
    if (verb == "list" && arguments.size() == 1) {
        OpenRecord record{parser};
        for (const app::Account& one : store::StoredAccounts{record.pool}.accounts()) {
            std::string roles;
            for (const app::Role role : one.actor.roles) roles.append(roles.empty() ? "" : ",").append(word(role));
            std::printf("%s  %s  %s  %s%s\n", one.actor.account.c_str(), one.actor.display.c_str(),
                        one.actor.department.c_str(), roles.c_str(), one.active ? "" : "  removed");
        }
        return ok;
    }
    if (verb == "deputy" && arguments.size() == 2) return deputy(parser, arguments[1].toStdString());
    if (arguments.size() != 2 || (verb != "add" && verb != "remove"))
        throw Quit{wrong_use, std::string{"Expected a verb and a name.\n"} + usage};
    if (verb == "remove") {
        OpenRecord record{parser};
        store::StoredAccounts accounts{record.pool};
        auto account = accounts.account(arguments[1].toStdString());
        if (!account)
            throw Quit{the_answer_is_no,
                       "Expected a user, but there is none with the name \"" + arguments[1].toStdString() + "\"."};
        account->active = false;
        accounts.put_account(*account, {}, commander(), record.time.now());
        std::printf("removed\n");
        return ok;
    }
    app::Account account = account_of(parser, arguments[1]);
    const bool keeps = parser.isSet("keep-password"), none = parser.isSet("no-password");
    if (keeps && none)
        throw Quit{wrong_use, std::string{"Expected --no-password or --keep-password, but got both.\n"} + usage};
    const std::string password = keeps || none ? std::string{} : password_from_input(account.actor);
    OpenRecordWithRules record{parser};
    check_department(record, account.actor.department);
    store::StoredAccounts stored{record.pool};
    if (!password.empty()) account.password = app::Accounts::hash_password(password);
    const auto before = stored.account(account.actor.account);
    if (keeps) {
        if (!before)
            throw Quit{the_answer_is_no, "Expected a user whose password can stay, but there is none with the name \"" +
                                             account.actor.account + "\"."};
        account.password = before->password;
    }
    stored.put_account(account, parser.value("subject").toStdString(), commander(), record.time.now());
    std::printf("%s can sign in.\n", account.actor.account.c_str());
    return ok;
}

}  // namespace bandian::cli
