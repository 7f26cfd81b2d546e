#include "packs/outcomes.hpp"

namespace bandian::packs {

using process::Block;
using process::Node;
using process::NodeIndex;

Outcomes::Outcomes(const process::Process& process) : process_(process) {
    const auto nothing = std::make_shared<const std::set<std::string>>();
    at_.assign(process.nodes.size(), nothing);
    after(process.root, nothing);
}

Outcomes::Words Outcomes::after(NodeIndex index, const Words& before) {
    const Node& node = process_.nodes[index];
    switch (node.block) {
        case Block::task: {
            const auto& outcomes = process_.tasks[node.task].outcomes;
            return std::make_shared<const std::set<std::string>>(outcomes.begin(), outcomes.end());
        }
        case Block::end: return before;
        case Block::sequence: {
            Words words = before;
            for (const NodeIndex child : node.children) words = after(child, words);
            return words;
        }
        case Block::call: return both(before, after(node.children[0], before));
        case Block::loop: {
            // The second time round the redo lies before the body.
            const Words once = after(node.children[0], before);
            const Words redone = after(node.children[1], once);
            return at_[index] = redone == before ? once : both(once, after(node.children[0], both(before, redone)));
        }
        case Block::choice:
        case Block::some_of:
        case Block::parallel: {
            at_[index] = before;
            Words words;
            for (const NodeIndex child : node.children) {
                const Words one = after(child, before);
                words = words ? both(words, one) : one;
            }
            return words ? words : before;
        }
    }
    return before;
}

Outcomes::Words Outcomes::both(const Words& one, const Words& other) {
    if (one == other || other->empty()) return one;
    if (one->empty()) return other;
    auto words = std::make_shared<std::set<std::string>>(*one);
    words->insert(other->begin(), other->end());
    return words;
}

}  // namespace bandian::packs
