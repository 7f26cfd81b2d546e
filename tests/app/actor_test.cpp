// Who sees and may do what.

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

// ---- Of a case

/// Of two departments and its applicant: a permit is reviewed, a plan is made, a paper is brought.
class ACaseOfThree : public ::testing::Test {
protected:
    ACaseOfThree() {
        auto pack = std::make_shared<process::Pack>();
        for (const auto& [id, party] : {std::pair{"power", process::Party::utility},
                                        {"police", process::Party::government},
                                        {"client", process::Party::applicant}}) {
            pack->departments.emplace_back();
            pack->departments.back().id = id;
            pack->departments.back().party = party;
        }
        the_case.pack = pack;
        for (const auto& [path, owner, clock] : {std::tuple{"plan", "power", "plan"},
                                                 {"road.1.review", "police", "road.1.permit"},
                                                 {"bring", "client", ""}}) {
            view.tasks.emplace_back();
            view.tasks.back().path = path;
            view.tasks.back().owner = owner;
            view.tasks.back().clock = clock;
        }
    }

    /// "plan review bring", those of them that somebody may enter something on.
    std::string acts_on(const Actor& one) const {
        std::string all;
        for (const auto& [name, path] : {std::pair{"plan", "plan"}, {"review", "road.1.review"}, {"bring", "bring"}}) {
            const bool may = may_enter(one, casework::Complete{path, "done", {}, {}}, the_case, view);
            EXPECT_EQ(may_enter(one, casework::Hold{path, "hearing", {}, {}, {}}, the_case, view), may) << path;
            EXPECT_EQ(may_enter(one, casework::Resume{path, {}}, the_case, view), may) << path;
            if (may) all += (all.empty() ? "" : " ") + std::string{name};
        }
        return all;
    }
    bool may(const Actor& one, const casework::Entry& entry) const { return may_enter(one, entry, the_case, view); }

    casework::Case the_case;
    casework::CaseView view;
    const Actor window = actor({Role::window}, "hall"), manager = actor({Role::manager}, "power"),
                engineer = actor({Role::engineer}, "power"), officer = actor({Role::permit_officer}, "police"),
                supervisor = actor({Role::supervisor}, "*"), keeper = actor({Role::policy_keeper}, "*"),
                program = actor({Role::integration}, "*"), police_program = actor({Role::integration}, "police");
};

TEST_F(ACaseOfThree, is_worked_on_by_its_departments_and_for_its_applicant_at_the_counter) {
    EXPECT_EQ(acts_on(window), "bring");
    EXPECT_EQ(acts_on(manager), "plan bring");
    EXPECT_EQ(acts_on(engineer), "plan") << "he talks with no applicant";
    EXPECT_EQ(acts_on(officer), "review");
    EXPECT_EQ(acts_on(police_program), "review");
    EXPECT_EQ(acts_on(program), "plan review bring");
    EXPECT_EQ(acts_on(supervisor), "") << "she oversees, and decides nothing";
    EXPECT_EQ(acts_on(keeper), "");
    EXPECT_EQ(acts_on({}), "");
    EXPECT_TRUE(may(officer, casework::Complete{"no-such-task", "done", {}, {}}))
        << "that it is none is told otherwise";
}

TEST_F(ACaseOfThree, has_a_clock_extended_by_whose_task_is_under_it_or_her_who_oversees_it) {
    const casework::Extend permit{"road.1.permit", {2}, "r"};
    for (const Actor* one : {&officer, &police_program, &program, &supervisor}) EXPECT_TRUE(may(*one, permit));
    for (const Actor* one : {&window, &manager, &engineer, &keeper}) EXPECT_FALSE(may(*one, permit));
    EXPECT_TRUE(may(manager, casework::Extend{"plan", {2}, "r"}));
    EXPECT_FALSE(may(officer, casework::Extend{"plan", {2}, "r"}));
    EXPECT_FALSE(may(manager, casework::Extend{"road.2.permit", {2}, "r"})) << "of which nothing runs";
}

TEST_F(ACaseOfThree, is_changed_at_the_counter_and_an_entry_taken_back_by_her_who_oversees_it_alone) {
    for (const Actor* one : {&window, &manager, &program}) {
        EXPECT_TRUE(may(*one, casework::Amend{}));
        EXPECT_TRUE(may(*one, casework::Withdraw{"r"}));
        EXPECT_FALSE(may(*one, casework::Void{2, "r"}));
    }
    for (const Actor* one : {&engineer, &officer, &police_program, &keeper}) {
        EXPECT_FALSE(may(*one, casework::Amend{}));
        EXPECT_FALSE(may(*one, casework::Withdraw{"r"}));
        EXPECT_FALSE(may(*one, casework::Void{2, "r"}));
    }
    EXPECT_FALSE(may(supervisor, casework::Amend{}));
    EXPECT_TRUE(may(supervisor, casework::Withdraw{"r"}));
    EXPECT_TRUE(may(supervisor, casework::Void{2, "r"}));
    for (const Actor* one : {&window, &manager, &engineer, &officer, &supervisor, &keeper, &program})
        EXPECT_FALSE(may(*one, casework::Deem{"plan", "done", {}})) << "nobody enters silence";
}

TEST_F(ACaseOfThree, is_seen_by_who_has_a_part_in_it_and_by_its_manager) {
    EXPECT_TRUE(sees(window, view, "li"));
    EXPECT_TRUE(sees(supervisor, view, "li"));
    EXPECT_TRUE(sees(officer, view, "li"));
    EXPECT_TRUE(sees(engineer, view, "li"));
    EXPECT_FALSE(sees(actor({Role::permit_officer}, "transport"), view, "li"));
    EXPECT_FALSE(sees(keeper, view, "li"));
    EXPECT_FALSE(sees({}, view, ""));
    EXPECT_TRUE(sees(manager, view, "")) << "it is nobody's yet";
    EXPECT_TRUE(sees(manager, view, "a")) << "his own";
    EXPECT_FALSE(sees(manager, view, "li"));
    Actor deputy = manager;
    deputy.stands_in_for = {{"li", "李强", calendar::Day{}}};
    EXPECT_TRUE(sees(deputy, view, "li"));
    EXPECT_EQ(deputy.names(), (std::vector<std::string>{"a", "li"}));
}

TEST(AnActor, stands_in_for_a_colleague_whose_work_is_his_as_well) {
    const Actor both = actor({Role::manager, Role::window}, "power"), manager = actor({Role::manager}, "power");
    EXPECT_TRUE(may_stand_in(both, manager));
    EXPECT_FALSE(may_stand_in(manager, both)) << "he does not sit at the window";
    EXPECT_FALSE(may_stand_in(actor({Role::manager}, "hall"), manager));
    EXPECT_TRUE(may_stand_in(manager, actor({Role::manager, Role::supervisor, Role::policy_keeper}, "power")))
        << "to oversee and to keep the rules is nobody's to take over";
}

TEST(AnActor, has_a_role_by_its_name) {
    for (const Role role : {Role::window, Role::manager, Role::engineer, Role::permit_officer, Role::supervisor,
                            Role::policy_keeper, Role::integration}) {
        EXPECT_EQ(role_of(word(role)), role);
        EXPECT_NE(role_list().find(word(role)), std::string::npos);
    }
    EXPECT_EQ(role_of("king"), std::nullopt);
}

}  // namespace
}  // namespace bandian::app
