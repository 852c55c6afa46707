#include "solvers/turbulence/random_fourier_velocity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstring>
#include <numbers>
#include <numeric>
#include <utility>
#include <vector>

#include "tests/reference/turbulence_series.hpp"

namespace ebru {
namespace {

using reference::TurbulenceSeries;
using reference::VelocityAtPoint;

const std::vector<TurbulenceKind> all_kinds{TurbulenceKind::walls, TurbulenceKind::stream, TurbulenceKind::independent,
                                            TurbulenceKind::printed};

HostVelocity make_view(std::size_t fields, Grid grid) {
    return HostVelocity("test", fields, 2, static_cast<std::size_t>(grid.ny), static_cast<std::size_t>(grid.nx));
}

struct Evaluation {
    HostVelocity shape;
    HostVelocity acceleration;
    HostVelocity rate;
};

Evaluation evaluate_all(const TurbulenceParameters& parameters, const std::vector<std::int64_t>& fields, double t) {
    RandomFourierVelocity model(parameters);
    Evaluation out{make_view(fields.size(), parameters.grid), make_view(fields.size(), parameters.grid),
                   make_view(fields.size(), parameters.grid)};
    model.evaluate(fields, t, {out.shape, out.acceleration, out.rate});
    return out;
}

double largest_size(const HostVelocity& view) {
    double largest = 0.0;
    for (std::size_t n = 0; n < view.size(); ++n) {
        largest = std::max(largest, std::abs(view.data()[n]));
    }
    return largest;
}

std::vector<TurbulenceParameters> many_parameters() {
    std::vector<TurbulenceParameters> all;
    for (const TurbulenceKind kind : all_kinds) {
        all.push_back({.grid = {12, 12}, .kind = kind, .phase_speed = 0.2, .seed = 1});
        all.push_back({.grid = {10, 15},
                       .kind = kind,
                       .slope = 5.0 / 3.0,
                       .m_min = 1.5,
                       .m_max = 1e3,  // everything the grid resolves
                       .amplitude = ModeAmplitude::shell_exact,
                       .scale = VelocityScale::maximum,
                       .seed = 2});
    }
    return all;
}

// Round-off of about 100 modes summed two ways, relative to the largest value.
constexpr double series_tolerance = 1e-12;

TEST(RandomFourierVelocity, ShapeIsTheSeriesSummedModeByMode) {
    const double t = 3.25;
    for (const TurbulenceParameters& parameters : many_parameters()) {
        const TurbulenceSeries series(parameters);
        const Evaluation out = evaluate_all(parameters, {7, 2}, t);
        const double scale = series.scale(2, t);
        for (int y = 0; y < parameters.grid.ny; ++y) {
            for (int x = 0; x < parameters.grid.nx; ++x) {
                const VelocityAtPoint v = series.at(2, t, x + 0.5, y + 0.5);
                ASSERT_NEAR(out.shape(1, 0, y, x), v.vx / scale, series_tolerance * largest_size(out.shape));
                ASSERT_NEAR(out.shape(1, 1, y, x), v.vy / scale, series_tolerance * largest_size(out.shape));
            }
        }
    }
}

TEST(RandomFourierVelocity, AccelerationIsThatOfTheScaledSeries) {
    const double t = 1.5;
    for (const TurbulenceParameters& parameters : many_parameters()) {
        const TurbulenceSeries series(parameters);
        const Evaluation out = evaluate_all(parameters, {4}, t);
        const double square = series.scale(4, t) * series.scale(4, t);
        for (int y = 0; y < parameters.grid.ny; ++y) {
            for (int x = 0; x < parameters.grid.nx; ++x) {
                const VelocityAtPoint v = series.at(4, t, x + 0.5, y + 0.5);
                const double a_x = (v.vx * v.dx_vx + v.vy * v.dy_vx) / square;
                const double a_y = (v.vx * v.dx_vy + v.vy * v.dy_vy) / square;
                ASSERT_NEAR(out.acceleration(0, 0, y, x), a_x, series_tolerance * largest_size(out.acceleration));
                ASSERT_NEAR(out.acceleration(0, 1, y, x), a_y, series_tolerance * largest_size(out.acceleration));
            }
        }
    }
}

TEST(RandomFourierVelocity, RateIsTheTimeDerivativeAtFixedScale) {
    const double t = 2.0;
    const double h = 1e-3;
    for (const TurbulenceKind kind : all_kinds) {
        const TurbulenceParameters parameters{.grid = {12, 10}, .kind = kind, .phase_speed = 0.3, .seed = 5};
        const TurbulenceSeries series(parameters);
        const Evaluation out = evaluate_all(parameters, {0}, t);
        const double scale = series.scale(0, t);
        for (int y = 0; y < parameters.grid.ny; ++y) {
            for (int x = 0; x < parameters.grid.nx; ++x) {
                const VelocityAtPoint later = series.at(0, t + h, x + 0.5, y + 0.5);
                const VelocityAtPoint earlier = series.at(0, t - h, x + 0.5, y + 0.5);
                // central difference: omega^2 h^2/6 < 5e-8 relative
                const double tolerance = 1e-7 * largest_size(out.rate);
                ASSERT_NEAR(out.rate(0, 0, y, x), (later.vx - earlier.vx) / (2.0 * h * scale), tolerance);
                ASSERT_NEAR(out.rate(0, 1, y, x), (later.vy - earlier.vy) / (2.0 * h * scale), tolerance);
            }
        }
    }
}

TEST(RandomFourierVelocity, SineSeriesVanishesNormalToTheWallsAndHasNoDivergence) {
    const TurbulenceParameters parameters{.grid = {14, 18}, .seed = 9};
    const TurbulenceSeries series(parameters);
    const double scale = series.scale(0, 0.0);
    for (int n = 0; n <= 40; ++n) {
        const double x = parameters.grid.nx * n / 40.0;
        const double y = parameters.grid.ny * n / 40.0;
        EXPECT_NEAR(series.at(0, 0.0, 0.0, y).vx / scale, 0.0, 1e-13);
        EXPECT_NEAR(series.at(0, 0.0, parameters.grid.nx, y).vx / scale, 0.0, 1e-13);
        EXPECT_NEAR(series.at(0, 0.0, x, 0.0).vy / scale, 0.0, 1e-13);
        EXPECT_NEAR(series.at(0, 0.0, x, parameters.grid.ny).vy / scale, 0.0, 1e-13);
        const VelocityAtPoint inside = series.at(0, 0.0, x, y);
        EXPECT_NEAR((inside.dx_vx + inside.dy_vy) / scale, 0.0, 1e-13);
    }
}

TEST(RandomFourierVelocity, BitsDependNeitherOnBatchNorOrder) {
    for (const TurbulenceKind kind : all_kinds) {
        const TurbulenceParameters parameters{.grid = {28, 28}, .kind = kind, .phase_speed = 0.1, .seed = 3};
        const std::vector<std::int64_t> order{0, 1, 2, 3, 4};
        const std::vector<std::int64_t> shuffled{4, 2, 0, 3, 1};
        const Evaluation together = evaluate_all(parameters, order, 6.0);
        const Evaluation other = evaluate_all(parameters, shuffled, 6.0);
        const std::size_t bytes = 2 * parameters.grid.cells() * sizeof(double);
        for (std::size_t n = 0; n < order.size(); ++n) {
            const auto field = static_cast<std::size_t>(shuffled[n]);
            const Evaluation alone = evaluate_all(parameters, {shuffled[n]}, 6.0);
            for (const auto member : {&Evaluation::shape, &Evaluation::acceleration, &Evaluation::rate}) {
                EXPECT_EQ(0, std::memcmp(&(other.*member)(n, 0, 0, 0), &(together.*member)(field, 0, 0, 0), bytes));
                EXPECT_EQ(0, std::memcmp(&(alone.*member)(0, 0, 0, 0), &(together.*member)(field, 0, 0, 0), bytes));
            }
        }
    }
}

TEST(RandomFourierVelocity, EachQuantityIsTheSameAskedForAloneOrLater) {
    const TurbulenceParameters parameters{.grid = {16, 16}, .phase_speed = 0.1};
    const std::vector<std::int64_t> fields{1, 2, 3};
    const Evaluation all = evaluate_all(parameters, fields, 4.0);
    RandomFourierVelocity model(parameters);
    const HostVelocity acceleration = make_view(3, parameters.grid);
    const HostVelocity shape = make_view(3, parameters.grid);
    model.evaluate(std::vector<std::int64_t>{3, 1, 2}, 9.0, {.shape = shape, .acceleration = {}, .rate = {}});
    model.evaluate(fields, 4.0, {.shape = {}, .acceleration = acceleration, .rate = {}});
    model.evaluate(fields, 4.0, {.shape = shape, .acceleration = {}, .rate = {}});
    EXPECT_EQ(0, std::memcmp(acceleration.data(), all.acceleration.data(), acceleration.size() * sizeof(double)));
    EXPECT_EQ(0, std::memcmp(shape.data(), all.shape.data(), shape.size() * sizeof(double)));
}

/// Coefficient of exp(2 pi i (m_x x + m_y y)/N) in v_x at cell centres.
std::complex<double> coefficient(const HostVelocity& view, Grid grid, int m_x, int m_y) {
    std::complex<double> sum = 0.0;
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            const double turns = m_x * (x + 0.5) / grid.nx + m_y * (y + 0.5) / grid.ny;
            sum += view(0, 0, y, x) * std::polar(1.0, -2.0 * std::numbers::pi * turns);
        }
    }
    return sum;
}

