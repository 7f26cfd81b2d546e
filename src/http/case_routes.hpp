#pragma once
// /api/v1/cases…: opening a case, looking at it, and entering what happened.

#include "http/command.hpp"
#include "http/material_routes.hpp"

namespace bandian::http {

class CaseRoutes {
public:
    CaseRoutes(app::Desk& desk, Entrance& entrance, MaterialRoutes& materials, const RouteOptions& options)
        : desk_(desk), entrance_(entrance), materials_(materials), options_(options) {}

    Reply open(const Request& request);

    Reply whole(const Request& request, const std::string& case_no);
    Reply entries(const Request& request, const std::string& case_no);
    Reply picture(const Request& request, const std::string& case_no);
    Reply picture_facts(const Request& request, const std::string& case_no);
    Reply receipt(const Request& request, const std::string& case_no);
    Reply receipt_square(const Request& request, const std::string& case_no);
    Reply notice(const Request& request, const std::string& case_no, const std::string& kind);
    Reply material(const Request& request, const std::string& case_no, const std::string& id);
    Reply preview(const Request& request, const std::string& case_no, const std::string& id);
    Reply clock_days(const Request& request, const std::string& case_no, const std::string& clock);

    /// What is entered is the last word of the route.
    Reply enter(const Request& request, const std::string& case_no);
    Reply enter_on_task(const Request& request, const std::string& case_no, const std::string& task);
    Reply enter_on_clock(const Request& request, const std::string& case_no, const std::string& clock);
    Reply file_permits(const Request& request, const std::string& case_no);

    // What is organised beside the log.
    Reply claim(const Request& request, const std::string& case_no, const std::string& task);
    Reply add_note(const Request& request, const std::string& case_no);
    Reply assign(const Request& request, const std::string& case_no);
    Reply deliver(const Request& request, const std::string& case_no);

private:
    /// `fixed`: what the path says of the entry.
    Reply enter_with(const Request& request, const std::string& case_no, const Json& fixed);
    /// What the case gave, with who has it.
    Json results_of(const app::CaseOnDesk& desk, const app::VisibleCase& seen,
                    const std::vector<app::ResultDelivery>& handed, const std::map<std::string, std::string>& names);

    app::Desk& desk_;
    Entrance& entrance_;
    MaterialRoutes& materials_;
    const RouteOptions& options_;
};

}  // namespace bandian::http
