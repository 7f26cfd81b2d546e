#pragma once
// What a route answers, before it becomes bytes.

#include "app/desk.hpp"

#include <string>

namespace bandian::http {

using app::Json;

struct Reply {
    int status = 200;
    Json body;
    std::string etag;      ///< without quotes; empty for none
    std::string location;
};

Reply problem(int status, std::string code, std::string field, std::string detail);
Reply problem(const app::Refusal& refusal);

}  // namespace bandian::http
