#include "http/notice.hpp"

#include "casework/notices.hpp"
#include "http/naming.hpp"

#include <kainjow/mustache.hpp>

#include <array>
#include <stdexcept>

namespace bandian::http {

namespace {

using casework::NoticeDue;
using kainjow::mustache::data;

/// The text in that language, the Chinese one where there is no other.
std::string told(const std::string& zh, const std::string& en, Language language) {
    return language == Language::english && !en.empty() ? en : zh;
}

std::string told(const Json& both, Language language) {
    return told(both["zh"].get<std::string>(), both["en"].get<std::string>(), language);
}

struct SheetRow {
    const char* name;  ///< of process::template_names
    const char* zh;
    const char* en;
};

constexpr std::array<SheetRow, 18> sheet_rows{{{"caseNo", "办件编号", "Case"},
                                               {"applicant", "申请人", "Applicant"},
                                               {"address", "用电地址", "Address of supply"},
                                               {"process", "事项", "Applied for"},
                                               {"task", "环节", "Step"},
                                               {"hold", "停止计时原因", "Paused for"},
                                               {"missing", "需补正的全部材料", "All that is missing"},
                                               {"clock", "时限", "Time limit"},
                                               {"days", "延长", "Extended by"},
                                               {"note", "说明", "Note"},
                                               {"reason", "理由", "Reason"},
                                               {"law", "依据", "Under"},
                                               {"remedy", "救济途径", "How to object"},
                                               {"department", "出具单位", "Issued by"},
                                               {"day", "日期", "Date"},
                                               {"basis", "法律依据", "Legal basis"},
                                               {"policy", "政策文件", "Policy"},
                                               {"checkCode", "查验码", "Check code"}}};

/// The template of a notice of which the pack brings none of its own. What is absent leaves no row.
std::string plain_sheet(Language language) {
    const bool english = language == Language::english;
    std::string sheet = english ? "<!doctype html>\n<html lang=\"en\">" : "<!doctype html>\n<html lang=\"zh-CN\">";
    sheet += R"(<head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{title}} {{caseNo}}</title><link rel="stylesheet" href="/notice.css"></head>
<body><main><h1>{{title}}</h1>
<table>
)";
    for (const auto& [name, zh, en] : sheet_rows) {
        const std::string it{name};
        sheet +=
            "{{#" + it + "}}<tr><th>" + told(zh, en, language) + "</th><td>{{" + it + "}}</td></tr>{{/" + it + "}}\n";
    }
    if (english)
        sheet +=
            "<tr><th>Translation</th>"
            "<td>For information; the notice in Chinese is the one that counts.</td></tr>\n";
    sheet += "</table>\n<p>{{department}}";
    if (!english) sheet += "（盖章）";
    return sheet + "<br>{{day}}</p></main></body></html>\n";
}

/// 2018年10月8日, 8 October 2018
std::string written(calendar::Day day, Language language) {
    static constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                                       "July",    "August",   "September", "October", "November", "December"};
    const date::year_month_day d{day};
    const std::string year = std::to_string(static_cast<int>(d.year()));
    const auto month = static_cast<unsigned>(d.month());
    const std::string number = std::to_string(static_cast<unsigned>(d.day()));
    if (language == Language::english) return number + ' ' + months[month - 1] + ' ' + year;
    return year + "年" + std::to_string(month) + "月" + number + "日";
}

/// An extension, in the days of its clock.
std::string written(clocks::Days days, process::Unit unit, Language language) {
    const std::string number = std::to_string(days.value);
    const bool working = unit == process::Unit::working_days;
    if (language == Language::chinese) return number + (working ? " 个工作日" : " 日");
    return number + (working ? " working day" : " calendar day") + (days.value == 1 ? "" : "s");
}

/// What a sheet is filled in with, by the names of process::template_names; a text that is empty is left out.
class Filling {
public:
    Filling(const app::CaseOnDesk& desk, Language language) : desk_(desk), language_(language) {}

