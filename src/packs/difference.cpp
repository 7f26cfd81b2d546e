#include "packs/difference.hpp"

#include "text/joined.hpp"

#include <algorithm>
#include <set>

namespace bandian::packs {

namespace {

using process::Clock;
using process::Pack;
using process::Process;
using process::Task;

std::string title(const std::string& name, const std::string& id) {
    return name.empty() || name == id ? id : name + " (" + id + ')';
}

std::string term(const Clock& clock) {
    const char* unit = clock.unit == process::Unit::working_days ? " working days"
                       : clock.unit == process::Unit::months     ? " months"
                                                                 : " calendar days";
    return clock.limit.text + unit + (clock.kind == process::ClockKind::mean ? " on average" : "");
}

/// When what comes in counts.
std::string receipt(const Pack& pack) {
    if (pack.received_on == process::Receipt::same_day ||
        (pack.received_on == process::Receipt::next_day && !pack.closing_time))
        return "on its own day";
    std::string text = pack.received_on == process::Receipt::next_day
                           ? "on the next day when it comes"
                           : "on the next working day when it comes on a rest day";
    if (!pack.closing_time) return text;
    const auto two = [](long n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return text + (pack.received_on == process::Receipt::next_day ? "" : " or") + " after " +
           two(pack.closing_time->count() / 60) + ':' + two(pack.closing_time->count() % 60);
}

std::string owners(const Pack& pack, const std::string& role) {
    std::vector<std::string> names;
    if (const auto found = pack.roles.find(role); found != pack.roles.end())
        for (const process::RoleRule& rule : found->second) {
            const process::Department* department = pack.department(rule.department);
            names.push_back(department ? department->name : rule.department);
        }
    return text::joined(names);
}

template <class Things, class Key>
auto find(const Things& things, const Key& key, std::string Things::value_type::*member) {
    const auto found =
        std::find_if(things.begin(), things.end(), [&](const auto& thing) { return thing.*member == key; });
    return found == things.end() ? nullptr : &*found;
}

class Comparison {
public:
    Comparison(const Pack& before, const Pack& after) : before_(before), after_(after) {}

    std::vector<std::string> all() {
        if (const std::string from = receipt(before_), to = receipt(after_); from != to)
            say("What comes in counts " + to + ", no longer " + from + '.');
        for (const auto& [id, process] : before_.processes)
            if (!after_.process(id)) say(title(process->name, id) + " can no longer be applied for.");
        for (const auto& [id, process] : after_.processes) {
            const Process* old = before_.process(id);
            if (!old) {
                say(title(process->name, id) + " can be applied for, with " + std::to_string(process->tasks.size()) +
                    " steps.");
                continue;
            }
            where_ = title(process->name, id) + ": ";
            tasks(*old, *process);
            clocks(*old, *process);
            papers(*old, *process);
            calls(*old, *process);
            where_.clear();
        }
        attributes();
        holds();
        outcomes();
        notices();
        fees();
        if (before_.calendar != after_.calendar)
            say("Days are counted by the calendar " + after_.calendar + ", no longer by " + before_.calendar + '.');
        return std::move(said_);
    }

private:
    void tasks(const Process& old, const Process& fresh) {
        for (const Task& task : old.tasks)
            if (!find(fresh.tasks, task.path, &Task::path))
                say("A step less: " + title(task.name, task.path) + ", by " + owners(before_, task.role) + '.');
        for (const Task& task : fresh.tasks) {
            const Task* was = find(old.tasks, task.path, &Task::path);
            const std::string it = title(task.name, task.path);
            if (!was) {
                say("A step more: " + it + ", by " + owners(after_, task.role) + '.');
                continue;
            }
            if (const std::string from = owners(before_, was->role), to = owners(after_, task.role); from != to)
                say(it + " is done by " + to + ", no longer by " + from + '.');
            if (was->outcomes != task.outcomes)
                say(it + " ends in " + text::joined(task.outcomes) + ", no longer in " + text::joined(was->outcomes) +
                    '.');
            for (const std::string& name : task.asks)
                if (std::find(was->asks.begin(), was->asks.end(), name) == was->asks.end())
                    say(it + " must also settle " + name + '.');
            for (const std::string& name : was->asks)
                if (std::find(task.asks.begin(), task.asks.end(), name) == task.asks.end())
                    say(it + " need no longer settle " + name + '.');
            if (!was->deemed_answer && task.deemed_answer)
                say("Silence about " + it + " now counts as " + task.deemed_answer->outcome + '.');
            if (was->deemed_answer && !task.deemed_answer)
                say("Silence about " + it + " no longer counts as " + was->deemed_answer->outcome + '.');
            const std::string from = was->valid_months ? was->valid_months->text : "",
                              to = task.valid_months ? task.valid_months->text : "";
            if (from != to)
                say("What " + it + " gives is good for " + (to.empty() ? "as long as it takes" : to + " months") +
                    ", no longer " + (from.empty() ? "for as long as it takes" : "for " + from + " months") + '.');
        }
    }

    void clocks(const Process& old, const Process& fresh) {
        for (const Clock& clock : old.clocks)
            if (!find(fresh.clocks, clock.path, &Clock::path) &&
                (!clock.own || find(fresh.tasks, clock.path, &Task::path)))
                say("No limit any more on " + title(clock.name, clock.path) + ": it was " + term(clock) + '.');
        for (const Clock& clock : fresh.clocks) {
            const Clock* was = find(old.clocks, clock.path, &Clock::path);
            const std::string it = title(clock.name, clock.path);
            if (!was) {
                say("A limit on " + it + ": " + term(clock) + '.');
                continue;
            }
            if (term(*was) != term(clock))
                say("The limit on " + it + " is " + term(clock) + compared(*was, clock) + ", no longer " + term(*was) +
                    '.');
            if (was->extend_by != clock.extend_by)
                say(it + " may be extended by " +
                    (clock.extend_by == 0 ? "nothing" : std::to_string(clock.extend_by) + " days at most") +
                    ", no longer by " + (was->extend_by == 0 ? "nothing" : std::to_string(was->extend_by)) + '.');
            const std::set<std::string> from = covered(old, *was), to = covered(fresh, clock);
            for (const std::string& path : to)
                if (from.count(path) == 0 && find(old.tasks, path, &Task::path))
                    say(path + " now counts under " + it + '.');
            for (const std::string& path : from)
                if (to.count(path) == 0 && find(fresh.tasks, path, &Task::path))
                    say(path + " no longer counts under " + it + '.');
        }
    }

    static std::string compared(const Clock& was, const Clock& is) {
        const auto *from = was.limit.literal.as<double>(), *to = is.limit.literal.as<double>();
        if (!from || !to || was.unit != is.unit) return "";
        const int by = static_cast<int>(*to - *from);
        return by == 0 ? "" : by > 0 ? " (" + std::to_string(by) + " more)" : " (" + std::to_string(-by) + " less)";
    }

    static std::set<std::string> covered(const Process& process, const Clock& clock) {
        std::set<std::string> paths;
        for (const process::TaskIndex t : process.tasks.indices())
            if (contains(clock.covers, t)) paths.insert(process.tasks[t].path);
        return paths;
    }

    static std::set<std::string> asked(const Process& process) {
        std::set<std::string> ids;
        for (const Task& task : process.tasks) ids.insert(task.materials.begin(), task.materials.end());
        return ids;
    }

    void papers(const Process& old, const Process& fresh) {
        const std::set<std::string> from = asked(old), to = asked(fresh);
        const auto name = [](const Pack& pack, const std::string& id) { return title(pack.material(id)->name, id); };
        for (const std::string& id : from)
            if (to.count(id) == 0) say("A paper dropped: " + name(before_, id) + '.');
        for (const std::string& id : to) {
            if (from.count(id) == 0) {
                say("A paper more: " + name(after_, id) + '.');
                continue;
            }
            const auto &was = before_.material(id)->when, &is = after_.material(id)->when;
            const std::string old_when = was ? was->text : "", when = is ? is->text : "";
            if (old_when != when)
                say(name(after_, id) + " is needed " + (when.empty() ? "always" : "where " + when) + ", no longer " +
                    (old_when.empty() ? "always" : "where " + old_when) + '.');
        }
    }

    void calls(const Process& old, const Process& fresh) {
        for (const process::Call& call : fresh.calls) {
            const process::Call* was = find(old.calls, call.id, &process::Call::id);
            if (!was) continue;
            const std::string from = was->where ? was->where->text : "", to = call.where ? call.where->text : "";
            if (from != to)
                say(title(call.name, call.id) + " is needed " + (to.empty() ? "for every place" : "where " + to) +
                    ", no longer " + (from.empty() ? "for every place" : "where " + from) + '.');
        }
    }

    void attributes() {
        for (const process::AttributeRule& rule : after_.attributes)
            if (!before_.attribute(rule.id)) say("The case may tell " + title(rule.name, rule.id) + '.');
        for (const process::AttributeRule& rule : before_.attributes)
            if (!after_.attribute(rule.id)) say("The case no longer tells " + title(rule.name, rule.id) + '.');
    }

    void holds() {
        for (const process::HoldReason& reason : after_.hold_reasons)
            if (!before_.hold_reason(reason.id)) say("A step may be held for " + title(reason.name, reason.id) + '.');
        for (const process::HoldReason& reason : before_.hold_reasons)
            if (!after_.hold_reason(reason.id))
                say("A step may no longer be held for " + title(reason.name, reason.id) + '.');
    }

    static std::string kind(const process::Outcome& outcome) { return std::string{word(outcome.kind)}; }

    /// What is needed as much as `least`.
    static std::string needs(const process::Outcome& outcome, process::Need least) {
        std::vector<std::string> all;
        if (outcome.reason >= least) all.push_back("a reason");
        if (outcome.law >= least) all.push_back("its law");
        return all.empty() ? "nothing" : text::joined(all);
    }

    static std::string handed_over(const process::Outcome& outcome) {
        const auto& delivery = outcome.delivery;
        if (!delivery) return "nothing is handed over";
        const std::string what = delivery->name.empty() ? "its result" : delivery->name;
        if (!delivery->within) return what + " is handed over";
        const char* unit = delivery->unit == process::Unit::working_days ? " working days"
                           : delivery->unit == process::Unit::months     ? " months"
                                                                         : " calendar days";
        return what + " is handed over within " + std::to_string(*delivery->within) + unit +
               (delivery->party ? " by " + std::string{word(*delivery->party)} : "");
    }

    static std::string clause(const process::Outcome& outcome) {
        return outcome.delivery && !outcome.delivery->clause.empty() ? outcome.delivery->clause : "nothing";
    }

    /// Only what tasks of both packs may end in: an outcome more or less is told with its task.
    void outcomes() {
        for (const process::Outcome& outcome : after_.outcomes) {
            const process::Outcome* was = before_.outcome(outcome.id);
            if (!was) continue;
            const std::string it = title(outcome.name, outcome.id);
            if (was->name != outcome.name) say(it + " is called so, no longer " + was->name + '.');
            if (const std::string from = done_words(before_, outcome.id).zh, to = done_words(after_, outcome.id).zh;
                from != to)
                say(it + " is told as " + to + " once it is so, no longer as " + from + '.');
            if (was->kind != outcome.kind) say(it + " now " + kind(outcome) + "; before, it " + kind(*was) + '.');
            using process::Need;
            if (const std::string from = needs(*was, Need::required), to = needs(outcome, Need::required); from != to)
                say(it + " needs " + to + ", no longer " + from + '.');
            if (const std::string from = needs(*was, Need::asked), to = needs(outcome, Need::asked); from != to)
                say("Forms ask for " + to + " with " + it + ", no longer for " + from + '.');
            if (const std::string from = handed_over(*was), to = handed_over(outcome); from != to)
                say("After " + it + ' ' + to + "; before, " + from + '.');
            if (const std::string from = clause(*was), to = clause(outcome); from != to)
                say("What is handed over after " + it + " rests on " + to + ", no longer on " + from + '.');
            if (was->notice != outcome.notice)
                say(it + " prints " + (outcome.notice.empty() ? "nothing" : outcome.notice) + ", no longer " +
                    (was->notice.empty() ? "nothing" : was->notice) + '.');
        }
    }

    void notices() {
        for (const process::Notice& notice : before_.notices)
            if (!after_.notice(notice.id)) say("A notice dropped: " + title(notice.name, notice.id) + '.');
        for (const process::Notice& notice : after_.notices) {
            const process::Notice* was = before_.notice(notice.id);
            const std::string it = title(notice.name, notice.id);
            if (!was) {
                say("A notice more: " + it + '.');
                continue;
            }
            if (was->name != notice.name) say("Notice " + it + " is called so, no longer " + was->name + '.');
            if (was->law != notice.law)
                say("Notice " + it + " rests on " + (notice.law.empty() ? "nothing" : notice.law) + ", no longer on " +
                    (was->law.empty() ? "nothing" : was->law) + '.');
            if (was->on != notice.on)
                say("Notice " + it + " is printed on " + std::string{word(notice.on)} + ", no longer on " +
                    std::string{word(was->on)} + '.');
            if (was->for_all != notice.for_all)
                say("Notice " + it + " may be printed by " +
                    (notice.for_all ? "every department of the case." : "the department alone whose act it is."));
            if (was->remedy != notice.remedy || was->note != notice.note || was->sheet.text != notice.sheet.text)
                say("The words of notice " + it + " are others.");
        }
    }

    void fees() {
        for (const process::Fee& fee : before_.fees)
            if (!find(after_.fees, fee.id, &process::Fee::id)) say("A fee dropped: " + title(fee.name, fee.id) + '.');
        for (const process::Fee& fee : after_.fees) {
            const process::Fee* was = find(before_.fees, fee.id, &process::Fee::id);
            const std::string rate =
                fee.rate ? process::to_text(process::Value{*fee.rate}) + " yuan" : "settled case by case";
            if (!was) {
                say("A fee more: " + title(fee.name, fee.id) + ", " + rate + '.');
                continue;
            }
            const std::string old_rate =
                was->rate ? process::to_text(process::Value{*was->rate}) + " yuan" : "settled case by case";
            if (rate != old_rate)
                say("The fee " + title(fee.name, fee.id) + " is " + rate + ", no longer " + old_rate + '.');
            const std::string from = was->when ? was->when->text : "", to = fee.when ? fee.when->text : "";
            if (from != to)
                say("The fee " + title(fee.name, fee.id) + " is due " + (to.empty() ? "always" : "where " + to) +
                    ", no longer " + (from.empty() ? "always" : "where " + from) + '.');
        }
    }

    void say(std::string sentence) { said_.push_back(where_ + std::move(sentence)); }

    const Pack& before_;
    const Pack& after_;
    std::string where_;
    std::vector<std::string> said_;
};

}  // namespace

std::vector<std::string> differences(const Pack& before, const Pack& after) { return Comparison{before, after}.all(); }

}  // namespace bandian::packs
