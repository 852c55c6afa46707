// The law of the noise, from samples: covariance at every lag against exp(-|d|/ell) within the standard errors that
// Isserlis' theorem gives (numerics.md section 4), and independence of steps, channels and samples.

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "solvers/spde/q_wiener.hpp"
#include "tests/support/image_values.hpp"

namespace ebru {
namespace {

double kernel(double ell, int y, int x) {
    const double distance = std::hypot(y, x);
    return ell > 0.0 ? std::exp(-distance / ell) : (distance == 0.0 ? 1.0 : 0.0);
}

/// Pairs of cells at lag (d_y, d_x) of an image: the rectangle of first cells.
struct Pairs {
    Pairs(Grid grid, int d_y, int d_x)
        : first_y(std::max(0, -d_y)),
          first_x(std::max(0, -d_x)),
          ny(grid.ny - std::abs(d_y)),
          nx(grid.nx - std::abs(d_x)) {}
    int first_y;
    int first_x;
    int ny;
    int nx;
    [[nodiscard]] double count() const { return static_cast<double>(ny) * nx; }
};

/// Mean over the pairs of a(x) b(x + d).
double lag_product(Grid grid, int d_y, int d_x, const double* a, const double* b) {
    const Pairs pairs(grid, d_y, d_x);
    double sum = 0.0;
    for (int y = pairs.first_y; y < pairs.first_y + pairs.ny; ++y) {
        for (int x = pairs.first_x; x < pairs.first_x + pairs.nx; ++x) {
            sum += a[cell(grid, y, x)] * b[cell(grid, y + d_y, x + d_x)];
        }
    }
    return sum / pairs.count();
}

/// Variance of lag_product() of one sample: (1/K^2) sum_X w(X) [C(X)^2 + C(X + d) C(X - d)], w the pairs of pairs that
/// lie X apart; the second term is missing when a and b are independent.
double lag_variance(Grid grid, int d_y, int d_x, double ell, bool same_field) {
    const Pairs pairs(grid, d_y, d_x);
    double sum = 0.0;
    for (int y = 1 - pairs.ny; y < pairs.ny; ++y) {
        for (int x = 1 - pairs.nx; x < pairs.nx; ++x) {
            const double overlap = (pairs.ny - std::abs(y)) * static_cast<double>(pairs.nx - std::abs(x));
            const double c = kernel(ell, y, x);
            const double crossed = same_field ? kernel(ell, y + d_y, x + d_x) * kernel(ell, y - d_y, x - d_x) : 0.0;
            sum += overlap * (c * c + crossed);
        }
    }
    return sum / (pairs.count() * pairs.count());
}

/// Fields (samples, channels, Y, X) of `steps` steps, one after the other.
template <class Real>
std::vector<Values> draw_steps(QWiener<Real>& noise, const ImageShape& shape, int samples, int steps) {
    std::vector<SampleId> ids(static_cast<std::size_t>(samples));
    std::iota(ids.begin(), ids.end(), SampleId{0});
    const auto out = make_images<Real>(ids.size(), shape);
    std::vector<Values> drawn;
    for (int step = 0; step < steps; ++step) {
        noise.draw(ids, step, out);
        drawn.push_back(to_values(out));
    }
    return drawn;
}

struct CovarianceCase {
    double ell;
    Grid grid;
    int samples;
};

/// Lags of the upper half plane up to 3 ell (at least 2 pixels) that fit into the image.
std::vector<std::pair<int, int>> lags_of(const CovarianceCase& c) {
    const double reach = std::max(2.0, 3.0 * c.ell);
    std::vector<std::pair<int, int>> lags;
    for (int d_y = 0; d_y <= std::min<int>(static_cast<int>(reach), c.grid.ny - 1); ++d_y) {
        const int most_x = std::min<int>(static_cast<int>(reach), c.grid.nx - 1);
        for (int d_x = d_y == 0 ? 0 : -most_x; d_x <= most_x; ++d_x) {
            if (std::hypot(d_y, d_x) <= reach) {
                lags.emplace_back(d_y, d_x);
            }
        }
    }
    return lags;
}

template <class Real>
class NoiseCovariance : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(NoiseCovariance, Precisions);

// Four standard errors at each lag. A long ell has about a thousand lags, of which only some tens are independent, so
// that all of them pass with a probability of about 0.99; the seed is fixed. Errors that are too large by half would
// pass too: so the root mean square of all deviations must be near one standard error.
TYPED_TEST(NoiseCovariance, IsExpOfMinusDistanceAtEveryLag) {
    double squares = 0.0;
    double count = 0.0;
    for (const CovarianceCase& c : {CovarianceCase{0.0, {9, 14}, 2000}, CovarianceCase{0.5, {9, 14}, 2000},
                                    CovarianceCase{1.0, {14, 9}, 2000}, CovarianceCase{2.0, {11, 17}, 1500},
                                    CovarianceCase{4.0, {21, 16}, 800}, CovarianceCase{8.0, {27, 33}, 400}}) {
        const ImageShape shape{1, c.grid.ny, c.grid.nx};
        QWiener<TypeParam> noise(shape, c.ell, 2024);
        EXPECT_EQ(noise.clipped_fraction(), 0.0) << c.ell;
        const Values drawn = draw_steps(noise, shape, c.samples, 1).front();
        for (const auto& [d_y, d_x] : lags_of(c)) {
            double mean = 0.0;
            for (int s = 0; s < c.samples; ++s) {
                const double* field = drawn.data() + static_cast<std::size_t>(s) * c.grid.cells();
                mean += lag_product(c.grid, d_y, d_x, field, field) / c.samples;
            }
            const double error = std::sqrt(lag_variance(c.grid, d_y, d_x, c.ell, true) / c.samples);
            const double deviation = (mean - kernel(c.ell, d_y, d_x)) / error;
            EXPECT_LT(std::abs(deviation), 4.0) << "ell " << c.ell << " lag " << d_y << ", " << d_x;
            squares += deviation * deviation;
            count += 1.0;
        }
    }
    EXPECT_GT(std::sqrt(squares / count), 0.5);
    EXPECT_LT(std::sqrt(squares / count), 1.5);
}

TYPED_TEST(NoiseCovariance, StepsChannelsAndSamplesAreIndependent) {
    constexpr int samples = 1000;
    const ImageShape shape{2, 7, 10};
    const std::size_t cells = shape.grid().cells();
    for (const double ell : {0.0, 2.0}) {
        QWiener<TypeParam> noise(shape, ell, 5);
        const std::vector<Values> steps = draw_steps(noise, shape, samples, 2);
        const auto field = [&](int step, int sample, std::size_t channel) {
            return steps[static_cast<std::size_t>(step)].data() +
                   (2 * static_cast<std::size_t>(sample) + channel) * cells;
        };
        for (const auto& [d_y, d_x] : {std::pair{0, 0}, std::pair{0, 1}, std::pair{1, 0}, std::pair{-1, 2}}) {
            double between_steps = 0.0;
            double between_channels = 0.0;
            double between_samples = 0.0;
            for (int s = 0; s < samples; ++s) {
                between_steps += lag_product(shape.grid(), d_y, d_x, field(0, s, 0), field(1, s, 0)) / samples;
                between_channels += lag_product(shape.grid(), d_y, d_x, field(0, s, 0), field(0, s, 1)) / samples;
                between_samples +=
                    lag_product(shape.grid(), d_y, d_x, field(0, s, 0), field(0, (s + 1) % samples, 0)) / samples;
            }
            const double bound = 4.0 * std::sqrt(lag_variance(shape.grid(), d_y, d_x, ell, false) / samples);
            EXPECT_LT(std::abs(between_steps), bound) << ell;
            EXPECT_LT(std::abs(between_channels), bound) << ell;
            EXPECT_LT(std::abs(between_samples), bound) << ell;
        }
    }
}

TYPED_TEST(NoiseCovariance, BitsDependOnNeitherTheBatchNorItsOrder) {
    const ImageShape shape{2, 9, 13};
    const std::vector<SampleId> all{3, 9, 0, 4, 1000000007};
    for (const double ell : {0.0, 3.0}) {
        QWiener<TypeParam> noise(shape, ell, 5);
        const auto together = make_images<TypeParam>(all.size(), shape);
        noise.draw(all, 2, together);
        const Values expected = to_values(together);
        for (std::size_t n = all.size(); n-- > 0;) {
            const auto alone = make_images<TypeParam>(1, shape);
            noise.draw(std::span(&all[n], 1), 2, alone);
            const Values found = to_values(alone);
            EXPECT_TRUE(std::equal(found.begin(), found.end(),
                                   expected.begin() + static_cast<std::ptrdiff_t>(n * shape.values())))
                << "ell " << ell << " image " << n;
        }
    }
}

}  // namespace
}  // namespace ebru
