#pragma once

#include "app/command.hpp"

namespace ebru {

/// `ebru validate [NAME...] [--quick] [--resume] --output DIR`: runs studies, writes tables, figures and one page, and
/// ends with exit code 1 when a verdict does not hold. Each study's result is kept at once (kept_study.hpp), for
/// --resume after a stop.
Command validate_command();

}  // namespace ebru
