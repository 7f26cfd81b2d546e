#include "store/twins.hpp"

#include "app/memory_accounts.hpp"
#include "app/memory_archive.hpp"
#include "app/memory_record.hpp"
#include "store/account_store.hpp"
#include "store/archive_store.hpp"
#include "store/outbox_store.hpp"
#include "store/own_postgres.hpp"
#include "store/record.hpp"
#include "store/token_store.hpp"
#include "store/trace_store.hpp"
#include "wire/instant.hpp"

namespace bandian::store {

namespace {

class InMemory : public Twin {
public:
    app::DeskStores desk() override { return record_.for_desk(); }
    app::EditionStore& editions() override { return record_; }
    app::AccountStore& accounts() override { return accounts_; }
    app::TokenStore& tokens() override { return accounts_; }
    app::TraceStore& trace() override { return accounts_.traces; }
    app::Archive& archive() override { return archive_; }
    app::Outbox& outbox() override { return record_.outbox; }
    app::Ledger& ledger() override { return record_; }
    std::string pack() override { return "p"; }
    void add_person(const std::string& account, const std::string& display) override {
        record_.add_person(account, display);
    }
    void expect_files_of(const std::string& case_no) override { archive_.add_case(case_no); }

private:
    app::MemoryRecord record_;
    app::MemoryAccounts accounts_;
    app::MemoryArchive archive_;
};

class InPostgresql : public Twin {
public:
    InPostgresql() {
        packs::PackFiles files;
        files.content = {{"pack.yaml", "p"}};
        pack_ = files.hash();
        record_.packs.keep_pack("p", {pack_, 1, "1:p"}, files, app::Instant{});
    }
    app::DeskStores desk() override { return record_.for_desk(); }
    app::EditionStore& editions() override { return record_.editions; }
    app::AccountStore& accounts() override { return accounts_; }
    app::TokenStore& tokens() override { return tokens_; }
    app::TraceStore& trace() override { return trace_; }
    app::Archive& archive() override { return archive_; }
    app::Outbox& outbox() override { return outbox_; }
    app::Ledger& ledger() override { return record_.ledger; }
    std::string pack() override { return pack_; }
    void add_person(const std::string& account, const std::string& display) override {
        app::Account one;
        one.actor.account = account;
        one.actor.display = display;
        one.actor.department = "power-supply";
        one.actor.roles = {app::Role::manager};
        accounts_.put_account(one, {}, {}, {});
    }
    void expect_files_of(const std::string&) override {}

private:
    Pool pool_{Postgres::own().fresh(), 4};
    Record record_{pool_};
    StoredAccounts accounts_{pool_};
    StoredTokens tokens_{pool_};
    StoredTrace trace_{pool_};
    ArchiveStore archive_{pool_};
    OutboxStore outbox_{pool_};
    std::string pack_;
};

}  // namespace

std::unique_ptr<Twin> in_memory() { return std::make_unique<InMemory>(); }
std::unique_ptr<Twin> in_postgresql() { return std::make_unique<InPostgresql>(); }

app::Instant OfBoth::at(const char* text) { return wire::parse_instant(text).value(); }

app::NewCase new_case(const std::string& pack, int calendar_revision) {
    const auto day = [](const char* text) { return calendar::parse_day(text).value(); };
    app::NewCase c;
    c.prefix = "T";
    c.year = 2018;
    c.pack_hash = pack;
    c.process = "low-voltage";
    c.submission = {1, wire::parse_instant("2018-10-08T09:00:00.123+08:00").value(), day("2018-10-08"),
                    casework::Submit{"low-voltage", {{"supplies", process::Value{1.0}}}}};
    c.submission.pack = casework::PackRef{"p", pack};
    c.submitted_at = c.submission.at;
    c.submitted_on = c.submission.day;
    c.applicant = {{"name", "张三"}, {"phone", "138-0000-0000"}, {"phoneDialled", "13800000000"}};
    c.site = {{"address", "Silk Road 1"}};
    c.projection.revision = calendar_revision;
    c.projection.reaches = day("2018-10-09");
    c.projection.timing = "what its clocks read";
    app::Step step;
    step.path = "accept";
    step.owner = "power-supply";
    step.since = day("2018-10-08");
    step.clock = "accept";
    step.due = step.turns_yellow = day("2018-10-09");
    step.turns_red = day("2018-10-10");
    c.projection.steps = {step};
    return c;
}

app::NewCase OfBoth::fresh(const std::string& key, const std::string& digest) {
    app::NewCase c = new_case(twin->pack(), twin->editions().calendar_revision());
    c.idempotency = {key, digest};
    return c;
}

app::NewEvents OfBoth::withdrawal(const std::string& case_no, int expected, const std::string& key) {
    app::NewEvents e;
    e.case_no = case_no;
    e.expected_version = expected;
    e.events = {{expected + 1, at("2018-10-09T09:00+08:00"), day("2018-10-09"), casework::Withdraw{"r"}}};
    e.state = casework::CaseState::withdrawn;
    e.projection.revision = twin->editions().calendar_revision();
    e.idempotency = {key, "d"};
    return e;
}

std::string OfBoth::opened(const app::NewCase& one) { return cases.open_case(one).case_no; }

}  // namespace bandian::store
