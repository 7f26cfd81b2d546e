#include "store/routines.hpp"

#include "store/asking.hpp"
#include "store/queries.hpp"

#include <sodium.h>

#include <set>
#include <sstream>
#include <stdexcept>

namespace bandian::store {

namespace {

std::vector<std::string> needs_of(const std::string& text) {
    constexpr std::string_view mark = "-- needs:";
    std::vector<std::string> all;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind(mark, 0) != 0) continue;
        std::istringstream names{line.substr(mark.size())};
        for (std::string name; names >> name;) all.push_back(name);
    }
    return all;
}

/// Puts files behind what they need, one after the other.
class Ordering {
public:
    explicit Ordering(const Files& files) {
        for (const auto& [name, text] : files) texts_.emplace(name, text);
    }
    Files all() {
        for (const auto& [name, text] : texts_) add(name);
        return std::move(ordered_);
    }

private:
    void add(const std::string& name) {
        if (added_.count(name) != 0) return;
        const auto found = texts_.find(name);
        if (found == texts_.end()) throw std::logic_error("no routine " + name + ", though another needs it");
        if (!under_way_.insert(name).second) throw std::logic_error("routine " + name + " needs itself");
        for (const std::string& other : needs_of(found->second)) add(other);
        added_.insert(name);
        ordered_.emplace_back(*found);
    }

    std::map<std::string, std::string> texts_;
    std::set<std::string> under_way_;
    std::set<std::string> added_;
    Files ordered_;
};

}  // namespace

Files in_order(const Files& files) { return Ordering{files}.all(); }

std::string hash_of(const Files& files) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    const auto add = [&state](const std::string& text) {  // with its end, so that nothing moves from one to the next
        crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(text.c_str()), text.size() + 1);
    };
    for (const auto& [name, text] : files) {
        add(name);
        add(text);
    }
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256_final(&state, reinterpret_cast<unsigned char*>(hash.data()));
    return to_hex(hash);
}

std::string body_of(const std::string& routine) {
    constexpr std::string_view mark = "$$";
    const auto begin = routine.find(mark), end = routine.rfind(mark);
    if (begin == end) throw std::logic_error("a routine without a body between two $$");
    return routine.substr(begin + mark.size(), end - begin - mark.size());
}

void install_routines(pqxx::work& work, bool anew) {
    const std::string hash = hash_of(routines());
    const pqxx::result last = execute(work, query("last_routine_set"), program_version());
    if (!last.empty()) {
        const pqxx::row there = last[0];
        if (there["is_newer"].as<bool>())
            throw app::Unavailable("Expected a database of this program's version or an older one, but version " +
                                       text_in(there, "program") + " has been here: run the newer program.",
                                   false);
        if (!anew && there["hash"].c_str() == hash) return;
    }
    for (const auto& [name, text] : in_order(routines())) work.exec(text);
    execute(work, query("add_routine_set"), hash, program_version());
}

}  // namespace bandian::store
