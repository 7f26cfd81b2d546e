#pragma once
// The record in PostgreSQL and the one in memory, behind the ports that both stand for.

#include "app/accounts.hpp"
#include "app/audit.hpp"
#include "app/desk.hpp"
#include "app/edition_store.hpp"
#include "app/materials.hpp"
#include "app/outbox.hpp"
#include "app/tokens.hpp"
#include "app/trace.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace bandian::store {

/// A record with nothing in it, but a pack that cases can rest on.
class Twin {
public:
    virtual ~Twin() = default;
    virtual app::DeskStores desk() = 0;
    virtual app::EditionStore& editions() = 0;
    virtual app::AccountStore& accounts() = 0;
    virtual app::TokenStore& tokens() = 0;
    virtual app::TraceStore& trace() = 0;
    virtual app::Archive& archive() = 0;
    virtual app::Outbox& outbox() = 0;
    virtual app::Ledger& ledger() = 0;
    virtual std::string pack() = 0;  ///< its hash
    /// An active account that cases can be handed to.
    virtual void add_person(const std::string& account, const std::string& display) = 0;
    /// To be called when a case has been opened: the archive in memory knows of none.
    virtual void expect_files_of(const std::string& case_no) = 0;
};

struct TwinKind {
    const char* name;
    std::unique_ptr<Twin> (*make)();
};

std::unique_ptr<Twin> in_memory();
std::unique_ptr<Twin> in_postgresql();

/// As it is handed in at nine on 8 October 2018, with its first task due the day after.
app::NewCase new_case(const std::string& pack, int calendar_revision);

/// What is true of both.
class OfBoth : public ::testing::TestWithParam<TwinKind> {
protected:
    std::unique_ptr<Twin> twin = GetParam().make();
    app::CaseStore& cases = twin->desk().cases;
    app::ListStore& lists = twin->desk().lists;

    static app::Instant at(const char* text);
    static calendar::Day day(const char* text) { return calendar::parse_day(text).value(); }

    app::NewCase fresh(const std::string& key = "", const std::string& digest = "d");
    app::NewEvents withdrawal(const std::string& case_no, int expected, const std::string& key = "");
    std::string opened() { return opened(fresh()); }
    std::string opened(const app::NewCase& one);
};

inline const auto both = ::testing::Values(TwinKind{"memory", in_memory}, TwinKind{"postgresql", in_postgresql});
inline std::string name_of(const ::testing::TestParamInfo<TwinKind>& info) { return info.param.name; }

}  // namespace bandian::store
