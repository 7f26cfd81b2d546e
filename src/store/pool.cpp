#include "store/pool.hpp"

namespace bandian::store {

std::unique_ptr<Connection> Pool::take() {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [this] { return left_ > 0 || closed_; });
    if (closed_) throw NoConnection("the service is being stopped");
    --left_;
    if (!idle_.empty()) {
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        if (connection->is_open()) {
            lent_.insert(connection.get());
            return connection;
        }
    }
    lock.unlock();
    std::unique_ptr<Connection> connection;
    try {
        connection = std::make_unique<Connection>(url_);
        lock.lock();
        lent_.insert(connection.get());
        lock.unlock();
        connection->settle();
        return connection;
    } catch (const std::exception& e) {
        give_back(std::move(connection), false);
        throw NoConnection(e.what());
    }
}

Pool::Use Pool::use() {
    const std::lock_guard lock(mutex_);
    return {most_ - left_, idle_.size(), most_};
}

void Pool::drop_idle() {
    std::vector<std::unique_ptr<Connection>> dropped;  // closed outside the lock
    const std::lock_guard lock(mutex_);
    dropped.swap(idle_);
}

void Pool::break_off() {
    const std::lock_guard lock(mutex_);
    for (const Connection* connection : lent_) connection->break_off();
}

void Pool::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    freed_.notify_all();
    break_off();
}

void Pool::give_back(std::unique_ptr<Connection> connection, bool good) {
    {
        const std::lock_guard lock(mutex_);
        ++left_;
        lent_.erase(connection.get());
        if (good) idle_.push_back(std::move(connection));
    }
    freed_.notify_one();
}

}  // namespace bandian::store
