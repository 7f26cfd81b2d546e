// What signing in relies on, of the accounts in PostgreSQL and of their twin in memory.

#include "store/twins.hpp"

namespace bandian::store {
namespace {

using app::KnownBy;

class AnAccount : public OfBoth {
protected:
    app::AccountStore& accounts = twin->accounts();
    const app::Instant now = at("2018-10-08T09:00+08:00"), later = at("2018-10-08T10:00+08:00"),
                       ends = at("2018-10-08T21:00+08:00");

    static app::Account account(const std::string& name, const std::string& password = "hash") {
        app::Account one;
        one.actor.account = name;
        one.actor.display = "display of " + name;
        one.actor.department = "power-supply";
        one.actor.roles = {app::Role::manager, app::Role::window};
        one.password = password;
        return one;
    }
    app::Account put(const app::Account& one) {
        accounts.put_account(one, {}, {}, {});
        return accounts.account(one.actor.account).value();
    }
    bool has(const std::string& hash) { return accounts.session(hash).has_value(); }
};
INSTANTIATE_TEST_SUITE_P(Both, AnAccount, both, name_of);

TEST_P(AnAccount, is_kept_as_it_was_put) {
    EXPECT_EQ(accounts.account("li"), std::nullopt);
    accounts.put_account(account("li"), "subject of li", {}, {});
    put(account("chen", ""));
    const app::Account li = accounts.account("li").value();
    EXPECT_EQ(li.actor.display, "display of li");
    EXPECT_EQ(li.actor.department, "power-supply");
    EXPECT_EQ(li.actor.roles, (std::set<app::Role>{app::Role::manager, app::Role::window}));
    EXPECT_EQ(li.password, "hash");
    EXPECT_TRUE(li.active);
    EXPECT_EQ(accounts.account("chen")->password, "");
    EXPECT_EQ(accounts.account_of_subject("subject of li")->actor.account, "li");
    EXPECT_EQ(accounts.account_of_subject("another"), std::nullopt);
    put(account("li", "other"));
    EXPECT_EQ(accounts.account_of_subject("subject of li")->password, "other") << "the subject stays";
    const auto all = accounts.accounts();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].actor.account, "chen");
    EXPECT_EQ(accounts.names({"li", "nobody"}), (std::map<std::string, std::string>{{"li", "display of li"}}));
}

TEST_P(AnAccount, session_begins_lasts_and_ends) {
    const app::Account li = put(account("li"));
    accounts.begin_session("\x01hash", li, "browser", now, ends);
    accounts.note_source("\x01hash", "10.0.0.1");
    accounts.touch_session("\x01hash", later);
    const auto session = accounts.session("\x01hash");
    ASSERT_TRUE(session);
    EXPECT_EQ(session->account.actor.account, "li");
    EXPECT_EQ(session->kind, "browser");
    EXPECT_EQ(session->seen, later);
    EXPECT_EQ(session->ends, ends);
    const auto own = accounts.sessions_of("li", "\x01hash", later, now);
    ASSERT_EQ(own.size(), 1u);
    EXPECT_EQ(own[0].began, now);
    EXPECT_EQ(own[0].source, "10.0.0.1");
    EXPECT_TRUE(own[0].this_one);
    EXPECT_TRUE(accounts.sessions_of("li", "another", ends, now).empty()) << "it has ended";
    EXPECT_TRUE(accounts.sessions_of("li", "another", later, ends).empty()) << "it has been left alone";
    EXPECT_FALSE(accounts.end_session_of("chen", own[0].id)) << "it is not his";
    EXPECT_FALSE(accounts.end_session_of("li", "'no id"));
    EXPECT_TRUE(accounts.end_session_of("li", own[0].id));
    EXPECT_FALSE(has("\x01hash"));
    accounts.begin_session("h", li, "browser", now, ends);
    accounts.end_session("h");
    EXPECT_FALSE(has("h"));
}

