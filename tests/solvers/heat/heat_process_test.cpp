#include "solvers/heat/heat_process.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"

namespace ebru {
namespace {

template <class Real>
class HeatProcessTest : public ::testing::Test {
  protected:
    /// Round-off of a transform there and back of values of size one, in units of eps; observed below 11.
    static constexpr double tolerance = 50.0 * std::numeric_limits<Real>::epsilon();
};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(HeatProcessTest, Precisions);

const std::vector<ImageShape> shapes{{1, 8, 8}, {3, 28, 28}, {1, 5, 12}, {2, 7, 9}, {1, 1, 13}, {1, 13, 1}, {1, 1, 1}};

LevelSchedule short_schedule() {
    return {ScheduleKind::exponential, 6, 1e-4, 0.05};
}

template <class Real>
ImageBatch<Real> make_batch(std::size_t images, ImageShape shape) {
    return ImageBatch<Real>("test", images, static_cast<std::size_t>(shape.channels),
                            static_cast<std::size_t>(shape.ny), static_cast<std::size_t>(shape.nx));
}

template <class Real>
ImageBatch<Real> random_batch(std::size_t images, ImageShape shape) {
    const ImageBatch<Real> batch = make_batch<Real>(images, shape);
    const auto host = Kokkos::create_mirror_view(batch);
    for (std::size_t n = 0; n < host.size(); ++n) {
        host.data()[n] =
            static_cast<Real>(to_unit_interval(random_words(1, RandomPurpose::pair_levels, {.cell = n}).word[0]));
    }
    Kokkos::deep_copy(batch, host);
    return batch;
}

std::vector<SampleId> ids_of(std::size_t images) {
    std::vector<SampleId> ids(images);
    std::iota(ids.begin(), ids.end(), 0);
    return ids;
}

/// States of all images of the batch, on the host, in memory order.
template <class Real>
std::vector<Real> states(const HeatProcess<Real>& process, std::size_t images, ImageShape shape) {
    std::vector<int> samples(images);
    std::iota(samples.begin(), samples.end(), 0);
    const ImageBatch<Real> out = make_batch<Real>(images, shape);
    process.copy_state(samples, out);
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), out);
    return {host.data(), host.data() + host.size()};
}

TYPED_TEST(HeatProcessTest, CosineModesDecayExactlyAtEveryLevel) {
    for (const ImageShape shape : {ImageShape{1, 12, 12}, ImageShape{1, 9, 16}, ImageShape{1, 1, 11}}) {
        const LevelSchedule schedule = short_schedule();
        const int b = shape.ny > 1 ? 2 : 0;
        const int a = 3;
        const auto mode = [&](int y, int x) {
            return std::cos(std::numbers::pi * b * (y + 0.5) / shape.ny) *
                   std::cos(std::numbers::pi * a * (x + 0.5) / shape.nx);
        };
        const ImageBatch<TypeParam> u0 = make_batch<TypeParam>(1, shape);
        const auto host = Kokkos::create_mirror_view(u0);
        for (int y = 0; y < shape.ny; ++y) {
            for (int x = 0; x < shape.nx; ++x) {
                host(0, 0, y, x) = static_cast<TypeParam>(mode(y, x));
            }
        }
        Kokkos::deep_copy(u0, host);
        HeatProcess<TypeParam> process(shape, schedule);
        process.initialize(u0, ids_of(1));
        for (int level = 1; level <= schedule.levels(); ++level) {
            process.advance_to(level);
            // sigma^2/2 = Fo N_x^2, whatever the height
            const double alpha_t = schedule.fo(level) * shape.nx * shape.nx;
            const double decay = std::exp(-std::numbers::pi * std::numbers::pi *
                                          (a * a / std::pow(shape.nx, 2) + b * b / std::pow(shape.ny, 2)) * alpha_t);
            const auto found = states(process, 1, shape);
            for (int y = 0; y < shape.ny; ++y) {
                for (int x = 0; x < shape.nx; ++x) {
                    ASSERT_NEAR(found[static_cast<std::size_t>(y * shape.nx + x)], decay * mode(y, x), this->tolerance)
                        << "level " << level;
                }
            }
        }
    }
}

