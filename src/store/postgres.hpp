#pragma once
// The one place that includes libpqxx: 6.4 and 7.10 differ in how parameters are passed.

#include <pqxx/pqxx>

#include <string>
#include <type_traits>

namespace bandian::store {

/// One statement with text parameters; nullptr is NULL.
template <class... Parameters>
pqxx::result execute(pqxx::transaction_base& transaction, const std::string& sql, Parameters... parameters) {
#if PQXX_VERSION_MAJOR > 7 || (PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR >= 10)
    pqxx::params bound;
    const auto bind = [&bound](const auto& parameter) {
        if constexpr (std::is_same_v<std::decay_t<decltype(parameter)>, const char*>) {
            if (!parameter) return bound.append();
            bound.append(std::string{parameter});
        } else {
            bound.append(parameter);
        }
    };
    (bind(parameters), ...);
    return transaction.exec(sql, bound);
#else
    return transaction.exec_params(sql, parameters...);
#endif
}

}  // namespace bandian::store
