#include "field/batch_copies.hpp"

#include <gtest/gtest.h>

#include <array>

#include "tests/support/test_fields.hpp"

namespace ebru {
namespace {

template <class Real>
class BatchCopies : public ::testing::Test {
  protected:
    /// (B, C, Y, X) with values 0, 1, 2, ...
    static ImageBatch<Real> counting(std::size_t b, std::size_t c, std::size_t y, std::size_t x) {
        const ImageBatch<Real> batch("counting", b, c, y, x);
        const auto host = Kokkos::create_mirror_view(batch);
        for (std::size_t i = 0; i < host.size(); ++i) {
            host.data()[i] = static_cast<Real>(i);
        }
        Kokkos::deep_copy(batch, host);
        return batch;
    }
};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(BatchCopies, Precisions);

TYPED_TEST(BatchCopies, MeansOfEveryImageAndChannelAreSummedInDouble) {
    // 2^24 + 1 is no float: a float sum of the second image would stall.
    const ImageBatch<TypeParam> batch("batch", 2, 2, 3, 5);
    const auto host = Kokkos::create_mirror_view(batch);
    Kokkos::deep_copy(host, TypeParam(1));
    host(1, 0, 0, 0) = TypeParam(16777216);
    host(1, 1, 2, 4) = TypeParam(16);
    Kokkos::deep_copy(batch, host);
    const Kokkos::View<TypeParam*> mean("mean", 4);
    mean_values(batch, mean);
    const auto found = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), mean);
    EXPECT_EQ(found(0), TypeParam(1));
    EXPECT_EQ(found(1), TypeParam(1));
    EXPECT_EQ(found(2), static_cast<TypeParam>((16777216.0 + 14.0) / 15.0));
    EXPECT_EQ(found(3), TypeParam(2));
}

TYPED_TEST(BatchCopies, ImagesAreCopiedInTheOrderAskedFor) {
    const auto batch = this->counting(4, 2, 3, 2);
    const ImageBatch<TypeParam> out("out", 3, 2, 3, 2);
    copy_images(batch, std::array{2, 0, 2}, out);
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), out);
    for (std::size_t i = 0; i < 12; ++i) {
        EXPECT_EQ(host.data()[i], TypeParam(24 + i));
        EXPECT_EQ(host.data()[12 + i], TypeParam(i));
        EXPECT_EQ(host.data()[24 + i], TypeParam(24 + i));
    }
}

TYPED_TEST(BatchCopies, AVelocityIsPaddedCellByCell) {
    const Grid grid{4, 18};
    const PaddedLayout layout(grid);
    const HostVelocity velocity("velocity", 2, 2, 4, 18);
    const Values values = random_values(velocity.size(), -1.0, 1.0, 1);
    std::copy(values.begin(), values.end(), velocity.data());
    Kokkos::View<TypeParam***, Kokkos::LayoutRight> padded;
    copy_to_padded(velocity, layout, padded);
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), padded);
    for (std::size_t f = 0; f < 2; ++f) {
        for (std::size_t d = 0; d < 2; ++d) {
            for (int y = 0; y < 4; ++y) {
                for (int x = 0; x < 18; ++x) {
                    EXPECT_EQ(host(f, d, static_cast<std::size_t>(layout.offset(y, x))),
                              static_cast<TypeParam>(
                                  velocity(f, d, static_cast<std::size_t>(y), static_cast<std::size_t>(x))));
                }
            }
        }
    }
}

}  // namespace
}  // namespace ebru
