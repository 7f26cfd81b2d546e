#include "packs/outcome_reader.hpp"

namespace bandian::packs {

namespace {

using process::Need;
using process::Occasion;
using process::Outcome;
using process::OutcomeKind;
using process::ResultDelivery;

Outcome outcome(const char* id, const char* name, const char* name_en, const char* done, const char* done_en,
                OutcomeKind kind = OutcomeKind::passes) {
    Outcome one;
    one.id = id;
    one.name = name;
    one.name_en = name_en;
    one.done = done;
    one.done_en = done_en;
    one.kind = kind;
    return one;
}

/// Forms asked for both, and nothing insisted on either.
Outcome asking(Outcome one) {
    one.reason = one.law = Need::asked;
    return one;
}

Outcome handed_over(Outcome one) {
    one.delivery = ResultDelivery{};
    return one;
}

Outcome printing(Outcome one, const char* notice) {
    one.notice = notice;
    return one;
}

/// 行政许可法 44: a department's permit is delivered within ten days of the decision, working days by 82.
Outcome due_in_ten(Outcome one) {
    one.delivery->within = 10;
    one.delivery->party = process::Party::government;
    return one;
}

process::Notice notice(const char* id, const char* name, const char* name_en, Occasion on, const char* law) {
    process::Notice one;
    one.id = id;
    one.name = name;
    one.name_en = name_en;
    one.on = on;
    one.law = law;
    return one;
}

}  // namespace

void hold_as_before_formats(process::Pack& pack) {
    pack.outcomes = {
        printing(outcome("accepted", "受理", "Accept", "已受理", "accepted"), "acceptance"),
        printing(handed_over(asking(outcome("rejected", "不予受理", "Do not accept", "不予受理", "not accepted",
                                            OutcomeKind::denies))),
                 "refusal"),
        handed_over(
            outcome("replied", "答复方案", "Answer with plan", "已答复方案", "plan given", OutcomeKind::answers)),
        outcome("filed", "已报送", "Filed", "已报送", "filed"),
        due_in_ten(handed_over(outcome("granted", "准予许可", "Grant", "准予许可", "granted", OutcomeKind::grants))),
        printing(
            handed_over(asking(outcome("refused", "不予许可", "Refuse", "不予许可", "refused", OutcomeKind::denies))),
            "refusal"),
        outcome("done", "办结", "Done", "已办结", "done"),
        outcome("paid", "已缴费", "Paid", "已缴费", "paid"),
        outcome("passed", "验收合格", "Passed", "验收合格", "passed"),
        asking(outcome("failed", "验收不合格", "Failed", "验收不合格", "failed", OutcomeKind::returns)),
        handed_over(outcome("energized", "已送电", "Power is on", "已送电", "power is on", OutcomeKind::answers)),
        outcome("returned", "退回", "Return", "已退回", "returned")};
    process::Notice acceptance =
        notice("acceptance", "受理通知书", "Notice of acceptance", Occasion::outcome, "行政许可法 第三十二条");
    acceptance.for_all = true;
    process::Notice correction =
        notice("correction", "一次性告知书（补正）", "Correction notice", Occasion::hold, "行政许可法 第三十二条");
    correction.note = "补正期间不计入办理时限";
    process::Notice refusal =
        notice("refusal", "不予许可决定书", "Notice of refusal", Occasion::outcome, "行政许可法 第三十八条");
    refusal.remedy = "可以自收到之日起六十日内申请行政复议，或者六个月内提起行政诉讼";
    pack.notices = {
        std::move(acceptance), std::move(correction), std::move(refusal),
        notice("extension", "延长期限告知书", "Notice of extension", Occasion::extension, "行政许可法 第四十二条")};
    for (process::HoldReason& reason : pack.hold_reasons)
        if (reason.names_missing) reason.notice = "correction";
}

}  // namespace bandian::packs
