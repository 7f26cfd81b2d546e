#pragma once
// What an applicant tells of himself 一表申请, checked as far as a number can be: everything that is wrong is told at once.

#include "app/desk.hpp"

namespace bandian::app {

/// `applicant` {name, phone, idNumber, creditCode, customerNo}, `site` {address, division}; name and address are needed.
std::vector<casework::Rejection> faults_of_applicant(const Json& applicant, const Json& site);
/// What is wrong with its process, attributes and materials under a pack.
std::vector<casework::Rejection> faults_of(const OpenRequest& request, const process::Pack& pack);

/// 公民身份号码, GB 11643: eighteen signs, a day of birth that exists, the check digit of ISO 7064 MOD 11-2.
bool is_identity_number(const std::string& text);
/// 统一社会信用代码, GB 32100: eighteen signs, the last one checks the others.
bool is_credit_code(const std::string& text);
/// A mobile number, or an area code with a number; blanks, hyphens and +86 are let pass.
bool is_phone(const std::string& text);
/// 行政区划代码, GB/T 2260: six digits of a province that exists.
bool is_division(const std::string& text);

}  // namespace bandian::app
