#include "solvers/forward/forward_run.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace ebru {
namespace {

TEST(ForwardRun, BatchesOfSeveralRanksAreFewEvenRounds) {
    EXPECT_EQ(balanced_batch(1000, 64, 1), 64);  // alone: as asked
    EXPECT_EQ(balanced_batch(1000, 64, 2), 63);  // 8 rounds of 2 x 63 instead of 7 and a batch for one rank
    EXPECT_EQ(balanced_batch(70, 64, 4), 18);    // one round for all
    EXPECT_EQ(balanced_batch(4, 64, 4), 1);
    for (const std::int64_t samples : {7, 64, 65, 999, 10000}) {
        for (const std::int64_t batch : {1, 5, 64}) {
            for (const int ranks : {2, 3, 7}) {
                const std::int64_t size = balanced_batch(samples, batch, ranks);
                const std::int64_t rounds = (samples + batch * ranks - 1) / (batch * ranks);
                EXPECT_GE(size, 1);
                EXPECT_LE(size, batch);
                EXPECT_GE(size * ranks * rounds, samples) << "no more rounds than with the batch that was asked for";
            }
        }
    }
}

TEST(ForwardRun, EveryRankNeedsAnImage) {
    ChainPlan plan;
    plan.layout.samples = 3;
    EXPECT_NO_THROW(require_work_for_all(plan, 3));
    EXPECT_THROW(require_work_for_all(plan, 4), UserError);
}

}  // namespace
}  // namespace ebru
