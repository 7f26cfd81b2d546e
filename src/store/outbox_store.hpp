#pragma once
// The outbox in PostgreSQL.

#include "app/outbox.hpp"
#include "store/pool.hpp"

namespace bandian::store {

class OutboxStore : public app::Outbox {
public:
    explicit OutboxStore(Pool& pool) : pool_(pool) {}

    std::vector<app::Delivery> take(app::Instant now, app::Instant lease, int most,
                                    const std::map<std::string, int>& on_their_way, app::Mail mail) override;
    void settle(std::int64_t delivery, app::Settled settled, app::Instant next, const std::string& fault) override;
    bool subscribe(const app::Subscriber& subscriber, app::Instant now) override;
    bool unsubscribe(const std::string& name) override;
    std::vector<app::SubscriberState> subscribers() override;
    std::vector<app::OutboxCount> counts() override;
    std::optional<int> replay(const std::string& name, app::Instant now) override;
    bool pause(const std::string& name, const std::string& why) override;
    void keep_quiet(const std::string& name, app::Instant until) override;
    int pause_all() override;
    std::optional<int> resume(const std::string& name, app::Waiting waiting) override;
    void forget_delivered(app::Instant before) override;

private:
    Pool& pool_;
};

}  // namespace bandian::store
