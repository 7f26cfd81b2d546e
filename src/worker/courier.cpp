#include "worker/courier.hpp"

#include "worker/receiver.hpp"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace bandian::worker {

namespace {

constexpr int most_on_their_way = 8;                        // to one subscriber
constexpr long patience_ms = 10'000;                        // for one message
constexpr auto lease = std::chrono::milliseconds{120'000};  // well over the patience: whoever took it has ended
constexpr long connect_ms = 3'000;
constexpr auto moment = std::chrono::milliseconds{50};  // of carrying, between two looks at what is due

constexpr std::size_t most_heard = 65'536;  // bytes: headers and body

std::string mail_address(const app::Subscriber& to) { return to.url.substr(std::strlen("mailto:")); }

/// What a receiver says is not kept, and not read to its end either.
std::size_t drop(char*, std::size_t size, std::size_t count, void* seen) {
    auto& bytes = *static_cast<std::size_t*>(seen);
    bytes += size * count;
    return bytes > most_heard ? 0 : size * count;
}

}  // namespace

struct Courier::Transfer {
    app::Delivery delivery;
    std::string body;
    std::size_t sent = 0;  ///< of an e-mail's text
    std::size_t heard = 0;
    curl_slist* headers = nullptr;
    curl_slist* recipients = nullptr;
    char curl_fault[CURL_ERROR_SIZE] = {};
    const app::Reach* reach = nullptr;  ///< null: every address
    std::string host;
    std::string out_of_reach;       ///< why it was not talked to
    std::string fault;              ///< of the whole; empty: it has been taken
    long status = 0;                ///< of HTTP
    std::chrono::seconds quiet{0};  ///< that it asks for

    ~Transfer() {
        curl_slist_free_all(headers);
        curl_slist_free_all(recipients);
    }

    static std::size_t read(char* into, std::size_t size, std::size_t count, void* self) {
        auto& t = *static_cast<Transfer*>(self);
        const std::size_t bytes = std::min(size * count, t.body.size() - t.sent);
        std::memcpy(into, t.body.data() + t.sent, bytes);
        t.sent += bytes;
        return bytes;
    }

    /// Here, at the address that is connected to, and not before: a name may stand for another one by then.
    static curl_socket_t connect(void* self, curlsocktype, curl_sockaddr* to) {
        auto& t = *static_cast<Transfer*>(self);
        const auto address = address_of(to->addr);
        if (t.reach && (!address || !t.reach->allows(*address))) {
            t.out_of_reach =
                address ? out_of_reach_text(t.host, *address) : "Expected an address of IPv4 or IPv6, but got another.";
            return CURL_SOCKET_BAD;
        }
        return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
    }
};

Courier::Courier(app::Outbox& outbox, const app::Time& time, Roads roads)
    : outbox_(outbox), time_(time), roads_(std::move(roads)), multi_(nullptr), random_(std::random_device{}()) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    multi_ = curl_multi_init();
}

Courier::~Courier() {
    for (auto& [handle, transfer] : transfers_) {
        curl_multi_remove_handle(static_cast<CURLM*>(multi_), handle);
        curl_easy_cleanup(handle);
    }
    curl_multi_cleanup(static_cast<CURLM*>(multi_));
}

int Courier::run_once() {
    std::map<std::string, int> on_their_way;
    for (const auto& [handle, transfer] : transfers_) ++on_their_way[transfer->delivery.to.name];
    const app::Instant now = time_.now();
    for (app::Delivery& delivery : outbox_.take(now, now + lease, most_on_their_way, on_their_way,
                                                roads_.mail_server.empty() ? app::Mail::waits : app::Mail::goes_out))
        begin(std::move(delivery));
    const std::size_t taken = transfers_.size();
    const auto until = std::chrono::steady_clock::now() + moment;
    for (int running = 0;;) {
        curl_multi_perform(static_cast<CURLM*>(multi_), &running);
        settle_finished();
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (running == 0 || left.count() <= 0) return static_cast<int>(taken);
        curl_multi_poll(static_cast<CURLM*>(multi_), nullptr, 0, static_cast<int>(left.count()), nullptr);
    }
}

void Courier::begin(app::Delivery delivery) {
    const bool mail = app::is_mail(delivery.to);
    if (mail && !app::is_mail_address(mail_address(delivery.to)))
        return outbox_.settle(delivery.number, app::Settled::dead, time_.now(),
                              "Expected mailto:NAME@HOST: add this subscriber anew");
    auto transfer = std::make_unique<Transfer>();
    transfer->delivery = std::move(delivery);
    CURL* handle = curl_easy_init();
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, transfer->curl_fault);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, patience_ms);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);  // no end of a transfer waits for a name server
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer->heard);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, drop);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &transfer->heard);
    if (mail) begin_mail(*transfer, handle);
    else begin_web(*transfer, handle);
    curl_multi_add_handle(static_cast<CURLM*>(multi_), handle);
    transfers_.emplace(handle, std::move(transfer));
}