TEST(RandomFourierVelocity, AModeKeepsItsPhaseWhenTheBandGrowsOrTheGridIsRefined) {
    TurbulenceParameters narrow{.grid = {24, 24}, .kind = TurbulenceKind::stream, .m_max = 3.0, .seed = 8};
    TurbulenceParameters wide = narrow;
    wide.m_max = 9.0;
    wide.grid = {48, 48};
    const Evaluation few = evaluate_all(narrow, {2}, 0.0);
    const Evaluation many = evaluate_all(wide, {2}, 0.0);
    for (const auto& [m_x, m_y] : {std::pair{1, 1}, std::pair{-1, 2}, std::pair{0, 2}}) {
        const std::complex<double> a = coefficient(few.shape, narrow.grid, m_x, m_y);
        const std::complex<double> b = coefficient(many.shape, wide.grid, m_x, m_y);
        ASSERT_GT(std::abs(a), 0.1);
        EXPECT_NEAR(std::arg(a / b), 0.0, 1e-12);
    }
}

TEST(RandomFourierVelocity, IsScaledToUnitRmsOrMaximum) {
    for (const TurbulenceKind kind : all_kinds) {
        for (const VelocityScale scale : {VelocityScale::rms, VelocityScale::maximum}) {
            const TurbulenceParameters parameters{.grid = {20, 20}, .kind = kind, .scale = scale};
            const Evaluation out = evaluate_all(parameters, {11}, 0.0);
            double sum = 0.0;
            double largest = 0.0;
            for (std::size_t cell = 0; cell < parameters.grid.cells(); ++cell) {
                const double speed =
                    std::hypot(out.shape.data()[cell], out.shape.data()[parameters.grid.cells() + cell]);
                sum += speed * speed;
                largest = std::max(largest, speed);
            }
            const double rms = std::sqrt(sum / static_cast<double>(parameters.grid.cells()));
            EXPECT_NEAR(scale == VelocityScale::rms ? rms : largest, 1.0, 1e-14);
            EXPECT_GT(largest / rms, 1.5);
        }
    }
}

