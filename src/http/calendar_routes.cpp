#include "http/calendar_routes.hpp"

#include "http/entrance.hpp"
#include "wire/instant.hpp"
#include "wire/json.hpp"

#include <charconv>
#include <span>

namespace bandian::http {

namespace {

using calendar::Calendar;
using calendar::Day;
using calendar::to_string;

constexpr date::days longest_strip{4400};  // twelve years: a longer answer goes without
constexpr int most_listed = 1000;          // cases that a preview lists at a time

std::string_view word(calendar::DayKind kind) {
    switch (kind) {
        case calendar::DayKind::working: return "working";
        case calendar::DayKind::weekend: return "weekend";
        case calendar::DayKind::holiday: return "holiday";
        case calendar::DayKind::make_up: return "make-up";
    }
    return {};
}

Json fact_json(const Calendar& calendar, Day day, const calendar::DayFact& fact) {
    Json json{{"day", to_string(day)}, {"working", calendar.is_working(day)}, {"kind", word(fact.kind)}};
    if (!fact.holiday.empty()) {
        json["zh"] = fact.holiday;
        for (const auto& [zh, en] : calendar.region().holidays_en)
            if (zh == fact.holiday) json["en"] = en;
    }
    if (fact.substitute) json["substitute"] = true;
    if (fact.edition) json["edition"] = fact.edition->id;
    json["provisional"] = fact.provisional;
    return json;
}

/// The strip of (after, through], where it is asked for and short enough to be read.
void explain(const Request& request, const Calendar& calendar, Day after, Day through, Json& json) {
    if (asked(request, "explain") != "true" || through - after > longest_strip) return;
    Json days = Json::array();
    for (const calendar::StripDay& one : calendar::strip(calendar, after, through)) {
        Json day = fact_json(calendar, one.day, one.fact);
        day["number"] = one.number > 0 ? Json(one.number) : Json(nullptr);
        days.push_back(std::move(day));
    }
    json["strip"] = std::move(days);
}

/// The day under a name of the query, within the calendar; `no` says why not.
std::optional<Day> day_in(const Request& request, const std::string& name, const Calendar& calendar, Reply& no) {
    const std::string text = asked(request, name).value_or("");
    const auto day = calendar::parse_day(text);
    if (!day) {
        no = problem(400, "invalid-member", name, "Expected a day as YYYY-MM-DD, but got \"" + text + "\".",
                     "not-a-day");
        return std::nullopt;
    }
    if (calendar.covers(*day)) return day;
    no = problem(422, "beyond-calendar", name,
                 "Expected a day from " + to_string(calendar.first()) + " to " + to_string(calendar.last()) +
                     ", which the calendar " + calendar.region().id + " covers, but got " + text + ".");
    return std::nullopt;
}

Reply due_json(const Request& request, const Calendar& calendar) {
    Reply no;
    const auto from = day_in(request, "from", calendar, no);
    if (!from) return no;
    const std::string text = asked(request, "days").value_or("");
    int days = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
    if (error != std::errc{} || end != text.data() + text.size() || days < 0)
        return problem(400, "invalid-member", "days",
                       "Expected a whole number of working days from 0, but got \"" + text + "\".",
                       "not-a-whole-number");
    const auto due = calendar.add(*from, {days});
    if (!due)
        return problem(422, "beyond-calendar", "days",
                       "Expected a due day that the calendar knows, but it lies past " + to_string(calendar.last()) +
                           ", where it ends.");
    Json json{{"calendar", calendar.region().id},
              {"from", to_string(*from)},
              {"days", days},
              {"due", to_string(*due)},
              {"provisional", calendar.is_provisional(*due)}};
    explain(request, calendar, *from, *due, json);
    return good(std::move(json));
}

Reply count_json(const Request& request, const Calendar& calendar) {
    Reply no;
    const auto from = day_in(request, "from", calendar, no),
               to = from ? day_in(request, "to", calendar, no) : std::nullopt;
    if (!from || !to) return no;
    if (*to < *from)
        return problem(400, "invalid-member", "to", "Expected a day not before from, but it is.", "days-reversed");
    Json json{{"calendar", calendar.region().id},
              {"from", to_string(*from)},
              {"to", to_string(*to)},
              {"workingDays", calendar.count(*from, *to).value},
              {"provisional", calendar.is_provisional(*to)}};
    explain(request, calendar, *from, *to, json);
    return good(std::move(json));
}

Reply day_json(const Request& request, const Calendar& calendar) {
    Reply no;
    const auto day = day_in(request, "day", calendar, no);
    if (!day) return no;
    Json json = fact_json(calendar, *day, calendar.fact(*day));
    const auto next = calendar.next(*day), previous = calendar.previous(*day);
    json["next"] = wire::day_or_null(next);
    json["previous"] = wire::day_or_null(previous);
    json["nextProvisional"] = next && calendar.is_provisional(*next);
    // What lies between counts too.
    json["previousProvisional"] = previous && calendar.is_provisional(*day - date::days{1});
    return good(std::move(json));
}

Reply editions_json(const Calendar& calendar, int revision) {
    const auto listed = [](const std::span<const calendar::EditionPtr> all) {
        Json list = Json::array();
        for (const calendar::EditionPtr& e : all)
            list.push_back({{"edition", e->id},
                            {"kind", word(e->kind)},
                            {"from", static_cast<int>(e->first_year)},
                            {"to", static_cast<int>(e->last_year)},
                            {"title", e->title},
                            {"number", e->number},
                            {"numberSettled", e->number_settled},
                            {"url", e->url},
                            {"published", to_string(e->published)},
                            {"imported", wire::day_or_null(e->imported)},
                            {"withdrawn", wire::day_or_null(e->withdrawn)}});
        return list;
    };
    Json editions = listed(calendar.editions());
    return good({{"calendar", calendar.region().id},
                 {"revision", revision},
                 {"from", to_string(calendar.first())},
                 {"to", to_string(calendar.last())},
                 {"provisionalFrom", to_string(calendar.first_provisional())},
                 {"editions", std::move(editions)},
                 {"withdrawn", listed(calendar.withdrawn())}});
}

std::string region_of(const Request& request) { return asked(request, "calendar").value_or("cn"); }

}  // namespace

template <class Use>
Reply CalendarRoutes::with_calendar(const Request& request, Use use) {
    const std::string region = region_of(request);
    const auto rules = desk_.rules();
    const Calendar* now = rules->calendar(region);
    if (!now)
        return problem(404, "no-such-calendar", "calendar",
                       "Expected a region's calendar, but there is none for \"" + region + "\".");
    const auto text = asked(request, "asOf");
    if (!text) return use(*now);
    const auto instant = wire::parse_instant(*text);
    if (!instant)
        return problem(400, "invalid-member", "asOf",
                       "Expected a moment as YYYY-MM-DDThh:mm+hh:mm, but got \"" + *text + "\".", "not-a-moment");
    const auto then = now->as_of(wire::local_day(*instant, now->region().time_zone));
    if (const auto* fault = std::get_if<calendar::Contradiction>(&then))
        return problem(422, "beyond-calendar", "asOf", "Expected editions known by then, but " + fault->text + ".");
    return use(std::get<Calendar>(then));
}

Reply CalendarRoutes::due(const Request& request) {
    return with_calendar(request, [&](const Calendar& calendar) { return due_json(request, calendar); });
}

Reply CalendarRoutes::count(const Request& request) {
    return with_calendar(request, [&](const Calendar& calendar) { return count_json(request, calendar); });
}

Reply CalendarRoutes::day(const Request& request) {
    return with_calendar(request, [&](const Calendar& calendar) { return day_json(request, calendar); });
}

Reply CalendarRoutes::feed(const Request& request) {
    return with_calendar(request, [&](const Calendar& calendar) {
        return calendar_file(calendar.region().id + ".ics", options_.feed(calendar, language_of(request)));
    });
}

Reply CalendarRoutes::editions(const Request& request) {
    return with_calendar(request,
                         [&](const Calendar& calendar) { return editions_json(calendar, desk_.rules()->revision); });
}

app::CalendarDesk::Note CalendarRoutes::noted_for(const app::Actor& by) {
    return [this, &by](const std::string& what) { tracer_.changed(by, what); };
}

Reply CalendarRoutes::import(const Request& request) {
    if (!may_import_editions(request.by)) return absent();
    const auto is = [&](std::string_view type) { return is_media_type(request.content_type, type); };
    if (!is("application/yaml") && !is("application/x-yaml") && !is("text/yaml") && !is("text/x-yaml"))
        return problem(415, "wrong-type", "Content-Type",
                       "Expected application/yaml, but got \"" + request.content_type + "\".");
    const std::string region = region_of(request);
    if (asked(request, "preview") == "true") {
        const auto outcome =
            calendar_.preview(region, {"edition", request.body}, asked(request, "cursor").value_or(""), most_listed);
        if (const auto* no = std::get_if<app::Refusal>(&outcome)) return problem(*no);
        return good(preview_json(std::get<app::Preview>(outcome)));
    }
    const auto outcome = calendar_.import(region, {"edition", request.body}, noted_for(request.by));
    if (const auto* no = std::get_if<app::Refusal>(&outcome)) return problem(*no);
    const auto& done = std::get<app::Committed>(outcome);
    return {201, {{"edition", done.edition}, {"revision", done.revision}}, {}, "/api/v1/calendar/editions", {}, {}};
}

Reply CalendarRoutes::take_back(const Request& request, const std::string& id) {
    if (!may_import_editions(request.by)) return absent();
    if (asked(request, "preview") == "true") {
        const auto outcome = calendar_.preview_withdrawal(id, asked(request, "cursor").value_or(""), most_listed);
        if (const auto* no = std::get_if<app::Refusal>(&outcome)) return problem(*no);
        return good(preview_json(std::get<app::Preview>(outcome)));
    }
    const auto outcome = calendar_.withdraw(id, request.by, noted_for(request.by));
    if (const auto* no = std::get_if<app::Refusal>(&outcome)) return problem(*no);
    const auto& done = std::get<app::Committed>(outcome);
    return good({{"edition", done.edition}, {"revision", done.revision}});
}

namespace {

Json year_json(const app::YearSeen& year) {
    Json json{{"from", to_string(year.first)},    {"to", to_string(year.last)},
              {"workingDays", year.working_days}, {"wasProvisional", year.was_provisional},
              {"turned", Json::array()},          {"off", Json::array()},
              {"worked", Json::array()}};
    for (const Day day : year.turned) json["turned"].push_back(to_string(day));
    for (const calendar::DayRun& run : year.runs) {
        Json one{{"zh", run.holiday}};
        for (const auto& [zh, en] : year.holidays_en)
            if (zh == run.holiday) one["en"] = en;
        one["from"] = to_string(run.first);
        one["to"] = to_string(run.last);
        json[run.works ? "worked" : "off"].push_back(std::move(one));
    }
    return json;
}

}  // namespace

Json preview_json(const app::Preview& preview) {
    Json json{{"edition", preview.edition},
              {"withdrawn", preview.withdrawn},
              {"year", preview.year ? year_json(*preview.year) : Json(nullptr)},
              {"revision", preview.revision},
              {"changesFrom", preview.changes ? Json(to_string(preview.changes->first)) : Json(nullptr)},
              {"changesTo", preview.changes ? Json(to_string(preview.changes->last)) : Json(nullptr)},
              {"casesInReach", preview.looked_at},
              {"casesMoved", preview.moved_cases},
              {"clocksMoved", preview.moved_clocks},
              {"next", preview.next ? Json(*preview.next) : Json(nullptr)},
              {"moved", Json::array()}};
    for (const app::MovedCase& moved : preview.moved)
        for (const app::Move& move : moved.moves)
            json["moved"].push_back({{"caseNo", moved.case_no},
                                     {"clock", move.clock},
                                     {"from", wire::day_or_null(move.before)},
                                     {"to", wire::day_or_null(move.after)},
                                     {"overdueBefore", move.overdue_before},
                                     {"overdueAfter", move.overdue_after},
                                     {"held", move.held}});
    return json;
}

}  // namespace bandian::http
