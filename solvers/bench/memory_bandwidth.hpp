#pragma once

#include <cstddef>
#include <vector>

#include "solvers/bench/measurement.hpp"

namespace ebru {

/// The bandwidth that an in-place D2Q9 can have at best: nine float arrays, each element read, changed and written
/// back, 72 bytes an update; all threads.
struct UpdateNine {
    double bandwidth = 0.0;    ///< GB/s at the median time
    double working_set = 0.0;  ///< bytes
    double last_cache = 0.0;   ///< bytes of the last-level cache, 0 when the system does not tell
};

/// The update-9 loop, set up once so that it can be timed in turn with a solver.
class UpdateNineLoop {
  public:
    /// \param cells elements of each of the nine arrays.
    explicit UpdateNineLoop(std::size_t cells);
    ~UpdateNineLoop();
    UpdateNineLoop(const UpdateNineLoop&) = delete;
    UpdateNineLoop& operator=(const UpdateNineLoop&) = delete;

    void run();
    [[nodiscard]] UpdateNine result(const Timing& timing) const;

    static constexpr double bytes_per_update = 72.0;

  private:
    struct Arrays;
    Arrays* arrays_;
    std::size_t cells_;
};

/// Bytes of the last-level cache as the system tells it; 0 when it does not.
double last_cache_bytes();

/// A working set must be four times the last-level cache before its speed says anything about memory.
bool measures_memory(double working_set);

}  // namespace ebru
