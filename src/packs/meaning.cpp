#include "packs/meaning.hpp"

#include <QCryptographicHash>

#include <algorithm>

namespace bandian::packs {

namespace {

using process::Block;
using process::Expression;
using process::Process;
using process::TaskSet;
using process::Value;

/// Members one after the other, each with its name and length, so that no two different wholes read alike.
class Account {
public:
    Account& say(const char* name, const std::string& text) {
        text_ += name;
        text_ += '=' + std::to_string(text.size()) + ':' + text;
        return *this;
    }
    Account& say(const char* name, const char* text) { return say(name, std::string{text}); }
    Account& say(const char* name, int number) { return say(name, std::to_string(number)); }
    Account& say(const char* name, bool yes) { return say(name, std::string{yes ? "yes" : "no"}); }
    Account& say(const char* name, const std::vector<std::string>& in_order) {
        Account list;
        for (const std::string& one : in_order) list.say("", one);
        return say(name, list.text_);
    }
    Account& say_sorted(const char* name, std::vector<std::string> in_any_order) {
        std::sort(in_any_order.begin(), in_any_order.end());
        return say(name, in_any_order);
    }
    template <class Things, class Tell>
    Account& each(const char* name, const Things& things, Tell tell) {
        std::vector<std::string> all;
        for (const auto& thing : things) all.push_back(tell(thing));
        return say(name, all);
    }
    std::string text() { return std::move(text_); }

private:
    std::string text_;
};

std::string told(const Value& value) { return std::to_string(value.index()) + ' ' + process::to_text(value); }

std::string told(const Expression& e) {
    Account account;
    account.say("op", static_cast<int>(e.op)).say("value", told(e.literal)).say("path", e.path);
    return account.each("of", e.operands, [](const Expression& operand) { return told(operand); }).text();
}

std::string told(const std::optional<Expression>& e) { return e ? told(*e) : std::string{}; }

std::string told(const process::AttributeRule& rule) {
    Account account;
    account.say("id", rule.id)
        .say("name", rule.name)
        .say("type", static_cast<int>(rule.type))
        .say("choices", rule.choices);
    account.say("least", rule.least ? told(Value{*rule.least}) : "")
        .say("standard", rule.standard ? told(*rule.standard) : "");
    account.each("always", rule.always, [](const auto& entry) {
        return Account{}.say("process", entry.first).say("value", told(entry.second)).text();
    });
    account.say("required", told(rule.required));
    return account.each("members", rule.members, [](const process::AttributeRule& member) { return told(member); })
        .text();
}

/// A process block by block, everything named by its path.
class Telling {
public:
    explicit Telling(const Process& process) : process_(process) {}

    std::string all() const {
        return Account{}.say("id", process_.id).say("name", process_.name).say("root", node(process_.root)).text();
    }

private:
    std::string path_of(process::TaskIndex task) const { return task ? process_.tasks[task].path : std::string{}; }

    std::string node(process::NodeIndex index) const {
        const process::Node& n = process_.nodes[index];
        Account account;
        account.say("block", static_cast<int>(n.block)).say("settles", n.settles).say("terminates", n.terminates);
        if (n.task) account.say("task", task(process_.tasks[n.task]));
        if (n.call) account.say("call", call(n.call));
        std::vector<std::string> children, clocks;
        for (std::size_t i = 0; i < n.children.size(); ++i) {
            const std::string when = i < n.conditions.size() ? told(n.conditions[i]) : std::string{};
            children.push_back(Account{}
                                   .say("when", when)
                                   .say("otherwise", n.otherwise.number() == static_cast<int>(i))
                                   .say("do", node(n.children[i]))
                                   .text());
        }
        // A loop's one condition stands with its body, above.
        if (n.block == Block::parallel || n.block == Block::some_of)
            account.say_sorted("children", std::move(children));
        else account.say("children", children);
        for (const process::Clock& c : process_.clocks)
            if (c.home == index) clocks.push_back(clock(c));
        return account.say_sorted("clocks", std::move(clocks)).text();
    }

    std::string task(const process::Task& t) const {
        Account account;
        account.say("path", t.path)
            .say("name", t.name)
            .say("role", t.role)
            .say("outcomes", t.outcomes)
            .say("clause", t.clause);
        account.say_sorted("asks", t.asks).say_sorted("materials", t.materials).say("valid", told(t.valid_months));
        if (t.party) account.say("party", std::string{process::word(*t.party)});
        if (const auto& s = t.deemed_answer)
            account.say("silent", process_.clocks[s->clock].path)
                .say("outcome", s->outcome)
                .say("start", s->from_start)
                .say("by", s->clause);
        return account.text();
    }

    std::string call(process::CallIndex index) const {
        const process::Call& c = process_.calls[index];
        Account account;
        account.say("id", c.id)
            .say("process", c.process)
            .say("name", c.name)
            .say("each", c.each)
            .say("where", told(c.where));
        for (const process::CorrectionRule& rule : process_.corrections)
            if (rule.call == index) account.say("correction", path_of(rule.after)).say("within", rule.within);
        return account.text();
    }

