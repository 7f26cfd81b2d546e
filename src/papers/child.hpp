#pragma once
// A program of the distribution that is given somebody's file: with little memory, little time, and nothing of ours
// open.

#include <chrono>
#include <string>
#include <vector>

namespace bandian::papers {

constexpr int page_pixels = 1600;  ///< the longer side of a picture that one draws

struct ChildBounds {
    std::chrono::milliseconds time{15'000};
    std::size_t output = 16 << 20;  ///< bytes
    std::size_t memory = 1 << 30;   ///< bytes of address space
};

struct ChildResult {
    int code = -1;  ///< of its exit; -1: it did not end by itself, or could not be started
    std::string out;
    std::string err;  ///< its first few thousand bytes
};

/// Runs words[0], a whole path, with `input` as its standard input. Throws app::Fault when no process can be made.
ChildResult run_child(const std::vector<std::string>& words, int input, const ChildBounds& bounds = {});

}  // namespace bandian::papers
