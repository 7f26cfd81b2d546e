#pragma once
// What somebody may see of a case, and do about it: chosen thing by thing. To whoever sees only his department's part
// (is_narrow) nothing is shown that is not named in visible.cpp: what comes to be told of a case stays with those who
// see it whole until somebody names it there.

#include "app/desk.hpp"
#include "casework/notices.hpp"
#include "casework/permits.hpp"

#include <set>

namespace bandian::app {

/// An outcome that he may give a task now.
struct OfferedOutcome {
    std::string outcome;
    std::vector<std::string> asks;  ///< attributes to be told with it
};

struct VisibleTask {
    const casework::TaskView* step = nullptr;
    std::vector<OfferedOutcome> outcomes;
    bool may_hold = false;  ///< and claim
    bool may_resume = false;
};

struct VisibleClock {
    const casework::ClockView* clock = nullptr;
    int extend_by = 0;  ///< most days by which he may extend it now; 0: he may not
};

struct VisiblePathStep {
    const casework::PathStep* step = nullptr;
    const casework::TaskView* task = nullptr;
};

/// A paper 材料 that the pack lists.
struct VisiblePaper {
    const process::Material* material = nullptr;
    bool asked = false;                     ///< by a step that has started, or by a correction
    std::optional<calendar::Day> received;  ///< on paper; absent also while a correction asks for it
};

enum class CaseAction { file_permits, amend, void_entry, withdraw, assign };

/// Points into the CaseOnDesk that it was made of.
struct VisibleCase {
    bool whole = false;  ///< he sees all of it: also alarms and moves of clocks that an entry taken back has undone
    std::string case_no;
    std::shared_ptr<const process::Pack> pack;
    const process::Process* process = nullptr;
    int version = 0;
    int calendar_revision = 0;
    std::string manager;
    casework::CaseState state = casework::CaseState::open;
    clocks::Light light = clocks::Light::green;
    calendar::Day today{};
    Json applicant = Json::object();
    Json site = Json::object();
    process::Record attributes;
    std::vector<VisibleTask> tasks;
    std::vector<VisibleClock> clocks;
    std::vector<casework::Permit> permits;
    std::vector<VisiblePaper> papers;
    std::vector<VisiblePathStep> path;
    std::optional<casework::Responsibility> responsibility;
    std::optional<casework::Forecast> expected;
    std::vector<casework::NoticeDue> notices;
    std::vector<CaseAction> actions;

    bool has_task(std::string_view task) const;
    bool has_clock(std::string_view id) const;
    bool has_paper(std::string_view id) const;
};

VisibleCase visible(const CaseOnDesk& desk, const Actor& actor);

/// An entry of the log.
struct VisibleEntry {
    int number = 0;
    Instant at{};
    Json entry;  ///< as wire has it: `do`, and of its members those that are his
    bool taken_back = false;
    std::optional<std::string> by;          ///< empty: the system; absent: who made it is not for him
    std::optional<process::Unit> unit;      ///< of its days
    std::optional<casework::PackRef> pack;  ///< of a submission, to those who see the whole
};

std::vector<VisibleEntry> visible_entries(const CaseOnDesk& desk, const Actor& actor);

/// What is his of an entry as wire has it; `number`: its own in the log. nullopt: nothing.
std::optional<Json> visible_entry(const CaseOnDesk& desk, const Actor& actor, const Json& entry, int number);

/// What a picture of the case is lit by: to him his own steps and permits, the others are as they are drawn.
casework::CaseView visible_in_picture(const CaseOnDesk& desk, const Actor& actor);

/// A step that is the applicant's to do, or that waits for papers from him.
struct WaitingStep {
    const casework::TaskView* step = nullptr;
    calendar::Day since{};
    bool for_papers = false;
};

/// What has happened, without reasons or anybody's name: those are for the files.
struct PublicEntry {
    calendar::Day day{};
    std::string_view what;  ///< as wire's `do`
    std::string task;       ///< path; empty: it is about none
};

/// For whoever holds the receipt: nothing personal but what the applicant recognises himself by. Points into the
/// CaseOnDesk that it was made of.
struct PublicStatus {
    std::string case_no;
    std::shared_ptr<const process::Pack> pack;
    const process::Process* process = nullptr;
    std::string applicant;  ///< masked, as the next two
    std::string phone;
    std::string site;
    casework::CaseState state = casework::CaseState::open;
    clocks::Light light = clocks::Light::green;
    calendar::Day today{};
    calendar::Day submitted{};
    std::optional<calendar::Day> closed;
    std::optional<casework::Forecast> expected;
    std::vector<const casework::TaskView*> now;  ///< open steps of others
    std::vector<WaitingStep> waiting;
    std::vector<const casework::ClockView*> clocks;
    std::vector<casework::Permit> permits;
    std::vector<PublicEntry> history;
    std::vector<std::pair<casework::Stage, const casework::TaskView*>> stages;  ///< nullptr: has not started
};

PublicStatus public_status(const CaseOnDesk& desk);

/// All that the pack lists: for him, and for whoever sees the case whole.
std::vector<VisiblePaper> papers_of(const CaseOnDesk& desk);

}  // namespace bandian::app