TYPED_TEST(HeatProcessTest, MassIsKept) {
    for (const ImageShape shape : shapes) {
        HeatProcess<TypeParam> process(shape, short_schedule());
        const auto u0 = random_batch<TypeParam>(2, shape);
        process.initialize(u0, ids_of(2));
        const auto before = states(process, 2, shape);
        for (int level = 1; level <= 6; ++level) {
            process.advance_to(level);
            const auto after = states(process, 2, shape);
            const std::size_t cells = shape.grid().cells();
            for (std::size_t plane = 0; plane < 2 * static_cast<std::size_t>(shape.channels); ++plane) {
                const auto first = static_cast<std::ptrdiff_t>(plane * cells);
                const auto last = first + static_cast<std::ptrdiff_t>(cells);
                const double mass_before = std::accumulate(before.begin() + first, before.begin() + last, 0.0);
                const double mass_after = std::accumulate(after.begin() + first, after.begin() + last, 0.0);
                EXPECT_NEAR(mass_after / mass_before, 1.0, this->tolerance);
            }
        }
    }
}

TYPED_TEST(HeatProcessTest, DiffusingTwiceIsDiffusingOnce) {
    for (const ImageShape shape : shapes) {
        // Fo 0.01, 0.02: level 2 from the data, and level 1 of level 1's state
        const LevelSchedule schedule(ScheduleKind::linear, 2, 0.01, 0.02);
        HeatProcess<TypeParam> direct(shape, schedule);
        HeatProcess<TypeParam> again(shape, schedule);
        const auto u0 = random_batch<TypeParam>(1, shape);
        direct.initialize(u0, ids_of(1));
        direct.advance_to(1);
        const ImageBatch<TypeParam> middle = make_batch<TypeParam>(1, shape);
        direct.copy_state(std::vector<int>{0}, middle);
        again.initialize(middle, ids_of(1));
        again.advance_to(1);
        direct.advance_to(2);
        const auto once = states(direct, 1, shape);
        const auto twice = states(again, 1, shape);
        for (std::size_t n = 0; n < once.size(); ++n) {
            EXPECT_NEAR(once[n], twice[n], this->tolerance);
        }
    }
}

TYPED_TEST(HeatProcessTest, LevelsSkippedOnTheWayDoNotMatter) {
    const ImageShape shape{1, 10, 6};
    HeatProcess<TypeParam> stepwise(shape, short_schedule());
    HeatProcess<TypeParam> direct(shape, short_schedule());
    const auto u0 = random_batch<TypeParam>(3, shape);
    stepwise.initialize(u0, ids_of(3));
    direct.initialize(u0, ids_of(3));
    for (int level = 1; level <= 5; ++level) {
        stepwise.advance_to(level);
    }
    direct.advance_to(5);
    EXPECT_EQ(direct.level(), 5);
    EXPECT_EQ(states(stepwise, 3, shape), states(direct, 3, shape));
}

TYPED_TEST(HeatProcessTest, LevelZeroIsTheDataBitForBit) {
    const ImageShape shape{3, 7, 9};
    HeatProcess<TypeParam> process(shape, short_schedule());
    const auto u0 = random_batch<TypeParam>(2, shape);
    process.initialize(u0, ids_of(2));
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), u0);
    const auto found = states(process, 2, shape);
    EXPECT_EQ(0, std::memcmp(found.data(), host.data(), found.size() * sizeof(TypeParam)));
}

