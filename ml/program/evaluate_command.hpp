#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace ebru {

/// `ebru evaluate`: says how good samples are.
std::function<int()> evaluate_command(CLI::App& app);

}  // namespace ebru
