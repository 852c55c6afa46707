#include "solvers/force/force_field.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "diagnostics/total.hpp"
#include "solvers/force/force_sums.hpp"

namespace ebru {

namespace {

/// Mean of n >= 2 numbers and its standard error.
struct Mean {
    double value;
    double error;
};

Mean mean_of(std::vector<double> numbers) {
    const auto n = static_cast<double>(numbers.size());
    const double mean = total<double>(numbers) / n;
    for (double& x : numbers) {
        x = (x - mean) * (x - mean);
    }
    return {mean, std::sqrt(total<double>(numbers) / (n * (n - 1.0)))};
}

std::vector<double> exponentials(std::vector<double> logarithms) {
    std::ranges::transform(logarithms, logarithms.begin(), [](double x) { return std::exp(x); });
    return logarithms;
}

void check_window(const PlaneGrid& grid) {
    validate(grid.nx >= 1 && grid.ny >= 1,
             fmt::format("a force field of {} x {} points is asked for", grid.nx, grid.ny),
             "it needs at least one cell", "give both numbers of cells as at least 1");
    for (std::size_t k = 0; k < 2; ++k) {
        validate(std::isfinite(grid.upper[k] - grid.lower[k]) && grid.upper[k] > grid.lower[k],
                 fmt::format("the window of a force field runs from {} to {} along {}", grid.lower[k], grid.upper[k],
                             k == 0 ? 'x' : 'y'),
                 "it is empty", "give the lower end first");
    }
}

}  // namespace

void force_density(const DensityAt& first, const DensityAt& second, int dimension, std::span<const double> points,
                   std::span<double> force) {
    EBRU_EXPECT(force.size() == points.size());
    const ForceValues values = force_values(ForceQuantity::density, first, second, dimension, points);
    std::ranges::copy(values.force, force.begin());
}

double force_acceleration(const DensityAt& first, const DensityAt& second, int dimension,
                          std::span<const double> points, std::span<double> acceleration) {
    EBRU_EXPECT(acceleration.size() == points.size() && !points.empty());
    const ForceValues values = force_values(ForceQuantity::acceleration, first, second, dimension, points);
    std::ranges::copy(values.force, acceleration.begin());
    return total<double>(values.weight) / static_cast<double>(values.weight.size());
}

SampledOverlap sampled_overlap(const DensityAt& first, const DensityAt& second, int dimension,
                               std::span<const double> points) {
    const auto d = static_cast<std::size_t>(dimension);
    EBRU_EXPECT(points.size() >= 2 * d);
    ForceValues values = force_values(ForceQuantity::acceleration, first, second, dimension, points);
    SampledOverlap overlap;
    std::vector<double> column(values.weight.size());
    for (std::size_t k = 0; k < d; ++k) {
        for (std::size_t i = 0; i < column.size(); ++i) {
            column[i] = values.force[i * d + k];
        }
        const Mean mean = mean_of(column);
        overlap.force.push_back(mean.value);
        overlap.force_error.push_back(mean.error);
    }
    const Mean mean = mean_of(std::move(values.weight));
    overlap.coefficient = mean.value;
    overlap.coefficient_error = mean.error;
    return overlap;
}

ForceGrid force_on_grid(const DensityAt& first, const DensityAt& second, const PlaneGrid& grid) {
    check_window(grid);
    ForceValues values = force_values(ForceQuantity::density, first, second, 2, grid.centres());
    const double cell = grid.cell_area();
    ForceGrid field{.grid = grid,
                    .first_density = exponentials(std::move(values.log_first)),
                    .second_density = exponentials(std::move(values.log_second)),
                    .root_product = std::move(values.weight),
                    .force = std::move(values.force),
                    .coefficient = 0.0,
                    .total_force = {}};
    field.coefficient = cell * total<double>(field.root_product);
    for (int k = 0; k < 2; ++k) {
        field.total_force.push_back(cell * component_total(field.force, 2, k));
    }
    return field;
}

}  // namespace ebru
