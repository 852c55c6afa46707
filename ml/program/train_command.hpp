#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace ebru {

/// `ebru train`: trains a network that runs a forward process backwards.
std::function<int()> train_command(CLI::App& app);

}  // namespace ebru
