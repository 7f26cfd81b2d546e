#include "packs/linter.hpp"
#include "packs/outcomes.hpp"

#include <algorithm>
#include <set>

namespace bandian::packs {

namespace {

using process::Need;
using process::Notice;
using process::Occasion;
using process::Outcome;
using process::OutcomeKind;
using process::Pack;

constexpr std::size_t longest_template = 64 * 1024;

Place place_of(const process::Origin& origin) { return {origin.file, origin.line, origin.column}; }

template <class Things>
std::vector<std::string> ids_of(const Things& things) {
    std::vector<std::string> ids;
    for (const auto& thing : things) ids.push_back(thing.id);
    return ids;
}

std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text.empty() ? "none" : text;
}

/// What stands between the braces of one tag, and where. The library that fills templates in tells neither a place nor
/// the names it met, and takes a name that nobody knows for an empty text.
class TemplateCheck {
public:
    TemplateCheck(const process::Template& sheet, Occasion on, Faults& faults)
        : text_(sheet.text), file_(sheet.file), on_(on), faults_(faults) {}

    void run() {
        if (text_.size() > longest_template)
            return fault(
                0, "Expected a template of at most 64 kB, but it has " + std::to_string(text_.size()) + " bytes.");
        for (std::size_t at = 0; (at = text_.find("{{", at)) != std::string::npos;) {
            const std::size_t end = text_.find("}}", at + 2);
            if (end == std::string::npos) return fault(at, "Expected }} after {{, but the tag is not closed.");
            if (!tag(at, trimmed(text_.substr(at + 2, end - at - 2)))) return;
            at = end + 2;
        }
        for (const Section& section : open_)
            fault(section.at,
                  "Expected {{/" + section.name + "}} somewhere after {{#" + section.name + "}}, but there is none.");
    }

private:
    struct Section {
        std::string name;
        std::size_t at;
        bool items;  ///< of a list: what is inside stands for each of them
    };

    static std::string trimmed(const std::string& text) {
        const auto first = text.find_first_not_of(" \t\r\n"), last = text.find_last_not_of(" \t\r\n");
        return first == std::string::npos ? std::string{} : text.substr(first, last - first + 1);
    }

    /// false: nothing after it can be read.
    bool tag(std::size_t at, const std::string& inner) {
        const char sign = inner.empty() ? ' ' : inner.front();
        if (sign == '!') return true;
        if (sign == '{' || sign == '&') {
            fault(at, "Expected {{name}}, which can break no page, but this would print a text as HTML.");
            return false;
        }
        if (sign == '>' || sign == '=') {
            fault(at, std::string{"Expected {{name}}, {{#name}}, {{^name}} or {{/name}}, but got "} +
                          (sign == '>' ? "a partial: write its text here." : "a change of the braces."));
            return false;
        }
        if (sign == '/') return close(at, trimmed(inner.substr(1)));
        const bool section = sign == '#' || sign == '^';
        const std::string name = section ? trimmed(inner.substr(1)) : inner;
        check(at, name, section);
        if (section) open_.push_back({name, at, sign == '#' && name == list});
        return true;
    }

    bool close(std::size_t at, const std::string& name) {
        if (!open_.empty() && open_.back().name == name) {
            open_.pop_back();
            return true;
        }
        fault(at,
              "Expected " +
                  (open_.empty() ? std::string{"no end, since no section is open"} : "{{/" + open_.back().name + "}}") +
                  ", but got {{/" + name + "}}.");
        return false;
    }

    void check(std::size_t at, const std::string& name, bool section) {
        if (name == list && !section && is_known(name))
            return fault(at, "Expected {{#items}}{{name}}{{/items}}, since items is a list, but got {{items}}.");
        const bool in_list = std::any_of(open_.begin(), open_.end(), [](const Section& one) { return one.items; });
        if (is_known(name) || (in_list && (name == "name" || name == "last"))) return;
        std::vector<std::string> known;
        for (const std::string_view one : process::template_names(on_)) known.emplace_back(one);
        fault(at, "Expected a name that a notice of " + std::string{word(on_)} + " has (" + listed(known) +
                      "), but got \"" + name + "\"." + did_you_mean(name, known));
    }

