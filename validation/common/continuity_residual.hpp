#pragma once

#include <Kokkos_Core.hpp>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "solvers/ensemble/velocity.hpp"

namespace ebru {

/// A path of each kind whose law changes much from t = 0 to 1.
inline GaussianPath continuity_path(GaussianKind kind) {
    GaussianParameters p;
    p.kind = kind;
    p.levels = 10;
    p.noise_scale = 1.3;
    p.beta_min = kind == GaussianKind::vp ? 0.2 : 0.05;
    p.beta_max = kind == GaussianKind::vp ? 8.0 : 0.5;
    p.sigma_min = 0.1;
    p.sigma_max = 5.0;
    return GaussianPath(p);
}

/// rho and rho v of a mixture's diffusion at places of the plane, as the device computes them.
struct DensityAndFlux {
    std::vector<double> density;  ///< (n)
    std::vector<double> flux;     ///< (n, 2)
};

/// \param at (n, 2); needs t < 1 for flow.
inline DensityAndFlux density_and_flux(const GaussianMixture& data, const GaussianPath& path, double t,
                                       std::span<const double> at) {
    const std::size_t n = at.size() / 2;
    const Positions<double> x("x", n, 2);
    const auto host = Kokkos::create_mirror_view(x);
    for (std::size_t i = 0; i < n; ++i) {
        host(i, 0) = at[2 * i];
        host(i, 1) = at[2 * i + 1];
    }
    Kokkos::deep_copy(x, host);
    const std::vector<GaussianTransition> law{law_at(path, t)};
    const MixtureField<double> field(data, law);
    const MotionView<double> out{Kokkos::View<double*>("log density", n), {}, Positions<double>("velocity", n, 2)};
    evaluate_motion(field, 0, velocity_terms(path, t), x, out);
    const auto log_density = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), out.log_density);
    const auto velocity = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), out.velocity);
    DensityAndFlux result;
    for (std::size_t i = 0; i < n; ++i) {
        result.density.push_back(std::exp(log_density(i)));
        for (std::size_t c = 0; c < 2; ++c) {
            result.flux.push_back(result.density[i] * velocity(i, c));
        }
    }
    return result;
}

/// Root mean square over places (n, 2) of d rho/dt + div(rho v), relative to that of d rho/dt, by central differences
/// of spacing h in the plane and time_ratio h in time: h^2/6 of third derivatives is left.
inline double continuity_residual(const GaussianMixture& data, const GaussianPath& path, double t, double h,
                                  double time_ratio, std::span<const double> places) {
    const auto moved = [&](double dx, double dy) {
        std::vector<double> there(places.begin(), places.end());
        for (std::size_t i = 0; i < there.size(); i += 2) {
            there[i] += dx;
            there[i + 1] += dy;
        }
        return density_and_flux(data, path, t, there).flux;
    };
    const double k = time_ratio * h;
    const std::vector<double> later = density_and_flux(data, path, t + k, places).density;
    const std::vector<double> earlier = density_and_flux(data, path, t - k, places).density;
    const std::array<std::vector<double>, 4> flux{moved(h, 0.0), moved(-h, 0.0), moved(0.0, h), moved(0.0, -h)};
    double squares = 0.0;
    double rates = 0.0;
    for (std::size_t i = 0; i < later.size(); ++i) {
        const double rate = (later[i] - earlier[i]) / (2.0 * k);
        const double outflow = (flux[0][2 * i] - flux[1][2 * i] + flux[2][2 * i + 1] - flux[3][2 * i + 1]) / (2.0 * h);
        squares += (rate + outflow) * (rate + outflow);
        rates += rate * rate;
    }
    return std::sqrt(squares / rates);
}

}  // namespace ebru
