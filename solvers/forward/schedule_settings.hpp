#pragma once

#include "config/deck.hpp"
#include "schedule/level_schedule.hpp"

namespace ebru {

/// The [schedule] table of a deck. \param width of the images, for blur given in pixels.
/// \throws UserError naming key, value and choices.
LevelSchedule read_schedule(Deck& deck, int width);

}  // namespace ebru
