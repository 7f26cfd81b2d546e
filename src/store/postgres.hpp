#pragma once
// The one place that includes libpqxx: 6.4 and 7.10 differ in how parameters are passed.

#include <pqxx/pqxx>

#include <string>

namespace bandian::store {

/// One statement with text parameters; nullptr is NULL.
template <class... Parameters>
pqxx::result execute(pqxx::transaction_base& transaction, const std::string& sql, Parameters... parameters) {
#if PQXX_VERSION_MAJOR > 7 || (PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR >= 10)
    pqxx::params bound;
    bound.reserve(sizeof...(parameters));
    (bound.append(parameters), ...);
    return transaction.exec(sql, bound);
#else
    return transaction.exec_params(sql, parameters...);
#endif
}

}  // namespace bandian::store
