#include "solvers/force/bhattacharyya.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "diagnostics/total.hpp"
#include "solvers/force/force_sums.hpp"

namespace ebru {

namespace {

void check_same_dimension(int first, int second) {
    validate(first == second,
             fmt::format("densities of {} and of {} dimensions are to act on each other", first, second),
             "they share no space", "give both the same number of dimensions");
}

std::vector<double> difference(const Gaussian& first, const Gaussian& second) {
    check_same_dimension(first.covariance.dimension(), second.covariance.dimension());
    EBRU_EXPECT(first.mean.size() == static_cast<std::size_t>(first.covariance.dimension()));
    EBRU_EXPECT(second.mean.size() == first.mean.size());
    std::vector<double> delta(first.mean.size());
    std::ranges::transform(first.mean, second.mean, delta.begin(), std::minus<>());
    validate(std::ranges::all_of(delta, [](double x) { return std::isfinite(x); }),
             "the mean of a Gaussian is not finite", "a density has a place", "give finite numbers");
    return delta;
}

double smallest_eigenvalue(const GaussianMixture& mixture) {
    double smallest = std::numeric_limits<double>::infinity();
    for (const MixtureComponent& c : mixture.components()) {
        smallest = std::min(smallest, c.covariance.eigenvalues().front());
    }
    return smallest;
}

/// A window in 1 or 2 dimensions.
struct Window {
    std::array<double, 2> lower{0.0, 0.0};
    std::array<double, 2> upper{0.0, 0.0};
};

constexpr double reach = 12.0;  // standard deviations: P(|xi| > 12) = 3.6e-33

Window window_of(const GaussianMixture& mixture) {
    const auto d = static_cast<std::size_t>(mixture.dimension());
    Window window;
    for (std::size_t k = 0; k < d; ++k) {
        window.lower[k] = std::numeric_limits<double>::infinity();
        window.upper[k] = -window.lower[k];
        for (const MixtureComponent& c : mixture.components()) {
            const double width = reach * std::sqrt(c.covariance.matrix()[k * d + k]);
            window.lower[k] = std::min(window.lower[k], c.mean[k] - width);
            window.upper[k] = std::max(window.upper[k], c.mean[k] + width);
        }
    }
    return window;
}

class Quadrature {
  public:
    Quadrature(const GaussianMixture& first, const GaussianMixture& second)
        : dimension_(first.dimension()), first_(density_at(first)), second_(density_at(second)) {
        const Window a = window_of(first);
        const Window b = window_of(second);
        for (std::size_t k = 0; k < 2; ++k) {
            window_.lower[k] = std::max(a.lower[k], b.lower[k]);
            window_.upper[k] = std::min(a.upper[k], b.upper[k]);
        }
    }

    /// Both densities are negligible everywhere.
    [[nodiscard]] bool empty() const {
        bool any = false;
        for (std::size_t k = 0; k < static_cast<std::size_t>(dimension_); ++k) {
            any = any || window_.lower[k] >= window_.upper[k];
        }
        return any;
    }

    /// Sums over cells of about this size.
    [[nodiscard]] OverlapQuadrature sum(double spacing) const {
        const std::array<long, 2> cells{cells_along(0, spacing), dimension_ == 1 ? 1 : cells_along(1, spacing)};
        const long points = cells[0] * cells[1];
        validate(points <= most_points,
                 fmt::format("the overlap of two mixtures needs more than {} points", most_points),
                 "its narrowest component is much smaller than the region where both densities are felt",
                 "use components of more similar widths");
        const long rows_at_once = std::max<long>(1, points_at_once / cells[0]);
        OverlapQuadrature sums{0.0, std::vector<double>(static_cast<std::size_t>(dimension_), 0.0), 0.0, points};
        for (long row = 0; row < cells[1]; row += rows_at_once) {
            add_rows(cells, row, std::min(cells[1], row + rows_at_once), sums);
        }
        return sums;
    }

  private:
    static constexpr long most_points = 1L << 24;
    static constexpr long points_at_once = 1L << 13;

    [[nodiscard]] long cells_along(std::size_t k, double spacing) const {
        const double count = std::ceil((window_.upper[k] - window_.lower[k]) / spacing);
        return static_cast<long>(std::min(count, static_cast<double>(most_points) + 1.0));
    }

