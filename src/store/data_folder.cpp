#include "store/data_folder.hpp"

#include "app/ports.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <fnmatch.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bandian::store {

namespace {

constexpr off_t largest_log = 8 << 20;
constexpr auto lock_patience = std::chrono::milliseconds{200};  // a command of a moment ago may be ending

[[noreturn]] void fail(const std::string& text) { throw app::Unavailable(text, false); }

std::string beginning_of(int file) {
    char text[200];
    const ssize_t size = ::pread(file, text, sizeof text, 0);
    return size > 0 ? std::string{text, static_cast<std::size_t>(size)} : std::string{};
}

bool is_there(int file, const std::string& path) {
    struct stat opened {
    }, named{};
    return ::fstat(file, &opened) == 0 && ::stat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
           opened.st_dev == named.st_dev;
}

}  // namespace

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

OpenFile::~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
}

DataFolder::DataFolder(const std::string& path) {
    std::error_code wrong;
    const std::filesystem::path folder = std::filesystem::absolute(path, wrong).lexically_normal();
    path_ = folder.string();
    if (path_.size() > 1 && path_.back() == '/') path_.pop_back();
    std::filesystem::path step;
    for (const auto& part : std::filesystem::path{path_}) {
        step /= part;
        made_ = ::mkdir(step.c_str(), 0700) == 0;
        // Whoever the database belongs to passes through what root has made on the way to it.
        if (made_ && ::geteuid() == 0 && step != path_) ::chmod(step.c_str(), 0711);
    }
    if (!std::filesystem::is_directory(path_, wrong))
        fail("Expected --data to be a folder that can be made, but " + path + " cannot.");
    lock();
}

/// The kernel holds it and lets go with the process. A file that merely names a process would stop the start where it
/// was copied to, or in a container whose numbers mean others.
void DataFolder::lock() {
    const std::string file = path_ + "/bandian.lock";
    const auto late = std::chrono::steady_clock::now() + lock_patience;
    for (;;) {
        OpenFile opened{::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
        if (opened.fd() < 0)
            fail("Expected --data " + path_ +
                 " to be writable, but it is not: choose another folder, or make it yours.");
        if (::flock(opened.fd(), LOCK_EX | LOCK_NB) == 0) {
            if (!is_there(opened.fd(), file)) continue;  // its holder has just removed it
            struct stat found {};
            if (::fstat(opened.fd(), &found) != 0 || !S_ISREG(found.st_mode) || found.st_nlink != 1)
                fail("Expected " + file + " to be a file of its own, but it is something else: remove it.");
            const std::string ours = std::to_string(::getpid()) + "\nbandian\n";
            // For whoever comes second. On a full disk it stays unsaid, and the lock holds all the same.
            if (::ftruncate(opened.fd(), 0) == 0 && ::pwrite(opened.fd(), ours.data(), ours.size(), 0) < 0) errno = 0;
            lock_ = std::move(opened);
            return;
        }
        if (std::chrono::steady_clock::now() > late)
            fail("Expected --data " + path_ + " for this service alone, but process " +
                 std::to_string(std::atoi(beginning_of(opened.fd()).c_str())) +
                 " uses it: stop that one, or choose another folder.");
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
}

DataFolder::~DataFolder() {
    if (lock_.fd() >= 0) ::unlink((path_ + "/bandian.lock").c_str());
}

bool DataFolder::holds_only_ours() const {
    std::error_code wrong;
    for (const auto& entry : std::filesystem::directory_iterator(path_, wrong)) {
        bool ours = false;
        for (const char* pattern : {"postgres", "postgres.new", "postgres-[0-9]*", "postgres.log", "postgres.log.1",
                                    "bandian.lock", "cluster-*", "*.dump"})
            ours = ours || ::fnmatch(pattern, entry.path().filename().c_str(), 0) == 0;
        if (!ours) return false;
    }
    return !wrong;
}

void DataFolder::close_to_others(OsUser owner) {
    const bool root = ::geteuid() == 0 && owner.user != 0, whole = made_ || holds_only_ours();
    struct stat found {};
    if (::stat(path_.c_str(), &found) != 0) fail("Expected --data " + path_ + " to be readable, but it is not.");
    if (root) {
        if (::fchown(lock_.fd(), owner.user, owner.group) != 0)
            fail("Expected to give " + path_ + "/bandian.lock to the database's owner, but it cannot be given.");
        if (whole && found.st_uid == 0 && ::chown(path_.c_str(), owner.user, owner.group) == 0)
            found.st_uid = owner.user;
    }
    ::fchmod(lock_.fd(), 0600);
    if (found.st_uid != (root ? owner.user : ::geteuid())) return;  // somebody else's: its owner says who comes in
    if (whole) ::chmod(path_.c_str(), 0700);
}

void DataFolder::open_log(OsUser owner) {
    const auto open = [&](const std::string& name) {
        const std::string file = path_ + '/' + name;
        OpenFile opened{::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600)};
        if (opened.fd() < 0)
            fail("Expected to write " + file + ", but it cannot be written: make it yours, or remove it.");
        struct stat found {};
        if (::fstat(opened.fd(), &found) != 0 || !S_ISREG(found.st_mode) || found.st_nlink != 1)
            fail("Expected " + file + " to be a file of its own, but it is something else: remove it.");
        if (::geteuid() == 0 && owner.user != 0 && ::fchown(opened.fd(), owner.user, owner.group) != 0)
            fail("Expected to give " + file + " to the database's owner, but it cannot be given.");
        if (::fchmod(opened.fd(), 0600) != 0)
            fail("Expected to close " + file + " to others, but it cannot be closed.");
        return opened;
    };
    log_ = open("postgres.log");
    earlier_log_ = open("postgres.log.1");
    bound_log();
}

std::string DataFolder::end_of_log() const {
    struct stat found {};
    if (::fstat(log_.fd(), &found) != 0) return {};
    char text[1500];
    const ssize_t size =
        ::pread(log_.fd(), text, sizeof text, std::max<off_t>(0, found.st_size - static_cast<off_t>(sizeof text)));
    return size > 0 ? std::string{text, static_cast<std::size_t>(size)} : std::string{};
}

void DataFolder::bound_log() const {
    struct stat found {};
    if (::fstat(log_.fd(), &found) != 0 || found.st_size <= largest_log) return;
    // PostgreSQL goes on writing to the file it has open, so its content moves and the file stays.
    if (::ftruncate(earlier_log_.fd(), 0) != 0) return;
    std::string some(1 << 16, '\0');
    for (off_t at = found.st_size - largest_log;;) {
        const ssize_t size = ::pread(log_.fd(), some.data(), some.size(), at);
        if (size <= 0 || ::write(earlier_log_.fd(), some.data(), static_cast<std::size_t>(size)) != size) break;
        at += size;
    }
    if (::ftruncate(log_.fd(), 0) != 0) return;  // tried again in a moment
}

}  // namespace bandian::store
