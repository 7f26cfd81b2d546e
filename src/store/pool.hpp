#pragma once
// Connections that are kept and lent out, one to a thread at a time.

#include "store/postgres.hpp"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

namespace bandian::store {

/// No connection could be made: nothing has been sent.
struct NoConnection : pqxx::failure {
    using pqxx::failure::failure;
};

class Pool {
public:
    Pool(std::string url, std::size_t most) : url_(std::move(url)), most_(most), left_(most) {}

    /// Runs `use(connection)` and gives what it returns. A connection that broke is not kept. Throws NoConnection.
    template <class Use>
    auto with(Use use) {
        Loan loan{*this, take()};
        auto result = use(*loan.connection);
        loan.good = true;
        return result;
    }

    struct Use {
        std::size_t lent = 0;
        std::size_t idle = 0;
        std::size_t most = 0;
    };
    Use use();

    /// Lets go of the connections that nobody uses: one of their kind has broken.
    void drop_idle();
    /// Whoever waits for an answer on a connection of this pool gets none.
    void break_off();
    /// The same, and nobody gets a connection any more: the service ends.
    void close();
    bool is_closed() const { return closed_; }

private:
    struct Loan {
        Pool& pool;
        std::unique_ptr<Connection> connection;
        bool good = false;
        ~Loan() { pool.give_back(std::move(connection), good); }
    };

    std::unique_ptr<Connection> take();
    void give_back(std::unique_ptr<Connection> connection, bool good);

    std::string url_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::set<Connection*> lent_;
    std::size_t most_;
    std::size_t left_;
    std::atomic<bool> closed_{false};
};

}  // namespace bandian::store
