#pragma once
// What an applicant tells of himself 一表申请, put into its one form and checked as far as a number can be: everything
// that is wrong is told at once.

#include "app/desk.hpp"

namespace bandian::app {

/// `applicant` {name, phone, idNumber, idType, creditCode, customerNo}, `site` {address, division}; name and address
/// are needed. Names are cleaned (text/cleaning.hpp), numbers narrowed (text/documents.hpp). A telephone number stays
/// as it is typed; where another is dialled, `phoneDialled` is put beside it (text/phone.hpp). `idType` says which
/// document was recognised; none beside a number: an identity card, as before there were others. Codes: invalid-member,
/// missing-member, unknown-member; `reason` says which rule was broken.
std::vector<casework::Rejection> put_in_form(Json& applicant, Json& site);

/// What is wrong with its process, attributes and materials under a pack.
std::vector<casework::Rejection> faults_of(const OpenRequest& request, const process::Pack& pack);

}  // namespace bandian::app
