#include "app/wording.hpp"

#include "casework/attributes.hpp"
#include "text/cleaning.hpp"

namespace bandian::app {

namespace {

using casework::Rejection;
using process::Record;
using process::Value;

class Wording {
public:
    explicit Wording(std::vector<Rejection>& faults) : faults_(faults) {}

    void operator()(casework::Submit& entry) { attributes(entry.attributes, "attributes"); }
    void operator()(casework::Complete& entry) {
        attributes(entry.attributes, "attributes");
        prose(entry.reason, "reason");
        prose(entry.law, "law");
    }
    void operator()(casework::Hold& entry) {
        for (std::size_t i = 0; i < entry.missing.size(); ++i)
            prose(entry.missing[i], "missing[" + std::to_string(i) + ']');
        prose(entry.override_why, "override");
    }
    void operator()(casework::Resume&) {}
    void operator()(casework::Extend& entry) { prose(entry.reason, "reason"); }
    void operator()(casework::Amend& entry) {
        attributes(entry.attributes, "attributes");
        attributes(entry.add, "add");
        prose(entry.reason, "reason");
    }
    void operator()(casework::Void& entry) { prose(entry.reason, "reason"); }
    void operator()(casework::Withdraw& entry) { prose(entry.reason, "reason"); }
    void operator()(casework::Deem&) {}

    void attributes(Record& record, const std::string& field) {
        for (auto at = record.begin(); at != record.end();) {
            value(at->second, field + '.' + at->first);
            const auto* left = at->second.as<std::string>();
            at = left && left->empty() ? record.erase(at) : std::next(at);
        }
    }

private:
    void value(Value& given, const std::string& field) {
        if (auto* line = given.as<std::string>())
            put(*line, field, text::Lines::one, casework::longest_text, "invalid-attribute");
        else if (auto* record = given.as<Record>()) attributes(*record, field);
        else if (auto* list = given.as<process::List>())
            for (std::size_t i = 0; i < list->size(); ++i) value((*list)[i], field + '[' + std::to_string(i) + ']');
    }

    void prose(std::string& given, const std::string& field) {
        put(given, field, text::Lines::many, longest_prose, "invalid-member");
    }

    void put(std::string& given, const std::string& field, text::Lines lines, std::size_t most, const char* code) {
        if (given.empty()) return;
        auto cleaned = text::clean(given, lines, most);
        auto* flaw = std::get_if<text::Flaw>(&cleaned);
        if (!flaw) given = std::get<std::string>(std::move(cleaned));
        else if (flaw->reason == "text-blank") given.clear();
        else faults_.push_back({code, field, std::move(flaw->detail), std::move(flaw->reason), flaw->bound});
    }

    std::vector<Rejection>& faults_;
};

}  // namespace

std::vector<Rejection> put_in_form(casework::Entry& entry) {
    std::vector<Rejection> faults;
    std::visit(Wording{faults}, entry);
    return faults;
}

std::vector<Rejection> put_in_form(Record& attributes, const std::string& field) {
    std::vector<Rejection> faults;
    Wording{faults}.attributes(attributes, field);
    return faults;
}

}  // namespace bandian::app