    std::string clock(const process::Clock& c) const {
        std::vector<std::string> covers;
        for (const process::TaskIndex t : process_.tasks.indices())
            if (contains(c.covers, t)) covers.push_back(process_.tasks[t].path);
        Account account;
        account.say("path", c.path)
            .say("name", c.name)
            .say("clause", c.clause)
            .say("kind", static_cast<int>(c.kind))
            .say("unit", static_cast<int>(c.unit));
        account.say("limit", told(c.limit))
            .say_sorted("covers", std::move(covers))
            .say("own", c.own)
            .say("not before", path_of(c.not_before));
        return account.say("extend", c.extend_by).say("warn", c.warn_at ? std::to_string(*c.warn_at) : "").text();
    }

    const Process& process_;
};

std::string told(const process::Outcome& o) {
    Account account;
    account.say("id", o.id).say("name", o.name).say("done", o.done).say("kind", static_cast<int>(o.kind));
    account.say("reason", static_cast<int>(o.reason)).say("law", static_cast<int>(o.law)).say("notice", o.notice);
    if (const auto& h = o.delivery)
        account.say("hands over", h->name)
            .say("within", h->within ? std::to_string(*h->within) : "")
            .say("unit", static_cast<int>(h->unit))
            .say("party", h->party ? std::string{word(*h->party)} : "")
            .say("clause", h->clause);
    return account.text();
}

std::string told(const process::Notice& n) {
    Account account;
    account.say("id", n.id).say("name", n.name).say("on", static_cast<int>(n.on)).say("law", n.law).say("note", n.note);
    return account.say("remedy", n.remedy).say("for all", n.for_all).say("sheet", n.sheet.text).text();
}

std::string told(const process::Pack& pack) {
    Account account;
    account.say("pack", pack.id).say("name", pack.name).say("source", pack.source).say("division", pack.division);
    account.say("prefix", pack.case_prefix).say("calendar", pack.calendar).say("zone", pack.time_zone);
    // Said where a pack says it: others mean what they meant before there was such a word.
    if (pack.closing_time) account.say("closing", static_cast<int>(pack.closing_time->count()));
    if (pack.received_on != process::Receipt::same_day) account.say("received on", static_cast<int>(pack.received_on));
    account.each("departments", pack.departments, [](const process::Department& d) {
        return Account{}.say("id", d.id).say("name", d.name).say("party", std::string{word(d.party)}).text();
    });
    account.each("roles", pack.roles, [](const auto& role) {
        const auto rules = [](const process::RoleRule& rule) {
            return Account{}.say("when", told(rule.when)).say("to", rule.department).text();
        };
        return Account{}.say("role", role.first).each("rules", role.second, rules).text();
    });
    account.each("attributes", pack.attributes, [](const process::AttributeRule& rule) { return told(rule); });
    account.each("holds", pack.hold_reasons, [](const process::HoldReason& h) {
        return Account{}
            .say("id", h.id)
            .say("name", h.name)
            .say("clause", h.clause)
            .say("missing", h.names_missing)
            .say("applicant", h.applicant_ends)
            .text();
    });
    account.each("materials", pack.materials, [](const process::Material& m) {
        return Account{}.say("id", m.id).say("name", m.name).say("when", told(m.when)).text();
    });
    account.each("fees", pack.fees, [](const process::Fee& f) {
        Account fee;
        fee.say("id", f.id).say("name", f.name).say("clause", f.clause).say("rate", f.rate ? told(Value{*f.rate}) : "");
        return fee.say("of", told(f.of)).say("when", told(f.when)).say("each", f.each).say("process", f.process).text();
    });
    // Of older files the program held these, always the same, so that their meaning is told without them.
    if (pack.format > 1) {
        account.each("outcomes", pack.outcomes, [](const process::Outcome& o) { return told(o); });
        account.each("notices", pack.notices, [](const process::Notice& n) { return told(n); });
        account.each("notices of holds", pack.hold_reasons, [](const process::HoldReason& h) { return h.notice; });
    }
    return account.each("processes", pack.processes, [](const auto& one) { return Telling{*one.second}.all(); }).text();
}

}  // namespace

std::string meaning_of(const process::Pack& pack) {
    const QByteArray all = QByteArray::fromStdString(told(pack));
    return meaning_format + QCryptographicHash::hash(all, QCryptographicHash::Sha256).toHex().toStdString();
}

std::optional<int> version_owed(const std::vector<KeptPack>& kept, const KeptPack& fresh) {
    int highest = 0;
    bool meant_before = false, meant_otherwise = false;
    for (const KeptPack& one : kept) {
        if (one.hash == fresh.hash) return std::nullopt;
        highest = std::max(highest, one.version);
        if (one.meaning == fresh.meaning) meant_before = true;
        else if (one.version == fresh.version) meant_otherwise = true;
    }
    if (!meant_otherwise && (meant_before || fresh.version > highest)) return std::nullopt;
    return highest + 1;
}

KeptPack kept_as(const process::Pack& pack) { return {pack.hash, pack.version, meaning_of(pack)}; }

std::string version_sentence(const process::Pack& before, const process::Pack& after) {
    const auto owed = before.id == after.id ? version_owed({kept_as(before)}, kept_as(after)) : std::nullopt;
    return owed ? version_sentence(after, *owed) : std::string{};
}

std::string version_sentence(const process::Pack& pack, int owed) {
    const std::string least = std::to_string(owed);
    return "Expected version " + least + " or more in pack.yaml of " + pack.id +
           ", since what the pack means has changed, but it says " + std::to_string(pack.version) +
           ": write version: " + least + " there.";
}

}  // namespace bandian::packs
