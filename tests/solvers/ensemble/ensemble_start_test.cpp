#include "solvers/ensemble/ensemble_start.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/error.hpp"
#include "tests/support/image_values.hpp"

namespace ebru {
namespace {

/// Point i is (i + seed/8, -i/3): known everywhere, and not a float.
class CountingSource final : public PointSource {
  public:
    explicit CountingSource(std::int64_t size) : size_(size) {}
    [[nodiscard]] int dimension() const override { return 2; }
    [[nodiscard]] std::int64_t size() const override { return size_; }
    void draw(std::uint64_t seed, std::int64_t first, std::span<double> points) const override {
        for (std::size_t i = 0; i < points.size() / 2; ++i) {
            const std::int64_t point = first + static_cast<std::int64_t>(i);
            validate(point < size_, "point " + std::to_string(point), "there are fewer", "draw fewer");
            points[2 * i] = static_cast<double>(point) + 0.125 * static_cast<double>(seed);
            points[2 * i + 1] = -static_cast<double>(point) / 3.0;
        }
    }

  private:
    std::int64_t size_;
};

template <class Real>
class EnsembleStartTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(EnsembleStartTest, Precisions);

TYPED_TEST(EnsembleStartTest, ParticleIsThePointOfItsNumber) {
    for (const std::int64_t particles : {1, 4096, 10001}) {
        const auto x = start_ensemble<TypeParam>(CountingSource(10001), 3, particles);
        ASSERT_EQ(x.extent(0), static_cast<std::size_t>(particles));
        ASSERT_EQ(x.extent(1), 2U);
        const Values values = to_values(x);
        for (std::size_t i = 0; i < values.size() / 2; ++i) {
            ASSERT_EQ(values[2 * i], static_cast<double>(static_cast<TypeParam>(static_cast<double>(i) + 0.375)));
            ASSERT_EQ(values[2 * i + 1], static_cast<double>(static_cast<TypeParam>(-static_cast<double>(i) / 3.0)));
        }
    }
}

TYPED_TEST(EnsembleStartTest, ASourceOfTooFewPointsSaysSo) {
    EXPECT_THROW(start_ensemble<TypeParam>(CountingSource(10000), 3, 10001), UserError);
}

}  // namespace
}  // namespace ebru
