#pragma once
// What `outcome`, that of the task done last, may be at each place of a process.

#include "process/process.hpp"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace bandian::packs {

class Outcomes {
public:
    explicit Outcomes(const process::Process& process);

    /// Where the conditions of that node are read: of a gateway before its branches, of a loop after its body. Empty:
    /// no task lies before.
    const std::set<std::string>& at(int node) const { return *at_[static_cast<std::size_t>(node)]; }

private:
    using Words = std::shared_ptr<const std::set<std::string>>;

    Words after(int node, const Words& before);
    static Words both(const Words& one, const Words& other);

    const process::Process& process_;
    std::vector<Words> at_;
};

}  // namespace bandian::packs
