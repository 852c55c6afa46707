#pragma once

#include "app/command.hpp"

namespace ebru {

/// `ebru validate [NAME...] [--quick] --output DIR`: runs studies, writes tables, figures and one page, and ends with
/// exit code 1 when a verdict does not hold.
Command validate_command();

}  // namespace ebru
