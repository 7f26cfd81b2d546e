#pragma once
// The trace in memory, as the one in PostgreSQL behaves: both pass tests/store/trace_conformance_test.cpp. Its hashes
// are not its business.

#include "app/trace.hpp"

#include <date/date.h>

#include <algorithm>

namespace bandian::app {

class MemoryTrace : public TraceStore {
public:
    void add(Instant now, const std::string& account, const std::string& source, const std::string& what,
             const std::string& case_no, const std::string& words) override {
        const std::lock_guard lock(mutex_);
        const auto number = static_cast<std::int64_t>(kept_.size()) + 1;
        kept_.push_back({{number, date::format("%FT%TZ", now), account, source, what, case_no, {}}, now, words});
    }
    std::vector<TraceRow> rows(const TraceQuery& q) override {
        const std::lock_guard lock(mutex_);
        std::vector<TraceRow> all;
        for (const Kept& one : kept_) {
            const bool asked = one.row.number > q.after && (q.case_no.empty() || one.row.case_no == q.case_no) &&
                               (q.account.empty() || one.row.account == q.account) && (!q.from || one.at >= *q.from) &&
                               (!q.to || one.at < *q.to) && (q.words.empty() || one.words == q.words);
            if (!asked || static_cast<int>(all.size()) == q.limit) continue;
            all.push_back(one.row);
            all.back().words = hex(one.words).substr(0, 12);
        }
        return all;
    }
    void forget_searches(Instant before) override {
        const std::lock_guard lock(mutex_);
        if (kept_.empty()) return;
        const Instant until = std::min(before, kept_.back().at - date::days{180});
        for (Kept& one : kept_)
            if (one.at < until) one.words.clear();
    }

private:
    struct Kept {
        TraceRow row;
        Instant at{};
        std::string words;
    };

    static std::string hex(const std::string& bytes) {
        std::string text;
        for (const char c : bytes)
            for (const int half : {static_cast<unsigned char>(c) >> 4, c & 15}) text += "0123456789abcdef"[half];
        return text;
    }

    std::mutex mutex_;
    std::vector<Kept> kept_;
};

}  // namespace bandian::app
