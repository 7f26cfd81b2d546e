#pragma once
// Where the loops of a diagram are: what can be gone round, inside the loops entered so far.

#include "packs/diagram.hpp"

#include <cstdint>
#include <span>

namespace bandian::packs {

/// Strongly connected components of the flows, cut at the head of each loop that has been entered. Entering costs as
/// much as the loop is large, so that a whole drawing costs its size times how deep its loops lie in each other.
class LoopRegions {
public:
    explicit LoopRegions(const Diagram& diagram);

    /// Whether a way leads from the gateway back to it that passes no head of a loop entered.
    bool on_cycle(const GraphNode& node) const;

    /// From here on the innermost loop is that of `head`, which is on a cycle.
    void enter(const GraphNode& head);
    void leave();

    /// Whether every way from here comes to the head of the innermost loop, none out of it.
    bool only_back(const GraphNode& node) const;

private:
    using Index = std::uint32_t;

    /// Of each node those that flows lead to, or come from, one after the other.
    struct Neighbours {
        std::vector<Index> all;
        std::vector<Index> first;  ///< by node, and one more

        std::span<const Index> of(Index node) const { return {all.data() + first[node], all.data() + first[node + 1]}; }
    };

    struct Level {
        const GraphNode* head;
        std::vector<Index> members;  ///< of the loop, its head included
        int component;               ///< that they were
    };

    std::span<const Index> members_of(int component) const {
        const Index* at = first_.data() + component;
        return {row_.data() + at[0], row_.data() + at[1]};
    }
    void add_component(std::span<const Index> members);
    Index index_of(const GraphNode& node) const { return static_cast<Index>(&node - diagram_->nodes.data()); }
    std::uint64_t bit() const { return std::uint64_t{1} << (levels_.size() - 1); }
    void part(const std::vector<Index>& members);
    void note_ways_out(const Level& level);

    const Diagram* diagram_;
    Neighbours after_;
    Neighbours before_;
    std::vector<int> number_;               ///< by node, while parting
    std::vector<int> component_;            ///< by node
    std::vector<Index> row_;                ///< members of components, one after the other
    std::vector<Index> first_;              ///< in `row_`, by component, and one more
    std::vector<std::uint64_t> within_;     ///< by node: of which levels it is a member
    std::vector<std::uint64_t> leads_out_;  ///< by node: of which levels a way from it leads out
    std::vector<Level> levels_;
};

}  // namespace bandian::packs
