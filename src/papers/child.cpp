#include "papers/child.hpp"

#include "app/ports.hpp"

#include <csignal>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bandian::papers {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t longest_err = 4000;
constexpr rlim_t most_open = 64;

struct Pipe {
    int read = -1, write = -1;
    Pipe() {
        int both[2];
        if (::pipe2(both, O_CLOEXEC) != 0) throw app::Unavailable("no pipe can be made", false);
        read = both[0];
        write = both[1];
    }
    Pipe(const Pipe&) = delete;
    ~Pipe() {
        close_end(read);
        close_end(write);
    }
    static void close_end(int& end) {
        if (end >= 0) ::close(end);
        end = -1;
    }
};

bool limit(__rlimit_resource_t what, rlim_t most) {
    const rlimit both{most, most};
    return ::setrlimit(what, &both) == 0;
}

/// Between fork and exec: system calls alone.
[[noreturn]] void become(const char* const* words, int input, const Pipe& out, const Pipe& err,
                         const ChildBounds& bounds) {
    static const char* const surroundings[] = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=/nonexistent", nullptr};
    ::setsid();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const auto seconds = static_cast<rlim_t>(std::chrono::duration_cast<std::chrono::seconds>(bounds.time).count() + 1);
    const bool bounded = limit(RLIMIT_AS, bounds.memory) && limit(RLIMIT_CPU, seconds) && limit(RLIMIT_CORE, 0) &&
                         limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, most_open);
    const bool joined = ::dup2(input, 0) == 0 && ::dup2(out.write, 1) == 1 && ::dup2(err.write, 2) == 2;
    if (!bounded || !joined) ::_exit(126);
    ::close_range(3, ~0U, 0);
    ::execve(words[0], const_cast<char* const*>(words), const_cast<char* const*>(surroundings));
    ::_exit(127);
}

/// False: it has said all.
bool take(int& end, std::string& into, std::size_t most, bool& too_much) {
    char some[1 << 14];
    const ssize_t size = ::read(end, some, sizeof some);
    if (size <= 0) Pipe::close_end(end);
    else if (into.size() + static_cast<std::size_t>(size) <= most) into.append(some, static_cast<std::size_t>(size));
    else too_much = true;
    return size > 0;
}

}  // namespace

ChildResult run_child(const std::vector<std::string>& words, int input, const ChildBounds& bounds) {
    std::vector<const char*> argv;
    for (const std::string& word : words) argv.push_back(word.c_str());
    argv.push_back(nullptr);
    Pipe out, err;
    ::lseek(input, 0, SEEK_SET);
    const auto until = Clock::now() + bounds.time;
    const pid_t child = ::fork();
    if (child < 0) throw app::Unavailable("no process can be made", false);
    if (child == 0) become(argv.data(), input, out, err, bounds);
    Pipe::close_end(out.write);
    Pipe::close_end(err.write);
    ChildResult result;
    bool too_much = false, late = false;
    while ((out.read >= 0 || err.read >= 0) && !too_much && !late) {
        pollfd both[2] = {{out.read, POLLIN, 0}, {err.read, POLLIN, 0}};
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
        late = left <= 0 || ::poll(both, 2, static_cast<int>(left)) <= 0;
        if (late) break;
        bool ignored = false;
        if (both[0].revents) take(out.read, result.out, bounds.output, too_much);
        if (both[1].revents) take(err.read, result.err, longest_err, ignored);
    }
    int status = 0;
    while (!too_much && !late && ::waitpid(child, &status, WNOHANG) == 0) {
        late = Clock::now() > until;  // it has said all and goes on
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    if (too_much || late) {
        ::kill(child, SIGKILL);
        ::waitpid(child, &status, 0);
    }
    result.code = !too_much && !late && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return result;
}

}  // namespace bandian::papers
