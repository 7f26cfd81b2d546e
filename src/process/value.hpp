#pragma once
// What is known about a case: the values that conditions and limits are worked out from.

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bandian::process {

struct Value;
using List = std::vector<Value>;
using Record = std::map<std::string, Value, std::less<>>;

/// null (unknown), boolean, number, text, list or record; JSON's shapes, and FEEL's.
struct Value : std::variant<std::monostate, bool, double, std::string, List, Record> {
    using variant::variant;

    bool is_null() const { return index() == 0; }
    template <class T>
    const T* as() const {
        return std::get_if<T>(static_cast<const variant*>(this));
    }
    template <class T>
    T* as() {
        return std::get_if<T>(static_cast<variant*>(this));
    }
};

/// "true or false", "a number", …: for messages.
std::string_view kind_of(const Value& value);

/// As one would write it: 3, "cable", true, null.
std::string to_text(const Value& value);

}  // namespace bandian::process