TYPED_TEST(HeatProcessTest, AnImageDoesNotDependOnItsBatch) {
    const ImageShape shape{2, 28, 28};
    const auto u0 = random_batch<TypeParam>(5, shape);
    HeatProcess<TypeParam> together(shape, short_schedule());
    together.initialize(u0, ids_of(5));
    together.advance_to(4);
    const auto all = states(together, 5, shape);

    HeatProcess<TypeParam> alone(shape, short_schedule());
    for (int image : {3, 0}) {
        const ImageBatch<TypeParam> one = make_batch<TypeParam>(1, shape);
        Kokkos::deep_copy(one, Kokkos::subview(u0, std::pair{image, image + 1}, Kokkos::ALL, Kokkos::ALL, Kokkos::ALL));
        alone.initialize(one, std::vector<SampleId>{image});
        alone.advance_to(4);
        const auto single = states(alone, 1, shape);
        EXPECT_EQ(0, std::memcmp(single.data(), all.data() + static_cast<std::size_t>(image) * shape.values(),
                                 shape.values() * sizeof(TypeParam)));
    }
}

TYPED_TEST(HeatProcessTest, CopiesTheSamplesAskedForInTheirOrder) {
    const ImageShape shape{1, 4, 6};
    HeatProcess<TypeParam> process(shape, short_schedule());
    process.initialize(random_batch<TypeParam>(4, shape), ids_of(4));
    process.advance_to(2);
    const auto all = states(process, 4, shape);
    const ImageBatch<TypeParam> out = make_batch<TypeParam>(2, shape);
    process.copy_state(std::vector<int>{3, 1}, out);
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), out);
    for (std::size_t n = 0; n < shape.values(); ++n) {
        EXPECT_EQ(host.data()[n], all[3 * shape.values() + n]);
        EXPECT_EQ(host.data()[shape.values() + n], all[shape.values() + n]);
    }
}

TEST(HeatProcess, LevelsCarryFourierNumberAndBlur) {
    const HeatProcess<double> process({1, 20, 30}, short_schedule());
    ASSERT_EQ(process.levels().size(), 7U);
    EXPECT_EQ(process.levels()[0].fo, 0.0);
    for (int level = 0; level <= 6; ++level) {
        const LevelRecord& record = process.levels()[static_cast<std::size_t>(level)];
        EXPECT_EQ(record.level, level);
        EXPECT_EQ(record.fo, short_schedule().fo(level));
        EXPECT_NEAR(record.sigma_px * record.sigma_px / 2.0, record.fo * 30 * 30, 1e-12);
        EXPECT_EQ(record.steps, 0);
    }
    EXPECT_FALSE(process.has_velocity());
}

TEST(HeatProcess, FloatFollowsDouble) {
    const ImageShape shape{1, 28, 28};
    HeatProcess<float> single(shape, short_schedule());
    HeatProcess<double> reference(shape, short_schedule());
    const auto u0 = random_batch<float>(1, shape);
    const ImageBatch<double> u0_double = make_batch<double>(1, shape);
    Kokkos::deep_copy(u0_double, u0);
    single.initialize(u0, ids_of(1));
    reference.initialize(u0_double, ids_of(1));
    single.advance_to(3);
    reference.advance_to(3);
    const auto found = states(single, 1, shape);
    const auto expected = states(reference, 1, shape);
    for (std::size_t n = 0; n < found.size(); ++n) {
        EXPECT_NEAR(found[n], expected[n], 10.0 * std::numeric_limits<float>::epsilon());
    }
}

TEST(HeatProcess, RefusesToGoBackOrBeyondThePrior) {
    const ImageShape shape{1, 4, 4};
    HeatProcess<double> process(shape, short_schedule());
    EXPECT_THROW(process.advance_to(1), ContractError);
    process.initialize(random_batch<double>(1, shape), ids_of(1));
    process.advance_to(3);
    EXPECT_THROW(process.advance_to(3), ContractError);
    EXPECT_THROW(process.advance_to(7), ContractError);
    EXPECT_THROW(process.copy_state(std::vector<int>{1}, make_batch<double>(1, shape)), ContractError);
    EXPECT_EQ(process.reports().size(), 1U);
}

}  // namespace
}  // namespace ebru
