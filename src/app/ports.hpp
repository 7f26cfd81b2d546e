#pragma once
// What every use case needs of the world: the time, and what may become of a question to the record. What the record
// is asked is in a header of its own for each thing it is about: *_store.hpp.

#include "casework/case.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace bandian::app {

using casework::Instant;

/// The only source of "now".
class Time {
public:
    virtual ~Time() = default;
    virtual Instant now() const = 0;
};

/// The record cannot be reached or has lost its connection, for longer than an answer can wait. `in_doubt`: whether the
/// last write took effect is unknown.
struct Unavailable : std::runtime_error {
    Unavailable(const std::string& what, bool doubtful) : std::runtime_error(what), in_doubt(doubtful) {}
    bool in_doubt;
};

/// A case whose log cannot be read: somebody has changed it past the service. `what` says where.
struct Damaged : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A case that nothing is wrong with, but whose rules this program does not have, or not yet: another instance has just
/// brought them.
struct RulesAway : Damaged {
    using Damaged::Damaged;
};

/// `key` guards a write that may have to be sent twice; `digest` stands for the whole request.
struct Idempotency {
    std::string key;
    std::string digest;
};

template <class Row>
struct Page {
    std::vector<Row> rows;
    std::optional<std::string> next;  ///< cursor; absent on the last page
};

}  // namespace bandian::app
