#pragma once
// The one place that includes libpqxx: 6.4 and 7.10 differ in how parameters are passed.

#include <pqxx/pqxx>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <string>
#include <type_traits>

namespace bandian::store {

/// A connection that keeps the plan of what it is asked again and again.
class Connection : public pqxx::connection {
public:
    explicit Connection(const std::string& url) : pqxx::connection(url), socket_(::fcntl(sock(), F_DUPFD_CLOEXEC, 0)) {
#if PQXX_VERSION_MAJOR < 7
        // It would connect again by itself, past whoever lends it out.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
        inhibit_reactivation(true);
#pragma GCC diagnostic pop
#endif
    }
    /// To be called once, when others can already break it off.
    /// To compile a list's query takes longer than to answer it; and no day may hang on the zone a database is set to.
    void settle() { pqxx::nontransaction{*this}.exec("set jit = off; set time zone 'UTC'"); }

    Connection(const Connection&) = delete;
    ~Connection() {
        if (socket_ >= 0) ::close(socket_);
    }

    /// From another thread: whoever waits for an answer gets none.
    void break_off() const {
        if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
    }

    /// The name that `sql` is prepared under.
    const std::string& kept(const std::string& sql) {
        const auto known = names_.find(sql);
        if (known != names_.end()) return known->second;
        const std::string name = "s" + std::to_string(names_.size());
        prepare(name, sql);
        return names_.emplace(sql, name).first->second;
    }

private:
    int socket_;  // of its own, so that it is never another connection's by now
    std::map<std::string, std::string> names_;
};

#if PQXX_VERSION_MAJOR > 7 || (PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR >= 10)
#define BANDIAN_PQXX_PARAMS
using Bytes = pqxx::bytes_view;
inline Bytes as_bytes(const std::string& bytes) {
    return {reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()};
}

template <class... Parameters>
pqxx::params bound(const Parameters&... parameters) {
    pqxx::params all;
    [[maybe_unused]] const auto bind = [&all](const auto& parameter) {
        if constexpr (std::is_same_v<std::decay_t<decltype(parameter)>, const char*>) {
            if (!parameter) return all.append();
            all.append(std::string{parameter});
        } else {
            all.append(parameter);
        }
    };
    (bind(parameters), ...);
    return all;
}
#elif PQXX_VERSION_MAJOR == 7
using Bytes = std::basic_string_view<std::byte>;
inline Bytes as_bytes(const std::string& bytes) {
    return {reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()};
}
#else
using Bytes = pqxx::binarystring;
inline Bytes as_bytes(const std::string& bytes) { return Bytes{bytes.data(), bytes.size()}; }
#endif

/// One statement with text parameters, or Bytes; nullptr is NULL.
template <class... Parameters>
pqxx::result execute(pqxx::transaction_base& transaction, const std::string& sql, Parameters... parameters) {
#ifdef BANDIAN_PQXX_PARAMS
    return transaction.exec(sql, bound(parameters...));
#else
    return transaction.exec_params(sql, parameters...);
#endif
}

/// The same of a statement that is not planned anew each time: for those that find by a key. On a connection of the
/// pool.
template <class... Parameters>
pqxx::result execute_kept(pqxx::transaction_base& transaction, const std::string& sql, Parameters... parameters) {
    const std::string& name = static_cast<Connection&>(transaction.conn()).kept(sql);
#ifdef BANDIAN_PQXX_PARAMS
    return transaction.exec(pqxx::prepped{name}, bound(parameters...));
#else
    return transaction.exec_prepared(name, parameters...);
#endif
}

}  // namespace bandian::store