TEST(RandomFourierVelocity, PrintedFormIsUniaxialAndTheOthersAreNot) {
    const auto largest_difference = [](TurbulenceKind kind) {
        const TurbulenceParameters parameters{.grid = {16, 16}, .kind = kind};
        const Evaluation out = evaluate_all(parameters, {0}, 0.0);
        double largest = 0.0;
        for (std::size_t cell = 0; cell < parameters.grid.cells(); ++cell) {
            largest =
                std::max(largest, std::abs(out.shape.data()[cell] - out.shape.data()[parameters.grid.cells() + cell]));
        }
        return largest;
    };
    EXPECT_EQ(largest_difference(TurbulenceKind::printed), 0.0);
    EXPECT_GT(largest_difference(TurbulenceKind::independent), 1.0);
}

TEST(RandomFourierVelocity, StreamFieldsAreIsotropicInEveryOf200Seeds) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const TurbulenceParameters parameters{.grid = {16, 16}, .kind = TurbulenceKind::stream, .seed = seed};
        const Evaluation out = evaluate_all(parameters, {0}, 0.0);
        double xx = 0.0;
        double yy = 0.0;
        double xy = 0.0;
        for (std::size_t cell = 0; cell < parameters.grid.cells(); ++cell) {
            const double v_x = out.shape.data()[cell];
            const double v_y = out.shape.data()[parameters.grid.cells() + cell];
            xx += v_x * v_x;
            yy += v_y * v_y;
            xy += v_x * v_y;
        }
        // Exact by the symmetry of the square lattice of modes, whatever the phases.
        const auto cells = static_cast<double>(parameters.grid.cells());
        EXPECT_NEAR(xx / cells, 0.5, 1e-13);
        EXPECT_NEAR(yy / cells, 0.5, 1e-13);
        EXPECT_NEAR(xy / cells, 0.0, 1e-13);
    }
}

