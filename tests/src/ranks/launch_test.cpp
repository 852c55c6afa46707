#include "ranks/launch.hpp"

#include <gtest/gtest.h>

#include <map>

namespace ebru {
namespace {

Launch with(const std::map<std::string, std::string>& variables) {
    return read_launch([&](const char* name) {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
    });
}

TEST(Launch, WithoutALauncherThereIsOneProcess) {
    const Launch launch = with({});
    EXPECT_EQ(launch.count, 1);
    EXPECT_EQ(launch.rank, 0);
    EXPECT_EQ(launch.local_count, 1);
    EXPECT_EQ(launch.launcher, "");
}

TEST(Launch, OpenMpiNamesRankAndNode) {
    const Launch launch = with({{"OMPI_COMM_WORLD_SIZE", "8"},
                                {"OMPI_COMM_WORLD_RANK", "5"},
                                {"OMPI_COMM_WORLD_LOCAL_SIZE", "4"},
                                {"OMPI_COMM_WORLD_LOCAL_RANK", "1"}});
    EXPECT_EQ(launch.count, 8);
    EXPECT_EQ(launch.rank, 5);
    EXPECT_EQ(launch.local_count, 4);
    EXPECT_EQ(launch.local_rank, 1);
    EXPECT_EQ(launch.launcher, "Open MPI");
}

TEST(Launch, SlurmStepsCountTheTasksOfTheirNode) {
    const Launch launch = with({{"SLURM_STEP_NUM_TASKS", "7"},
                                {"SLURM_PROCID", "6"},
                                {"SLURM_LOCALID", "0"},
                                {"SLURM_NODEID", "3"},
                                {"SLURM_STEP_TASKS_PER_NODE", "2(x3),1"}});
    EXPECT_EQ(launch.count, 7);
    EXPECT_EQ(launch.rank, 6);
    EXPECT_EQ(launch.local_count, 1);
}

TEST(Launch, ABatchScriptIsNoStep) {
    EXPECT_EQ(with({{"SLURM_NTASKS", "64"}, {"SLURM_PROCID", "0"}}).count, 1);
}

TEST(Launch, WhatIsNoNumberCountsForNothing) {
    EXPECT_EQ(with({{"OMPI_COMM_WORLD_SIZE", "many"}, {"OMPI_COMM_WORLD_RANK", "0"}}).count, 1);
    EXPECT_EQ(with({{"PMI_SIZE", "2"}, {"PMI_RANK", "2"}}).count, 1);
}

TEST(Launch, TasksOfANode) {
    EXPECT_EQ(tasks_of_node("4", 0), 4);
    EXPECT_EQ(tasks_of_node("2(x3),1", 2), 2);
    EXPECT_EQ(tasks_of_node("2(x3),1", 3), 1);
    EXPECT_EQ(tasks_of_node("2(x3),1", 9), 1);
    EXPECT_EQ(tasks_of_node("3,2,5", 1), 2);
    EXPECT_EQ(tasks_of_node("nonsense", 0), 1);
}

}  // namespace
}  // namespace ebru