TEST_P(AnAccount, session_does_not_begin_with_what_held_before) {
    const app::Account before = put(account("li"));
    put(account("li", "other"));
    accounts.begin_session("h", before, "browser", now, ends);
    EXPECT_FALSE(has("h"));
    app::Account gone = account("li", "other");
    gone.active = false;
    accounts.begin_session("i", put(gone), "browser", now, ends);
    EXPECT_FALSE(has("i"));
}

TEST_P(AnAccount, change_of_password_ends_what_browsers_had_begun) {
    const app::Account li = put(account("li"));
    for (const char* hash : {"mine", "other"}) accounts.begin_session(hash, li, "browser", now, ends);
    for (const char* mark : {"aa", "bb"}) accounts.remember("li", "browser", mark, now);
    EXPECT_FALSE(accounts.change_password(account("li", "outdated"), "new", "mine", "aa"));
    EXPECT_TRUE(accounts.change_password(li, "new", "mine", "aa"));
    EXPECT_EQ(accounts.account("li")->password, "new");
    EXPECT_TRUE(has("mine"));
    EXPECT_FALSE(has("other"));
    EXPECT_TRUE(accounts.is_browser("aa"));
    EXPECT_FALSE(accounts.is_browser("bb"));
    put(account("li", "put by somebody"));
    EXPECT_FALSE(has("mine"));
    EXPECT_FALSE(accounts.is_browser("aa"));
}

TEST_P(AnAccount, ends_the_other_sessions_of_its_browsers) {
    const app::Account li = put(account("li")), chen = put(account("chen"));
    for (const char* hash : {"a", "b", "c"}) accounts.begin_session(hash, li, "browser", now, ends);
    accounts.begin_session("d", chen, "browser", now, ends);
    EXPECT_EQ(accounts.end_other_sessions("li", "b"), 2);
    EXPECT_TRUE(has("b"));
    EXPECT_TRUE(has("d"));
    EXPECT_FALSE(has("a"));
}

TEST_P(AnAccount, has_a_deputy_until_either_goes_or_works_elsewhere) {
    put(account("li"));
    const app::Account wang = put(account("wang"));
    accounts.begin_session("h", wang, "browser", now, ends);
    const auto stands_in = [&] { return accounts.session("h")->account.actor.stands_in_for; };
    const auto name = [&] { accounts.set_deputy("li", "wang", day("2018-10-12"), {}, "named wang", now); };
    name();
    ASSERT_EQ(stands_in().size(), 1u);
    EXPECT_EQ(stands_in()[0].account, "li");
    EXPECT_EQ(stands_in()[0].display, "display of li");
    EXPECT_EQ(stands_in()[0].until, day("2018-10-12"));
    EXPECT_EQ(accounts.account("li")->deputy, "wang");
    put(account("li", "new password"));
    EXPECT_EQ(stands_in().size(), 1u) << "another password changes nothing of it";
    accounts.set_deputy("li", {}, std::nullopt, {}, "ended", now);
    EXPECT_TRUE(stands_in().empty());
    name();
    app::Account moved = account("wang");
    moved.actor.department = "service-center";
    put(moved);
    EXPECT_TRUE(stands_in().empty());
    EXPECT_EQ(accounts.account("li")->deputy, "");
    name();
    app::Account gone = account("li", "new password");
    gone.active = false;
    put(gone);
    EXPECT_TRUE(stands_in().empty());
}

TEST_P(AnAccount, is_known_by_its_browsers_sessions_and_places) {
    const app::Account li = put(account("li"));
    accounts.remember("li", "browser", "aa", now);
    accounts.remember("li", "place", "10.0.0.1", now);
    accounts.remember("nobody", "browser", "cc", now);
    accounts.begin_session("h", li, "browser", now, ends);
    const auto known = [&](const char* browser, const char* session, const char* place) {
        return accounts.known("li", browser, session, place, now);
    };
    EXPECT_EQ(known("aa", "", ""), KnownBy::browser);
    EXPECT_EQ(known("", "h", ""), KnownBy::browser);
    EXPECT_EQ(known("bb", "i", "10.0.0.1"), KnownBy::place);
    EXPECT_EQ(known("bb", "i", "10.0.0.2"), KnownBy::nothing);
    EXPECT_EQ(accounts.known("li", "", "", "10.0.0.1", later), KnownBy::nothing) << "too long ago";
    EXPECT_EQ(accounts.known("chen", "aa", "h", "10.0.0.1", now), KnownBy::nothing) << "of another";
    EXPECT_FALSE(accounts.is_browser("cc")) << "there is nobody of that name";
}

