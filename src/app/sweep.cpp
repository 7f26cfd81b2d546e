#include "app/sweep.hpp"

#include "app/desk.hpp"
#include "casework/decide.hpp"
#include "wire/instant.hpp"

#include <algorithm>

namespace bandian::app {

std::vector<Alarm> alarms_in(const casework::CaseView& view) {
    std::vector<Alarm> alarms;
    for (const casework::ClockView& clock : view.clocks) {
        const clocks::Reading& r = clock.reading;
        if (!r.light || !r.due) continue;
        const bool running = r.state == clocks::ClockState::running;
        if (running && r.turns_yellow && *r.turns_yellow <= view.today) alarms.push_back({clock.id, "warning", *r.turns_yellow});
        if (running && *r.due <= view.today) alarms.push_back({clock.id, "due", *r.due});
        // Nothing fires for a held clock; one that stopped late, before anybody looked, has been broken all the same.
        if (r.broken && r.state != clocks::ClockState::paused) alarms.push_back({clock.id, "breach", *r.due + date::days{1}});
    }
    std::stable_sort(alarms.begin(), alarms.end(), [](const Alarm& a, const Alarm& b) { return a.day < b.day; });
    return alarms;
}

int Sweep::run_once(int limit) {
    const auto rules = rules_.now();
    const Instant now = time_.now();
    return store_.sweep(rules->revision, wire::local_day(now, rules->time_zone), limit, now, [&](const LoggedCase& logged) {
        const auto pack = rules->by_hash(logged.pack_hash);
        if (!pack) throw Fault("case " + logged.case_no + " rests on a pack that was not loaded", false);
        casework::Case c = casework::replay(pack, logged.log);
        const Instant at = std::max(now, c.log.back().at);
        const calendar::Day today = wire::local_day(at, pack->time_zone);
        const calendar::Calendar& calendar = rules->calendar_of(*pack);
        Swept swept{logged.case_no, logged.version, casework::settle_silence(c, at, today, calendar), {}, {}, {}};
        const casework::CaseView view = casework::view(c, calendar, today);
        swept.state = view.state;
        swept.projection = projection_of(view, rules->revision);
        swept.projection.attention = next_attention(view, today + date::days{1});
        swept.alarms = alarms_in(view);
        return swept;
    });
}

}  // namespace bandian::app
