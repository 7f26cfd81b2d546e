#pragma once
// What is sent out: each entry and alarm, at least once, to everybody who subscribed to its kind. The rows are written
// with what they tell of, in its transaction; here they become messages, and what is to be done after an attempt.

#include "app/ports.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>

namespace bandian::app {

/// Somebody who is told. `kinds`: entry, alarm, retraction.
struct Subscriber {
    std::string name;
    std::string url;     ///< http://, https:// or mailto:
    std::string secret;  ///< bytes his messages are signed with
    std::vector<std::string> kinds;
};

inline bool is_mail(const Subscriber& subscriber) { return subscriber.url.rfind("mailto:", 0) == 0; }

/// How a subscriber's messages stand.
struct SubscriberState {
    Subscriber subscriber;  ///< without its secret
    int waiting = 0;
    int delivered = 0;
    int dead = 0;
    std::string last_fault;
    bool paused = false;
    std::string paused_because;  ///< empty: somebody said so
};

/// One message on its way to one subscriber.
struct Delivery {
    std::int64_t number = 0;
    Subscriber to;
    int attempts = 0;  ///< this one included
    std::string kind;
    std::string case_no;
    std::int64_t item = 0;                 ///< the entry's number in its case, or the alarm's
    Instant at{};                          ///< when it happened
    nlohmann::ordered_json what;           ///< the entry, or {clock, kind, rung (as kind), day}
    std::optional<std::int64_t> position;  ///< of an entry, over all cases
    std::string deployment;                ///< the UUID of the record it is of; empty: told of before records had one
};

enum class Settled { delivered, waiting, dead };
enum class Waiting { sent, given_up };  ///< what becomes of what waits, when a subscriber is resumed
enum class Mail { goes_out, waits };    ///< without a mail server e-mail waits, and no attempt is counted

/// How many messages stand where.
struct OutboxCount {
    std::string road;   ///< mail, web
    std::string state;  ///< waiting, dead
    int messages = 0;
};

class Outbox {
public:
    virtual ~Outbox() = default;
    /// Takes what is due by `now`, so that at most `most` are on their way to one subscriber (`on_their_way` already
    /// are), and keeps it from everybody else until `lease`.
    virtual std::vector<Delivery> take(Instant now, Instant lease, int most,
                                       const std::map<std::string, int>& on_their_way, Mail mail) = 0;
    /// `next`: when a waiting one is tried again.
    virtual void settle(std::int64_t delivery, Settled settled, Instant next, const std::string& fault) = 0;

    /// False when the name is taken.
    virtual bool subscribe(const Subscriber& subscriber, Instant now) = 0;
    virtual bool unsubscribe(const std::string& name) = 0;
    virtual std::vector<SubscriberState> subscribers() = 0;
    virtual std::vector<OutboxCount> counts() = 0;
    /// Lets the dead messages of a subscriber be sent again. Gives how many; nullopt: there is no such subscriber.
    virtual std::optional<int> replay(const std::string& name, Instant now) = 0;
    /// Sends nothing to a subscriber until he is resumed; what happens waits. `why`: empty when somebody says so.
    /// False: there is none.
    virtual bool pause(const std::string& name, const std::string& why) = 0;
    /// Sends nothing to a subscriber before `until`.
    virtual void keep_quiet(const std::string& name, Instant until) = 0;
    /// Gives how many.
    virtual int pause_all() = 0;
    /// Gives how many messages were given up, for replay to send after all; nullopt: there is no such subscriber.
    virtual std::optional<int> resume(const std::string& name, Waiting waiting) = 0;
    /// Forgets what was delivered before `before`.
    virtual void forget_delivered(Instant before) = 0;
};

/// CloudEvents 1.0, structured mode. Its id is the same for every attempt and every subscriber, and no other
/// deployment's: it begins with the UUID of the record. `public_url` of this service, for its source; empty: not known,
/// and the UUID stands for it.
nlohmann::ordered_json cloud_event(const Delivery& delivery, const std::string& public_url);

struct SignedMessage {
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};

/// The event with the headers of Standard Webhooks: webhook-id, webhook-timestamp (seconds), webhook-signature
/// ("v1," and the base64 of HMAC-SHA256 over "id.timestamp.body").
SignedMessage signed_message(const Delivery& delivery, const std::string& public_url, Instant now);

/// Whether it can stand in a header, and be told to a mail server, as it is: NAME@HOST in ASCII (RFC 5321 without
/// quotes).
bool is_mail_address(const std::string& text);

/// RFC 5322, in plain text: what an e-mail says of it. Its Message-ID is the same for every attempt. `from` and the
/// address it goes to are mail addresses.
std::string mail_message(const Delivery& delivery, const std::string& public_url, const std::string& from, Instant now);

constexpr int most_attempts = 16;  ///< over about seven hours; then a message is dead until it is replayed

/// The longest pause that a receiver is given when he asks for one (Retry-After).
constexpr std::chrono::seconds longest_quiet = std::chrono::hours{6};

/// How long to wait after a failed attempt: twice as long each time, from 5 s to an hour; `share` (0 to 1) picks a
/// point in the upper half, so that many messages do not come back at once.
std::chrono::milliseconds pause_after(int attempts, double share);

}  // namespace bandian::app
