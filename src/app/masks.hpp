#pragma once
// Personal data as strangers may see them: enough to recognise oneself by, too little to learn from.

#include <string>

namespace bandian::app {

/// 张*
std::string masked_name(const std::string& name);
/// 138****5678
std::string masked_phone(const std::string& phone);
/// 周村区****
std::string masked_address(const std::string& address);

}  // namespace bandian::app
