// What the courier relies on of the outbox, of the one in PostgreSQL and of its twin in memory.

#include "store/twins.hpp"

#include <algorithm>

namespace bandian::store {
namespace {

using app::Mail;
using app::Settled;
using app::Waiting;

class AnOutbox : public OfBoth {
protected:
    app::Outbox& outbox = twin->outbox();
    const app::Instant now = at("2018-10-09T09:00+08:00"), lease = at("2018-10-09T09:05+08:00"),
                       later = at("2018-10-09T10:00+08:00");
    const calendar::Day due = day("2018-10-09");

    void subscribe(const std::string& name, std::vector<std::string> kinds,
                   const std::string& url = "https://example.org/hook") {
        ASSERT_TRUE(outbox.subscribe({name, url, "secret of " + name, std::move(kinds)}, at("2018-10-01T09:00+08:00")));
    }
    std::vector<app::Delivery> take(app::Instant when, int most = 100, Mail mail = Mail::goes_out,
                                    const std::map<std::string, int>& on_their_way = {}) {
        return outbox.take(when, when + std::chrono::minutes{5}, most, on_their_way, mail);
    }
    /// "subscriber kind case item"
    static std::vector<std::string> told(const std::vector<app::Delivery>& deliveries) {
        std::vector<std::string> all;
        for (const app::Delivery& one : deliveries)
            all.push_back(one.to.name + ' ' + one.kind + ' ' + one.case_no + ' ' + std::to_string(one.item));
        return all;
    }
    app::SubscriberState state_of(const std::string& name) {
        for (const app::SubscriberState& one : outbox.subscribers())
            if (one.subscriber.name == name) return one;
        return {};
    }
    /// A case whose "accept" is due, and has been called attention to.
    std::string opened_and_alarmed() {
        app::NewCase c = fresh();
        c.projection.attention = due;
        const std::string case_no = opened(c);
        const app::RulesVersion rules_version{twin->editions().calendar_revision(), {twin->pack()}};
        twin->desk().alarms.sweep(rules_version, due, 500, [&](const app::LoggedCase& logged) {
            app::Swept swept{logged.case_no,          logged.version, now, {}, casework::CaseState::open, {},
                             {{"accept", "due", due}}};
            swept.projection.revision = rules_version.revision;
            swept.projection.timing = "what its clocks read";
            return swept;
        });
        return case_no;
    }
};
INSTANTIATE_TEST_SUITE_P(Both, AnOutbox, both, name_of);

using Told = std::vector<std::string>;

TEST_P(AnOutbox, tells_each_what_he_subscribed_to_from_then_on) {
    const std::string before = opened();
    subscribe("desk", {"alarm", "retraction"});
    subscribe("erp", {"entry"});
    const std::string one = opened_and_alarmed();
    const auto alarm = twin->desk().alarms.alarms_of(one).at(0);
    app::NewEvents back = withdrawal(one, 1);
    back.events[0].at = later;
    back.events[0].by = "li";
    back.last_alarm = alarm.number;
    back.retracted = {alarm.number};
    ASSERT_EQ(cases.append(back).written, app::Written::done);
    const std::string number = std::to_string(alarm.number);
    const auto all = take(later);
    EXPECT_EQ(told(all), (Told{"erp entry " + one + " 1", "desk alarm " + one + ' ' + number, "erp entry " + one + " 2",
                               "desk retraction " + one + ' ' + number}));
    ASSERT_EQ(all.size(), 4u);
    EXPECT_EQ(all[0].to.url, "https://example.org/hook");
    EXPECT_EQ(all[0].to.secret, "secret of erp");
    EXPECT_EQ(all[0].attempts, 1);
    EXPECT_EQ(all[0].at, at("2018-10-08T09:00:00.123+08:00"));
    EXPECT_EQ(all[0].what.at("do"), "submit");
    EXPECT_EQ(all[2].what.at("by"), "li");
    EXPECT_EQ(all[2].at, later);
    ASSERT_TRUE(all[0].position && all[2].position);
    EXPECT_LT(*all[0].position, *all[2].position);
    EXPECT_EQ(all[1].position, std::nullopt);
    EXPECT_EQ(all[1].what.at("clock"), "accept");
    EXPECT_EQ(all[1].what.at("rung"), "due");
    EXPECT_EQ(all[1].what.at("day"), "2018-10-09");
    EXPECT_EQ(all[1].at, now);
    EXPECT_EQ(all[3].at, later) << "when it was taken back";
    EXPECT_EQ(all[0].deployment.size(), 36u);
    EXPECT_EQ(all[0].deployment, all[3].deployment);
}

TEST_P(AnOutbox, keeps_what_was_taken_from_others_until_its_lease_ends) {
    subscribe("erp", {"entry"});
    opened();
    const auto first = take(now);
    ASSERT_EQ(first.size(), 1u);
    EXPECT_TRUE(take(now).empty());
    const auto again = take(lease);
    ASSERT_EQ(again.size(), 1u);
    EXPECT_EQ(again[0].number, first[0].number) << "whoever took it has gone";
    EXPECT_EQ(again[0].attempts, 2);
}

TEST_P(AnOutbox, tries_again_when_it_was_told_to_and_not_once_it_is_settled) {
    subscribe("erp", {"entry"});
    opened();
    const auto number = take(now).at(0).number;
    outbox.settle(number, Settled::waiting, later, "503");
    EXPECT_EQ(state_of("erp").waiting, 1);
    EXPECT_EQ(state_of("erp").last_fault, "503");
    EXPECT_TRUE(take(lease).empty());
    ASSERT_EQ(take(later).size(), 1u);
    outbox.settle(number, Settled::delivered, later, {});
    outbox.settle(number, Settled::dead, later, "too late");
    EXPECT_EQ(state_of("erp").delivered, 1) << "what is settled stays so";
    EXPECT_EQ(state_of("erp").dead, 0);
    EXPECT_EQ(state_of("erp").last_fault, "");
    EXPECT_TRUE(take(later + std::chrono::hours{24}).empty());
    outbox.forget_delivered(later);
    EXPECT_EQ(state_of("erp").delivered, 1);
    outbox.forget_delivered(later + std::chrono::seconds{1});
    EXPECT_EQ(state_of("erp").delivered, 0);
}

TEST_P(AnOutbox, has_so_many_on_their_way_to_one_and_the_oldest_first) {
    subscribe("erp", {"entry"});
    subscribe("gis", {"entry"});
    const std::string one = opened(), two = opened(), three = opened();
    // Of what happened at once nobody is told before another.
    const auto taken = [&](const std::map<std::string, int>& on_their_way) {
        Told all = told(take(now, 2, Mail::goes_out, on_their_way));
        std::sort(all.begin(), all.end());
        return all;
    };
    EXPECT_EQ(taken({{"gis", 1}}),
              (Told{"erp entry " + one + " 1", "erp entry " + two + " 1", "gis entry " + one + " 1"}));
    EXPECT_EQ(taken({{"erp", 2}, {"gis", 5}}), Told{});
    EXPECT_EQ(taken({}), (Told{"erp entry " + three + " 1", "gis entry " + two + " 1", "gis entry " + three + " 1"}));
}

TEST_P(AnOutbox, lets_mail_wait_where_there_is_no_mail_server) {
    subscribe("hall", {"entry"}, "mailto:hall@example.org");
    subscribe("erp", {"entry"});
    const std::string one = opened();
    EXPECT_EQ(told(take(now, 100, Mail::waits)), Told{"erp entry " + one + " 1"});
    const auto mail = take(now);
    EXPECT_EQ(told(mail), Told{"hall entry " + one + " 1"});
    EXPECT_EQ(mail.at(0).attempts, 1) << "that it waited is no attempt";
    outbox.settle(mail.at(0).number, Settled::dead, now, "550");
    std::vector<std::string> counts;
    for (const app::OutboxCount& one_of : outbox.counts())
        counts.push_back(one_of.road + ' ' + one_of.state + ' ' + std::to_string(one_of.messages));
    EXPECT_EQ(counts, (Told{"mail dead 1", "mail waiting 0", "web dead 0", "web waiting 1"}));
}

TEST_P(AnOutbox, sends_nothing_to_one_who_is_paused_or_asked_for_quiet) {
    subscribe("erp", {"entry"});
    opened();
    EXPECT_TRUE(outbox.pause("erp", "it was restored"));
    EXPECT_FALSE(outbox.pause("nobody", {}));
    EXPECT_TRUE(state_of("erp").paused);
    EXPECT_EQ(state_of("erp").paused_because, "it was restored");
    EXPECT_TRUE(take(now).empty());
    EXPECT_EQ(outbox.resume("erp", Waiting::sent), 0);
    EXPECT_EQ(outbox.resume("nobody", Waiting::sent), std::nullopt);
    EXPECT_FALSE(state_of("erp").paused);
    EXPECT_EQ(state_of("erp").paused_because, "");
    outbox.keep_quiet("erp", later);
    outbox.keep_quiet("erp", lease);  // the later of the two holds
    EXPECT_TRUE(take(lease).empty());
    EXPECT_EQ(take(later).size(), 1u);
    subscribe("gis", {"entry"});
    EXPECT_EQ(outbox.pause_all(), 2);
    EXPECT_TRUE(state_of("erp").paused && state_of("gis").paused);
}

TEST_P(AnOutbox, sends_again_what_was_given_up) {
    subscribe("erp", {"entry"});
    const std::string one = opened();
    outbox.pause("erp", {});
    EXPECT_EQ(outbox.resume("erp", Waiting::given_up), 1);
    EXPECT_EQ(state_of("erp").dead, 1);
    EXPECT_EQ(state_of("erp").last_fault, "given up when it was resumed");
    EXPECT_TRUE(take(later).empty());
    EXPECT_EQ(outbox.replay("erp", now), 1);
    EXPECT_EQ(outbox.replay("erp", now), 0);
    EXPECT_EQ(outbox.replay("nobody", now), std::nullopt);
    const auto again = take(now);
    EXPECT_EQ(told(again), Told{"erp entry " + one + " 1"});
    EXPECT_EQ(again.at(0).attempts, 1) << "they are counted anew";
}

TEST_P(AnOutbox, has_one_subscriber_of_a_name_and_forgets_him_with_his_messages) {
    subscribe("erp", {"entry"});
    subscribe("desk", {"alarm"}, "mailto:desk@example.org");
    EXPECT_FALSE(outbox.subscribe({"erp", "https://example.net", "s", {"alarm"}}, now));
    const auto all = outbox.subscribers();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].subscriber.name, "desk");
    EXPECT_EQ(all[1].subscriber.url, "https://example.org/hook");
    EXPECT_EQ(all[1].subscriber.kinds, Told{"entry"});
    EXPECT_EQ(all[1].subscriber.secret, "") << "it is told to nobody";
    opened();
    EXPECT_TRUE(outbox.unsubscribe("erp"));
    EXPECT_FALSE(outbox.unsubscribe("erp"));
    EXPECT_TRUE(take(later).empty());
    subscribe("erp", {"entry"});
    EXPECT_EQ(state_of("erp").waiting, 0);
}

}  // namespace
}  // namespace bandian::store
