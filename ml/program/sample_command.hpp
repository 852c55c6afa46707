#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace ebru {

/// `ebru sample`: images from trained weights.
std::function<int()> sample_command(CLI::App& app);

/// `ebru interpolate`: ways between samples.
std::function<int()> interpolate_command(CLI::App& app);

}  // namespace ebru
