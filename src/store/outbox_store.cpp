#include "store/outbox_store.hpp"

#include "store/asking.hpp"
#include "store/queries.hpp"

namespace bandian::store {

namespace {

using Json = nlohmann::ordered_json;

const char* word(app::Settled settled) {
    return settled == app::Settled::delivered ? "delivered" : settled == app::Settled::dead ? "dead" : "waiting";
}

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

app::Delivery delivery_in(const pqxx::row& row) {
    app::Delivery d;
    d.number = row["number"].as<std::int64_t>();
    d.to = {text_in(row, "name"), text_in(row, "url"), from_hex(row["secret"].c_str()), {}};
    d.attempts = row["attempts"].as<int>();
    d.kind = text_in(row, "kind");
    d.case_no = text_in(row, "case_no");
    d.item = row["item"].as<std::int64_t>();
    d.at = instant_in(row, "at").value();
    d.what = Json::parse(row["what"].c_str());
    if (!row["position"].is_null()) d.position = row["position"].as<std::int64_t>();
    d.deployment = text_in(row, "deployment");
    return d;
}

app::SubscriberState subscriber_in(const pqxx::row& row) {
    app::SubscriberState state;
    state.subscriber = {text_in(row, "name"),
                        text_in(row, "url"),
                        {},
                        Json::parse(row["kinds"].c_str()).get<std::vector<std::string>>()};
    state.waiting = row["waiting"].as<int>();
    state.delivered = row["delivered"].as<int>();
    state.dead = row["dead"].as<int>();
    state.last_fault = text_in(row, "last_fault");
    state.paused = row["paused"].as<bool>();
    state.paused_because = text_in(row, "paused_because");
    return state;
}

/// How many messages something was done to; nullopt: there is no such subscriber.
std::optional<int> messages_in(const pqxx::result& rows) {
    return rows[0]["is_there"].as<bool>() ? std::optional{rows[0]["messages"].as<int>()} : std::nullopt;
}

}  // namespace

std::vector<app::Delivery> OutboxStore::take(app::Instant now, app::Instant lease, int most,
                                             const std::map<std::string, int>& on_their_way, app::Mail mail) {
    const std::string busy = Json(on_their_way).dump(), mail_goes = mail == app::Mail::goes_out ? "true" : "false";
    return ask(
        pool_,
        [&](pqxx::transaction_base& session) {
            std::vector<app::Delivery> all;
            for (const pqxx::row row : execute(session, query("take_deliveries"), utc(now), std::to_string(most),
                                               utc(lease), busy, mail_goes))
                all.push_back(delivery_in(row));
            return all;
        },
        Repeat::must_not);  // taken twice would be sent twice: allowed, but not without need
}

void OutboxStore::settle(std::int64_t delivery, app::Settled settled, app::Instant next, const std::string& fault) {
    carry_out(pool_, query("settle_delivery"), std::to_string(delivery), std::string{word(settled)}, utc(next),
              or_null(fault));
}

bool OutboxStore::subscribe(const app::Subscriber& s, app::Instant now) {
    const std::string kinds = Json(s.kinds).dump(), secret = to_hex(s.secret), at = utc(now);
    return ask(
        pool_,
        [&](pqxx::transaction_base& session) {
            return execute(session, query("add_subscriber"), s.name, s.url, secret, kinds, at).affected_rows() == 1;
        },
        Repeat::must_not);
}

bool OutboxStore::unsubscribe(const std::string& name) {
    if (!pause(name, "it is being removed")) return false;
    // His messages first and a few at a time: whoever makes an entry waits while he himself is removed.
    constexpr int at_once = 10'000;
    const auto forget_some = [&](pqxx::transaction_base& session) {
        return execute(session, query("forget_messages_of"), name, std::to_string(at_once)).affected_rows();
    };
    while (ask(pool_, forget_some) == at_once) {
    }
    return ask(
        pool_,
        [&](pqxx::transaction_base& session) {
            return execute(session, "delete from subscriber where name = $1", name).affected_rows() == 1;
        },
        Repeat::must_not);
}

std::vector<app::SubscriberState> OutboxStore::subscribers() {
    return all_of(pool_, subscriber_in, query("subscribers"));
}

std::vector<app::OutboxCount> OutboxStore::counts() {
    const auto count_in = [](const pqxx::row& row) {
        return app::OutboxCount{text_in(row, "road"), text_in(row, "state"), row["messages"].as<int>()};
    };
    return all_of(pool_, count_in, query("outbox_counts"));
}

std::optional<int> OutboxStore::replay(const std::string& name, app::Instant now) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return messages_in(execute(session, query("replay_deliveries"), name, utc(now)));
    });
}

bool OutboxStore::pause(const std::string& name, const std::string& why) {
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return execute(session, query("pause_subscriber"), name, or_null(why)).affected_rows() == 1;
    });
}

void OutboxStore::keep_quiet(const std::string& name, app::Instant until) {
    carry_out(pool_, query("keep_quiet"), name, utc(until));
}

int OutboxStore::pause_all() {
    return ask(pool_, [](pqxx::transaction_base& session) {
        return static_cast<int>(session.exec("update subscriber set paused = true").affected_rows());
    });
}

std::optional<int> OutboxStore::resume(const std::string& name, app::Waiting waiting) {
    const std::string give_up = waiting == app::Waiting::given_up ? "true" : "false";
    return ask(pool_, [&](pqxx::transaction_base& session) {
        return messages_in(execute(session, query("resume_subscriber"), name, give_up));
    });
}

void OutboxStore::forget_delivered(app::Instant before) { carry_out(pool_, query("forget_delivered"), utc(before)); }

}  // namespace bandian::store
