#pragma once

#include "app/command.hpp"

namespace ebru {

/// `ebru ensemble DECK`: particles that diffuse, are reversed, or are pushed; every number beside its closed form.
Command ensemble_command();

}  // namespace ebru
