#include "worker/courier.hpp"

#include <curl/curl.h>

#include <cstring>

namespace bandian::worker {

namespace {

constexpr int most_on_their_way = 8;                          // to one subscriber
constexpr long patience_ms = 10'000;                          // for one message
constexpr auto lease = std::chrono::milliseconds{120'000};    // well over the patience: whoever took it has ended
constexpr long connect_ms = 3'000;
constexpr auto moment = std::chrono::milliseconds{50};        // of carrying, between two looks at what is due

/// What a receiver says is not kept, and not read to its end either.
std::size_t drop(char*, std::size_t size, std::size_t count, void* seen) {
    auto& bytes = *static_cast<std::size_t*>(seen);
    bytes += size * count;
    return bytes > 65'536 ? 0 : size * count;
}

}  // namespace

struct Courier::Transfer {
    app::Delivery delivery;
    std::string body;
    std::size_t sent = 0;  ///< of an e-mail's text
    std::size_t heard = 0;
    curl_slist* headers = nullptr;
    curl_slist* recipients = nullptr;
    char fault[CURL_ERROR_SIZE] = {};

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
};

Courier::Courier(app::Outbox& outbox, const app::Time& time, std::string mail_server, std::string mail_from)
    : outbox_(outbox), time_(time), mail_server_(std::move(mail_server)), mail_from_(std::move(mail_from)), multi_(nullptr), random_(std::random_device{}()) {
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
    for (app::Delivery& delivery : outbox_.take(now, now + lease, most_on_their_way, on_their_way, mail_server_.empty() ? app::Mail::waits : app::Mail::goes_out)) begin(std::move(delivery));
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
    auto transfer = std::make_unique<Transfer>();
    transfer->delivery = std::move(delivery);
    const std::string& url = transfer->delivery.to.url;
    const bool mail = app::is_mail(transfer->delivery.to);
    CURL* handle = curl_easy_init();
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, transfer->fault);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, patience_ms);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);  // no end of a transfer waits for a name server
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer->heard);
    if (mail) {
        transfer->body = app::mail_message(transfer->delivery, mail_from_, time_.now());
        transfer->recipients = curl_slist_append(nullptr, ('<' + url.substr(std::strlen("mailto:")) + '>').c_str());
        curl_easy_setopt(handle, CURLOPT_URL, mail_server_.c_str());
        curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        curl_easy_setopt(handle, CURLOPT_MAIL_FROM, ('<' + mail_from_ + '>').c_str());
        curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, transfer->recipients);
        curl_easy_setopt(handle, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_TRY));
        curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(handle, CURLOPT_READFUNCTION, &Transfer::read);
        curl_easy_setopt(handle, CURLOPT_READDATA, transfer.get());
    } else {
        app::SignedMessage message = app::signed_message(transfer->delivery, time_.now());
        transfer->body = std::move(message.body);
        for (const auto& [name, value] : message.headers) transfer->headers = curl_slist_append(transfer->headers, (name + ": " + value).c_str());
        transfer->headers = curl_slist_append(transfer->headers, "Expect:");
        curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
        curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");  // and no redirect is followed
        curl_easy_setopt(handle, CURLOPT_HTTPHEADER, transfer->headers);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(transfer->body.size()));
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, transfer->body.c_str());
        curl_easy_setopt(handle, CURLOPT_USERAGENT, "Bandian");
    }
    curl_multi_add_handle(static_cast<CURLM*>(multi_), handle);
    transfers_.emplace(handle, std::move(transfer));
}

void Courier::settle_finished() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(static_cast<CURLM*>(multi_), &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        CURL* handle = message->easy_handle;
        const CURLcode result = message->data.result;
        long status = 0;
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
        const auto transfer = std::move(transfers_.at(handle));
        transfers_.erase(handle);
        curl_multi_remove_handle(static_cast<CURLM*>(multi_), handle);
        curl_easy_cleanup(handle);
        const bool mail = transfer->recipients != nullptr;
        std::string fault;
        // Whoever answered 2xx has it, however long he goes on talking and however he ends.
        const bool taken = !mail && status >= 200 && status < 300;
        if (!taken && result != CURLE_OK) fault = transfer->fault[0] ? transfer->fault : curl_easy_strerror(result);
        else if (!taken && !mail) fault = "it answered " + std::to_string(status);
        settle(*transfer, fault);
    }
}

void Courier::settle(const Transfer& transfer, const std::string& fault) {
    const app::Delivery& d = transfer.delivery;
    const app::Instant now = time_.now();
    if (fault.empty()) return outbox_.settle(d.number, app::Settled::delivered, now, {});
    const bool dead = d.attempts >= app::most_attempts;
    outbox_.settle(d.number, dead ? app::Settled::dead : app::Settled::waiting, now + app::pause_after(d.attempts, std::uniform_real_distribution<double>(0, 1)(random_)), fault);
}

}  // namespace bandian::worker
