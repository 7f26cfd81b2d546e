#pragma once
// Whose a case is, and who works on a task.

#include "app/actor.hpp"
#include "app/ports.hpp"

#include <map>
#include <string>

namespace bandian::app {

class AssignmentStore {
public:
    virtual ~AssignmentStore() = default;
    /// Makes the case an account's, with a trace of it. False: there is no such account or case.
    virtual bool assign(const std::string& case_no, const std::string& account, const Actor& by, Instant now) = 0;
    /// False: there is no such open task.
    virtual bool claim(const std::string& case_no, const std::string& path, const std::string& account) = 0;
    /// Of its open tasks: account by path.
    virtual std::map<std::string, std::string> claims_of(const std::string& case_no) = 0;
};

}  // namespace bandian::app
