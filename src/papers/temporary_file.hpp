#pragma once
// A file without a name: it is gone with whoever has it open, and nobody else finds it.

#include "app/materials.hpp"

namespace bandian::papers {

class TemporaryFile {
public:
    TemporaryFile();
    explicit TemporaryFile(const app::WholeFile& file);  ///< with all of its bytes
    ~TemporaryFile();
    TemporaryFile(const TemporaryFile&) = delete;

    void add(const char* bytes, std::size_t size);
    /// From where the next read begins.
    void rewind() const;
    int fd() const { return fd_; }

private:
    int fd_;
};

}  // namespace bandian::papers
