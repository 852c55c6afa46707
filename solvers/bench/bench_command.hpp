#pragma once

#include "app/command.hpp"

namespace ebru {

/// `ebru bench lbm|stencil|rfm|heat|io`: speeds, with bytes per update and the bandwidth measured in the same run.
Command bench_command();

}  // namespace ebru
