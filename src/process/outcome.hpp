#pragma once
// What it means that a task ends in an outcome, and which notices are printed: words and numbers of the pack, which
// everybody else only reads.

#include "process/process.hpp"

#include <span>
#include <string_view>

namespace bandian::process {

enum class OutcomeKind {
    passes,   ///< the case goes on: accepted, filed, done
    grants,   ///< what was applied for is permitted
    denies,   ///< it is not
    returns,  ///< something has to be put right first: an inspection that was failed
    answers,  ///< the applicant has what he asked for, without a decision: a supply plan, power
};
inline constexpr std::array all_outcome_kinds{OutcomeKind::passes, OutcomeKind::grants, OutcomeKind::denies,
                                              OutcomeKind::returns, OutcomeKind::answers};

/// Of what a completion says besides its outcome.
enum class Need {
    none,
    asked,     ///< forms ask for it; who enters it otherwise may leave it out
    required,  ///< no completion without it
};

/// What is then given to the applicant 出件.
struct ResultDelivery {
    std::string name;  ///< of the paper; empty: it goes by its step
    std::string name_en;
    std::optional<int> within;  ///< term from the day it was given; absent: none
    Unit unit = Unit::working_days;
    std::optional<Party> party;  ///< the term binds this party alone; absent: whoever decides
    std::string clause;
};

struct Outcome {
    std::string id;
    std::string name;  ///< as a choice: 准予许可
    std::string name_en;
    std::string done;  ///< once it is so: 已准予许可; empty: as the choice
    std::string done_en;
    OutcomeKind kind = OutcomeKind::passes;
    Need reason = Need::none;
    Need law = Need::none;
    std::optional<ResultDelivery> delivery;
    std::string notice;  ///< that it prints; empty: none
    Origin origin;
};

/// What a notice is printed for.
enum class Occasion { outcome, hold, extension };
inline constexpr std::array all_occasions{Occasion::outcome, Occasion::hold, Occasion::extension};

/// A text in Mustache, from a file of the pack; an empty text: the plain one that is built in.
struct Template {
    std::string file;  ///< for messages
    std::string text;
};

/// A printed notice 告知书, 决定书.
struct Notice {
    std::string id;
    std::string name;
    std::string name_en;
    Occasion on = Occasion::outcome;
    std::string law;  ///< that it rests on
    std::string law_en;
    std::string note;  ///< what else it tells
    std::string note_en;
    std::string remedy;  ///< 救济途径: where and until when one may object
    std::string remedy_en;
    bool for_all = false;  ///< every department of the case may print it, not only the one whose act it is
    Template sheet;
    Template sheet_en;
    Origin origin;
};

std::string_view word(OutcomeKind kind);
std::string_view word(Occasion occasion);

/// The names that a template may use, each a text that is absent when there is nothing to say, but `items`: a list of
/// what is missing, each with `name`, and with `last` on the last.
std::span<const std::string_view> template_names(Occasion occasion);

}  // namespace bandian::process
