#include "papers/temporary_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace bandian::papers {

namespace {

/// Whose TMPDIR it is may have been root's.
int open_nameless() {
    for (const std::string& folder :
         {std::string{std::getenv("TMPDIR") ? std::getenv("TMPDIR") : ""}, std::string{"/tmp"}}) {
        std::string name = folder + "/bandian-XXXXXX";
        const int fd = folder.empty() ? -1 : ::mkostemp(name.data(), O_CLOEXEC);
        if (fd < 0) continue;
        ::unlink(name.c_str());
        return fd;
    }
    throw app::Unavailable(std::string{"a temporary file cannot be made: "} + std::strerror(errno), false);
}

}  // namespace

TemporaryFile::TemporaryFile() : fd_(open_nameless()) {}

TemporaryFile::TemporaryFile(const app::WholeFile& file) : TemporaryFile() {
    std::size_t size = 0;
    for (std::string some = file.from(0); !some.empty(); some = file.from(size)) {
        add(some.data(), some.size());
        size += some.size();
    }
    if (size != file.bytes) throw app::Unavailable("a file that was just stored is not there whole", false);
    rewind();
}

TemporaryFile::~TemporaryFile() {
    if (fd_ >= 0) ::close(fd_);
}

void TemporaryFile::add(const char* bytes, std::size_t size) {
    while (size > 0) {
        const ssize_t written = ::write(fd_, bytes, size);
        if (written <= 0)
            throw app::Unavailable(std::string{"a temporary file cannot be written: "} + std::strerror(errno), false);
        bytes += written;
        size -= static_cast<std::size_t>(written);
    }
}

void TemporaryFile::rewind() const { ::lseek(fd_, 0, SEEK_SET); }

}  // namespace bandian::papers
