#pragma once
// /api/v1/cases/{caseNo}/…: looking at a case, and entering what happened.

#include "http/command.hpp"
#include "http/material_routes.hpp"

namespace bandian::http {

class CaseRoutes {
public:
    CaseRoutes(app::Desk& desk, Entrance& entrance, MaterialRoutes& materials, const RouteOptions& options)
        : desk_(desk), entrance_(entrance), materials_(materials), options_(options) {}

    /// `path` from the case's number on.
    Reply answer(const Request& request, const std::vector<std::string>& path);

private:
    Reply look(const Request& request, const std::vector<std::string>& path);
    Reply whole(const Request& request, const app::CaseOnDesk& desk);
    Reply enter(const Request& request, const std::string& case_no, const std::string& verb, const Json& fixed);
    Reply deliver(const Request& request, const std::string& case_no);
    /// What the case gave, with who has it.
    Json results_of(const Request& request, const app::CaseOnDesk& desk, const std::vector<app::ResultDelivery>& handed,
                    const std::map<std::string, std::string>& names);
    /// What is organised beside the log: whose case, whose task, notes.
    Reply arrange(const Request& request, const std::vector<std::string>& path);

    app::Desk& desk_;
    Entrance& entrance_;
    MaterialRoutes& materials_;
    const RouteOptions& options_;
};

}  // namespace bandian::http
