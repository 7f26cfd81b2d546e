#include "worker/fetch.hpp"

#include <curl/curl.h>

#include <memory>

namespace bandian::worker {

namespace {

constexpr std::size_t most = 1 << 20;
constexpr long longest = 5'000;  // milliseconds: a thread waits
constexpr std::size_t most_of_headers = 1 << 16;

std::size_t keep(char* bytes, std::size_t size, std::size_t count, void* into) {
    auto& text = *static_cast<std::string*>(into);
    if (text.size() + size * count > most) return 0;
    text.append(bytes, size * count);
    return size * count;
}

std::size_t drop(char*, std::size_t size, std::size_t count, void* seen) {
    auto& bytes = *static_cast<std::size_t*>(seen);
    bytes += size * count;
    return bytes > most_of_headers ? 0 : size * count;
}

}  // namespace

std::optional<std::string> fetch(const std::string& url, const std::string& form, const std::string& authorization) {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle{curl_easy_init(), &curl_easy_cleanup};
    std::string text;
    std::size_t heard = 0;  // of headers
    curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle.get(), CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, longest);
    curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &text);
    curl_easy_setopt(handle.get(), CURLOPT_HEADERFUNCTION, drop);
    curl_easy_setopt(handle.get(), CURLOPT_HEADERDATA, &heard);
    std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers{nullptr, &curl_slist_free_all};
    if (!authorization.empty()) headers.reset(curl_slist_append(nullptr, ("Authorization: " + authorization).c_str()));
    if (headers) curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    if (!form.empty()) curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, form.c_str());
    long status = 0;
    if (curl_easy_perform(handle.get()) != CURLE_OK) return std::nullopt;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    return status == 200 ? std::optional{std::move(text)} : std::nullopt;
}

}  // namespace bandian::worker
