#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "solvers/bench/benchmarks.hpp"
#include "solvers/spde/euler_maruyama.hpp"
#include "solvers/spde/semi_implicit_stepper.hpp"

namespace ebru {

namespace {

constexpr double horizon = 2.0;
constexpr double longer = 20.0;  ///< a semi-implicit step over an explicit one

/// What is walked to T = 2.
struct SchemeCase {
    const char* name;
    int images;
    int side;
    double alpha_first;  ///< of the drift; geometric up to alpha_last
    double alpha_last;
    ContrastKind contrast;
};

SpdeEquation equation_of(const SchemeCase& of, double noise) {
    SpdeEquation equation;
    equation.horizon = horizon;
    equation.drift_intensity = IntensitySchedule(
        {.kind = IntensityKind::geometric, .alpha_min = of.alpha_first, .alpha_max = of.alpha_last, .horizon = horizon},
        "drift");
    equation.drift_contrast =
        ContrastSchedule({.kind = of.contrast, .lambda_min = 0.025, .rate = 0.5, .horizon = horizon}, "drift");
    if (noise > 0.0) {
        equation.noise_intensity = IntensitySchedule(
            {.kind = IntensityKind::geometric, .alpha_min = 0.01, .alpha_max = noise, .horizon = horizon}, "noise");
    } else {
        equation.noise_intensity = IntensitySchedule({.alpha_max = 0.0, .horizon = horizon}, "noise");
    }
    return equation;
}

/// Colour images with what the equation tells apart: a disc's edge in each channel, squares, and texture, in [0, 1].
ImageBatch<float> discs_on_texture(int count, int side) {
    const ImageBatch<float> images("bench images", count, 3, side, side);
    const auto host = Kokkos::create_mirror_view(images);
    for (int n = 0; n < 3 * count; ++n) {
        const int c = n % 3;
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) {
                const bool inside = std::hypot(x - 0.5 * side + 10.0 * c, y - 0.45 * side) < 0.3 * side;
                const bool dark = (x / 16 + y / 16) % 2 == 1;
                host(n / 3, c, y, x) = static_cast<float>(0.3 + (inside ? 0.4 : 0.0) + (dark ? 0.1 : 0.0) +
                                                          0.1 * std::sin(0.3 * x) * std::cos(0.2 * y));
            }
        }
    }
    Kokkos::deep_copy(images, host);
    return images;
}

/// From the images to T; returns the states there.
ImageBatch<float> walk(SpdeStepper<float>& stepper, const ImageBatch<float>& start, const SpdeInterval& steps) {
    std::vector<SampleId> ids(start.extent(0));
    std::iota(ids.begin(), ids.end(), 0);
    const std::vector<int> all(ids.begin(), ids.end());
    stepper.load(start, ids);
    stepper.run(steps);
    const ImageBatch<float> end("bench end", start.extent(0), start.extent(1), start.extent(2), start.extent(3));
    stepper.copy_state(all, end);
    Kokkos::fence();
    return end;
}

SpdeInterval steps_of(const SpdeEquation& equation, SpdeScheme scheme, double dt) {
    return plan_spde(equation, {.scheme = scheme, .dt = dt, .times = equal_times(horizon, 1)}).front();
}

double rms_difference(const ImageBatch<float>& a, const ImageBatch<float>& b) {
    const auto host_a = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), a);
    const auto host_b = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), b);
    const double square = std::transform_reduce(host_a.data(), host_a.data() + host_a.size(), host_b.data(), 0.0,
                                                std::plus<>(), [](double x, double y) { return (x - y) * (x - y); });
    return std::sqrt(square / static_cast<double>(host_a.size()));
}

/// The error is that of the drift, stated without noise: with it the two schemes draw different paths.
BenchRow compare(const SchemeCase& of, double noise, const BenchOptions& options) {
    const ImageShape shape{3, of.side, of.side};
    const ImageBatch<float> start = discs_on_texture(of.images, of.side);
    const SpdeEquation noisy = equation_of(of, noise);
    const SpdeEquation still = equation_of(of, 0.0);
    const SpdeInterval many = steps_of(noisy, SpdeScheme::euler_maruyama, 1e-3);
    const SpdeInterval few =
        steps_of(noisy, SpdeScheme::semi_implicit, longer * horizon / static_cast<double>(many.size()));
    EulerMaruyama<float> still_explicit(shape, still, Taming::none, 1);
    SemiImplicitStepper<float> still_implicit(shape, still, 1);
    const ImageBatch<float> end = walk(still_explicit, start, many);
    const double error = rms_difference(end, walk(still_implicit, start, few));
    EulerMaruyama<float> explicit_steps(shape, noisy, Taming::none, 1);
    SemiImplicitStepper<float> implicit_steps(shape, noisy, 1);
    const PairedTiming timing = time_in_turn(
        options.repeats, [&] { walk(explicit_steps, start, many); }, [&] { walk(implicit_steps, start, few); });
    BenchRow row;
    row.name = fmt::format("semi-implicit / explicit to T, {}, float", of.name);
    row.size = fmt::format("{} x 3 x {} x {}, {} and {} steps", of.images, of.side, of.side, few.size(), many.size());
    row.unit = "times";
    row.rate = row.rate_low = row.rate_high = timing.ratio;
    row.note = fmt::format("without noise their states at T differ by {:.2g} (rms), of a change of {:.2g}", error,
                           rms_difference(end, start));
    return row;
}

}  // namespace

std::vector<BenchRow> compare_spde_schemes(const BenchOptions& options) {
    return {compare({"preset", 4, 128, 0.5, 256.0, ContrastKind::opening}, 2.0, options),
            compare({"preset", 2, 256, 0.5, 512.0, ContrastKind::opening}, 2.0, options),
            compare({"alpha_1 512 throughout", 2, 256, 512.0, 512.0, ContrastKind::constant}, 2.0, options)};
}

}  // namespace ebru
