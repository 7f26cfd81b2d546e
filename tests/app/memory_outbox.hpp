#pragma once
// The outbox in memory, as the one in PostgreSQL behaves: both pass tests/store/outbox_conformance_test.cpp.

#include "app/outbox.hpp"

#include <algorithm>
#include <mutex>

namespace bandian::app {

class MemoryOutbox : public Outbox {
public:
    /// Something has happened: a message for everybody who subscribed to its kind. Of `message` kind, case, item, at,
    /// what and position are told.
    void tell(const Delivery& message) {
        const std::lock_guard lock(mutex_);
        for (const auto& [name, one] : subscribed_) {
            const auto& kinds = one.subscriber.kinds;
            if (std::find(kinds.begin(), kinds.end(), message.kind) == kinds.end()) continue;
            Kept kept{message, name, Settled::waiting, message.at, {}};
            kept.message.number = ++last_;
            kept.message.deployment = "00000000-0000-4000-8000-000000000000";
            kept_.push_back(std::move(kept));
        }
    }

    std::vector<Delivery> take(Instant now, Instant lease, int most, const std::map<std::string, int>& on_their_way,
                               Mail mail) override {
        const std::lock_guard lock(mutex_);
        std::vector<Kept*> taken;
        for (auto& [name, one] : subscribed_) {
            if (one.state.paused || one.quiet_until > now) continue;
            if (mail == Mail::waits && is_mail(one.subscriber)) continue;
            std::vector<Kept*> due;
            for (Kept& kept : kept_)
                if (kept.to == name && kept.settled == Settled::waiting && kept.next <= now) due.push_back(&kept);
            std::stable_sort(due.begin(), due.end(), [](const Kept* a, const Kept* b) { return a->next < b->next; });
            const auto busy = on_their_way.find(name);
            const int free = std::max(0, most - (busy == on_their_way.end() ? 0 : busy->second));
            if (static_cast<int>(due.size()) > free) due.resize(static_cast<std::size_t>(free));
            taken.insert(taken.end(), due.begin(), due.end());
        }
        std::sort(taken.begin(), taken.end(),
                  [](const Kept* a, const Kept* b) { return a->message.number < b->message.number; });
        std::vector<Delivery> all;
        for (Kept* kept : taken) {
            ++kept->message.attempts;
            kept->next = lease;
            all.push_back(kept->message);
            const Subscriber& to = subscribed_.at(kept->to).subscriber;
            all.back().to = {to.name, to.url, to.secret, {}};
        }
        return all;
    }
    void settle(std::int64_t delivery, Settled settled, Instant next, const std::string& fault) override {
        const std::lock_guard lock(mutex_);
        for (Kept& kept : kept_) {
            if (kept.message.number != delivery || kept.settled != Settled::waiting) continue;
            kept.settled = settled;
            kept.next = next;
            kept.fault = fault;
        }
    }

    bool subscribe(const Subscriber& subscriber, Instant) override {
        const std::lock_guard lock(mutex_);
        return subscribed_.emplace(subscriber.name, Subscribed{subscriber, {}, {}}).second;
    }
    bool unsubscribe(const std::string& name) override {
        const std::lock_guard lock(mutex_);
        std::erase_if(kept_, [&](const Kept& kept) { return kept.to == name; });
        return subscribed_.erase(name) == 1;
    }
    std::vector<SubscriberState> subscribers() override {
        const std::lock_guard lock(mutex_);
        std::vector<SubscriberState> all;
        for (const auto& [name, one] : subscribed_) {
            SubscriberState state = one.state;
            state.subscriber = {name, one.subscriber.url, {}, one.subscriber.kinds};
            for (const Kept& kept : kept_) {
                if (kept.to != name) continue;
                ++(kept.settled == Settled::delivered ? state.delivered
                   : kept.settled == Settled::dead    ? state.dead
                                                      : state.waiting);
                if (kept.settled != Settled::delivered && !kept.fault.empty()) state.last_fault = kept.fault;
            }
            all.push_back(std::move(state));
        }
        return all;
    }
    std::vector<OutboxCount> counts() override {
        const std::lock_guard lock(mutex_);
        std::vector<OutboxCount> all{
            {"mail", "dead", 0}, {"mail", "waiting", 0}, {"web", "dead", 0}, {"web", "waiting", 0}};
        for (const Kept& kept : kept_) {
            if (kept.settled == Settled::delivered) continue;
            const std::size_t road = is_mail(subscribed_.at(kept.to).subscriber) ? 0 : 2;
            ++all[road + (kept.settled == Settled::waiting ? 1 : 0)].messages;
        }
        return all;
    }
    std::optional<int> replay(const std::string& name, Instant now) override {
        const std::lock_guard lock(mutex_);
        if (subscribed_.count(name) == 0) return std::nullopt;
        return settle_all(name, Settled::dead, [&](Kept& kept) {
            kept.settled = Settled::waiting;
            kept.message.attempts = 0;
            kept.next = now;
        });
    }
    bool pause(const std::string& name, const std::string& why) override {
        const std::lock_guard lock(mutex_);
        const auto found = subscribed_.find(name);
        if (found == subscribed_.end()) return false;
        found->second.state.paused = true;
        found->second.state.paused_because = why;
        return true;
    }
    void keep_quiet(const std::string& name, Instant until) override {
        const std::lock_guard lock(mutex_);
        if (const auto found = subscribed_.find(name); found != subscribed_.end())
            found->second.quiet_until = std::max(found->second.quiet_until, until);
    }
    int pause_all() override {
        const std::lock_guard lock(mutex_);
        for (auto& [name, one] : subscribed_) one.state.paused = true;
        return static_cast<int>(subscribed_.size());
    }
    std::optional<int> resume(const std::string& name, Waiting waiting) override {
        const std::lock_guard lock(mutex_);
        const auto found = subscribed_.find(name);
        if (found == subscribed_.end()) return std::nullopt;
        found->second.state = {};
        found->second.quiet_until = {};
        if (waiting == Waiting::sent) return 0;
        return settle_all(name, Settled::waiting, [](Kept& kept) {
            kept.settled = Settled::dead;
            kept.fault = "given up when it was resumed";
        });
    }
    void forget_delivered(Instant before) override {
        const std::lock_guard lock(mutex_);
        std::erase_if(kept_,
                      [&](const Kept& kept) { return kept.settled == Settled::delivered && kept.next < before; });
    }

private:
    struct Kept {
        Delivery message;
        std::string to;
        Settled settled = Settled::waiting;
        Instant next{};
        std::string fault;
    };
    struct Subscribed {
        Subscriber subscriber;
        SubscriberState state;
        Instant quiet_until{};
    };

    template <class Change>
    int settle_all(const std::string& name, Settled those, Change change) {
        int changed = 0;
        for (Kept& kept : kept_)
            if (kept.to == name && kept.settled == those) {
                change(kept);
                ++changed;
            }
        return changed;
    }

    std::mutex mutex_;
    std::map<std::string, Subscribed> subscribed_;
    std::vector<Kept> kept_;
    std::int64_t last_ = 0;
};

}  // namespace bandian::app
