#pragma once
// What people enter about a case, and the log of it. An entry that was accepted is an event; nothing else is recorded,
// because everything else follows from it.

#include "calendar/day.hpp"
#include "clocks/reading.hpp"
#include "process/value.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace bandian::casework {

using calendar::Day;
using clocks::Days;
using process::Record;
using Instant = date::sys_time<std::chrono::milliseconds>;

/// `effective`: the day it was really handed in, of a case that was under way before it was entered.
/// `materials`: ids of those that came with it on paper.
struct Submit {
    std::string process;
    Record attributes;
    std::optional<Day> effective = {};
    std::vector<std::string> materials = {};
};

/// `effective`: the day it really happened, when that is before the day of entry.
/// `reason` and `law`: why, as the applicant is told; the pack says which outcomes need them.
struct Complete {
    std::string task;
    std::string outcome;
    Record attributes;
    std::optional<Day> effective;
    std::string reason = {};
    std::string law = {};
};
struct Hold {
    std::string task;
    std::string reason;
    std::vector<std::string> missing;
    std::string override_why;
    std::optional<Day> effective;
};
struct Resume {
    std::string task;
    std::optional<Day> effective;
};

struct Extend {
    std::string clock;
    Days days;
    std::string reason;
};

/// `add`: list of places by the last name of their attribute (roadOccupation); `drop`: calls (road-excavation.1).
struct Amend {
    Record attributes;
    Record add;
    std::vector<std::string> drop;
    std::string reason;
};

/// Silence was the answer: entered by the system once the clock that the task's silence hangs on has run out.
struct Deem {
    std::string task;
    std::string outcome;
    Day effective{};
};

/// Takes back the entry with that number, as if it had never been made.
struct Void {
    int entry = 0;
    std::string reason;
};
struct Withdraw {
    std::string reason;
};

using Entry = std::variant<Submit, Complete, Hold, Resume, Extend, Amend, Void, Withdraw, Deem>;

/// Two times: `at` when it was entered, and the entry's own `effective` day. `day` is the local date of `at`.
/// `by`: the name of who made the entry; empty for the system itself.
struct Command {
    Instant at{};
    Day day{};
    Entry entry;
    std::string by = {};
};
/// The rules that something was decided under: a pack's id, and the hash of its bytes.
struct PackRef {
    std::string id;
    std::string hash;

    friend bool operator==(const PackRef&, const PackRef&) = default;
};

/// `pack`: of a submission; absent of what was recorded before submissions said it.
struct Event {
    int number = 0;
    Instant at{};
    Day day{};
    Entry entry;
    std::string by = {};
    std::optional<PackRef> pack = {};
};  ///< numbered from 1 within its case

/// The expected kind of failure: the answer is no, nothing has changed. "Expected …, but …".
struct Rejection {
    std::string code;   ///< stable, e.g. task-not-open
    std::string field;  ///< of the command, e.g. attributes.permits.roadExcavation[0].roadClass
    std::string detail;
    std::string reason = {};  ///< which rule of several was broken, stable as well: text-too-long; may be empty
    std::optional<double> bound = {};  ///< the number it speaks of: the least, the most, how many
};

}  // namespace bandian::casework
