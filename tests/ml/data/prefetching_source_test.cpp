#include "ml/data/prefetching_source.hpp"

#include <atomic>
#include <stdexcept>

#include "ml/data/batch_tensors.hpp"
#include "tests/ml/data/data_test_files.hpp"

namespace ebru::test {
namespace {

/// Batches that say which draws they are; counts what it is asked for, fails where it is told to.
class CountingSource final : public TrainingSource {
  public:
    explicit CountingSource(std::int64_t failing_draw = -1) : failing_draw_(failing_draw) {}

    [[nodiscard]] std::int64_t images() const override { return 100; }
    [[nodiscard]] ImageShape shape() const override { return {1, 1, 1}; }
    [[nodiscard]] const std::string& forward_deck() const override { return deck_; }
    TrainingBatch batch(std::int64_t first_draw, std::int64_t size) override {
        EXPECT_FALSE(inside_.exchange(true)) << "two threads at once";
        ++asked;
        TrainingBatch batch;
        batch.first_draw = first_draw;
        batch.level = make_index_tensor(size);
        for (std::int64_t b = 0; b < size; ++b) {
            batch.ids.push_back(first_draw + b);
            batch.level.data_ptr<std::int64_t>()[b] = first_draw + b;
        }
        inside_ = false;
        if (failing_draw_ >= first_draw && failing_draw_ < first_draw + size) {
            throw UserError("draw " + std::to_string(failing_draw_), "it fails", "do not ask");
        }
        return batch;
    }

    static inline std::atomic<int> asked = 0;

  private:
    std::int64_t failing_draw_;
    std::string deck_ = "the deck";
    std::atomic<bool> inside_ = false;
};

TEST(PrefetchingSource, BatchesAreThoseOfTheSourceInAndOutOfTurn) {
    PrefetchingSource source(std::make_unique<CountingSource>());
    CountingSource plain;
    for (const auto& [first, size] : {std::pair{0, 4}, {4, 4}, {8, 4}, {30, 2}, {32, 2}, {0, 3}, {3, 7}, {10, 7}}) {
        expect_same_batch(source.batch(first, size), plain.batch(first, size));
    }
    EXPECT_EQ(source.images(), 100);
    EXPECT_EQ(source.draws_per_epoch(), 100);
    EXPECT_EQ(source.forward_deck(), "the deck");
}

TEST(PrefetchingSource, BatchesInTurnAreMadeOnce) {
    CountingSource::asked = 0;
    {
        PrefetchingSource source(std::make_unique<CountingSource>());
        for (int n = 0; n < 50; ++n) {
            source.batch(8 * n, 8);
        }
    }
    EXPECT_GE(CountingSource::asked, 50);
    EXPECT_LE(CountingSource::asked, 51);
}

TEST(PrefetchingSource, OfARankThatTakesItsShareOfEveryBatchToo) {
    CountingSource::asked = 0;
    {
        PrefetchingSource source(std::make_unique<CountingSource>());
        source.set_stride(8);
        for (int n = 0; n < 50; ++n) {
            EXPECT_EQ(source.batch(8 * n + 3, 2).ids.front(), 8 * n + 3);
        }
    }
    EXPECT_GE(CountingSource::asked, 50);
    EXPECT_LE(CountingSource::asked, 51);
}

TEST(PrefetchingSource, FailuresReachTheCallThatAsksForTheBatchAndNoOther) {
    PrefetchingSource source(std::make_unique<CountingSource>(10));
    EXPECT_EQ(source.batch(0, 8).size(), 8);  // 8 .. 15 fail in the background
    EXPECT_THROW(source.batch(8, 8), UserError);
    EXPECT_THROW(source.batch(8, 8), UserError);
    EXPECT_EQ(source.batch(16, 8).ids.front(), 16);
    EXPECT_EQ(source.batch(2, 4).ids.front(), 2);  // 6 .. 9 next
    EXPECT_EQ(source.batch(6, 4).ids.front(), 6);  // 10 .. 13 fail in the background, and nobody asks for them
    EXPECT_EQ(source.batch(20, 4).ids.front(), 20);
}

TEST(PrefetchingSource, AnUnaskedBatchDoesNotKeepItFromEnding) {
    for (int n = 0; n < 20; ++n) {
        PrefetchingSource source(std::make_unique<CountingSource>());
        source.batch(0, 2);
    }
}

}  // namespace
}  // namespace ebru::test
