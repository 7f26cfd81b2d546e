#pragma once
// Carries the outbox: over HTTP and SMTP, through libcurl, many at once. A receiver that hangs holds up its own messages alone.

#include "app/outbox.hpp"

#include <memory>
#include <random>

namespace bandian::worker {

class Courier {
public:
    /// `mail_server`: smtp://host:port or smtps://…; empty: no e-mail is sent, and such messages wait. `mail_from`: an address.
    Courier(app::Outbox& outbox, const app::Time& time, std::string mail_server, std::string mail_from);
    ~Courier();  ///< what is on its way is let go of, and taken again when its lease ends

    /// One pass: takes what is due, carries on what is on its way for a moment at most, and settles what has come to an end.
    /// Gives how many were settled or are still on their way.
    int run_once();

private:
    struct Transfer;
    void begin(app::Delivery delivery);
    void settle_finished();
    void settle(const Transfer& transfer, const std::string& fault);

    app::Outbox& outbox_;
    const app::Time& time_;
    std::string mail_server_;
    std::string mail_from_;
    void* multi_;
    std::map<void*, std::unique_ptr<Transfer>> transfers_;  ///< by libcurl's handle
    std::mt19937 random_;
};

}  // namespace bandian::worker
