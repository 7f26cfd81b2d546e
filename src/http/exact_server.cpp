#include "http/exact_server.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace bandian::http {

namespace {

constexpr std::string_view rest_of_escape = "25";

/// Whether something can be read, or written, within the time; false also when the connection is gone.
bool is_ready(int socket, short what, std::chrono::milliseconds patience) {
    pollfd one{socket, what, 0};
    int ready = 0;
    do ready = ::poll(&one, 1, static_cast<int>(patience.count()));
    while (ready < 0 && errno == EINTR);
    return ready > 0 && (one.revents & (what | POLLHUP)) != 0;
}

void address_by(decltype(::getsockname) ask, int socket, std::string& ip, int& port) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    std::array<char, NI_MAXHOST> host{};
    auto* known = reinterpret_cast<sockaddr*>(&address);
    if (ask(socket, known, &size) != 0) return;
    if (::getnameinfo(known, size, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST) != 0) return;
    ip = host.data();
    port = address.ss_family == AF_INET6 ? ntohs(reinterpret_cast<sockaddr_in6&>(address).sin6_port)
                                         : ntohs(reinterpret_cast<sockaddr_in&>(address).sin_port);
}

/// One request's view of a connection. What came with it and is not of it is forgotten with it.
class RequestStream : public httplib::Stream {
public:
    RequestStream(int socket, std::chrono::milliseconds to_read, std::chrono::milliseconds to_write)
        : socket_(socket), to_read_(to_read), to_write_(to_write) {}

    bool is_readable() const override { return next_ < end_ || is_ready(socket_, POLLIN, to_read_); }
    bool is_writable() const override { return is_ready(socket_, POLLOUT, to_write_); }
    bool wait_readable() const { return is_readable(); }  // what newer versions of the library ask as well
    bool wait_writable() const { return is_writable(); }
    time_t duration() const { return 0; }
    ssize_t read(char* into, size_t size) override;
    ssize_t write(const char* bytes, size_t size) override {
        return is_writable() ? ::send(socket_, bytes, size, MSG_NOSIGNAL) : -1;
    }
    void get_remote_ip_and_port(std::string& ip, int& port) const override {
        address_by(::getpeername, socket_, ip, port);
    }
    void get_local_ip_and_port(std::string& ip, int& port) const override {
        address_by(::getsockname, socket_, ip, port);
    }
    socket_t socket() const override { return socket_; }

private:
    int socket_;
    std::chrono::milliseconds to_read_, to_write_;
    std::array<char, 4096> buffer_;
    std::size_t next_ = 0, end_ = 0;
    HeadReader head_;
    std::string_view escaped_;  ///< still to be read
};

ssize_t RequestStream::read(char* into, size_t size) {
    if (size == 0) return 0;
    if (!escaped_.empty()) {
        *into = escaped_.front();
        escaped_.remove_prefix(1);
        return 1;
    }
    if (next_ == end_) {
        if (!is_readable()) return -1;
        // A long body needs no second copy.
        if (head_.is_over() && size >= buffer_.size()) return ::recv(socket_, into, size, 0);
        const ssize_t came = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
        if (came <= 0) return came;
        next_ = 0;
        end_ = static_cast<std::size_t>(came);
    }
    if (!head_.is_over()) {
        *into = buffer_[next_++];
        if (head_.take(*into)) escaped_ = rest_of_escape;
        return 1;
    }
    const std::size_t some = std::min(size, end_ - next_);
    std::copy_n(buffer_.data() + next_, some, into);
    next_ += some;
    return static_cast<ssize_t>(some);
}

std::chrono::milliseconds in_milliseconds(time_t seconds, time_t microseconds) {
    return std::chrono::seconds{seconds} + std::chrono::milliseconds{microseconds / 1000};
}

}  // namespace

bool HeadReader::take(char byte) {
    if (over_) return false;
    const bool ends_line = byte == '\n';
    const bool of_header = !in_request_line_;
    ++of_line_;
    // As the library has it: a line that is CR LF and nothing else, so never sooner than it.
    if (ends_line && of_header && of_line_ == 2 && last_ == '\r') over_ = true;
    last_ = byte;
    if (ends_line) {
        in_request_line_ = false;
        of_line_ = 0;
    }
    return of_header && byte == '%';
}

/// Newer versions of the library are told who asks, older ones ask the stream. A template, so that only what there is
/// is compiled.
template <class Self>
bool ExactServer::process(Self& self, httplib::Stream& stream, bool last, bool& closed) {
    std::string from, to;
    int from_port = 0, to_port = 0;
    if constexpr (requires { self.process_request(stream, from, from_port, to, to_port, last, closed, nullptr); }) {
        stream.get_remote_ip_and_port(from, from_port);
        stream.get_local_ip_and_port(to, to_port);
        return self.process_request(stream, from, from_port, to, to_port, last, closed, nullptr);
    } else {
        return self.process_request(stream, last, closed, nullptr);
    }
}

bool ExactServer::process_and_close_socket(socket_t socket) {
    const auto to_read = in_milliseconds(read_timeout_sec_, read_timeout_usec_);
    const auto to_write = in_milliseconds(write_timeout_sec_, write_timeout_usec_);
    const auto between = in_milliseconds(keep_alive_timeout_sec_, 0);
    bool good = false;
    for (std::size_t left = keep_alive_max_count_; left > 0; --left) {
        if (svr_sock_ == INVALID_SOCKET || !is_ready(socket, POLLIN, between)) break;
        RequestStream stream{socket, to_read, to_write};
        bool closed = false;
        good = process(*this, stream, left == 1, closed);
        if (!good || closed) break;
    }
    ::shutdown(socket, SHUT_RDWR);
    ::close(socket);
    return good;
}

}  // namespace bandian::http
