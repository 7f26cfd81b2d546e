#pragma once
// Who looked at what, who was denied what, and who changed what is no entry of a case 留痕. Append-only, and apart from
// the log.

#include "app/actor.hpp"
#include "app/ports.hpp"

#include <array>
#include <mutex>

namespace bandian::app {

/// Of Desk::key_for: what searches are hashed with.
constexpr const char* search_key_purpose = "searches";

struct TraceRow {
    std::int64_t number = 0;
    std::string at;       ///< RFC 3339
    std::string account;  ///< empty: nobody who is known
    std::string source;   ///< address; "cli": by command, and `account` is the operating system's
    std::string what;
    std::string case_no;  ///< empty: of no case
    /// Of a search: the first twelve hex digits of what was looked for, as a keyed hash; empty: gone, or none.
    std::string words;
};

struct TraceQuery {
    std::string case_no = {};          ///< empty: of any, and of none
    std::string account = {};          ///< empty: anybody's
    std::optional<Instant> from = {};  ///< inclusive
    std::optional<Instant> to = {};    ///< exclusive
    std::string words = {};            ///< keyed hash of what was looked for; empty: whatever
    std::int64_t after = 0;            ///< a row's number
    int limit = 1000;
};

class TraceStore {
public:
    virtual ~TraceStore() = default;
    /// `words`: a search's, as Tracer::hash_of gives them; empty: it is none.
    virtual void add(Instant now, const std::string& account, const std::string& source, const std::string& what,
                     const std::string& case_no, const std::string& words) = 0;
    /// In the order they came.
    virtual std::vector<TraceRow> rows(const TraceQuery& query) = 0;
    /// Takes out what was looked for before a moment, but for the last half year; that somebody searched stays.
    virtual void forget_searches(Instant before) = 0;
};

/// How many rows may be caused by those who are let in nowhere: so many by one, so many by all, in a span of time.
class Allowance {
public:
    using Moment = std::chrono::steady_clock::time_point;
    Allowance(int of_one, int of_all, Moment::duration span) : of_one_(of_one), of_all_(of_all), span_(span) {}

    /// nullopt: no more. Otherwise how many were left out since one was last allowed.
    std::optional<int> take(const std::string& whose, Moment now);

private:
    const int of_one_;
    const int of_all_;
    const Moment::duration span_;
    std::mutex mutex_;
    Moment began_{};
    std::map<std::string, int> taken_;  ///< never more of them than of_all_
    int all_ = 0;
    int left_out_ = 0;
};

class Tracer {
public:
    using Key = std::array<unsigned char, 32>;
    /// `key`: what searches are hashed with, the same in all instances.
    Tracer(TraceStore& store, const Time& time, const Key& key) : store_(store), time_(time), key_(key) {}

    /// A page that looks again and again leaves one in ten minutes.
    void viewed(const Actor& actor, const std::string& what, const std::string& case_no);
    /// The same of a list that is looked through for words.
    void searched(const Actor& actor, const std::string& what, const std::string& words);
    /// Somebody is about to change what is no case.
    void changed(const Actor& actor, const std::string& what);
    /// Somebody known has asked for what is not his, or for what there is not. `case_no` as he gave it.
    void denied(const Actor& actor, const std::string& what, const std::string& case_no);
    /// A token came that is none, or is none any more.
    void refused_token(const std::string& source);

    /// What was looked for, so that the same is the same: a number in any spelling, ASCII in either case.
    static std::string hash_of(const std::string& words, const Key& key);

private:
    void look(const Actor& actor, const std::string& what, const std::string& case_no, const std::string& words);
    bool is_new(const std::string& look);
    void remember(const std::string& look);
    void add_bounded(Allowance& allowance, const std::string& whose, const Actor& actor, const std::string& what,
                     const std::string& case_no);

    TraceStore& store_;
    const Time& time_;
    const Key key_;
    std::mutex mutex_;
    std::map<std::string, std::chrono::steady_clock::time_point> looks_;
    Allowance denials_{200, 5'000, std::chrono::minutes{10}};
    Allowance strangers_{10, 200, std::chrono::minutes{10}};
};

}  // namespace bandian::app
