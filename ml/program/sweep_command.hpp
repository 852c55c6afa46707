#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace ebru {

/// `ebru sweep`: the runs of a deck with lists, and their table.
std::function<int()> sweep_command(CLI::App& app);

}  // namespace ebru