    data of(const NoticeDue& due, const std::string& check_code) {
        const process::Pack& pack = *desk_.the_case.pack;
        const process::Notice& notice = *due.notice;
        const process::Words title = words_of(notice);
        put("title", told(title.zh, title.en, language_));
        put("caseNo", desk_.case_no);
        put("applicant", desk_.applicant.value("name", ""));
        put("address", desk_.site.value("address", ""));
        put("process", told(desk_.the_case.process->name, desk_.the_case.process->name_en, language_));
        if (const process::Department* from = pack.department(due.owner))
            put("department", told(from->name, from->name_en, language_));
        put("day", written(due.day, language_));
        put("basis", told(notice.law, notice.law_en, language_));
        put("note", told(notice.note, notice.note_en, language_));
        put("remedy", told(notice.remedy, notice.remedy_en, language_));
        put("policy", pack.source);
        put("checkCode", check_code);
        std::visit([this](const auto& entry) { cause(entry); },
                   desk_.the_case.log[static_cast<std::size_t>(due.entry) - 1].entry);
        return std::move(filled_);
    }

private:
    void put(const char* name, const std::string& text) {
        if (!text.empty()) filled_.set(name, text);
    }

    void put_task(const std::string& path) {
        put("task", told(title_of_path(*desk_.the_case.process, path), language_));
    }

    void cause(const casework::Complete& entry) {
        put_task(entry.task);
        const process::Words done = done_words(*desk_.the_case.pack, entry.outcome);
        put("outcome", told(done.zh, done.en, language_));
        put("reason", entry.reason);
        put("law", entry.law);
    }

    void cause(const casework::Hold& entry) {
        const process::Pack& pack = *desk_.the_case.pack;
        put_task(entry.task);
        const process::HoldReason* reason = pack.hold_reason(entry.reason);
        // What lists what is missing needs no other word for why it waits.
        if (reason && !reason->names_missing) put("hold", told(reason->name, reason->name_en, language_));
        data items{data::type::list};
        std::string all;
        for (std::size_t i = 0; i < entry.missing.size(); ++i) {
            const process::Material* material = pack.material(entry.missing[i]);
            const std::string name = material ? told(material->name, material->name_en, language_) : entry.missing[i];
            data item;
            item.set("name", name);
            item.set("last", i + 1 == entry.missing.size());
            items.push_back(item);
            all += (all.empty() ? "" : language_ == Language::english ? "; " : "；") + name;
        }
        put("missing", all);
        filled_.set("items", items);
    }

    void cause(const casework::Extend& entry) {
        const casework::ClockView* clock = desk_.view.clock(entry.clock);
        put("clock", clock ? told(clock_title(*desk_.the_case.process, *clock), language_) : entry.clock);
        const process::Unit unit =
            clock ? desk_.the_case.process->clocks[clock->clock].unit : process::Unit::working_days;
        put("days", written(entry.days, unit, language_));
        put("reason", entry.reason);
    }

    template <class Other>
    void cause(const Other&) {
        throw std::logic_error("an entry that prints no notice");
    }

    const app::CaseOnDesk& desk_;
    Language language_;
    data filled_{data::type::object};
};

}  // namespace

Json letters_json(const std::vector<NoticeDue>& notices) {
    Json list = Json::array();
    for (const NoticeDue& due : notices) {
        const process::Words title = words_of(*due.notice);
        list.push_back({{"id", due.notice->id}, {"zh", title.zh}, {"en", title.en}});
    }
    return list;
}

Json notices_of(const app::CaseOnDesk& desk, const app::Actor& by) { return letters_json(visible(desk, by).notices); }

std::string notice(const app::CaseOnDesk& desk, const std::string& id, const std::string& check_code,
                   const app::Actor& by, Language language) {
    for (const NoticeDue& due : visible(desk, by).notices) {
        if (due.notice->id != id) continue;
        const process::Template& own = language == Language::english ? due.notice->sheet_en : due.notice->sheet;
        kainjow::mustache::mustache sheet{own.text.empty() ? plain_sheet(language) : own.text};
        if (!sheet.is_valid()) throw std::runtime_error("the template of notice " + id + ": " + sheet.error_message());
        return sheet.render(Filling{desk, language}.of(due, check_code));
    }
    return {};
}

}  // namespace bandian::http
