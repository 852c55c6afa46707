#pragma once

#include "app/command.hpp"

namespace ebru {

/// `ebru converge DECK --refine 4`: the order of convergence of the user's own deck.
Command converge_command();

}  // namespace ebru
