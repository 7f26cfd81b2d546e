#include "store/outbox_store.hpp"

#include "store/asking.hpp"
#include "store/queries.hpp"
#include "wire/instant.hpp"

namespace bandian::store {

namespace {

using Json = nlohmann::ordered_json;

const char* word(app::Settled settled) { return settled == app::Settled::delivered ? "delivered" : settled == app::Settled::dead ? "dead" : "waiting"; }

}  // namespace

std::vector<app::Delivery> OutboxStore::take(app::Instant now, app::Instant lease, int most, const std::map<std::string, int>& on_their_way, app::Mail mail) {
    const std::string busy = Json(on_their_way).dump();
    // Taken twice would be sent twice: allowed, but not without need.
    return ask(pool_, [&](pqxx::transaction_base& session) {
        std::vector<app::Delivery> all;
        for (const pqxx::row row : execute(session, query("take_deliveries"), utc(now), std::to_string(most), utc(lease), busy, std::string{mail == app::Mail::goes_out ? "true" : "false"})) {
            app::Delivery d;
            d.number = row[0].as<std::int64_t>();
            d.to = {row[1].c_str(), row[2].c_str(), from_hex(row[3].c_str()), {}};
            d.attempts = row[4].as<int>();
            d.kind = row[5].c_str();
            d.case_no = row[6].c_str();
            d.item = row[7].as<std::int64_t>();
            d.at = wire::parse_instant(row[8].c_str()).value();
            d.what = Json::parse(row[9].c_str());
            if (!row[10].is_null()) d.position = row[10].as<std::int64_t>();
            d.deployment = row[11].c_str();
            all.push_back(std::move(d));
        }
        return all;
    }, Repeat::must_not);
}

void OutboxStore::settle(std::int64_t delivery, app::Settled settled, app::Instant next, const std::string& fault) {
    const char* why = fault.empty() ? nullptr : fault.c_str();
    ask(pool_, [&](pqxx::transaction_base& session) {
        execute(session, "update delivery set state = $2, next_at = $3::timestamptz, fault = $4 where number = $1::bigint and state = 'waiting'", std::to_string(delivery), std::string{word(settled)}, utc(next), why);
        return true;
    });
}

bool OutboxStore::subscribe(const app::Subscriber& s, app::Instant now) {
    const std::string kinds = Json(s.kinds).dump(), secret = to_hex(s.secret), at = utc(now);
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return execute(session, "insert into subscriber values ($1, $2, decode($3, 'hex'), array(select jsonb_array_elements_text($4::jsonb)), $5::timestamptz) on conflict do nothing",
                       s.name, s.url, secret, kinds, at).affected_rows() == 1;
    }, Repeat::must_not);
}

bool OutboxStore::unsubscribe(const std::string& name) {
    if (!pause(name, "it is being removed")) return false;
    // His messages first and a few at a time: whoever makes an entry waits while he himself is removed.
    constexpr int at_once = 10'000;
    const auto forget_some = [&](pqxx::transaction_base& session) {
        return execute(session, "delete from delivery where number = any(array(select number from delivery where subscriber = $1 limit $2::int))", name, std::to_string(at_once)).affected_rows();
    };
    while (ask(pool_, forget_some) == at_once) {}
    return ask(pool_, [&](pqxx::transaction_base& session) { return execute(session, "delete from subscriber where name = $1", name).affected_rows() == 1; }, Repeat::must_not);
}

std::vector<app::SubscriberState> OutboxStore::subscribers() {
    return ask(pool_, [](pqxx::transaction_base& session) {
        std::vector<app::SubscriberState> all;
        for (const pqxx::row row : session.exec(query("subscribers"))) {
            app::SubscriberState state;
            state.subscriber = {row[0].c_str(), row[1].c_str(), {}, Json::parse(row[2].c_str()).get<std::vector<std::string>>()};
            state.waiting = row[3].as<int>();
            state.delivered = row[4].as<int>();
            state.dead = row[5].as<int>();
            state.last_fault = row[6].c_str();
            state.paused = row[7].as<bool>();
            state.paused_because = row[8].c_str();
            all.push_back(std::move(state));
        }
        return all;
    });
}

std::vector<app::OutboxCount> OutboxStore::counts() {
    return ask(pool_, [](pqxx::transaction_base& session) {
        std::vector<app::OutboxCount> all;
        for (const pqxx::row row : session.exec(query("outbox_counts"))) all.push_back({row[0].c_str(), row[1].c_str(), row[2].as<int>()});
        return all;
    });
}

std::optional<int> OutboxStore::replay(const std::string& name, app::Instant now) {
    return ask(pool_, [&](pqxx::transaction_base& session) -> std::optional<int> {
        const pqxx::row row = execute(session, query("replay_deliveries"), name, utc(now))[0];
        return row[0].as<bool>() ? std::optional{row[1].as<int>()} : std::nullopt;
    });
}

bool OutboxStore::pause(const std::string& name, const std::string& why) {
    const char* because = why.empty() ? nullptr : why.c_str();
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return execute(session, "update subscriber set paused = true, paused_because = $2 where name = $1", name,
                       because)
                   .affected_rows() == 1;
    });
}

void OutboxStore::keep_quiet(const std::string& name, app::Instant until) {
    ask(pool_, [&](pqxx::transaction_base& session) {
        execute(session, "update subscriber set quiet_until = greatest(quiet_until, $2::timestamptz) where name = $1",
                name, utc(until));
        return true;
    });
}

int OutboxStore::pause_all() {
    return ask(pool_, [](pqxx::transaction_base& session) { return static_cast<int>(session.exec("update subscriber set paused = true").affected_rows()); });
}

std::optional<int> OutboxStore::resume(const std::string& name, app::Waiting waiting) {
    const std::string give_up = waiting == app::Waiting::given_up ? "true" : "false";
    return ask(pool_, [&](pqxx::transaction_base& session) -> std::optional<int> {
        const pqxx::row row = execute(session, query("resume_subscriber"), name, give_up)[0];
        return row[0].as<bool>() ? std::optional{row[1].as<int>()} : std::nullopt;
    });
}

void OutboxStore::forget_delivered(app::Instant before) {
    ask(pool_, [&](pqxx::transaction_base& session) {
        execute(session, "delete from delivery where state = 'delivered' and next_at < $1::timestamptz", utc(before));
        return true;
    });
}

}  // namespace bandian::store
