#include <fmt/format.h>

#include <string>
#include <vector>

#include "solvers/bench/benchmarks.hpp"
#include "solvers/ensemble/reversal.hpp"

namespace ebru {

namespace {

constexpr int steps = 20;
constexpr std::size_t particles = 200000;

/// Unequal weights, widths and places; the cost depends on the number alone.
GaussianMixture mixture_of(int components, int dimension) {
    std::vector<MixtureComponent> all;
    for (int i = 0; i < components; ++i) {
        const double place = 0.7 * i - 0.35 * components;
        all.push_back({1.0 + i, std::vector<double>(static_cast<std::size_t>(dimension), place),
                       Covariance::isotropic(dimension, 0.1 + 0.05 * i)});
    }
    return GaussianMixture(all);
}

GaussianPath path() {
    GaussianParameters parameters;
    parameters.kind = GaussianKind::vp;
    parameters.beta_min = 0.1;
    parameters.beta_max = 10.0;
    return GaussianPath(parameters);
}

/// An ensemble that goes back in time, again and again.
template <class Real>
class ReverseWalk {
  public:
    ReverseWalk(const GaussianMixture& mixture, double knob)
        : walk_(reverse_steps(path(), uniform_times(1.0, 0.0, steps), knob), 1),
          field_(walk_.field_of(mixture)),
          x_("positions", particles, static_cast<std::size_t>(mixture.dimension())) {}

    void run() const {
        walk_.advance(field_, x_, 0, steps);
        Kokkos::fence();
    }

  private:
    Reversal<Real> walk_;
    MixtureField<Real> field_;
    Positions<Real> x_;
};

/// With noise, in turn with the same walk without.
template <class Real>
BenchRow reversal_row(int components, int dimension, const BenchOptions& options) {
    const GaussianMixture mixture = mixture_of(components, dimension);
    const ReverseWalk<Real> with_noise(mixture, 1.0);
    const ReverseWalk<Real> without(mixture, 0.0);
    const PairedTiming timing = time_in_turn(options.repeats, [&] { with_noise.run(); }, [&] { without.run(); });
    BenchRow row;
    row.name =
        fmt::format("reversal, {} Gaussians, {}", components, sizeof(Real) == sizeof(float) ? "float" : "double");
    row.size = fmt::format("{} particles in {}-D, {} steps", particles, dimension, steps);
    row.unit = "M particle steps/s";
    set_rate(row, timing.a, static_cast<double>(particles) * steps, 1e6);
    row.note = fmt::format("{:.0f} % of the time without noise: score and step alone", 100.0 / timing.ratio);
    return row;
}

}  // namespace

std::vector<BenchRow> bench_reversal(const BenchOptions& options) {
    return {reversal_row<float>(1, 2, options), reversal_row<float>(5, 2, options), reversal_row<double>(5, 2, options),
            reversal_row<float>(5, 16, options)};
}

}  // namespace ebru
