#include "app/thread_choice.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace ebru {
namespace {

TEST(ThreadChoice, EveryCoreThatOthersLeaveAndAtLeastOne) {
    const auto chosen = [](int usable, double load) {
        return threads_beside_others({.cores = usable, .usable = usable, .load = load});
    };
    EXPECT_EQ(chosen(2, 0.0), 2);
    EXPECT_EQ(chosen(2, 0.49), 2);
    EXPECT_EQ(chosen(2, 0.5), 1);
    EXPECT_EQ(chosen(2, 9.4), 1);
    EXPECT_EQ(chosen(16, 3.2), 13);
    EXPECT_EQ(chosen(1, 0.0), 1);
}

// A batch job with 4 of 64 cores: others have the other 60, and only what does not fit there is in the way.
TEST(ThreadChoice, LoadThatFitsOnOtherCoresIsNotInTheWay) {
    const auto chosen = [](double load) { return threads_beside_others({.cores = 64, .usable = 4, .load = load}); };
    EXPECT_EQ(chosen(60.0), 4);
    EXPECT_EQ(chosen(61.0), 3);
    EXPECT_EQ(chosen(200.0), 1);
}

TEST(ThreadChoice, QuotasAreReadInCores) {
    EXPECT_EQ(quota_of("150000 100000"), 1.5);
    EXPECT_EQ(quota_of("max 100000"), std::nullopt);
    EXPECT_EQ(quota_of(""), std::nullopt);
}

TEST(ThreadChoice, TheSmallestQuotaOfTheGroupsAboveCounts) {
    const auto folder = std::filesystem::path(testing::TempDir()) / "ebru_groups";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder / "job/step");
    const auto limit = [&](const char* group, const char* text) {
        std::ofstream(folder / group / "cpu.max") << text << '\n';
    };
    EXPECT_EQ(smallest_quota(folder, "/job/step"), std::nullopt);
    limit("job/step", "max 100000");
    EXPECT_EQ(smallest_quota(folder, "/job/step"), std::nullopt);
    limit("job", "300000 100000");
    EXPECT_EQ(smallest_quota(folder, "/job/step"), 3.0);
    limit("job/step", "200000 100000");
    EXPECT_EQ(smallest_quota(folder, "/job/step"), 2.0);
    EXPECT_EQ(smallest_quota(folder, "/job"), 3.0);
    EXPECT_EQ(smallest_quota(folder, "/"), std::nullopt);
    std::filesystem::remove_all(folder);
}

TEST(ThreadChoice, ThisMachineHasCores) {
    const MachineLoad machine = machine_load();
    EXPECT_GE(machine.usable, 1);
    EXPECT_LE(machine.usable, machine.cores);
    EXPECT_GE(machine.load, 0.0);
    EXPECT_LE(threads_beside_others(machine), machine.usable);
}

}  // namespace
}  // namespace ebru
