#pragma once
// A policy pack 政策包: one jurisdiction's rules, as casework needs them.

#include "process/drawing.hpp"
#include "process/outcome.hpp"
#include "process/process.hpp"

#include <date/date.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bandian::process {

struct Department {
    std::string id;
    std::string name;
    std::string name_en;
    Party party = Party::utility;  ///< whose time its days are
    Origin origin;
};

/// Which department a lane's role falls to; the first rule whose condition holds.
struct RoleRule {
    std::optional<Expression> when;
    std::string department;
};

enum class AttributeType { boolean, number, integer, text, choice, record, list };

/// What an attribute may be. `members` describe a record's fields, or those of each record of a list.
struct AttributeRule {
    std::string id;
    std::string name;
    std::string name_en;
    AttributeType type = AttributeType::text;
    std::vector<std::string> choices;
    std::optional<double> least;
    std::optional<Value> standard;                     ///< taken when not given
    std::map<std::string, Value, std::less<>> always;  ///< by process: the only value it can have there
    std::optional<Expression> required;                ///< of a member: must be given where this holds
    std::vector<AttributeRule> members;
    Origin origin;
};

struct HoldReason {
    std::string id;
    std::string name;
    std::string name_en;
    std::string clause;
    bool names_missing = false;   ///< 一次性告知: lists what is missing, and may be given once
    bool applicant_ends = false;  ///< who has to act for it to end: the applicant, or the task's owner
    Origin origin;
    std::string notice;  ///< that it prints; empty: none
};

struct Material {
    std::string id;
    std::string name;
    std::string name_en;
    std::optional<Expression> when;  ///< needed only where this holds
    Origin origin;
};

/// A charge in yuan: `rate` times the value of `of`; without a rate the price is settled case by case.
struct Fee {
    std::string id;
    std::string name;
    std::string name_en;
    std::string clause;
    std::optional<double> rate;
    std::optional<Expression> of;
    std::optional<Expression> when;
    std::vector<std::string> each;  ///< once per place of that list
    std::string process;            ///< only there; empty: everywhere
    Origin origin;
};

/// The day that counts for what comes in after hours; what comes on a rest day waits for the next working day alone.
enum class Receipt { same_day, next_day, next_working_day };

struct Pack {
    std::string id;
    int format = 1;   ///< of its files; 1: from before files said theirs
    int version = 1;  ///< rises whenever what the pack means changes
    std::string name;
    std::string name_en;
    std::string source;       ///< number and title of the text
    std::string division;     ///< 行政区划代码
    std::string case_prefix;  ///< of its cases' numbers
    date::local_days in_force_from{};
    std::optional<date::local_days> in_force_until;  ///< inclusive
    std::string calendar;
    std::string time_zone;
    std::optional<std::chrono::minutes> closing_time;  ///< by the clock on the wall; what comes later comes after hours
    Receipt received_on = Receipt::same_day;
    std::string hash;  ///< SHA-256 over its files, hex

    std::vector<Department> departments;
    std::map<std::string, std::vector<RoleRule>, std::less<>> roles;
    std::vector<AttributeRule> attributes;
    std::vector<HoldReason> hold_reasons;
    std::vector<Outcome> outcomes;
    std::vector<Notice> notices;
    std::vector<Material> materials;
    std::vector<Fee> fees;
    std::map<std::string, std::shared_ptr<const Process>, std::less<>> processes;  ///< those a case can be opened for
    std::map<std::string, Drawing, std::less<>> drawings;  ///< by process, also of those that are called

    const Department* department(std::string_view id) const;
    const AttributeRule* attribute(std::string_view id) const;
    const Material* material(std::string_view id) const;
    const HoldReason* hold_reason(std::string_view id) const;
    const Outcome* outcome(std::string_view id) const;
    const Notice* notice(std::string_view id) const;
    const Process* process(std::string_view id) const;
};

/// The department a role falls to; empty when no rule holds (the loader makes sure that a last one always does, or that
/// the attributes it needs are asked for).
std::string department_of(const Pack& pack, const std::string& role, const Lookup& lookup);

/// Whose time a department's days are; nullopt: the pack has no such department.
std::optional<Party> party_of(const Pack& pack, std::string_view department);

/// Whose time the days of a task are: the task's own word, else its department's; of a department nobody can tell yet,
/// the first that its role may fall to.
Party party_of(const Pack& pack, const Task& task, std::string_view department);

/// In both languages, and never empty: without an English label the Chinese one stands for it, without any the id.
struct Words {
    std::string zh;
    std::string en;
};
/// An outcome as a choice (准予许可), and once it is so (已准予许可).
Words choice_words(const Pack& pack, const std::string& outcome);
Words done_words(const Pack& pack, const std::string& outcome);
Words words_of(const Notice& notice);

}  // namespace bandian::process