void Courier::begin_mail(Transfer& transfer, void* handle) {
    transfer.body = app::mail_message(transfer.delivery, roads_.public_url, roads_.mail_from, time_.now());
    transfer.recipients = curl_slist_append(nullptr, ('<' + mail_address(transfer.delivery.to) + '>').c_str());
    curl_easy_setopt(handle, CURLOPT_URL, roads_.mail_server.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(handle, CURLOPT_MAIL_FROM, ('<' + roads_.mail_from + '>').c_str());
    curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, transfer.recipients);
    curl_easy_setopt(handle, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_TRY));
    curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle, CURLOPT_READFUNCTION, &Transfer::read);
    curl_easy_setopt(handle, CURLOPT_READDATA, &transfer);
}

void Courier::begin_web(Transfer& transfer, void* handle) {
    const std::string& url = transfer.delivery.to.url;
    app::SignedMessage message = app::signed_message(transfer.delivery, roads_.public_url, time_.now());
    transfer.body = std::move(message.body);
    transfer.host = host_of(url);
    if (!roads_.reach.allows_host(transfer.host)) transfer.reach = &roads_.reach;
    for (const auto& [name, value] : message.headers)
        transfer.headers = curl_slist_append(transfer.headers, (name + ": " + value).c_str());
    transfer.headers = curl_slist_append(transfer.headers, "Expect:");
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    // No proxy of the environment's: the address that is judged is the receiver's.
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &Transfer::connect);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &transfer);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, transfer.headers);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(transfer.body.size()));
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, transfer.body.c_str());
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "Bandian");
}

void Courier::settle_finished() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(static_cast<CURLM*>(multi_), &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        CURL* handle = message->easy_handle;
        const CURLcode result = message->data.result;
        const auto transfer = std::move(transfers_.at(handle));
        transfers_.erase(handle);
        if (!transfer->recipients) {
            curl_off_t quiet = 0;
            curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &transfer->status);
            curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &quiet);
            transfer->quiet = std::chrono::seconds{std::clamp<curl_off_t>(quiet, 0, app::longest_quiet.count())};
        }
        curl_multi_remove_handle(static_cast<CURLM*>(multi_), handle);
        curl_easy_cleanup(handle);
        // Whoever answered 2xx has it, however long he goes on talking and however he ends.
        const bool taken = transfer->status >= 200 && transfer->status < 300;
        if (!taken && result != CURLE_OK)
            transfer->fault = !transfer->out_of_reach.empty() ? transfer->out_of_reach
                              : transfer->curl_fault[0]       ? transfer->curl_fault
                                                              : curl_easy_strerror(result);
        else if (!taken && !transfer->recipients) transfer->fault = "it answered " + std::to_string(transfer->status);
        settle(*transfer);
    }
}

void Courier::settle(const Transfer& transfer) {
    const app::Delivery& d = transfer.delivery;
    const app::Instant now = time_.now();
    if (transfer.fault.empty()) return outbox_.settle(d.number, app::Settled::delivered, now, {});
    constexpr long gone = 410;
    constexpr const char* gone_text = "it answered 410, that it is gone";
    if (transfer.status == gone) {
        // Whoever is gone is told nothing more, and this waits with the rest for somebody who knows better.
        if (outbox_.pause(d.to.name, gone_text))
            std::fprintf(stderr, "Messages to %s wait: %s. bandian subscriber resume or remove.\n", d.to.name.c_str(),
                         gone_text);
        return outbox_.settle(d.number, app::Settled::waiting, now, transfer.fault);
    }
    if (transfer.quiet.count() > 0) outbox_.keep_quiet(d.to.name, now + transfer.quiet);
    // What is kept back by our own rules is not given up: nobody has refused it.
    const bool dead = d.attempts >= app::most_attempts && transfer.out_of_reach.empty();
    const auto pause = std::max<std::chrono::milliseconds>(
        transfer.quiet, app::pause_after(d.attempts, std::uniform_real_distribution<double>(0, 1)(random_)));
    outbox_.settle(d.number, dead ? app::Settled::dead : app::Settled::waiting, now + pause, transfer.fault);
}

}  // namespace bandian::worker
