#include "papers/clamd.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string_view>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace bandian::papers {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto patience = std::chrono::seconds{40};  // a proxy in front waits for a minute
constexpr std::size_t chunk = 128 << 10;
constexpr std::size_t longest_answer = 1000;

/// One command on a connection of its own, as clamd has it.
class Conversation {
public:
    explicit Conversation(const std::string& socket)
        : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)), until_(Clock::now() + patience) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (fd_ < 0 || socket.size() >= sizeof address.sun_path) return;
        socket.copy(address.sun_path, sizeof address.sun_path - 1);
        good_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    Conversation(const Conversation&) = delete;
    ~Conversation() {
        if (fd_ >= 0) ::close(fd_);
    }

    bool say(std::string_view bytes) {
        while (good_ && !bytes.empty()) {
            const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
            else good_ = wait_to(POLLOUT);
        }
        return good_;
    }
    /// Up to its NUL; what came so far when it goes silent.
    std::string answer() {
        std::string text;
        char some[200];
        while (text.size() < longest_answer && wait_to(POLLIN)) {
            const ssize_t size = ::recv(fd_, some, sizeof some, 0);
            if (size <= 0) break;
            text.append(some, static_cast<std::size_t>(size));
            if (const auto end = text.find('\0'); end != std::string::npos) return text.substr(0, end);
        }
        return {};
    }

private:
    bool wait_to(short what) const {
        pollfd one{fd_, what, 0};
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until_ - Clock::now()).count();
        return left > 0 && ::poll(&one, 1, static_cast<int>(left)) == 1 && (one.revents & what) != 0;
    }

    int fd_;
    Clock::time_point until_;
    bool good_ = false;
};

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string in_chunks(std::string_view bytes) {
    const std::uint32_t size = htonl(static_cast<std::uint32_t>(bytes.size()));
    return std::string{reinterpret_cast<const char*>(&size), sizeof size} + std::string{bytes};
}

}  // namespace

std::optional<app::FileRefusal> Clamd::scan(const TemporaryFile& file) const {
    using namespace std::string_view_literals;
    file.rewind();
    Conversation clamd{socket_};
    std::string some(chunk, '\0');
    // It may answer, and stop listening, before all is said: what it has said is read in any case.
    bool heard = clamd.say("zINSTREAM\0"sv);
    for (ssize_t size = 1; heard && size > 0;) {
        size = ::read(file.fd(), some.data(), some.size());
        heard = size >= 0 && clamd.say(in_chunks({some.data(), static_cast<std::size_t>(std::max<ssize_t>(0, size))}));
    }
    const std::string answer = clamd.answer();
    if (heard && answer == "stream: OK") return std::nullopt;
    if (ends_with(answer, " FOUND"))
        return app::FileRefusal{
            "harmful-file",
            "Expected a harmless file, but the virus scanner says: " + answer.substr(answer.find(' ') + 1) + '.',
            false};
    std::fprintf(stderr, "clamd at %s: %s\n", socket_.c_str(),
                 answer.empty() ? "it cannot be reached, or is silent" : answer.c_str());
    return app::FileRefusal{
        "scanner-unreachable",
        "Expected the virus scanner to look at the file, but it does not answer: nothing was kept, try again later.",
        true};
}

bool Clamd::answers() const {
    using namespace std::string_view_literals;
    Conversation clamd{socket_};
    return clamd.say("zPING\0"sv) && clamd.answer() == "PONG";
}

}  // namespace bandian::papers
