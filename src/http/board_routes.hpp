#pragma once
// /api/v1/board: what a supervisor sees of all cases.

#include "app/board.hpp"
#include "http/reply.hpp"

namespace bandian::http {

Json board_json(const app::BoardCounts& board, const app::Rulebook& rules,
                const app::Page<app::WorklistRow>& falling_due, calendar::Day today);

/// An item of the worklist; also of the list of judged steps.
Json worklist_item(const app::WorklistRow& row, const app::Rulebook& rules, calendar::Day today);

}  // namespace bandian::http
