#include "app/thread_choice.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <vector>

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

CoreMask cores(std::size_t first, std::size_t count) {
    CoreMask mask;
    for (std::size_t core = first; core < first + count; ++core) {
        mask.set(core);
    }
    return mask;
}

/// Threads of each of the processes with these masks on a machine of 64 cores without quotas.
std::vector<int> threads_with(const std::vector<CoreMask>& masks) {
    std::vector<int> threads;
    for (const CoreMask& own : masks) {
        const auto usable = static_cast<int>(own.count());
        threads.push_back(threads_of_rank({.cores = 64, .usable = usable, .load = 0.0}, own, masks));
    }
    return threads;
}

TEST(ThreadChoice, RanksBoundToCoresOfTheirOwnUseThemAll) {
    EXPECT_EQ(threads_with({cores(0, 4), cores(4, 4), cores(8, 6)}), (std::vector{4, 4, 6}));
    EXPECT_EQ(threads_with({cores(0, 64)}), (std::vector{64}));
}

TEST(ThreadChoice, RanksThatShareCoresShareThemEvenly) {
    EXPECT_EQ(threads_with({cores(0, 8), cores(0, 8)}), (std::vector{4, 4}));
    EXPECT_EQ(threads_with({cores(0, 8), cores(0, 8), cores(0, 8)}), (std::vector{2, 2, 2}));
    EXPECT_EQ(threads_with({cores(0, 2), cores(0, 2), cores(0, 2), cores(0, 2)}), (std::vector{1, 1, 1, 1}));
    // 0..7 and 4..11: 4 of one's own, and half of the 4 between.
    EXPECT_EQ(threads_with({cores(0, 8), cores(4, 8)}), (std::vector{6, 6}));
    // One on two cores within another's eight: 6 + 2/2, and 2/2.
    EXPECT_EQ(threads_with({cores(0, 8), cores(2, 2)}), (std::vector{7, 1}));
    // 49 ranks on 49 cores: 49 parts of 1/49 are one core, round-off or not.
    EXPECT_EQ(threads_with(std::vector<CoreMask>(49, cores(0, 49))), std::vector<int>(49, 1));
}

TEST(ThreadChoice, AGrantOfTheControlGroupIsSharedToo) {
    const std::vector<CoreMask> masks(2, cores(0, 16));
    EXPECT_EQ(threads_of_rank({.cores = 16, .usable = 6, .load = 0.0}, masks[0], masks), 3);
    EXPECT_EQ(threads_of_rank({.cores = 16, .usable = 1, .load = 0.0}, masks[0], masks), 1);
}

TEST(ThreadChoice, ThisProcessHasAMaskAndIsAloneWithIt) {
    EXPECT_GE(own_mask().count(), 1U);
    EXPECT_EQ(masks_of_machine(Ranks()), std::vector<CoreMask>{own_mask()});
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