TEST(RandomFourierVelocity, IndependentComponentsCorrelateAsChanceHasIt) {
    const int fields = 400;
    TurbulenceParameters parameters{.grid = {16, 16}, .kind = TurbulenceKind::independent, .seed = 4};
    std::vector<std::int64_t> ids(fields);
    std::iota(ids.begin(), ids.end(), 0);
    const Evaluation out = evaluate_all(parameters, ids, 0.0);
    const std::size_t cells = parameters.grid.cells();
    double sum = 0.0;
    double sum_of_squares = 0.0;
    for (std::size_t field = 0; field < ids.size(); ++field) {
        const double* v = out.shape.data() + field * 2 * cells;
        double xy = 0.0;
        for (std::size_t cell = 0; cell < cells; ++cell) {
            xy += v[cell] * v[cells + cell];
        }
        const double correlation = xy / (0.5 * static_cast<double>(cells));
        sum += correlation;
        sum_of_squares += correlation * correlation;
    }
    double a2 = 0.0;
    double a4 = 0.0;
    for (const FourierMode& mode : fourier_modes(parameters)) {
        a2 += std::pow(mode.amplitude, 2);
        a4 += std::pow(mode.amplitude, 4);
    }
    const double expected_deviation = std::sqrt(a4 / 2.0) / a2;  // numerics.md section 3
    EXPECT_LT(std::abs(sum / fields), 4.0 * expected_deviation / std::sqrt(fields));
    // relative standard error of a standard deviation: 1/sqrt(2 n)
    EXPECT_NEAR(std::sqrt(sum_of_squares / fields) / expected_deviation, 1.0, 4.0 / std::sqrt(2.0 * fields));
}

TEST(RandomFourierVelocity, FrozenPhasesMakeASteadyModel) {
    TurbulenceParameters parameters{.grid = {12, 12}};
    EXPECT_TRUE(RandomFourierVelocity(parameters).steady());
    const Evaluation early = evaluate_all(parameters, {0}, 0.0);
    const Evaluation late = evaluate_all(parameters, {0}, 99.0);
    EXPECT_EQ(0, std::memcmp(early.shape.data(), late.shape.data(), early.shape.size() * sizeof(double)));
    EXPECT_EQ(largest_size(late.rate), 0.0);

    parameters.phase_speed = 0.1;
    EXPECT_FALSE(RandomFourierVelocity(parameters).steady());
    const Evaluation moved = evaluate_all(parameters, {0}, 99.0);
    EXPECT_NE(0, std::memcmp(early.shape.data(), moved.shape.data(), early.shape.size() * sizeof(double)));
}

TEST(RandomFourierVelocity, ImagesShareFieldsAsAsked) {
    TurbulenceParameters parameters{.grid = {12, 12}};
    EXPECT_EQ(RandomFourierVelocity(parameters).field_of(41), 41);
    parameters.field_per = FieldPer::group;
    parameters.group = 20;
    EXPECT_EQ(RandomFourierVelocity(parameters).field_of(39), 1);
    EXPECT_EQ(RandomFourierVelocity(parameters).field_of(40), 2);
    parameters.field_per = FieldPer::data_set;
    EXPECT_EQ(RandomFourierVelocity(parameters).field_of(41), 0);
}

TEST(RandomFourierVelocity, FieldsAndSeedsDiffer) {
    const TurbulenceParameters parameters{.grid = {12, 12}, .seed = 1};
    TurbulenceParameters reseeded = parameters;
    reseeded.seed = 2;
    const Evaluation two = evaluate_all(parameters, {0, 1}, 0.0);
    const Evaluation other = evaluate_all(reseeded, {0}, 0.0);
    EXPECT_NE(two.shape(0, 0, 3, 3), two.shape(1, 0, 3, 3));
    EXPECT_NE(two.shape(0, 0, 3, 3), other.shape(0, 0, 3, 3));
}

}  // namespace
}  // namespace ebru
