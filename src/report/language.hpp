#pragma once
// What faces are written in. Names that people typed stay as they are.

namespace bandian::report {

enum class Language { chinese, english };

}  // namespace bandian::report
