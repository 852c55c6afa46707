#include "ml/data/online_source.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "io/snapshot_chain_reader.hpp"
#include "tests/ml/data/data_test_files.hpp"

namespace ebru::test {
namespace {

class OnlineSourceTest : public DataTest {
  protected:
    [[nodiscard]] std::unique_ptr<OnlineSource> make(const std::string& text, OnlineSource::Options options) const {
        Deck deck = Deck::parse(text, "test.toml");
        const auto store = std::make_shared<ImageStore>(read_data_settings(deck));
        if (options.range.count == 0) {
            options.range = {0, store->size()};
        }
        return std::make_unique<OnlineSource>(store, forward_facts(text, store->shape()), options);
    }

    /// Pools of 5 images: 4 whole ones and one of 3.
    static OnlineSource::Options small_pools(int levels = 2, int window = 1) {
        OnlineSource::Options options;
        options.seed = 4;
        options.levels_per_pass = levels;
        options.pool_images = 5;
        options.window = window;
        return options;
    }
};

TEST_F(OnlineSourceTest, FirstEpochIsTheChainBitForBit) {
    for (const char* preset : {"heat", "transport", "anisotropic", "ddpm", "flow"}) {
        const std::string text = deck_text(preset, "[chain]\npairs = 2\n");
        const SnapshotChainReader chain(make_chain("a.h5", text).path);
        const auto source = make(text, small_pools());
        const TrainingBatch batch = source->batch(0, source->draws_per_epoch());
        std::vector<float> state(shape.values());
        std::vector<std::int32_t> levels(2);
        std::vector<float> states(4 * shape.values());
        std::map<SampleId, std::vector<std::int32_t>> seen;
        for (std::int64_t b = 0; b < batch.size(); ++b) {
            const SampleId id = batch.ids[static_cast<std::size_t>(b)];
            const auto level = batch.level[b].item<std::int64_t>();
            seen[id].push_back(static_cast<std::int32_t>(level));
            const auto expect_state = [&](std::int64_t k, const at::Tensor& tensor) {
                chain.read_state(id, static_cast<std::size_t>(k), std::span(state));
                const at::Tensor image = tensor[b].contiguous();
                EXPECT_TRUE(std::equal(state.begin(), state.end(), image.data_ptr<float>())) << preset;
            };
            expect_state(0, batch.clean);
            expect_state(level, batch.degraded);
            expect_state(level - 1, batch.target);
        }
        ASSERT_EQ(seen.size(), static_cast<std::size_t>(images));
        for (auto& [id, of_image] : seen) {  // the very pairs that the chain keeps
            std::ranges::sort(of_image);
            chain.read_pairs(id, 1, std::span(levels), std::span(states));
            EXPECT_EQ(of_image, levels);
        }
    }
}

TEST_F(OnlineSourceTest, LaterEpochsHaveFreshFieldsAndNoise) {
    for (const char* preset : {"transport", "anisotropic", "ddpm"}) {
        // On a grid this small the default band of a velocity is one mode, and its field one of two.
        const std::string band = preset == std::string("transport") ? "[velocity]\nm_max = 3.0\n" : "";
        const auto source = make(deck_text(preset, band), small_pools(6));  // all levels: the same keys every epoch
        const auto sums = [&](int epoch) {
            const TrainingBatch batch = source->batch(epoch * source->draws_per_epoch(), source->draws_per_epoch());
            std::map<std::pair<SampleId, std::int64_t>, float> by_key;
            for (std::int64_t b = 0; b < batch.size(); ++b) {
                by_key[{batch.ids[static_cast<std::size_t>(b)], batch.level[b].item<std::int64_t>()}] =
                    batch.degraded[b].pow(2).sum().item<float>();
            }
            return by_key;
        };
        const auto first = sums(0);
        const auto second = sums(1);
        ASSERT_EQ(first.size(), static_cast<std::size_t>(6 * images));
        ASSERT_EQ(second.size(), first.size());
        int equal = 0;
        for (const auto& [key, sum] : first) {
            equal += second.at(key) == sum ? 1 : 0;
        }
        EXPECT_LE(equal, 6 * images / 50) << preset;  // sums of squares may meet by chance
    }
}

TEST_F(OnlineSourceTest, BatchesDoNotDependOnTheirSplit) {
    const auto source = make(deck_text("transport", ""), small_pools());
    expect_any_split_equal(*source, 28, 28);  // over the ends of pools and of the first epoch (46 draws)
}

TEST_F(OnlineSourceTest, PoolsAreHandedOutInRandomOrder) {
    const auto source = make(deck_text("heat", ""), small_pools(6));
    const TrainingBatch pool = source->batch(0, 30);
    std::set<SampleId> ids(pool.ids.begin(), pool.ids.end());
    EXPECT_EQ(ids.size(), 5U);
    int neighbours = 0;  // two draws of an image in a row: 29 times 5/29 is expected
    for (std::size_t b = 1; b < 30; ++b) {
        neighbours += pool.ids[b] == pool.ids[b - 1] ? 1 : 0;
    }
    EXPECT_LT(neighbours, 15);
    EXPECT_NE(source->batch(source->draws_per_epoch(), 30).ids, pool.ids);
}

TEST_F(OnlineSourceTest, WindowsReachBackAndEndAtTheData) {
    const std::string text = deck_text("anisotropic", "");
    const SnapshotChainReader chain(make_chain("a.h5", text).path);
    const auto source = make(text, small_pools(6, 3));
    const TrainingBatch batch = source->batch(0, 30);
    std::vector<float> state(shape.values());
    for (std::int64_t b = 0; b < 30; ++b) {
        const auto earlier = std::max<std::int64_t>(batch.level[b].item<std::int64_t>() - 3, 0);
        chain.read_state(batch.ids[static_cast<std::size_t>(b)], static_cast<std::size_t>(earlier), std::span(state));
        EXPECT_TRUE(std::equal(state.begin(), state.end(), batch.target[b].contiguous().data_ptr<float>()));
    }
}

TEST_F(OnlineSourceTest, EveryLevelIsReached) {
    const auto source = make(deck_text("heat", ""), small_pools(1));
    const at::Tensor level = source->batch(0, 10 * images).level;
    EXPECT_EQ(level.min().item<std::int64_t>(), 1);
    EXPECT_EQ(level.max().item<std::int64_t>(), 6);
}

TEST_F(OnlineSourceTest, PoolsShrinkWithTheImages) {
    EXPECT_EQ(default_pool_images({1, 28, 28}, 16), 512);
    EXPECT_EQ(default_pool_images({3, 32, 32}, 16), 170);  // 2^26 bytes / (2 * 16 * 3072 * 4)
    EXPECT_EQ(default_pool_images({3, 128, 128}, 16), 64);
}

TEST_F(OnlineSourceTest, DoublePrecisionIsRefused) {
    const std::string message = message_of(
        [&] { static_cast<void>(make(deck_text("transport", "[process]\nprecision = \"double\"\n"), small_pools())); });
    EXPECT_NE(message.find("process.precision"), std::string::npos) << message;
}

}  // namespace
}  // namespace ebru::test
