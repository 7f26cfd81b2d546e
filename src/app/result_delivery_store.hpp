#pragma once
// Results that were handed over 出件.

#include "app/ports.hpp"

#include <string>
#include <vector>

namespace bandian::app {

/// A result that was handed over: to whom is personal data, and stands apart from the log.
struct ResultDelivery {
    std::string task;       ///< path of the one that gave it
    std::string recipient;  ///< empty: erased
    std::string how;        ///< in-person, post
    calendar::Day on{};
    std::string by;  ///< account
    std::string at;  ///< RFC 3339, of the entry
};

class ResultDeliveryStore {
public:
    virtual ~ResultDeliveryStore() = default;
    /// False: the key has been used for another one.
    virtual bool deliver(const std::string& case_no, const ResultDelivery& what, const std::string& key,
                         Instant now) = 0;
    /// In the order they were entered.
    virtual std::vector<ResultDelivery> handed_over(const std::string& case_no) = 0;
};

}  // namespace bandian::app