    void add_rows(const std::array<long, 2>& cells, long begin, long end, OverlapQuadrature& sums) const {
        std::array<double, 2> spacing{};
        for (std::size_t k = 0; k < 2; ++k) {
            spacing[k] = (window_.upper[k] - window_.lower[k]) / static_cast<double>(cells[k]);
        }
        std::vector<double> points;
        points.reserve(static_cast<std::size_t>((end - begin) * cells[0] * dimension_));
        for (long j = begin; j < end; ++j) {
            for (long i = 0; i < cells[0]; ++i) {
                points.push_back(window_.lower[0] + (static_cast<double>(i) + 0.5) * spacing[0]);
                if (dimension_ == 2) {
                    points.push_back(window_.lower[1] + (static_cast<double>(j) + 0.5) * spacing[1]);
                }
            }
        }
        const double cell = dimension_ == 1 ? spacing[0] : spacing[0] * spacing[1];
        const ForceValues values = force_values(ForceQuantity::density, first_, second_, dimension_, points);
        sums.coefficient += cell * total<double>(values.weight);
        for (int k = 0; k < dimension_; ++k) {
            sums.force[static_cast<std::size_t>(k)] += cell * component_total(values.force, dimension_, k);
        }
    }

    int dimension_;
    DensityAt first_;
    DensityAt second_;
    Window window_;
};

double largest_change(const OverlapQuadrature& a, const OverlapQuadrature& b) {
    double change = std::abs(a.coefficient - b.coefficient);
    for (std::size_t k = 0; k < a.force.size(); ++k) {
        change = std::max(change, std::abs(a.force[k] - b.force[k]));
    }
    return change;
}

}  // namespace

GaussianOverlap::GaussianOverlap(const Gaussian& first, const Gaussian& second)
    : half_sum_(first.covariance),
      delta_(difference(first, second)),
      log_factor_(0.25 * (first.covariance.log_determinant() + second.covariance.log_determinant())) {
    half_sum_ = combine(0.5, first.covariance, 0.5, second.covariance);
    log_factor_ -= 0.5 * half_sum_.log_determinant();
}

double GaussianOverlap::coefficient() const {
    return std::exp(-distance());
}

double GaussianOverlap::distance() const {
    return half_sum_.inverse_quadratic(delta_) / 8.0 - log_factor_;
}

std::vector<double> GaussianOverlap::force() const {
    std::vector<double> force = fisher_direction();
    const double factor = -0.25 * coefficient();
    for (double& component : force) {
        component *= factor;
    }
    return force;
}

std::vector<double> GaussianOverlap::fisher_direction() const {
    std::vector<double> direction(delta_.size());
    half_sum_.solve(delta_, direction);
    return direction;
}

GaussianOverlap GaussianOverlap::moved(std::span<const double> shift) const {
    EBRU_EXPECT(shift.size() == delta_.size());
    GaussianOverlap result(*this);
    std::ranges::transform(delta_, shift, result.delta_.begin(), std::minus<>());
    return result;
}

OverlapQuadrature overlap_by_quadrature(const GaussianMixture& first, const GaussianMixture& second, double tolerance) {
    EBRU_EXPECT(tolerance >= 1e-14);
    check_same_dimension(first.dimension(), second.dimension());
    validate(first.dimension() <= 2,
             fmt::format("the overlap of mixtures in {} dimensions is asked for", first.dimension()),
             "it has a closed form for single Gaussians alone, and a grid is made in 1 or 2 dimensions",
             "give single Gaussians, or densities of at most 2 dimensions");
    const Quadrature quadrature(first, second);
    if (quadrature.empty()) {
        return {0.0, std::vector<double>(static_cast<std::size_t>(first.dimension()), 0.0), 0.0, 0};
    }
    double spacing = 0.75 * std::sqrt(std::min(smallest_eigenvalue(first), smallest_eigenvalue(second)));
    OverlapQuadrature coarse = quadrature.sum(spacing);
    for (;;) {
        spacing *= 0.5;
        OverlapQuadrature fine = quadrature.sum(spacing);
        fine.error = largest_change(coarse, fine);
        if (fine.error <= tolerance) {
            return fine;
        }
        coarse = std::move(fine);
    }
}

double curvature_bound(const GaussianMixture& first, const GaussianMixture& second) {
    return 0.25 / std::sqrt(smallest_eigenvalue(first) * smallest_eigenvalue(second));
}

}  // namespace ebru
