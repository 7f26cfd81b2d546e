#include "casework/deciding_path.hpp"

#include "casework/step_readings.hpp"

#include <algorithm>

namespace bandian::casework {

namespace {

using clocks::Arrangement;
using clocks::Timeline;
using clocks::TimelineIndex;
using clocks::TimelineNode;
using process::Indexed;

constexpr std::size_t no_task = static_cast<std::size_t>(-1);

/// The timeline with the tasks at its nodes, and when each part of it ended.
class Tree {
public:
    explicit Tree(const CaseView& view)
        : timeline_(view.timing.timeline),
          task_at_(timeline_.size(), no_task),
          ended_(timeline_.size()),
          parent_(timeline_.size()) {
        for (std::size_t t = 0; t < view.tasks.size(); ++t) task_at_[view.tasks[t].timeline] = t;
        // A node comes before those below it.
        for (const TimelineIndex i : timeline_.indices().reversed()) {
            if (const std::size_t t = task_at_[i]; t != no_task) ended_[i] = view.tasks[t].until.value_or(view.today);
            for_each_child(i, [&](TimelineIndex child) {
                parent_[child] = i;
                if (ended_[child]) ended_[i] = std::max(ended_[i].value_or(*ended_[child]), *ended_[child]);
            });
        }
    }

    Arrangement arrangement(TimelineIndex node) const { return timeline_[node].arrangement; }
    std::size_t task(TimelineIndex node) const { return task_at_[node]; }
    TimelineIndex parent(TimelineIndex node) const { return parent_[node]; }
    const std::optional<Day>& ended(TimelineIndex node) const { return ended_[node]; }

    template <class Visit>
    void for_each_child(TimelineIndex node, const Visit& visit) const {
        for (TimelineIndex child = timeline_[node].first_child; child; child = timeline_[child].next) visit(child);
    }

private:
    const Timeline& timeline_;
    Indexed<std::size_t, TimelineNode> task_at_;
    Indexed<std::optional<Day>, TimelineNode> ended_;  ///< absent: nobody had anything to do
    Indexed<TimelineIndex, TimelineNode> parent_;
};

/// The tasks on the path, in order.
class Path {
public:
    Path(const Tree& tree, TimelineIndex through) : tree_(tree) {
        for (TimelineIndex node = through; node; node = tree.parent(node)) through_.push_back(node);
        add(TimelineIndex{0});
    }

    const std::vector<std::size_t>& tasks() const { return tasks_; }

private:
    bool leads_on(TimelineIndex node) const {
        return std::find(through_.begin(), through_.end(), node) != through_.end();
    }

    void add(TimelineIndex node) {
        switch (tree_.arrangement(node)) {
            case Arrangement::task: tasks_.push_back(tree_.task(node)); return;
            case Arrangement::series: tree_.for_each_child(node, [&](TimelineIndex child) { add(child); }); return;
            case Arrangement::parallel: {
                TimelineIndex decided;
                tree_.for_each_child(node, [&](TimelineIndex child) {
                    if (decided && leads_on(decided)) return;
                    if (leads_on(child) ||
                        (tree_.ended(child) && (!decided || *tree_.ended(child) > *tree_.ended(decided))))
                        decided = child;
                });
                if (decided) add(decided);
                return;
            }
        }
    }

    const Tree& tree_;
    std::vector<TimelineIndex> through_;  ///< from the task that decides up to the root
    std::vector<std::size_t> tasks_;
};

/// How late each part may end, told in ranks of working days.
class LatestEnds {
public:
    LatestEnds(const Tree& tree, const CaseView& view, const calendar::Calendar& calendar, Day end)
        : tree_(tree), view_(view), calendar_(calendar), slack_(view.tasks.size()) {
        begins_by(TimelineIndex{0}, calendar.rank(end));
    }

    const std::vector<int>& slack() const { return slack_; }

private:
    /// When a part must begin, at the latest, that may end on the day of that rank.
    int begins_by(TimelineIndex node, int ends_by) {
        switch (tree_.arrangement(node)) {
            case Arrangement::task: {
                const TaskView& task = view_.tasks[tree_.task(node)];
                const int ended = calendar_.rank(*tree_.ended(node));
                slack_[tree_.task(node)] = ends_by - ended;
                return ends_by - (ended - calendar_.rank(task.since));
            }
            case Arrangement::series: {
                std::vector<TimelineIndex> parts;
                tree_.for_each_child(node, [&](TimelineIndex child) { parts.push_back(child); });
                for (auto part = parts.rbegin(); part != parts.rend(); ++part) ends_by = begins_by(*part, ends_by);
                return ends_by;
            }
            case Arrangement::parallel: {
                int first = ends_by;
                tree_.for_each_child(node,
                                     [&](TimelineIndex child) { first = std::min(first, begins_by(child, ends_by)); });
                return first;
            }
        }
        return ends_by;
    }

    const Tree& tree_;
    const CaseView& view_;
    const calendar::Calendar& calendar_;
    std::vector<int> slack_;
};

PartyDays& row_of(Responsibility& ledger, process::Party party) {
    return *std::find_if(ledger.begin(), ledger.end(), [&](const PartyDays& row) { return row.party == party; });
}

}  // namespace

std::vector<PathStep> deciding_path(const Case& c, const CaseView& view, std::optional<std::size_t> running,
                                    const calendar::Calendar& calendar) {
    const Tree tree{view};
    const Path path{tree, running ? view.tasks[*running].timeline : TimelineIndex{}};
    const Day end = view.closed.value_or(view.today);
    std::vector<PathStep> steps;
    Day from = view.submitted;
    for (const std::size_t t : path.tasks()) {
        const TaskView& task = view.tasks[t];
        // Where nobody has anything to do, the last who had answers for the days since.
        const bool last = t == path.tasks().back();
        steps.push_back({t, from, last ? end : *tree.ended(task.timeline), {}, {}, {}});
        PathStep& step = steps.back();
        step.days = calendar.count(step.from, step.to);
        const HeldDays held = held_days(c, task, step.from, step.to, calendar);
        step.held_for_applicant = held.applicant;
        step.held_for_owner = held.owner;
        from = step.to;
    }
    return steps;
}

Responsibility responsibility(const CaseView& view, const std::vector<PathStep>& path) {
    Responsibility ledger;
    for (std::size_t i = 0; i < ledger.size(); ++i) ledger[i].party = process::all_parties[i];
    for (const PathStep& step : path) {
        PartyDays& own = row_of(ledger, view.tasks[step.task].party);
        own.days += step.days - step.held_for_applicant;
        own.held += step.held_for_owner;
        PartyDays& applicant = row_of(ledger, process::Party::applicant);
        applicant.days += step.held_for_applicant;
        applicant.held += step.held_for_applicant;
    }
    return ledger;
}

std::vector<std::optional<WorkingDays>> slack_beside(const CaseView& view, const std::vector<PathStep>& path,
                                                     const calendar::Calendar& calendar) {
    std::vector<std::optional<WorkingDays>> slack(view.tasks.size());
    if (view.state != CaseState::energized) return slack;
    const Tree tree{view};
    const LatestEnds latest{tree, view, calendar, *view.closed};
    for (std::size_t t = 0; t < slack.size(); ++t) slack[t] = WorkingDays{latest.slack()[t]};
    for (const PathStep& step : path) slack[step.task].reset();
    return slack;
}

}  // namespace bandian::casework
