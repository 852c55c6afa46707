#include "fft/fft_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <barrier>
#include <cmath>
#include <complex>
#include <cstring>
#include <numbers>
#include <thread>
#include <vector>

#include "test_image.hpp"

namespace ebru {
namespace {

using testing::awkward_grids;
using testing::random_image;
using testing::sum_tolerance;

template <class Real>
class FftPlanTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(FftPlanTest, Precisions);

/// The definition in the header, term by term.
template <class Real>
std::complex<double> direct_coefficient(Grid grid, const std::vector<Real>& image, int m_y, int m_x) {
    std::complex<double> sum = 0.0;
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            const double turns = static_cast<double>(m_x) * x / grid.nx + static_cast<double>(m_y) * y / grid.ny;
            const double value = image[static_cast<std::size_t>(y * grid.nx + x)];
            sum += value * std::polar(1.0, -2.0 * std::numbers::pi * turns);
        }
    }
    return sum;
}

TYPED_TEST(FftPlanTest, ForwardIsTheDefinition) {
    for (const Grid grid : awkward_grids()) {
        const FftPlan<TypeParam> plan(grid);
        const auto image = random_image<TypeParam>(grid);
        std::vector<std::complex<TypeParam>> spectrum(plan.spectrum_values());
        plan.forward(image.data(), spectrum.data());
        for (int m_y = 0; m_y < grid.ny; ++m_y) {
            for (int m_x = 0; m_x <= grid.nx / 2; ++m_x) {
                const auto found = spectrum[static_cast<std::size_t>(m_y * (grid.nx / 2 + 1) + m_x)];
                const std::complex<double> expected = direct_coefficient(grid, image, m_y, m_x);
                EXPECT_LE(std::abs(std::complex<double>(found) - expected), sum_tolerance<TypeParam>(grid.cells()))
                    << grid.ny << "x" << grid.nx << " mode " << m_y << ", " << m_x;
            }
        }
    }
}

TYPED_TEST(FftPlanTest, BackwardOfForwardIsTheImageTimesItsCells) {
    for (const Grid grid : awkward_grids()) {
        const FftPlan<TypeParam> plan(grid);
        const auto image = random_image<TypeParam>(grid);
        std::vector<std::complex<TypeParam>> spectrum(plan.spectrum_values());
        std::vector<TypeParam> back(grid.cells());
        plan.forward(image.data(), spectrum.data());
        plan.backward(spectrum.data(), back.data());
        for (std::size_t cell = 0; cell < image.size(); ++cell) {
            EXPECT_NEAR(back[cell] / static_cast<double>(grid.cells()), image[cell], sum_tolerance<TypeParam>(16));
        }
    }
}

TYPED_TEST(FftPlanTest, BitsDependNeitherOnBatchNorPointerNorThread) {
    const Grid grid{28, 30};
    const FftPlan<TypeParam> plan(grid);
    const std::size_t count = 5;
    std::vector<TypeParam> images;
    for (std::size_t n = 0; n < count; ++n) {
        const auto image = random_image<TypeParam>(grid, n);
        images.insert(images.end(), image.begin(), image.end());
    }
    std::vector<std::complex<TypeParam>> batch(count * plan.spectrum_values());
    plan.forward(count, images.data(), batch.data());
    std::vector<TypeParam> images_back(count * grid.cells());
    auto destroyed = batch;
    plan.backward(count, destroyed.data(), images_back.data());

    for (std::size_t n = 0; n < count; ++n) {
        // one element off: not aligned to any vector
        std::vector<TypeParam> shifted(grid.cells() + 1);
        std::vector<std::complex<TypeParam>> alone(plan.spectrum_values() + 1);
        std::vector<TypeParam> back(grid.cells() + 1);
        std::thread([&] {
            std::memcpy(shifted.data() + 1, images.data() + n * grid.cells(), grid.cells() * sizeof(TypeParam));
            plan.forward(shifted.data() + 1, alone.data() + 1);
        }).join();
        EXPECT_EQ(0, std::memcmp(alone.data() + 1, batch.data() + n * plan.spectrum_values(),
                                 plan.spectrum_values() * sizeof(std::complex<TypeParam>)));
        plan.backward(alone.data() + 1, back.data() + 1);
        EXPECT_EQ(
            0, std::memcmp(back.data() + 1, images_back.data() + n * grid.cells(), grid.cells() * sizeof(TypeParam)));
    }
}

TEST(FftPlan, PlansAreMadeAndDestroyedFromManyThreadsAtOnce) {
    std::vector<double> errors(8, 0.0);
    std::barrier all_ready(static_cast<std::ptrdiff_t>(errors.size()));
    std::vector<std::thread> threads;
    for (std::size_t n = 0; n < errors.size(); ++n) {
        threads.emplace_back([n, &errors, &all_ready] {
            all_ready.arrive_and_wait();
            for (int repeat = 0; repeat < 100; ++repeat) {
                const Grid grid{6 + static_cast<int>(n), 10 + repeat % 7};
                const FftPlan<double> plan(grid);
                const auto image = random_image<double>(grid, n);
                std::vector<std::complex<double>> spectrum(plan.spectrum_values());
                plan.forward(image.data(), spectrum.data());
                errors[n] = std::max(errors[n], std::abs(spectrum[1] - direct_coefficient(grid, image, 0, 1)));
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    for (const double error : errors) {
        EXPECT_LE(error, sum_tolerance<double>(200));
    }
}

TEST(FftPlan, CanBeMoved) {
    const Grid grid{4, 4};
    FftPlan<double> first(grid);
    const FftPlan<double> second = std::move(first);
    const std::vector<double> ones(grid.cells(), 1.0);
    std::vector<std::complex<double>> spectrum(second.spectrum_values());
    second.forward(ones.data(), spectrum.data());
    EXPECT_DOUBLE_EQ(spectrum[0].real(), 16.0);
}

}  // namespace
}  // namespace ebru
