#pragma once
// Notices for print, as HTML: 受理通知, 一次性告知, 不予许可, 延期告知. Each says its cause, its law, and a check code by which anybody
// can see that it came from here.

#include "app/desk.hpp"
#include "http/reply.hpp"

namespace bandian::http {

/// The kinds there is cause for: acceptance, correction, refusal, extension.
Json notices_of(const app::CaseOnDesk& desk, const app::Actor& by);

/// The latest of a kind; empty: there is no cause for one.
std::string notice(const app::CaseOnDesk& desk, const std::string& kind, const std::string& check_code, const app::Actor& by);

}  // namespace bandian::http
