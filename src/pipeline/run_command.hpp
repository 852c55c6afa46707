#pragma once

#include "app/command.hpp"

namespace ebru {

/// `ebru run`.
Command run_command();

}  // namespace ebru
