#include "ml/train/rank_share.hpp"

#include <gtest/gtest.h>

#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

TEST(RankShare, SharesAreConsecutiveCompleteAndEvenToOneImage) {
    for (const int ranks : {1, 2, 3, 7}) {
        for (const std::int64_t images : {7, 8, 64, 1000003}) {
            std::int64_t next = 0;
            for (int rank = 0; rank < ranks; ++rank) {
                const ImageShare share = share_of(images, rank, ranks);
                EXPECT_EQ(share.first, next);
                EXPECT_GE(share.size, images / ranks);
                EXPECT_LE(share.size, (images + ranks - 1) / ranks);
                next += share.size;
            }
            EXPECT_EQ(next, images);
        }
    }
}

TEST(RankShare, ABatchThatIsTooSmallNamesTheNearest) {
    UpdateSettings settings;
    settings.batch = 12;
    settings.accumulate = 4;
    EXPECT_NO_THROW(check_shares(settings, 3));
    EXPECT_TRUE(contains(user_error_text([&] { check_shares(settings, 5); }),
                         {"train.batch = 12 in train.accumulate = 4 parts", "all 5 ranks together", "at most 3 ranks",
                          "train.batch = 20"}));
    settings.accumulate = 1;
    EXPECT_NO_THROW(check_shares(settings, 12));
    EXPECT_TRUE(contains(user_error_text([&] { check_shares(settings, 13); }), {"train.batch = 12 (", "13 or more"}));
}

TEST(RankShare, SharesThatDifferAreWarnedOf) {
    UpdateSettings settings;
    settings.batch = 64;
    testing::internal::CaptureStdout();  // of spdlog's first logger
    check_shares(settings, 4);
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
    testing::internal::CaptureStdout();
    check_shares(settings, 3);
    EXPECT_TRUE(contains(testing::internal::GetCapturedStdout(), {"21 images and others 22", "63 or 66"}));
}

}  // namespace
}  // namespace ebru
