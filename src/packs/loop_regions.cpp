#include "packs/loop_regions.hpp"

#include <algorithm>
#include <numeric>

namespace bandian::packs {

namespace {

constexpr int none = -1;

}  // namespace

LoopRegions::LoopRegions(const Diagram& diagram)
    : diagram_(&diagram),
      number_(diagram.nodes.size(), none),
      component_(diagram.nodes.size(), 0),
      within_(diagram.nodes.size(), 0),
      leads_out_(diagram.nodes.size(), 0) {
    for (Neighbours* side : {&after_, &before_}) {
        side->first.reserve(diagram.nodes.size() + 1);
        side->all.reserve(diagram.flows.size());
    }
    row_.reserve(2 * diagram.nodes.size());  // most lie in one loop at most
    for (const GraphNode& node : diagram.nodes) {
        after_.first.push_back(static_cast<Index>(after_.all.size()));
        before_.first.push_back(static_cast<Index>(before_.all.size()));
        for (const GraphFlow* flow : node.outgoing()) after_.all.push_back(index_of(*diagram.node(flow->to())));
        for (const GraphFlow* flow : node.incoming()) before_.all.push_back(index_of(*diagram.node(flow->from())));
    }
    after_.first.push_back(static_cast<Index>(after_.all.size()));
    before_.first.push_back(static_cast<Index>(before_.all.size()));
    std::vector<Index> all(diagram.nodes.size());
    std::iota(all.begin(), all.end(), Index{0});
    first_ = {0, 0};  // what is being parted is component 0
    part(all);
}

/// Tarjan's algorithm among `members`, which are one component now, with a stack of its own: a way may be very long.
void LoopRegions::part(const std::vector<Index>& members) {
    struct Visit {
        Index node;
        Index next = 0;  ///< flow to follow
    };
    const int whole = members.empty() ? none : component_[members.front()];
    for (const Index member : members) number_[member] = none;
    std::vector<int> lowest;  // by number
    std::vector<Index> path;
    std::vector<Visit> open;
    const auto come_to = [&](Index node) {
        number_[node] = static_cast<int>(lowest.size());
        lowest.push_back(number_[node]);
        path.push_back(node);
        open.push_back({node});
    };
    const auto low = [&](Index node) -> int& { return lowest[static_cast<std::size_t>(number_[node])]; };
    for (const Index first : members) {
        if (number_[first] != none) continue;
        come_to(first);
        while (!open.empty()) {
            const Index at = open.back().node;
            if (const auto next = after_.of(at); open.back().next < next.size()) {
                const Index to = next[open.back().next++];
                if (component_[to] != whole) continue;
                if (number_[to] == none) come_to(to);
                else low(at) = std::min(low(at), number_[to]);
                continue;
            }
            open.pop_back();
            if (!open.empty()) low(open.back().node) = std::min(low(open.back().node), low(at));
            if (low(at) != number_[at]) continue;
            const auto from = std::find(path.rbegin(), path.rend(), at).base() - 1;
            add_component({from, path.end()});
            path.erase(from, path.end());
        }
    }
}

void LoopRegions::add_component(std::span<const Index> members) {
    for (const Index member : members) component_[member] = static_cast<int>(first_.size()) - 1;
    row_.insert(row_.end(), members.begin(), members.end());
    first_.push_back(static_cast<Index>(row_.size()));
}

bool LoopRegions::on_cycle(const GraphNode& node) const {
    const Index at = index_of(node);
    if (members_of(component_[at]).size() > 1) return true;
    return std::any_of(node.outgoing().begin(), node.outgoing().end(),
                       [&](const GraphFlow* flow) { return flow->to() == node.id(); });
}

void LoopRegions::enter(const GraphNode& head) {
    const int component = component_[index_of(head)];
    const auto members = members_of(component);
    levels_.push_back({&head, {members.begin(), members.end()}, component});
    note_ways_out(levels_.back());
    std::vector<Index> inner;
    for (const Index member : levels_.back().members) {
        within_[member] |= bit();
        if (member != index_of(head)) inner.push_back(member);
    }
    // The head stands alone, so that no way inside leads through it.
    const Index alone = index_of(head);
    add_component({&alone, 1});
    part(inner);
}

void LoopRegions::leave() {
    for (const Index member : levels_.back().members) {
        component_[member] = levels_.back().component;
        within_[member] &= ~bit();
        leads_out_[member] &= ~bit();
    }
    levels_.pop_back();
}

/// Backwards from whatever leaves the loop; not through the head, where every way back ends.
void LoopRegions::note_ways_out(const Level& level) {
    std::vector<Index> open;
    const auto note = [&](Index node) {
        if (node == index_of(*level.head) || (leads_out_[node] & bit()) != 0) return;
        leads_out_[node] |= bit();
        open.push_back(node);
    };
    for (const Index member : level.members)
        for (const Index to : after_.of(member))
            if (component_[to] != level.component) note(member);
    while (!open.empty()) {
        const Index at = open.back();
        open.pop_back();
        for (const Index from : before_.of(at))
            if (component_[from] == level.component) note(from);
    }
}

bool LoopRegions::only_back(const GraphNode& node) const {
    if (levels_.empty()) return false;
    const Index at = index_of(node);
    return &node == levels_.back().head || ((within_[at] & bit()) != 0 && (leads_out_[at] & bit()) == 0);
}

}  // namespace bandian::packs
