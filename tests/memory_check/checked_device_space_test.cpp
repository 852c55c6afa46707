#include <gtest/gtest.h>

#include <Kokkos_Core.hpp>
#include <type_traits>

namespace {

using DeviceView = Kokkos::View<double*>;
using HostView = DeviceView::host_mirror_type;

static_assert(std::is_same_v<DeviceView::memory_space, Kokkos::CheckedDeviceSpace>);
static_assert(std::is_same_v<HostView::memory_space, Kokkos::HostSpace>);
static_assert(!std::is_constructible_v<HostView, DeviceView> && !std::is_constructible_v<DeviceView, HostView>,
              "views of the two spaces must not convert");

TEST(CheckedDeviceSpace, KernelsAndCopiesReachIt) {
    const DeviceView view("numbers", 1000);
    Kokkos::parallel_for(1000, KOKKOS_LAMBDA(int i) { view(i) += i; });
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), view);
    EXPECT_NE(host.data(), view.data());
    EXPECT_EQ(host(999), 999.0);
    double sum = 0.0;
    Kokkos::parallel_reduce(1000, KOKKOS_LAMBDA(int i, double& own) { own += view(i); }, sum);
    EXPECT_EQ(sum, 499500.0);
    Kokkos::deep_copy(view, 2.0);
    Kokkos::deep_copy(host, view);
    EXPECT_EQ(host(0), 2.0);
}

TEST(CheckedDeviceSpaceDeathTest, HostCodeDoesNot) {
    testing::GTEST_FLAG(death_test_style) = "threadsafe";
    const DeviceView view("numbers", 10);
    EXPECT_DEATH(view(3) = 1.0, "host code touches device memory, view \"numbers\"");
    EXPECT_DEATH(EXPECT_EQ(*(view.data() + 9), 0.0), "host code touches device memory, view \"numbers\"");
}

}  // namespace
