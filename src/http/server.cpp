#include "http/server.hpp"

#include "http/entity_tag.hpp"
#include "http/exact_server.hpp"

#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <set>

namespace bandian::http {

namespace {

constexpr std::size_t longest_path = 512;       // the library's patterns recurse per character
constexpr std::size_t most_drained = 64 << 20;  // of a body that is refused, so that the connection can go on
constexpr std::size_t most_drained_of_a_stranger = 1 << 20;
constexpr int waiting_connections = 511;  // the library asks for 5, and a burst then waits a second
constexpr std::size_t keep_alive_requests = 100'000;
constexpr auto last_moment = std::chrono::milliseconds{1000};  // for answers under way when we are told to stop
constexpr int threads = 64;  // a connection holds one while it lives; the database sees a few of them at a time

struct Page {
    std::string type;
    std::string content;
    std::string etag;
};

const std::map<std::string, std::string> types{
    {".html", "text/html; charset=utf-8"}, {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},   {".svg", "image/svg+xml"},
    {".json", "application/json"},         {".ico", "image/x-icon"}};

std::map<std::string, Page> read_pages(const std::string& web) {
    std::map<std::string, Page> pages;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(web)) {
        const auto type = types.find(entry.path().extension().string());
        if (!entry.is_regular_file() || type == types.end()) continue;
        std::ifstream file(entry.path(), std::ios::binary);
        std::string content{std::istreambuf_iterator<char>(file), {}};
        const std::string etag = '"' + std::to_string(std::hash<std::string>{}(content)) + '"';
        const std::string path = '/' + std::filesystem::relative(entry.path(), web).generic_string();
        pages.emplace(path, Page{type->second, content, etag});
        if (path.size() >= 10 && path.substr(path.size() - 10) == "index.html") {
            pages.emplace(path.substr(0, path.size() - 10), Page{type->second, content, etag});
            if (path.size() > 11) pages.emplace(path.substr(0, path.size() - 11), Page{type->second, content, etag});
        }
    }
    return pages;
}

std::string request_id() {
    unsigned char random[9];
    randombytes_buf(random, sizeof random);
    char text[sodium_base64_ENCODED_LEN(sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
    return sodium_bin2base64(text, sizeof text, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

Request request_of(const httplib::Request& from, bool behind_proxy) {
    Request r;
    r.method = from.method;
    r.path = from.path;
    for (const auto& [name, value] : from.params) r.query.emplace(name, value);
    r.content_type = from.get_header_value("Content-Type");
    r.if_match = from.get_header_value("If-Match");
    r.idempotency_key = from.get_header_value("Idempotency-Key");
    r.receipt_code = from.get_header_value("X-Receipt-Code");
    r.host = from.get_header_value("Host");
    r.origin = from.get_header_value("Origin");
    // The socket's address; behind a proxy the one it has set, which it takes from nobody.
    r.source = behind_proxy ? from.get_header_value("X-Real-IP") : from.remote_addr;
    r.id = request_id();
    const auto [first, last] = from.headers.equal_range("Cookie");
    for (auto one = first; one != last; ++one) r.cookie += (r.cookie.empty() ? "" : "; ") + one->second;
    r.authorization = from.get_header_value("Authorization");
    r.file_name = httplib::detail::decode_url(from.get_header_value("X-File-Name"), false);
    const std::string length = from.get_header_value("Content-Length");
    if (!length.empty() && length.size() < 16 && length.find_first_not_of("0123456789") == std::string::npos)
        r.length = std::stoll(length);
    return r;
}

/// Percent-encoded, as RFC 8187 has it.
std::string encoded(const std::string& name) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string text;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
            byte == '-' || byte == '.' || byte == '_')
            text += c;
        else text += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return text;
}

/// What came from outside, or is made of it, does nothing wherever it is opened.
void confine(httplib::Response& response) {
    response.set_header("Content-Security-Policy", "sandbox; default-src 'none'");
}

/// As an attachment, but for pictures: a file that came from outside is never shown as a page of ours. `ended` once
/// nothing more is sent of it.
void download(const std::shared_ptr<const Download>& file, httplib::Response& response, std::function<void()> ended) {
    response.set_header(
        "Content-Disposition",
        (file->shown ? "inline; filename*=UTF-8''" : "attachment; filename*=UTF-8''") + encoded(file->name));
    confine(response);
    const auto next = [file](std::size_t offset, std::size_t, httplib::DataSink& sink) {
        try {
            const std::string some = file->from(offset);
            return !some.empty() && sink.write(some.data(), some.size());
        } catch (const std::exception& e) {
            std::fprintf(stderr, "fault: %s\n", e.what());
            return false;  // the connection is closed: what came is shorter than was said
        }
    };
    response.set_content_provider(file->bytes, file->type.c_str(), next, [ended](bool) { ended(); });
}

/// A list may come in several lines.
bool has_already(const httplib::Request& request, const std::string& etag) {
    std::string known;
    const auto [first, last] = request.headers.equal_range("If-None-Match");
    for (auto line = first; line != last; ++line) known += (known.empty() ? "" : ",") + line->second;
    return is_known_to_sender(known, etag);
}

/// `ended` once the answer is on its way, or a file is through.
void send(
    const Reply& reply, const httplib::Request& request, httplib::Response& response,
    const std::function<void()>& ended = [] {}) {
    if (!reply.download) ended();
    const std::string etag = reply.etag.empty() ? std::string{} : '"' + reply.etag + '"';
    if (!etag.empty()) response.set_header("ETag", etag);
    if (!reply.location.empty()) response.set_header("Location", reply.location);
    if (!reply.allow.empty()) response.set_header("Allow", reply.allow);
    for (const std::string& cookie : reply.set_cookies) response.set_header("Set-Cookie", cookie);
    if (reply.retry_after > 0) response.set_header("Retry-After", std::to_string(reply.retry_after));
    response.set_header("Cache-Control", "no-store");
    if (request.method == "GET" && reply.status == 200 && !etag.empty() && has_already(request, etag)) {
        response.status = 304;
        if (reply.download) ended();
        return;
    }
    response.status = reply.status;
    if (reply.status == 204 || reply.status == 303) return;
    if (reply.download) return download(reply.download, response, ended);
    if (reply.strangers) confine(response);
    if (!reply.type.empty()) return response.set_content(reply.text, reply.type.c_str());
    response.set_content(reply.body.dump(-1, ' ', false, Json::error_handler_t::replace),
                         reply.status >= 400 ? "application/problem+json" : "application/json");
}

/// The library reads the body of these methods alone.
bool is_read(const std::string& method) {
    return method == "POST" || method == "PUT" || method == "PATCH" || method == "DELETE";
}

bool has_body(const httplib::Request& request) {
    if (request.has_header("Transfer-Encoding")) return true;
    const auto [first, last] = request.headers.equal_range("Content-Length");
    return std::any_of(first, last, [](const auto& header) { return header.second != "0"; });
}

/// A refusal after which the connection is closed: what has not been read of the request would be taken for the next
/// one. The library closes a connection when the content of an answer fails, so this one fails once it is all there.
void send_and_close(const Reply& refusal, const httplib::Request& request, httplib::Response& response) {
    auto& asked = const_cast<httplib::Request&>(request);
    if (asked.method == "HEAD") asked.method = "GET";  // an answer without content would not fail
    asked.headers.erase("Connection");
    asked.headers.emplace("Connection", "close");  // so that it is said, too
    send(refusal, request, response);
    const std::string type = response.get_header_value("Content-Type");
    const auto content = std::make_shared<const std::string>(std::move(response.body));
    response.body.clear();
    response.headers.erase("Content-Type");
    response.set_content_provider(content->size(), type.c_str(),
                                  [content](std::size_t offset, std::size_t, httplib::DataSink& sink) {
                                      sink.write(content->data() + offset, content->size() - offset);
                                      return false;
                                  });
}

/// What getsockname or getpeername says; 0: nothing.
int port_by(decltype(::getsockname) ask, int socket) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (ask(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
    if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<sockaddr_in&>(address).sin_port);
    return address.ss_family == AF_INET6 ? ntohs(reinterpret_cast<sockaddr_in6&>(address).sin6_port) : 0;
}

/// The connections to `port` but those from `spared` ports. The library keeps its sockets to itself.
void end_connections(int port, const std::multiset<int>& spared) {
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        const int socket = std::stoi(entry.path().filename());
        if (port_by(::getsockname, socket) == port && spared.count(port_by(::getpeername, socket)) == 0)
            ::shutdown(socket, SHUT_RDWR);
    }
}

/// `over_tls`: the proxy in front says that the client came so.
void harden(httplib::Response& response, bool over_tls) {
    response.set_header(
        "Content-Security-Policy",
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    response.set_header("X-Content-Type-Options", "nosniff");
    response.set_header("Referrer-Policy", "no-referrer");
    if (over_tls) response.set_header("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
}

}  // namespace

struct Server::Inside {
    ExactServer server;
    std::map<std::string, Page> pages;
    Routes* routes = nullptr;
    int socket = -1;
    int port = 0;
    bool behind_proxy = false;
    std::mutex mutex;
    std::multiset<int> answering;  ///< ports of clients whose request is under way
    std::promise<void> ended;
};

Server::Server(const std::string& web, bool behind_proxy) : inside_(std::make_unique<Inside>()) {
    inside_->behind_proxy = behind_proxy;
    inside_->pages = read_pages(web);
    httplib::Server& server = inside_->server;
    server.new_task_queue = [] { return new httplib::ThreadPool(threads); };
    server.set_tcp_nodelay(true);
    server.set_keep_alive_max_count(keep_alive_requests);
    server.set_payload_max_length(
        2 * most_drained);  // beyond ours, so that what comes in chunks is refused by us, in our words
    server.set_read_timeout(5);
    server.set_write_timeout(10);
    server.set_socket_options([this](auto socket) {
        // Not the library's own options: they let a second service share the port, and each would get half the
        // requests.
        const int yes = 1;
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        inside_->socket = socket;
    });
    // The nginx that ships says it itself, and keeps this header from us.
    const auto is_over_tls = [behind_proxy](const httplib::Request& request) {
        return behind_proxy && request.get_header_value("X-Forwarded-Proto") == "https";
    };
    server.set_logger([this](const httplib::Request& request, const httplib::Response&) {
        const std::lock_guard lock(inside_->mutex);
        const auto found = inside_->answering.find(request.remote_port);
        if (found != inside_->answering.end()) inside_->answering.erase(found);
    });
    server.set_pre_routing_handler([this, is_over_tls](const httplib::Request& request, httplib::Response& response) {
        {
            const std::lock_guard lock(inside_->mutex);
            inside_->answering.insert(request.remote_port);
        }
        harden(response, is_over_tls(request));
        // Our answers are small and whole: a Range would cut them, or repeat them a thousand times.
        const_cast<httplib::Request&>(request).ranges.clear();
        std::optional<Reply> refusal;
        // A few kilobytes unpack to a gigabyte.
        if (request.has_header("Content-Encoding"))
            refusal = problem(415, "encoded-body", "Content-Encoding", "Expected a body as it is, but it is encoded.");
        else if (request.path.size() > longest_path)
            refusal = problem(414, "path-too-long", "", "Expected a path of at most 512 characters.");
        else if (!is_read(request.method) && has_body(request))
            refusal =
                problem(400, "bad-request", "", "Expected no body with " + request.method + ", but there is one.");
        if (!refusal) return httplib::Server::HandlerResponse::Unhandled;
        if (has_body(request)) send_and_close(*refusal, request, response);
        else send(*refusal, request, response);
        return httplib::Server::HandlerResponse::Handled;
    });
    // What the library itself refuses (a body too large, a line it cannot read) is told in the same form.
    server.set_error_handler([is_over_tls](const httplib::Request& request, httplib::Response& response) {
        if (response.has_header("Cache-Control") || response.status < 400) return;  // it is of ours
        if (!response.has_header("Referrer-Policy")) harden(response, is_over_tls(request));
        const bool large = response.status == 413;
        const Reply refusal = problem(response.status, large ? "body-too-large" : "bad-request", "",
                                      large ? "Expected a body of at most 1024 kB."
                                            : "Expected a request in the form of HTTP/1.1; one with a body says its "
                                              "length (Content-Length: 0 for none).");
        // A request without a route, or for a part of an answer, has been read but for its body; of any other nobody
        // knows how far.
        const bool read = response.status == 404 || response.status == 416;
        if (!read || has_body(request)) send_and_close(refusal, request, response);
        else send(refusal, request, response);
    });
    using Clock = std::chrono::steady_clock;
    const auto noted = [this](std::shared_ptr<const Request> asked, std::shared_ptr<const Reply> reply,
                              Clock::time_point began) {
        return [this, asked, reply, began] {
            inside_->routes->note(*asked, *reply, std::chrono::duration<double>(Clock::now() - began).count());
        };
    };
    const auto api = [this, noted](const httplib::Request& from, httplib::Response& response) {
        const auto began = Clock::now();
        const auto request = std::make_shared<Request>(request_of(from, inside_->behind_proxy));
        response.set_header("X-Request-Id", request->id);
        Admission admission = inside_->routes->admit(*request);
        const auto reply = std::make_shared<const Reply>(admission.refusal ? std::move(*admission.refusal)
                                                                           : inside_->routes->answer(*request));
        send(*reply, from, response, noted(request, reply, began));
    };
    // Bodies are taken as they come, so that none is held beyond its limit, whatever its Content-Length says.
    const auto with_body = [this, noted](const httplib::Request& from, httplib::Response& response,
                                         const httplib::ContentReader& read) {
        const auto began = Clock::now();
        const auto request = std::make_shared<Request>(request_of(from, inside_->behind_proxy));
        response.set_header("X-Request-Id", request->id);
        Admission admission = inside_->routes->admit(*request);
        const std::size_t drained = request->by.roles.empty() ? most_drained_of_a_stranger : most_drained;
        std::size_t size = 0;
        const bool whole = read([&](const char* bytes, std::size_t count) {
            size += count;
            if (admission.upload) admission.upload->add(bytes, count);
            else if (size <= admission.most && !admission.refusal) request->body.append(bytes, count);
            return size <= drained;
        });
        const auto answered = [&] {
            if (!whole && size <= drained)
                return problem(400, "bad-request", "",
                               "Expected a body as long as its header says (Content-Length: 0 for none), but it ended "
                               "before or did not come in time.");
            if (admission.refusal) return *admission.refusal;
            if (admission.upload) return admission.upload->finish();
            if (size > admission.most)
                return problem(
                    413, "body-too-large", "",
                    "Expected a body of at most " + std::to_string(admission.most / 1024) + " kB, but got more.");
            return inside_->routes->answer(*request);
        };
        const auto reply = std::make_shared<const Reply>(answered());
        if (whole) return send(*reply, from, response, noted(request, reply, began));
        noted(request, reply, began)();
        send_and_close(*reply, from, response);
    };
    const auto page_or_api = [this, api](const httplib::Request& request, httplib::Response& response) {
        const auto page = inside_->pages.find(request.path);
        if (page == inside_->pages.end()) return api(request, response);
        response.set_header("ETag", page->second.etag);
        response.set_header("Cache-Control", "no-cache");
        if (has_already(request, page->second.etag)) {
            response.status = 304;
            return;
        }
        response.set_content(page->second.content, page->second.type.c_str());
    };
    server.Get(".*", page_or_api);
    server.Post(".*", with_body);
    server.Put(".*", with_body);
    server.Patch(".*", with_body);
    server.Delete(".*", with_body);
    server.Delete(".*", api);
}

Server::~Server() = default;

int Server::bind(const std::string& host, int port) {
    httplib::Server& server = inside_->server;
    const int bound = port == 0                                 ? server.bind_to_any_port(host.c_str())
                      : server.bind_to_port(host.c_str(), port) ? port
                                                                : -1;
    if (bound <= 0) return 0;
    ::listen(inside_->socket, waiting_connections);
    inside_->port = bound;
    return bound;
}

void Server::run(Routes& routes) {
    inside_->routes = &routes;
    inside_->server.listen_after_bind();
    inside_->ended.set_value();
}

void Server::stop() {
    inside_->server.stop();
    {
        const std::lock_guard lock(inside_->mutex);
        end_connections(inside_->port, inside_->answering);
    }
    if (inside_->ended.get_future().wait_for(last_moment) != std::future_status::ready)
        end_connections(inside_->port, {});
}

}  // namespace bandian::http
