#pragma once
// The folder under --data: whose it is, that one program alone works on it, and the log of its PostgreSQL.

#include <string>

#include <sys/types.h>

namespace bandian::store {

/// A file descriptor of ours.
class OpenFile {
public:
    explicit OpenFile(int fd = -1) : fd_(fd) {}
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    OpenFile(OpenFile&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
    OpenFile& operator=(OpenFile&& other) noexcept;
    ~OpenFile();
    int fd() const { return fd_; }

private:
    int fd_;
};

struct OsUser {
    uid_t user = 0;
    gid_t group = 0;
};

class DataFolder {
public:
    /// Makes the folder when there is none, and takes it for this program alone. Throws app::Fault with what to do.
    explicit DataFolder(const std::string& path);
    ~DataFolder();
    DataFolder(const DataFolder&) = delete;

    const std::string& path() const { return path_; }  ///< absolute
    /// Closes it to others. As root also: gives it to `owner`, unless it holds things that are not a service's.
    void close_to_others(OsUser owner);
    /// Opens the log, which a later change of the OS user leaves open.
    void open_log(OsUser owner);
    int log() const { return log_.fd(); }
    std::string end_of_log() const;
    /// Keeps the log below two times its bound: what lies before the last `largest_log` bytes goes.
    void bound_log() const;

private:
    void lock();
    bool holds_only_ours() const;

    std::string path_;
    bool made_ = false;
    OpenFile lock_, log_, earlier_log_;
};

}  // namespace bandian::store
