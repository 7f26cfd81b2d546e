#include "app/desk.hpp"

#include "app/application.hpp"
#include "app/sweep.hpp"
#include "app/wording.hpp"
#include "casework/decide.hpp"
#include "text/cleaning.hpp"
#include "text/joined.hpp"
#include "wire/entry_day.hpp"
#include "wire/instant.hpp"
#include "wire/json.hpp"
#include "wire/timing.hpp"

#include <sodium.h>

#include <algorithm>

namespace bandian::app {

namespace {

constexpr int most_tries = 4;  // a write worked out under an older calendar is worked out again

using casework::Rejection;

Refusal refuse(Why why, std::string code, std::string field, std::string detail, std::string reason = {}) {
    return {why, {std::move(code), std::move(field), std::move(detail), std::move(reason)}, std::nullopt};
}

Refusal absent(const std::string& case_no) {
    return refuse(Why::absent, "no-such-case", "caseNo",
                  "Expected the number of a case, but there is none with \"" + case_no + "\".");
}

Refusal not_yours() {
    return refuse(Why::not_allowed, "not-yours", "",
                  "Expected somebody whose task this is, but it is another department's or role's.");
}

Refusal key_reused() {
    return refuse(Why::invalid, "key-reused", "Idempotency-Key",
                  "Expected a key of its own for each request, but this one came with another request before.");
}

Refusal stale(int current, int seen) {
    Refusal refusal = refuse(Why::stale, "stale-version", "If-Match",
                             "Expected the case's current version, " + std::to_string(current) + ", but got " +
                                 std::to_string(seen) + ": look at the case again.");
    refusal.current_version = current;
    return refusal;
}

Refusal calendar_changing() {
    return refuse(Why::not_now, "calendar-changing", "",
                  "The calendar is being changed at this moment: nothing was changed, try again.");
}

Refusal closed_pack(const RuleTrouble& trouble) {
    const std::string which = trouble.pack.empty() ? "all packs" : "pack " + trouble.pack;
    return refuse(
        Why::conflict, "pack-closed", "pack",
        trouble.detail + " Until that is mended, applications under " + which + " are refused; cases under way go on.");
}

Rejection not_one_pack(const std::string& id, const std::vector<std::shared_ptr<const process::Pack>>& packs) {
    if (packs.empty())
        return {"no-pack-in-force", "pack",
                "Expected a policy pack in force today, but there is none" +
                    (id.empty() ? "." : " with id \"" + id + "\".")};
    const std::string list = text::joined(packs, ", ", [](const auto& pack) { return pack->id; });
    return {"missing-member", "pack", "Expected one of " + list + ", since several are in force, but got none."};
}

/// A request without a key gets one of its own, so that it can be sent again when a connection is lost.
Idempotency guarded(const Idempotency& given) {
    if (!given.key.empty()) return given;
    unsigned char random[16];
    randombytes_buf(random, sizeof random);
    char hex[sizeof random * 2 + 1];
    return {std::string{"~"} + sodium_bin2hex(hex, sizeof hex, random, sizeof random), given.digest};
}

/// Whether something is said of the field already.
bool is_told(const std::vector<Rejection>& faults, const std::string& field) {
    return std::any_of(faults.begin(), faults.end(), [&](const Rejection& one) { return one.field == field; });
}

/// The text in its form, or why there is none; blanks alone are none.
std::variant<std::string, Refusal> in_form(const std::string& given, const std::string& field, text::Lines lines,
                                           std::size_t most) {
    auto cleaned = text::clean(given, lines, most);
    if (auto* flaw = std::get_if<text::Flaw>(&cleaned))
        return Refusal{Why::invalid,
                       {"invalid-member", field, std::move(flaw->detail), std::move(flaw->reason), flaw->bound},
                       std::nullopt};
    return std::get<std::string>(std::move(cleaned));
}

constexpr std::size_t longest_recipient = 200;  // characters
constexpr std::size_t code_length = 10;

/// Crockford's base 32, of the low bits of each byte.
std::string characters(const std::array<unsigned char, 32>& mac, std::size_t count) {
    static constexpr char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += alphabet[mac[i] % 32];
    return text;
}

/// In the same time wherever they differ.
bool same(const std::string& a, const std::string& b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

Desk::Desk(const DeskStores& stores, const Time& time, Rules& rules)
    : stores_(stores), time_(time), rules_(rules), receipt_secret_(stores.cases.receipt_secret()) {}

std::optional<Outcome<Opened>> Desk::opened_before(const Idempotency& given) {
    const auto known = given.key.empty() ? std::nullopt : stores_.cases.answered(given.key);
    if (!known) return std::nullopt;
    if (known->digest != given.digest) return key_reused();
    return Opened{known->case_no, code_of(known->case_no, known->receipt_salt), known->version};
}

Outcome<Opened> Desk::open(const OpenRequest& request) {
    const auto refused = [&](Refusal no) {
        // What was opened stays opened, whatever would be said of it by now.
        return opened_before(request.idempotency).value_or(std::move(no));
    };
    if (!(request.submitted_on ? may_open_late(request.by) : may_open(request.by))) return not_yours();
    OpenRequest sent = request;
    std::vector<Rejection> wrong = request.wrong;
    for (Rejection& fault : put_in_form(sent.applicant, sent.site)) wrong.push_back(std::move(fault));
    const std::vector<Rejection> unwritten = put_in_form(sent.attributes, "attributes");
    wrong.insert(wrong.end(), unwritten.begin(), unwritten.end());
    sent.idempotency = guarded(request.idempotency);
    const Instant now = time_.now();
    for (int tries = 0; tries < most_tries; ++tries, rules_.reload()) {
        const auto rules = rules_.now();
        const calendar::Day today = wire::local_day(now, rules->time_zone),
                            submitted = request.submitted_on.value_or(today);
        std::vector<Rejection> all = wrong;
        if (submitted > today)
            all.push_back({"effective-too-late", "submittedOn",
                           "Expected a day not after today, " + calendar::to_string(today) + ", but got " +
                               calendar::to_string(submitted) + "."});
        if (const RuleTrouble* trouble = rules->closed(std::min(submitted, today), request.pack))
            return refused(closed_pack(*trouble));
        const auto any = rules->in_force(std::min(submitted, today), request.pack);
        if (any.empty() && request.submitted_on)
            all.push_back({"no-pack-in-force", "submittedOn",
                           "Expected a day on which a policy pack was in force, but on " +
                               calendar::to_string(submitted) + " there was none" +
                               (request.pack.empty() ? "." : " with id \"" + request.pack + "\".")});
        else if (any.size() != 1) all.push_back(not_one_pack(request.pack, any));
        else
            for (Rejection& fault : faults_of(sent, *any.front()))
                if (!is_told(unwritten, fault.field)) all.push_back(std::move(fault));
        if (!all.empty()) return refused({Why::invalid, all.front(), std::nullopt, all});
        Rejection no;
        const auto result = open_under(*rules, *any.front(), sent, now, no);
        if (!result) return refused({Why::invalid, no, std::nullopt});
        if (result->written == Written::key_reused) return key_reused();
        if (result->written != Written::other_revision)
            return Opened{result->case_no, code_of(result->case_no, result->receipt_salt), result->version};
    }
    return calendar_changing();
}

/// nullopt: `no` says why.
std::optional<WriteResult> Desk::open_under(const Rulebook& rules, const process::Pack& pack,
                                            const OpenRequest& request, Instant now, Rejection& no) {
    const calendar::Calendar& calendar = rules.calendar_of(pack);
    const casework::Command command{now, wire::entry_day(now, pack, calendar),
                                    casework::Submit{*request.process, request.attributes, request.submitted_on,
                                                     request.materials.get<std::vector<std::string>>()},
                                    request.by.account};
    const casework::Decision decision = casework::decide_submission(pack, command, calendar);
    if (const auto* rejection = std::get_if<Rejection>(&decision)) {
        no = *rejection;
        if (no.field == "effective") no.field = "submittedOn";
        return std::nullopt;
    }
    NewCase fresh;
    fresh.submitted_on = request.submitted_on.value_or(wire::local_day(now, pack.time_zone));
    fresh.submitted_at = request.submitted_on ? wire::noon_of(fresh.submitted_on, pack.time_zone) : now;
    fresh.submission = std::get<casework::Event>(decision);
    casework::Case c;
    c.pack = rules.by_hash(pack.hash);
    casework::apply(c, fresh.submission);
    fresh.prefix = pack.case_prefix;
    fresh.year = static_cast<int>(calendar::year_of(command.day));
    fresh.pack_hash = pack.hash;
    fresh.process = *request.process;
    fresh.applicant = request.applicant;
    fresh.site = request.site;
    if (request.by.is(Role::manager)) fresh.manager = request.by.account;
    fresh.projection = projection_of(c, casework::view(c, calendar, command.day), {}, calendar, rules.revision);
    fresh.idempotency = request.idempotency;
    return stores_.cases.open_case(fresh);
}

Outcome<Desk::Loaded> Desk::load(const std::string& case_no, const std::string& key) {
    auto stored = stores_.cases.load(case_no, key);
    if (!stored) return absent(case_no);
    auto rules = rules_.now();
    casework::Case c = case_of(*rules, {case_no, stored->pack_hash, 0, 0, std::move(stored->log)});
    const calendar::Calendar* calendar = &rules->calendar_of(*c.pack);
    return Loaded{std::move(*stored), std::move(c), std::move(rules), calendar};
}

Outcome<Recorded> Desk::enter(const std::string& case_no, const casework::Entry& given, const Act& act) {
    casework::Entry entry = given;
    if (const auto faults = put_in_form(entry); !faults.empty())
        return Refusal{Why::invalid, faults.front(), std::nullopt, faults};
    return record(
        case_no,
        [&](casework::Case& c, const Moment& moment) -> std::optional<Refusal> {
            if (!may_enter(act.by, entry, c, moment.view)) return not_yours();
            const casework::Decision decision =
                casework::decide(c, {moment.now, moment.day, entry, act.by.account}, moment.calendar);
            if (const auto* no = std::get_if<Rejection>(&decision)) return Refusal{Why::conflict, *no, std::nullopt};
            casework::apply(c, std::get<casework::Event>(decision));
            return std::nullopt;
        },
        act);
}

Outcome<Recorded> Desk::file_permits(const std::string& case_no, const Act& act) {
    return record(
        case_no,
        [&](casework::Case& c, const Moment& moment) -> std::optional<Refusal> {
            if (!may_file(act.by)) return not_yours();
            casework::ProcessState now = casework::process_state(c);
            std::vector<casework::Complete> filings;
            for (const casework::TaskInstance& o : now.task_instances) {
                const bool filing =
                    std::any_of(c.process->corrections.begin(), c.process->corrections.end(),
                                [&](const process::CorrectionRule& rule) { return rule.after == o.task; });
                if (!filing || o.state != casework::TaskState::active) continue;
                const process::Task& task = c.process->tasks[o.task];
                filings.push_back({o.path, task.outcomes.front(), {}, std::nullopt});
            }
            if (filings.empty())
                return refuse(Why::conflict, "nothing-to-file", "caseNo",
                              "Expected permits that wait to be filed, but there are none.");
            auto filed = casework::complete_together({std::move(c), std::move(now)}, moment.now, moment.day, filings,
                                                     moment.calendar, act.by.account);
            if (const auto* no = std::get_if<Rejection>(&filed)) return Refusal{Why::conflict, *no, std::nullopt};
            c = std::get<casework::CaseInState>(std::move(filed)).the_case;
            return std::nullopt;
        },
        act);
}

Outcome<Recorded> Desk::record(const std::string& case_no, const Acting& acting, const Act& act) {
    NewEvents fresh;
    fresh.case_no = case_no;
    fresh.idempotency = guarded(act.idempotency);
    for (int tries = 0; tries < most_tries; ++tries, rules_.reload()) {
        auto loaded_or_not = load(case_no, act.idempotency.key);
        if (auto* no = std::get_if<Refusal>(&loaded_or_not)) return *no;
        auto& loaded = std::get<Loaded>(loaded_or_not);
        casework::Case& c = loaded.the_case;
        const Instant now = std::max(time_.now(), c.log.back().at);
        const calendar::Day today = wire::today_of(c, now);
        const casework::CaseView before = casework::view(c, *loaded.calendar, today);
        // Whatever has changed since, what was answered stays the answer.
        const auto& known = loaded.stored.answered;
        if (known && known->digest == act.idempotency.digest && known->case_no == case_no)
            return Recorded{case_no, known->version};
        if (!sees(act.by, before, loaded.stored.manager)) return absent(case_no);
        if (known) return key_reused();
        if (act.version != c.version()) return stale(c.version(), act.version);
        fresh.expected_version = act.version;
        casework::settle_deemed(c, now, today, *loaded.calendar);
        const calendar::Day entered_on = wire::entry_day(now, c, *loaded.calendar);
        if (const auto no = acting(c, {now, entered_on, before, *loaded.calendar})) return *no;
        fresh.events.assign(c.log.begin() + act.version, c.log.end());
        const casework::CaseView view = casework::view(c, *loaded.calendar, wire::today_of(c, now));
        fresh.state = view.state;
        fresh.projection = projection_of(c, view, casework::results_of(c, view, *loaded.calendar), *loaded.calendar,
                                         loaded.rules->revision);
        if (std::holds_alternative<casework::Void>(fresh.events.back().entry)) {
            const std::vector<RaisedAlarm> alarms = stores_.alarms.alarms_of(case_no);
            fresh.last_alarm = alarms.empty() ? 0 : alarms.back().number;
            fresh.retracted = unwarranted(alarms, c, *loaded.calendar);
        }
        const WriteResult result = stores_.cases.append(fresh);
        switch (result.written) {
            case Written::done:
            case Written::repeated: return Recorded{case_no, result.version};
            case Written::key_reused: return key_reused();
            case Written::absent: return absent(case_no);
            case Written::stale: return stale(result.version, act.version);
            case Written::overtaken:
            case Written::other_revision: break;
        }
    }
    return calendar_changing();
}

Outcome<CaseOnDesk> Desk::look(const std::string& case_no, const Actor& actor) {
    auto found = look_at(case_no);
    const auto* desk = std::get_if<CaseOnDesk>(&found);
    if (desk && !sees(actor, desk->view, desk->manager)) return absent(case_no);
    return found;
}

Outcome<CaseOnDesk> Desk::look_at(const std::string& case_no) {
    auto outcome = load(case_no);
    if (auto* no = std::get_if<Refusal>(&outcome)) return *no;
    Loaded& loaded = std::get<Loaded>(outcome);
    const calendar::Day today = wire::today_of(loaded.the_case, time_.now());
    casework::CaseFacts view = casework::facts(loaded.the_case, *loaded.calendar, today);
    return CaseOnDesk{case_no,
                      loaded.rules->revision,
                      std::move(loaded.stored.applicant),
                      std::move(loaded.stored.site),
                      std::move(loaded.stored.manager),
                      std::move(loaded.the_case),
                      std::move(view),
                      std::move(loaded.stored.receipt_salt)};
}

Outcome<Recorded> Desk::assign(const std::string& case_no, const std::string& to, const Actor& actor) {
    const auto found = look(case_no, actor);
    if (const auto* no = std::get_if<Refusal>(&found)) return *no;
    if (!may_assign(actor)) return not_yours();
    if (!stores_.assignments.assign(case_no, to, actor, time_.now()))
        return refuse(Why::invalid, "unknown-user", "to",
                      "Expected the sign-in name of a colleague, but there is none with \"" + to + "\".");
    return Recorded{case_no, std::get<CaseOnDesk>(found).the_case.version()};
}

Outcome<Recorded> Desk::claim(const std::string& case_no, const std::string& path, const Actor& actor) {
    const auto found = look(case_no, actor);
    if (const auto* no = std::get_if<Refusal>(&found)) return *no;
    const auto& desk = std::get<CaseOnDesk>(found);
    if (!may_enter(actor, casework::Resume{path, std::nullopt}, desk.the_case, desk.view)) return not_yours();
    if (!stores_.assignments.claim(case_no, path, actor.account))
        return refuse(Why::conflict, "task-not-open", "task",
                      "Expected an open task of the case, but " + path + " is none.");
    return Recorded{case_no, desk.the_case.version()};
}

Outcome<Recorded> Desk::add_note(const std::string& case_no, const std::string& text, const Idempotency& idempotency,
                                 const Actor& actor) {
    const auto found = look(case_no, actor);
    if (const auto* no = std::get_if<Refusal>(&found)) return *no;
    const auto cleaned = in_form(text, "text", text::Lines::many, longest_prose);
    if (const auto* no = std::get_if<Refusal>(&cleaned)) return *no;
    const Note note{{}, {}, std::get<std::string>(cleaned), notes_of(actor)};
    if (!stores_.notes.add_note(case_no, actor, note, actor.account + '/' + guarded(idempotency).key, time_.now()))
        return key_reused();
    return Recorded{case_no, std::get<CaseOnDesk>(found).the_case.version()};
}

std::vector<Note> Desk::notes(const std::string& case_no, const Actor& actor) {
    std::vector<Note> notes = stores_.notes.notes_of(case_no);
    std::erase_if(notes, [&](const Note& note) { return !may_read_note(actor, note.department); });
    return notes;
}

// A code is ten characters of Crockford's alphabet, 50 bits: none is taken for another when read out. The first half is
// the case's own, worked out from its salt; the second seals the first. So one that was guessed is turned away before
// the record is asked, and takes as long whether there is the case or not; and one that was given out for another case
// of the same number has a seal that fits, but is not the one of the case that the record has.
std::string Desk::code_of(const std::string& subject, const std::string& salt) const {
    if (salt.empty()) return characters(key_for(subject), code_length);  // as it was printed before there were salts
    const std::string own = characters(key_for(subject + "\nown " + salt), code_length / 2);
    return own + characters(key_for(subject + "\nseal " + own), code_length / 2);
}

bool Desk::may_fit(const std::string& subject, const std::string& code) const {
    const bool whole = code.size() == code_length;
    const std::string given = whole ? code : std::string(code_length, '-');
    const bool sealed =
        same(given.substr(code_length / 2),
             characters(key_for(subject + "\nseal " + given.substr(0, code_length / 2)), code_length / 2));
    const bool unsalted = same(given, code_of(subject, {}));
    return whole & (sealed | unsalted);
}

std::vector<casework::Result> Desk::results(const CaseOnDesk& desk) const {
    const auto rules = rules_.now();
    return casework::results_of(desk.the_case, desk.view, rules->calendar_of(*desk.the_case.pack));
}

Outcome<Recorded> Desk::deliver(const std::string& case_no, ResultDelivery what, const Idempotency& idempotency,
                                const Actor& actor) {
    const auto found = look(case_no, actor);
    if (const auto* no = std::get_if<Refusal>(&found)) return *no;
    if (!may_deliver(actor)) return not_yours();
    const auto& desk = std::get<CaseOnDesk>(found);
    const auto all = results(desk);
    const auto result =
        std::find_if(all.begin(), all.end(), [&](const casework::Result& one) { return one.task == what.task; });
    if (result == all.end())
        return refuse(Why::invalid, "unknown-task", "task",
                      "Expected a task of the case that has given a result, but " + what.task + " is none.");
    const auto recipient = in_form(what.recipient, "recipient", text::Lines::one, longest_recipient);
    if (const auto* no = std::get_if<Refusal>(&recipient)) return *no;
    what.recipient = std::get<std::string>(recipient);
    if (what.how != "in-person" && what.how != "post")
        return refuse(Why::invalid, "invalid-member", "how",
                      "Expected in-person or post, but got \"" + what.how + "\".", "not-a-choice");
    if (what.on < result->given || what.on > desk.view.today)
        return refuse(Why::invalid, "invalid-member", "on",
                      "Expected a day from " + calendar::to_string(result->given) + ", when it was given, to today, " +
                          calendar::to_string(desk.view.today) + ", but got " + calendar::to_string(what.on) + ".",
                      "hand-over-day");
    what.by = actor.account;
    const Instant at = std::max(time_.now(), desk.the_case.log.back().at);  // never before the result
    if (!stores_.result_deliveries.deliver(case_no, what, actor.account + '/' + guarded(idempotency).key, at))
        return key_reused();
    return Recorded{case_no, desk.the_case.version()};
}

Outcome<CaseOnDesk> Desk::look_with_receipt(const std::string& case_no, const std::string& code) {
    if (may_fit(case_no, code)) {
        auto found = look_at(case_no);
        const auto* desk = std::get_if<CaseOnDesk>(&found);
        if (desk && same(receipt_code(*desk), code)) return found;
    }
    return refuse(Why::absent, "not-found", "caseNo",
                  "Expected a case number and the receipt code that belongs to it, but they do not fit together.");
}

bool Desk::is_genuine(const std::string& case_no, const std::string& kind, const std::string& code) {
    const std::string subject = kind + '/' + case_no;
    if (!may_fit(subject, code)) return false;
    const auto stored = stores_.cases.load(case_no);
    return stored && same(code_of(subject, stored->receipt_salt), code);
}

std::array<unsigned char, 32> Desk::key_for(const std::string& purpose) const {
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(receipt_secret_.data()),
                                receipt_secret_.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size());
    crypto_auth_hmacsha256_final(&state, mac.data());
    return mac;
}

Page<WorklistRow> Desk::worklist(WorklistQuery query, const Actor& actor) {
    query.scope = scope_of(actor);
    return stores_.lists.worklist(query, today());
}

std::vector<WorklistRow> Desk::judged_steps(const JudgedQuery& query) {
    rules_.now()->need_covered(today());
    return stores_.lists.judged_steps(query, today(), newest_judged);
}

Page<CaseRow> Desk::cases(CasesQuery query, const Actor& actor) {
    query.scope = scope_of(actor);
    return stores_.lists.cases(query, today());
}

std::vector<casework::Result> owed_in(const casework::Case& c, const casework::CaseView& view,
                                      const calendar::Calendar& calendar, const LoggedCase& logged) {
    if (!logged.owes) return {};
    std::vector<casework::Result> owed = casework::results_of(c, view, calendar);
    std::erase_if(owed, [&](const casework::Result& one) {
        const auto handed = logged.handed_over.find(one.task);
        return handed != logged.handed_over.end() && is_of_standing_result(c, one.task, handed->second);
    });
    return owed;
}

bool is_of_standing_result(const casework::Case& c, const std::string& task, Instant handed_over_at) {
    const std::vector<bool> back = casework::taken_back(c.log);
    for (std::size_t i = c.log.size(); i-- > 0;) {
        const auto* complete = std::get_if<casework::Complete>(&c.log[i].entry);
        const auto* deem = std::get_if<casework::Deem>(&c.log[i].entry);
        if (!back[i] && ((complete && complete->task == task) || (deem && deem->task == task)))
            return c.log[i].at <= handed_over_at;
    }
    return false;
}

std::vector<ResultDelivery> Desk::handed_over(const CaseOnDesk& desk) {
    std::vector<ResultDelivery> all = stores_.result_deliveries.handed_over(desk.case_no);
    std::erase_if(all, [&](const ResultDelivery& one) {
        return !is_of_standing_result(desk.the_case, one.task, wire::parse_instant(one.at).value());
    });
    return all;
}

std::optional<calendar::Day> next_attention(const casework::CaseView& view, const std::vector<casework::Result>& owed,
                                            calendar::Day from) {
    std::optional<calendar::Day> next;
    const auto take = [&](calendar::Day day) {
        // A sweep has just looked at what is past, and left what lies before the case was entered for the day after.
        if (day < from && from > view.today && !view.being_entered()) return;
        next = std::min(next.value_or(calendar::Day::max()), std::max(day, from));
    };
    for (const casework::ClockView& clock : view.clocks) {
        const clocks::Reading& r = clock.reading;
        if (!r.light || !r.due) continue;
        const bool running = r.state == clocks::ClockState::running;
        if (running && r.turns_yellow) take(*r.turns_yellow);
        if (running) take(*r.due);
        if (running || r.broken) take(*r.due + date::days{1});
    }
    for (const casework::TaskView& task : view.tasks)
        if (task.deemed) take(*task.until);
    for (const casework::Result& result : owed)
        if (result.deliver_by) take(*result.deliver_by + date::days{1});
    return next;
}

namespace {

/// Of a case that ended in power.
std::optional<Mean> mean_of(const casework::Case& c, const casework::CaseView& view) {
    if (view.state != casework::CaseState::energized) return std::nullopt;
    for (const casework::ClockView& clock : view.clocks)
        if (c.process->clocks[clock.clock].kind == process::ClockKind::mean)
            return Mean{clock.reading.used.value, clock.reading.limit.value};
    return std::nullopt;
}

}  // namespace

Projection projection_of(const casework::Case& c, const casework::CaseView& view,
                         const std::vector<casework::Result>& owed, const calendar::Calendar& calendar, int revision) {
    Projection projection;
    if (view.state == casework::CaseState::open)
        projection.timing = wire::to_text(view.timing, *c.process, wire::today_of(c, c.log.back().at));
    projection.revision = revision;
    // Nothing in a closed case runs on.
    const bool open = view.state == casework::CaseState::open;
    projection.reaches = open ? view.today : wire::today_of(c, c.log.back().at);
    projection.attention = next_attention(view, owed, view.today);
    projection.steps = steps_of(c, view, calendar);
    projection.mean = mean_of(c, view);
    for (const casework::ClockView& clock : view.clocks) {
        // A clock that is held, or has missed its day, looks at every day that passes.
        const clocks::Reading& r = clock.reading;
        if (r.state == clocks::ClockState::stopped) continue;
        const bool bounded = r.state == clocks::ClockState::running && !r.broken && r.due;
        if (!bounded) projection.reaches.reset();
        else if (projection.reaches) projection.reaches = std::max(*projection.reaches, *r.due);
    }
    return projection;
}

}  // namespace bandian::app
