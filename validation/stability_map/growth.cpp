#include "validation/stability_map/growth.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "validation/common/von_neumann.hpp"

namespace ebru {

namespace {

double radians(double degrees) {
    return degrees * std::numbers::pi / 180.0;
}

}  // namespace

double predicted_factor(LatticeScheme scheme, double alpha, double speed, int cells) {
    const double unit = 2.0 * std::numbers::pi / cells;
    double largest = 0.0;
    for (const double degrees : flow_directions) {
        const double v_x = speed * std::cos(radians(degrees));
        const double v_y = speed * std::sin(radians(degrees));
        // k and -k have conjugate eigenvalues: half the plane is enough.
        for (int y = 0; y <= cells / 2; ++y) {
            for (int x = 0; x < cells; ++x) {
                largest =
                    std::max(largest, VonNeumann(scheme, alpha, {unit * x, unit * y, v_x, v_y}).spectral_radius());
            }
        }
    }
    return largest;
}

std::vector<double> observed_growth(LatticeScheme scheme, double alpha, const std::vector<double>& speeds, int cells,
                                    int steps) {
    const auto n = static_cast<std::size_t>(cells);
    const std::size_t runs = speeds.size() * std::size(flow_directions);
    const auto core = make_core<double>(scheme, {1, cells, cells}, {});
    const ImageBatch<double> images("stability images", runs, 1, n, n);
    const auto host = Kokkos::create_mirror_view(images);
    std::mt19937_64 random(1);
    for (std::size_t i = 0; i < host.size(); ++i) {
        host.data()[i] = std::ldexp(static_cast<double>(random() >> 11U), -53) - 0.5;
    }
    Kokkos::deep_copy(images, host);
    const HostVelocity velocity("stability velocity", runs, 2, n, n);
    std::vector<int> field_of;
    for (std::size_t r = 0; r < runs; ++r) {
        const double speed = speeds[r / std::size(flow_directions)];
        const double angle = radians(flow_directions[r % std::size(flow_directions)]);
        std::fill_n(&velocity(r, 0, 0, 0), n * n, speed * std::cos(angle));
        std::fill_n(&velocity(r, 1, 0, 0), n * n, speed * std::sin(angle));
        field_of.push_back(static_cast<int>(r));
    }
    core->initialize(images);
    core->set_velocity(velocity, field_of);
    core->run(steps, alpha);
    core->copy_state(field_of, images);
    Kokkos::deep_copy(host, images);
    std::vector<double> growth(speeds.size(), 0.0);
    for (std::size_t r = 0; r < runs; ++r) {
        double largest = 0.0;
        for (std::size_t i = 0; i < n * n; ++i) {
            const double size = 2.0 * std::abs(host.data()[r * n * n + i]);
            largest = std::isfinite(size) ? std::max(largest, size) : HUGE_VAL;
        }
        double& worst = growth[r / std::size(flow_directions)];
        worst = std::max(worst, largest);
    }
    return growth;
}

double predicted_limit(LatticeScheme scheme, double alpha, int cells) {
    constexpr double marginal = 1e-5;
    constexpr double resolution = 1e-3;
    double stable = 0.0;
    double unstable = 1.0;
    while (unstable - stable > resolution) {
        const double middle = 0.5 * (stable + unstable);
        (predicted_factor(scheme, alpha, middle, cells) > 1.0 + marginal ? unstable : stable) = middle;
    }
    return stable;
}

}  // namespace ebru
