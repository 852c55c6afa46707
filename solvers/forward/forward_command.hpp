#pragma once

#include "app/command.hpp"

namespace ebru {

/// `ebru forward DECK`: the forward process of a deck on its images.
Command forward_command();

/// `ebru info CHAIN`: what is in a chain.
Command info_command();

}  // namespace ebru
