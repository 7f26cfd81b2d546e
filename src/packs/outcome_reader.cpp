#include "packs/outcome_reader.hpp"

#include "text/joined.hpp"

#include <algorithm>
#include <cmath>

namespace bandian::packs {

namespace {

using process::Need;
using process::Notice;
using process::Outcome;
using process::ResultDelivery;

constexpr int most_days = 1000;

process::Origin origin(const Mapping& mapping) {
    const Place place = mapping.place();
    return {place.file, place.line, place.column};
}

/// The one of `all` whose word the key has; the first of them and a fault when it has none.
template <class Kind, std::size_t n>
Kind one_of(Mapping& mapping, const std::string& key, const std::array<Kind, n>& all) {
    const std::string text = mapping.text_or(key, "");
    if (const auto kind = process::named(text, all)) return *kind;
    const std::string list = text::joined(all, ", ", [](Kind kind) { return word(kind); });
    mapping.fault(mapping.place_of(key), "Expected " + key + " to be one of " + list + ", but " +
                                             (text.empty() ? "it is missing." : "got \"" + text + "\"."));
    return all.front();
}

void read_needs(Mapping& mapping, const std::string& key, Need need, Outcome& outcome) {
    for (const std::string& word : mapping.list(key)) {
        if (word == "reason") outcome.reason = std::max(outcome.reason, need);
        else if (word == "law") outcome.law = std::max(outcome.law, need);
        else
            mapping.fault(mapping.place_of(key), "Expected " + key + " to list reason, law, but got \"" + word + "\".");
    }
}

ResultDelivery read_delivery(Mapping& mapping) {
    ResultDelivery delivery;
    delivery.name = mapping.text_or("name", "");
    delivery.name_en = mapping.text_or("nameEn", "");
    delivery.clause = mapping.text_or("clause", "");
    if (const auto within = mapping.number("within")) {
        if (*within >= 1 && *within <= most_days && *within == std::floor(*within))
            delivery.within = static_cast<int>(*within);
        else
            mapping.fault(mapping.place_of("within"), "Expected within to be a whole number from 1 to " +
                                                          std::to_string(most_days) + ", but got " +
                                                          process::to_text(process::Value{*within}) + ".");
    }
    if (mapping.node("unit")) delivery.unit = one_of(mapping, "unit", process::all_units);
    if (mapping.node("party")) delivery.party = read_party(mapping);
    if (!delivery.within && (mapping.node("unit") || mapping.node("party")))
        mapping.fault(mapping.place(),
                      "Expected within beside unit and party, since they are of a term, but it is missing.");
    return delivery;
}

Outcome read_outcome(Mapping& mapping) {
    Outcome outcome;
    outcome.id = mapping.text("id");
    outcome.name = mapping.text("name");
    outcome.name_en = mapping.text_or("nameEn", "");
    outcome.done = mapping.text_or("done", "");
    outcome.done_en = mapping.text_or("doneEn", "");
    outcome.kind = one_of(mapping, "kind", process::all_outcome_kinds);
    read_needs(mapping, "needs", Need::required, outcome);
    read_needs(mapping, "asks", Need::asked, outcome);
    if (const auto node = mapping.node("handOver")) {
        if (node->IsMap()) {
            Mapping nested{*node, mapping.file(), "handOver", mapping.faults()};
            outcome.delivery = read_delivery(nested);
        } else {
            mapping.fault(mapping.place_of("handOver"),
                          "Expected handOver to be a mapping, perhaps { }, but it is not.");
        }
    }
    outcome.notice = mapping.text_or("notice", "");
    outcome.origin = origin(mapping);
    return outcome;
}

process::Template read_template(Mapping& mapping, const std::string& key, const PackFiles& files) {
    const std::string name = mapping.text_or(key, "");
    if (name.empty()) return {};
    const auto found = files.content.find(name);
    if (found == files.content.end() || !is_template(name)) {
        std::string known;
        for (const auto& [file, text] : files.content)
            if (is_template(file)) known += (known.empty() ? "" : ", ") + file;
        mapping.faults().push_back({mapping.place_of(key), Severity::error,
                                    "Expected " + key + " to name a file of the pack that ends in .mustache (" +
                                        (known.empty() ? "there is none" : known) + "), but got \"" + name + "\".",
                                    "template"});
        return {};
    }
    return {files.folder + '/' + name, found->second};
}

Notice read_notice(Mapping& mapping, const PackFiles& files) {
    Notice notice;
    notice.id = mapping.text("id");
    if (!notice.id.empty() && !fits_in_path(notice.id, Dots::refused))
        mapping.faults().push_back({mapping.place_of("id"), Severity::error,
                                    "Expected the id of a notice to be letters, digits, - and _, at most " +
                                        std::to_string(longest_id) +
                                        " bytes, since it is part of addresses, but got \"" + notice.id + "\".",
                                    "id"});
    notice.name = mapping.text("name");
    notice.name_en = mapping.text_or("nameEn", "");
    notice.on = one_of(mapping, "on", process::all_occasions);
    notice.law = mapping.text_or("law", "");
    notice.law_en = mapping.text_or("lawEn", "");
    notice.note = mapping.text_or("note", "");
    notice.note_en = mapping.text_or("noteEn", "");
    notice.remedy = mapping.text_or("remedy", "");
    notice.remedy_en = mapping.text_or("remedyEn", "");
    notice.for_all = mapping.flag("forAll");
    notice.sheet = read_template(mapping, "template", files);
    notice.sheet_en = read_template(mapping, "templateEn", files);
    notice.origin = origin(mapping);
    return notice;
}

}  // namespace

std::optional<process::Party> read_party(Mapping& mapping) {
    const std::string word = mapping.text("party");
    const auto party = process::party_named(word);
    if (!party)
        mapping.fault(mapping.place_of("party"),
                      "Expected utility, government, applicant or works, but got \"" + word + "\".");
    return party;
}

void read_outcomes(Mapping& mapping, const PackFiles& files, process::Pack& pack) {
    const auto format = mapping.number("format");
    if (!format) {
        const auto too_new = [&](const Place& place, const std::string& key) {
            mapping.faults().push_back({place, Severity::error,
                                        "Expected format: " + std::to_string(newest_format) + " in a pack that has " +
                                            key + ", but it says no format.",
                                        "format"});
        };
        for (const char* key : {"outcomes", "notices"})
            if (mapping.node(key)) too_new(mapping.place_of(key), key);
        for (const process::HoldReason& reason : pack.hold_reasons)
            if (!reason.notice.empty())
                too_new({reason.origin.file, reason.origin.line, reason.origin.column}, "a notice of a hold reason");
        return hold_as_before_formats(pack);
    }
    if (*format < 1 || *format > newest_format || *format != std::floor(*format)) {
        for (const char* key : {"outcomes", "notices"}) mapping.node(key);  // whatever they say there
        mapping.faults().push_back({mapping.place_of("format"), Severity::error,
                                    "Expected a format from 1 to " + std::to_string(newest_format) +
                                        ", those that this program reads, but got " +
                                        process::to_text(process::Value{*format}) + ".",
                                    "format"});
        return;
    }
    pack.format = static_cast<int>(*format);
    if (pack.format == 1) return hold_as_before_formats(pack);
    mapping.each("outcomes", [&](Mapping& one) { pack.outcomes.push_back(read_outcome(one)); });
    mapping.each("notices", [&](Mapping& one) { pack.notices.push_back(read_notice(one, files)); });
}

}  // namespace bandian::packs
