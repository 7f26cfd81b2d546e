#pragma once
// A case as it would go if every step took all the time it may: what an applicant can expect before applying, and what
// a pack's author sees before it is put in force.

#include "casework/view.hpp"

#include <variant>

namespace bandian::casework {

struct EstimatedStep {
    std::string path;
    process::TaskIndex task;
    std::string owner;        ///< department
    bool applicants = false;  ///< waits for the applicant, whose own time is taken as none
    Day from{};
    Day to{};
    std::string clock;                             ///< that gives it its time; empty for none
    std::vector<const process::Material*> papers;  ///< asked for here, unless an earlier step holds them
};

struct EstimatedFee {
    const process::Fee* fee = nullptr;
    int place = 0;               ///< from 1; 0: of the whole case
    std::optional<double> yuan;  ///< absent: settled case by case
};

struct Estimate {
    Case the_case;
    CaseView view;                     ///< on the last day
    std::vector<EstimatedStep> steps;  ///< in the order they end
    std::vector<EstimatedFee> fees;
    bool provisional = false;  ///< a day on the way is
};

/// Applies on `day` with everything known from the start, and completes each step on the last day it has, with the
/// first of its outcomes. A rejection names what has to be known besides, or says that the calendar ends.
std::variant<Estimate, Rejection> estimate(std::shared_ptr<const process::Pack> pack, const std::string& process,
                                           const Record& attributes, Instant at, Day day,
                                           const calendar::Calendar& calendar);

}  // namespace bandian::casework
