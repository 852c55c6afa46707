#include "fft/top_rows_fft.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <complex>
#include <vector>

#include "fft/fft_plan.hpp"
#include "test_image.hpp"

namespace ebru {
namespace {

using testing::awkward_grids;
using testing::random_image;
using testing::sum_tolerance;

template <class Real>
class TopRowsFftTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(TopRowsFftTest, Precisions);

/// Half of the rows, rounded up.
int some_rows(Grid torus) {
    return (torus.ny + 1) / 2;
}

TYPED_TEST(TopRowsFftTest, ForwardIsTheTransformOfTheRowsWithZerosBelow) {
    for (const Grid torus : awkward_grids()) {
        const TopRowsFft<TypeParam> fft(torus, some_rows(torus));
        auto image = random_image<TypeParam>(torus);
        std::vector<std::complex<TypeParam>> found(fft.spectrum_values(),
                                                   TypeParam(9));  // what was there must not matter
        fft.forward(image.data(), found.data());
        std::fill(image.begin() + static_cast<std::ptrdiff_t>(fft.row_values()), image.end(), TypeParam(0));
        const FftPlan<TypeParam> whole(torus);
        std::vector<std::complex<TypeParam>> expected(whole.spectrum_values());
        whole.forward(image.data(), expected.data());
        for (std::size_t mode = 0; mode < expected.size(); ++mode) {
            EXPECT_LE(std::abs(found[mode] - expected[mode]), sum_tolerance<TypeParam>(torus.cells()));
        }
    }
}

TYPED_TEST(TopRowsFftTest, BackwardGivesTheFirstRowsOfTheWholeTransform) {
    for (const Grid torus : awkward_grids()) {
        const TopRowsFft<TypeParam> fft(torus, some_rows(torus));
        const FftPlan<TypeParam> whole(torus);
        const auto image = random_image<TypeParam>(torus);
        std::vector<std::complex<TypeParam>> spectrum(whole.spectrum_values());
        whole.forward(image.data(), spectrum.data());
        std::vector<TypeParam> rows(fft.row_values());
        fft.backward(spectrum.data(), rows.data());
        for (std::size_t cell = 0; cell < rows.size(); ++cell) {
            EXPECT_NEAR(rows[cell] / static_cast<double>(torus.cells()), image[cell], sum_tolerance<TypeParam>(16));
        }
    }
}

TYPED_TEST(TopRowsFftTest, OnlyTheSymmetricPartOfTheOuterColumnsCounts) {
    // A spectrum of random numbers is not that of a real image in columns 0 and N_x/2. The symmetric part of those
    // columns, (F(m) + conj F(-m))/2, must give the same rows.
    for (const Grid torus : {Grid{8, 8}, Grid{7, 9}, Grid{6, 5}}) {
        const TopRowsFft<TypeParam> fft(torus, some_rows(torus));
        const int columns = torus.nx / 2 + 1;
        const auto re = random_image<TypeParam>({torus.ny, columns}, 1);
        const auto im = random_image<TypeParam>({torus.ny, columns}, 2);
        std::vector<std::complex<TypeParam>> any(fft.spectrum_values());
        for (std::size_t mode = 0; mode < any.size(); ++mode) {
            any[mode] = {re[mode], im[mode]};
        }
        auto symmetric = any;
        for (int m_y = 0; m_y < torus.ny; ++m_y) {
            for (const int m_x : {0, torus.nx / 2}) {
                if (2 * m_x % torus.nx == 0) {
                    const auto at = [&](int row) { return any[static_cast<std::size_t>(row * columns + m_x)]; };
                    symmetric[static_cast<std::size_t>(m_y * columns + m_x)] =
                        TypeParam(0.5) * (at(m_y) + std::conj(at((torus.ny - m_y) % torus.ny)));
                }
            }
        }
        std::vector<TypeParam> found(fft.row_values());
        std::vector<TypeParam> expected(fft.row_values());
        fft.backward(any.data(), found.data());
        fft.backward(symmetric.data(), expected.data());
        for (std::size_t cell = 0; cell < found.size(); ++cell) {
            EXPECT_NEAR(found[cell], expected[cell], sum_tolerance<TypeParam>(torus.cells()));
        }
    }
}

}  // namespace
}  // namespace ebru
