#include "ml/train/rank_share.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/error.hpp"

namespace ebru {

ImageShare share_of(std::int64_t images, int rank, int ranks) {
    EBRU_EXPECT(rank >= 0 && rank < ranks && images >= 0);
    const std::int64_t first = images * rank / ranks;
    return {first, images * (rank + 1) / ranks - first};
}

void check_shares(const UpdateSettings& settings, int ranks) {
    const std::int64_t part = settings.batch / settings.accumulate;
    const std::string parts =
        settings.accumulate == 1 ? "" : fmt::format(" in train.accumulate = {} parts", settings.accumulate);
    const std::int64_t even = settings.accumulate * ranks;  // batches that all ranks share alike are multiples of it
    validate(part >= ranks, fmt::format("train.batch = {}{}", settings.batch, parts),
             fmt::format("it is the batch of all {} ranks together, and some would have no image", ranks),
             fmt::format("start at most {} ranks, or give train.batch = {} or more", part, even));
    if (part % ranks != 0) {
        const std::int64_t below = settings.batch / even * even;
        spdlog::warn(
            "train.batch = {}{} (over {} ranks some have {} images and others {}) those with fewer wait; {} "
            "or {} would be even",
            settings.batch, parts, ranks, part / ranks, part / ranks + 1, below, below + even);
    }
}

}  // namespace ebru