TEST_P(AnAccount, is_known_by_the_newest_thirty_of_its_browsers) {
    put(account("li"));
    for (int i = 0; i < 31; ++i)
        accounts.remember("li", "browser", "mark " + std::to_string(i), now + std::chrono::seconds{i});
    EXPECT_FALSE(accounts.is_browser("mark 0"));
    EXPECT_TRUE(accounts.is_browser("mark 1"));
    EXPECT_TRUE(accounts.is_browser("mark 30"));
}

TEST_P(AnAccount, attempts_are_tallied_when_whoever_counts_says_so) {
    const std::vector<app::CountedBy> counters{{"source", "10.0.0.1"}, {"account", "li"}};
    accounts.change_tallies(counters, [&](std::vector<app::Tally>& tallies) {
        EXPECT_EQ(tallies.at(0).count, 0);
        tallies[0] = {3, now};
        tallies[1] = {5, later};
        return true;
    });
    accounts.change_tallies(counters, [&](std::vector<app::Tally>& tallies) {
        tallies[0].count = 100;
        return false;
    });
    const auto all = accounts.tallies(counters);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].count, 3);
    EXPECT_EQ(all[0].last, now);
    EXPECT_EQ(all[1].count, 5);
    EXPECT_EQ(all[1].last, later);
}

TEST_P(AnAccount, leaves_nothing_behind_that_is_past_its_use) {
    const app::Account li = put(account("li"));
    accounts.begin_session("h", li, "browser", now, later);
    accounts.begin_session("i", li, "browser", now, ends);
    accounts.remember("li", "browser", "aa", now);
    accounts.remember("li", "browser", "bb", later);
    accounts.remember("li", "place", "10.0.0.1", now);
    accounts.change_tallies({{"source", "s"}}, [&](std::vector<app::Tally>& tallies) {
        tallies[0] = {3, now};
        return true;
    });
    accounts.clear_past(later, later, now, later);
    EXPECT_FALSE(has("h"));
    EXPECT_TRUE(has("i"));
    EXPECT_FALSE(accounts.is_browser("aa"));
    EXPECT_TRUE(accounts.is_browser("bb"));
    EXPECT_EQ(accounts.known("li", "", "", "10.0.0.1", now), KnownBy::place);
    EXPECT_EQ(accounts.tallies({{"source", "s"}}).at(0).count, 0);
}

// ---- Tokens

class AToken : public AnAccount {
protected:
    app::TokenStore& tokens = twin->tokens();
    const app::Actor admin = [] {
        app::Actor by;
        by.account = "admin";
        by.source = "cli";
        return by;
    }();

    app::Token token(const std::string& name, std::optional<std::set<app::Leave>> leave = {}) {
        return {"erp", name, std::move(leave), now, ends};
    }
    std::vector<std::string> names_of(const std::string& owner) {
        std::vector<std::string> all;
        for (const app::Token& one : tokens.tokens(owner)) all.push_back(one.account + ' ' + one.name);
        return all;
    }
    /// What was done with tokens.
    std::vector<std::string> traces() {
        std::vector<std::string> all;
        for (const app::TraceRow& row : twin->trace().rows({}))
            if (row.what.find("token") != std::string::npos)
                all.push_back(row.account + ' ' + row.source + ' ' + row.what);
        return all;
    }
};
INSTANTIATE_TEST_SUITE_P(Both, AToken, both, name_of);

