#pragma once
// A virus scanner beside the service: ClamAV's clamd, over its unix socket.

#include "papers/temporary_file.hpp"

#include <optional>
#include <string>

namespace bandian::papers {

class Clamd {
public:
    explicit Clamd(std::string socket) : socket_(std::move(socket)) {}

    /// What is against the file: harmful-file, or scanner-unreachable for now. Never nullopt without its word that
    /// there is nothing.
    std::optional<app::FileRefusal> scan(const TemporaryFile& file) const;
    /// Whether it answers.
    bool answers() const;

private:
    std::string socket_;
};

}  // namespace bandian::papers
