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
    const std::set<std::string>& at(process::NodeIndex node) const { return *at_[node]; }

private:
    using Words = std::shared_ptr<const std::set<std::string>>;

    Words after(process::NodeIndex node, const Words& before);
    static Words both(const Words& one, const Words& other);

    const process::Process& process_;
    process::Indexed<Words, process::Node> at_;
};

}  // namespace bandian::packs
