#include "packs/linter.hpp"

namespace bandian::packs {

void lint(const process::Pack& pack, const std::string& pack_file, Faults& faults, Standing standing) {
    lint_names(pack, pack_file, faults);
    lint_outcomes(pack, faults);
    if (has_error(faults)) return;
    lint_ways(pack, faults, standing);
    lint_promises(pack, faults);
}

}  // namespace bandian::packs