TEST_P(AToken, has_the_name_it_was_given_or_the_next_number) {
    put(account("erp"));
    put(account("gis"));
    EXPECT_EQ(tokens.add_token("\x01", token("hall"), admin), "hall");
    EXPECT_EQ(tokens.add_token("\x02", token(""), admin), "token-1");
    EXPECT_EQ(tokens.add_token("\x03", token("token-7"), admin), "token-7");
    EXPECT_EQ(tokens.add_token("\x04", token(""), admin), "token-8");
    EXPECT_EQ(tokens.add_token("\x05", token("hall"), admin), "") << "the name is taken";
    app::Token others = token("hall");
    others.account = "gis";
    EXPECT_EQ(tokens.add_token("\x06", others, admin), "hall") << "of another account it is free";
    others.account = "nobody";
    EXPECT_EQ(tokens.add_token("\x07", others, admin), "");
    EXPECT_EQ(names_of("erp"), (std::vector<std::string>{"erp hall", "erp token-1", "erp token-7", "erp token-8"}));
    EXPECT_EQ(names_of("").size(), 5u) << "of all accounts";
    EXPECT_FALSE(has("\x05"));
}

TEST_P(AToken, is_a_session_for_what_it_is_for_until_it_is_taken_back) {
    put(account("erp"));
    tokens.add_token("\x01", token("hall", std::set{app::Leave::read, app::Leave::act}), admin);
    tokens.add_token("\x02", token("all"), admin);
    const auto session = accounts.session("\x01");
    ASSERT_TRUE(session);
    EXPECT_EQ(session->kind, "token");
    EXPECT_EQ(session->ends, ends);
    EXPECT_EQ(session->account.actor.account, "erp");
    EXPECT_EQ(session->account.actor.leave, (std::set{app::Leave::read, app::Leave::act}));
    EXPECT_EQ(accounts.session("\x02")->account.actor.leave, std::nullopt);
    EXPECT_EQ(tokens.tokens("erp").at(1).used, std::nullopt);
    accounts.touch_session("\x01", later);
    const app::Token hall = tokens.tokens("erp").at(1);
    EXPECT_EQ(hall.name, "hall");
    EXPECT_EQ(hall.leave, (std::set{app::Leave::read, app::Leave::act}));
    EXPECT_EQ(hall.begun, now);
    EXPECT_EQ(hall.ends, ends);
    EXPECT_EQ(hall.used, later);
    EXPECT_FALSE(tokens.end_token("erp", "another", admin, later));
    EXPECT_FALSE(tokens.end_token("gis", "hall", admin, later));
    EXPECT_TRUE(tokens.end_token("erp", "hall", admin, later));
    EXPECT_FALSE(tokens.end_token("erp", "hall", admin, later));
    EXPECT_FALSE(has("\x01"));
    EXPECT_EQ(tokens.add_token("\x03", token("hall"), admin), "hall") << "its name is free again";
}

TEST_P(AToken, ends_with_its_account_and_not_with_its_password) {
    app::Account erp = put(account("erp"));
    tokens.add_token("\x01", token("hall"), admin);
    erp.password = "another";
    put(erp);
    EXPECT_TRUE(has("\x01"));
    erp.active = false;
    put(erp);
    EXPECT_FALSE(has("\x01"));
    EXPECT_EQ(tokens.add_token("\x02", token("hall"), admin), "") << "its account has gone";
}

TEST_P(AToken, leaves_a_trace_of_who_made_it_and_took_it_back) {
    put(account("erp"));
    tokens.add_token("\x01", token("", std::set{app::Leave::read, app::Leave::open}), admin);
    tokens.add_token("\x02", token("all"), admin);
    tokens.add_token("\x03", token("all"), admin);
    tokens.end_token("erp", "all", admin, later);
    tokens.end_token("erp", "all", admin, later);
    EXPECT_EQ(traces(), (std::vector<std::string>{"admin cli made token token-1 of erp for read+open until 2018-10-08",
                                                  "admin cli made token all of erp for all it may until 2018-10-08",
                                                  "admin cli revoked token all of erp"}));
}

}  // namespace
}  // namespace bandian::store