    bool is_known(const std::string& name) const {
        const auto names = process::template_names(on_);
        return std::find(names.begin(), names.end(), name) != names.end();
    }

    void fault(std::size_t at, std::string text) {
        const std::string before = text_.substr(0, at);
        const auto line = before.rfind('\n');
        int column = 1;
        for (const char c : before.substr(line == std::string::npos ? 0 : line + 1))
            if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++column;
        const Place place{file_, 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')), column};
        tell_once(faults_, {place, Severity::error, std::move(text), "template"});
    }

    static constexpr std::string_view list = "items";

    const std::string& text_;
    const std::string& file_;
    Occasion on_;
    Faults& faults_;
    std::vector<Section> open_;
};

class OutcomeCheck {
public:
    OutcomeCheck(const Pack& pack, Faults& faults) : pack_(pack), faults_(faults) {}

    void run() {
        for (const auto& [id, process] : pack_.processes) {
            for (const process::Task& task : process->tasks) check(*process, task);
            check_ways(*process);
        }
        for (const Outcome& outcome : pack_.outcomes) check(outcome);
        for (const process::HoldReason& reason : pack_.hold_reasons)
            check_notice(reason.notice, Occasion::hold, "hold reason " + reason.id, reason.origin);
        const Notice* on_extension = nullptr;
        for (const Notice& notice : pack_.notices) {
            check(notice);
            if (notice.on != Occasion::extension) continue;
            if (on_extension)
                fault(notice.origin,
                      "Expected one notice on extension, but there are " + on_extension->id + " and " + notice.id + ".",
                      "notice");
            on_extension = &notice;
        }
    }

private:
    void check(const process::Process& process, const process::Task& task) {
        const std::string it = "task " + task.path + " of " + process.id;
        const bool may_grant = std::any_of(task.outcomes.begin(), task.outcomes.end(), [&](const std::string& id) {
            const Outcome* outcome = pack_.outcome(id);
            return outcome && outcome->kind == OutcomeKind::grants;
        });
        for (const std::string& id : task.outcomes) {
            used_.insert(id);
            const Outcome* outcome = pack_.outcome(id);
            if (!outcome) {
                fault(task.origin,
                      "Expected outcome \"" + id + "\" under outcomes of the pack (" + listed(ids_of(pack_.outcomes)) +
                          "), since " + it + " may end in it, but it is not there." +
                          did_you_mean(id, ids_of(pack_.outcomes)),
                      "outcome");
                continue;
            }
            if (may_grant && outcome->kind == OutcomeKind::denies && outcome->law != Need::required)
                fault(outcome->origin,
                      "Expected outcome " + id + " to need law, since " + it +
                          " grants or denies a permit by it, but it needs none.",
                      "outcome-needs");
        }
        if (!task.deemed_answer) return;
        const Outcome* silent = pack_.outcome(task.deemed_answer->outcome);
        if (silent && (silent->reason == Need::required || silent->law == Need::required))
            fault(task.origin,
                  "Expected silence about " + it +
                      " to count as an outcome that needs neither reason nor law, since nobody gives them, but " +
                      silent->id + " does.",
                  "outcome-needs");
    }

    /// What grants, denies or returns like another goes the way of that one, or is named itself.
    void check_ways(const process::Process& process) {
        const Outcomes outcomes{process};
        for (const process::NodeIndex at : process.nodes.indices()) {
            const process::Node& node = process.nodes[at];
            std::set<std::string> named;
            for (const auto& condition : node.conditions)
                if (condition) add_texts(*condition, named);
            for (const auto& condition : node.conditions)
                if (condition && process::names_in(*condition) == std::set<std::string>{"outcome"})
                    check_ways(*condition, outcomes.at(at), named);
        }
    }

