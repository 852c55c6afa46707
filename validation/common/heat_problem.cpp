#include "validation/common/heat_problem.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "solvers/heat/heat_process.hpp"

namespace ebru {

template <class Real>
std::vector<double> solve_heat(Grid grid, const std::vector<double>& initial, double fourier) {
    EBRU_EXPECT(initial.size() == grid.cells());
    HeatProcess<Real> process({1, grid.ny, grid.nx}, LevelSchedule(std::vector<double>{0.0, fourier}));
    const ImageBatch<Real> image("heat", 1, 1, static_cast<std::size_t>(grid.ny), static_cast<std::size_t>(grid.nx));
    const auto host = Kokkos::create_mirror_view(image);
    std::transform(initial.begin(), initial.end(), host.data(), [](double value) { return static_cast<Real>(value); });
    Kokkos::deep_copy(image, host);
    process.initialize(image, std::vector<SampleId>{0});
    process.advance_to(1);
    process.copy_state(std::vector<int>{0}, image);
    Kokkos::deep_copy(host, image);
    return {host.data(), host.data() + host.size()};
}

template std::vector<double> solve_heat<float>(Grid, const std::vector<double>&, double);
template std::vector<double> solve_heat<double>(Grid, const std::vector<double>&, double);

}  // namespace ebru
