// Who sees and may do what, where it does not take a case to tell.

#include "app/actor.hpp"

#include <gtest/gtest.h>

namespace bandian::app {
namespace {

Actor actor(std::set<Role> roles, const std::string& department) {
    Actor one;
    one.account = "a";
    one.roles = std::move(roles);
    one.department = department;
    return one;
}

TEST(AnActor, that_is_a_program_of_one_department_sees_its_part_as_an_officer_does) {
    const Actor program = actor({Role::integration}, "traffic-police"),
                officer = actor({Role::permit_officer}, "traffic-police"), whole = actor({Role::integration}, "*");
    EXPECT_EQ(scope_of(program).kind, scope_of(officer).kind);
    EXPECT_EQ(scope_of(program).name, "traffic-police");
    EXPECT_TRUE(is_narrow(program));
    EXPECT_FALSE(may_see_receipt(program));
    EXPECT_FALSE(may_file(program));
    EXPECT_FALSE(may_assign(program));
    EXPECT_FALSE(may_deliver(program));
    EXPECT_TRUE(may_open(program));  // a platform hands in what it has taken
    EXPECT_EQ(scope_of(whole).kind, Scope::Kind::all);
    EXPECT_FALSE(is_narrow(whole));
    EXPECT_TRUE(may_file(whole));
}

TEST(AnActor, with_a_token_for_something_has_it_for_nothing_else) {
    Actor one = actor({Role::integration}, "*");
    for (const Leave leave : {Leave::read, Leave::open, Leave::act, Leave::pay})
        EXPECT_TRUE(is_for(one, leave)) << word(leave);
    one.leave = leave_in("read,pay");
    EXPECT_TRUE(is_for(one, Leave::read));
    EXPECT_TRUE(is_for(one, Leave::pay));
    EXPECT_FALSE(is_for(one, Leave::open));
    EXPECT_FALSE(is_for(one, Leave::act));
    one.leave = leave_in("dance");  // of a newer program
    for (const Leave leave : {Leave::read, Leave::open, Leave::act, Leave::pay})
        EXPECT_FALSE(is_for(one, leave)) << word(leave);
}

TEST(AnActor, scopes_are_written_and_read_back) {
    EXPECT_EQ(leave_in(""), std::nullopt);
    EXPECT_EQ(to_text(*leave_in("pay,read,pay")), "read,pay");
    EXPECT_EQ(leave_list(), "read, open, act, pay");
    EXPECT_EQ(leave_of("write"), std::nullopt);
}

TEST(AnActor, reads_the_notes_of_her_department_and_those_who_see_cases_whole_each_others) {
    const Actor officer = actor({Role::permit_officer}, "urban-management"),
                colleague = actor({Role::permit_officer}, "urban-management"),
                police = actor({Role::permit_officer}, "traffic-police");
    const Actor window = actor({Role::window}, "service-center"), manager = actor({Role::manager}, "power-supply"),
                engineer = actor({Role::engineer}, "power-supply");
    const Actor supervisor = actor({Role::supervisor}, "economy-it"),
                program = actor({Role::integration}, "urban-management");
    const auto read = [](const Actor& reader, const Actor& writer) { return may_read_note(reader, notes_of(writer)); };
    for (const Actor* reader : {&officer, &colleague, &supervisor, &program})
        EXPECT_TRUE(read(*reader, officer)) << reader->department;
    for (const Actor* reader : {&police, &window, &manager, &engineer})
        EXPECT_FALSE(read(*reader, officer)) << reader->department;
    for (const Actor* reader : {&window, &manager, &engineer, &supervisor})
        EXPECT_TRUE(read(*reader, manager)) << reader->department;
    for (const Actor* reader : {&officer, &police, &program}) EXPECT_FALSE(read(*reader, window)) << reader->department;
}

}  // namespace
}  // namespace bandian::app