    void check_ways(const process::Expression& condition, const std::set<std::string>& outcomes,
                    const std::set<std::string>& named) {
        const auto holds = [&](const std::string& id) {
            const process::Value value{id};
            return process::holds(condition, [&](const std::string&) { return &value; });
        };
        for (const std::string& id : outcomes) {
            const Outcome* outcome = named.count(id) == 0 ? pack_.outcome(id) : nullptr;
            if (!outcome || outcome->kind == OutcomeKind::passes || outcome->kind == OutcomeKind::answers) continue;
            const auto other = std::find_if(named.begin(), named.end(), [&](const std::string& one) {
                const Outcome* like = outcomes.count(one) != 0 ? pack_.outcome(one) : nullptr;
                return like && like->kind == outcome->kind && holds(one) != holds(id);
            });
            if (other != named.end())
                warn(condition.origin,
                     "Expected \"" + condition.text + "\", or a condition beside it, to name " + id +
                         " too, since it " + std::string{word(outcome->kind)} + " like " + *other +
                         ", but none does: it falls through to another way.",
                     "outcome-way");
        }
    }

    static void add_texts(const process::Expression& e, std::set<std::string>& texts) {
        if (const auto* text = e.op == process::Operator::literal ? e.literal.as<std::string>() : nullptr)
            texts.insert(*text);
        for (const process::Expression& operand : e.operands) add_texts(operand, texts);
    }

    void check(const Outcome& outcome) {
        if (outcome.kind == OutcomeKind::denies && outcome.reason != Need::required)
            fault(outcome.origin,
                  "Expected outcome " + outcome.id +
                      " to need reason, since it denies, but it does not: whoever is denied is told why.",
                  "outcome-needs");
        check_notice(outcome.notice, Occasion::outcome, "outcome " + outcome.id, outcome.origin);
        if (used_.count(outcome.id) == 0)
            warn(outcome.origin, "Expected a task that may end in outcome " + outcome.id + ", but none does.",
                 "unused");
    }

    void check_notice(const std::string& id, Occasion on, const std::string& whose, const process::Origin& origin) {
        if (id.empty()) return;
        printed_.insert(id);
        const Notice* notice = pack_.notice(id);
        if (!notice)
            fault(origin,
                  "Expected " + whose + " to name one of the notices of the pack (" + listed(ids_of(pack_.notices)) +
                      "), but \"" + id + "\" is none." + did_you_mean(id, ids_of(pack_.notices)),
                  "notice");
        else if (notice->on != on)
            fault(origin,
                  "Expected " + whose + " to name a notice on " + std::string{word(on)} + ", but " + id +
                      " is one on " + std::string{word(notice->on)} + ".",
                  "notice");
    }

    void check(const Notice& notice) {
        for (const process::Template* sheet : {&notice.sheet, &notice.sheet_en})
            TemplateCheck{*sheet, notice.on, faults_}.run();
        const bool printed = notice.on == Occasion::extension ? has_extendable_clock() : printed_.count(notice.id) != 0;
        if (!printed)
            warn(
                notice.origin,
                "Expected something that prints notice " + notice.id + ", but nothing does: " +
                    (notice.on == Occasion::extension
                         ? "no clock may be extended."
                         : "no " + std::string{notice.on == Occasion::hold ? "hold reason" : "outcome"} + " names it."),
                "unused");
    }

    bool has_extendable_clock() const {
        for (const auto& [id, process] : pack_.processes)
            for (const process::Clock& clock : process->clocks)
                if (clock.extend_by > 0) return true;
        return false;
    }

    void fault(const process::Origin& origin, std::string text, std::string rule) {
        tell_once(faults_, {place_of(origin), Severity::error, std::move(text), std::move(rule)});
    }
    void warn(const process::Origin& origin, std::string text, std::string rule) {
        tell_once(faults_, {place_of(origin), Severity::warning, std::move(text), std::move(rule)});
    }

    const Pack& pack_;
    Faults& faults_;
    std::set<std::string> used_;
    std::set<std::string> printed_;
};

}  // namespace

void lint_outcomes(const Pack& pack, Faults& faults) {
    if (pack.format == 1) return;  // what the program held then, not what the pack says
    OutcomeCheck{pack, faults}.run();
}

}  // namespace bandian::packs
