#pragma once
// Carries the outbox: over HTTP and SMTP, through libcurl, many at once. A receiver that hangs holds up its own
// messages alone.

#include "app/outbox.hpp"
#include "app/reach.hpp"

#include <memory>
#include <random>

namespace bandian::worker {

/// How the world is reached, and what it is told of us.
struct Roads {
    std::string mail_server;  ///< smtp://host:port or smtps://…; empty: no e-mail is sent, and such messages wait
    std::string mail_from;    ///< an address
    std::string public_url;   ///< of this service; empty: not known
    app::Reach reach;         ///< of webhooks: judged at each connecting, whatever a name stood for before
};

class Courier {
public:
    Courier(app::Outbox& outbox, const app::Time& time, Roads roads);
    ~Courier();  ///< what is on its way is let go of, and taken again when its lease ends

    /// One pass: takes what is due, carries on what is on its way for a moment at most, and settles what has come to an
    /// end. Gives how many were settled or are still on their way.
    int run_once();

private:
    struct Transfer;
    void begin(app::Delivery delivery);
    void begin_mail(Transfer& transfer, void* handle);
    void begin_web(Transfer& transfer, void* handle);
    void settle_finished();
    void settle(const Transfer& transfer);

    app::Outbox& outbox_;
    const app::Time& time_;
    Roads roads_;
    void* multi_;
    std::map<void*, std::unique_ptr<Transfer>> transfers_;  ///< by libcurl's handle
    std::mt19937 random_;
};

}  // namespace bandian::worker
