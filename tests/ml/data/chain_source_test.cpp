#include "ml/data/chain_source.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "tests/ml/data/data_test_files.hpp"

namespace ebru::test {
namespace {

using ChainSourceTest = DataTest;

ChainSourceOptions with_seed(std::uint64_t seed) {
    ChainSourceOptions options;
    options.seed = seed;
    return options;
}

std::vector<float> values_of(const at::Tensor& images, std::int64_t b) {
    const at::Tensor one = images[b].contiguous();
    return {one.data_ptr<float>(), one.data_ptr<float>() + one.numel()};
}

TEST_F(ChainSourceTest, PairsAreThoseOfTheChain) {
    for (const std::string kept : {"format = \"float\"", "format = \"half\"", "format = \"double\"", "window = 3"}) {
        const MadeChain chain =
            make_chain("a.h5", deck_text("transport", "[chain]\npairs = 3\nfull_samples = 0\n" + kept + "\n"));
        ChainSource source({chain.path}, with_seed(2));
        EXPECT_EQ(source.images(), images);
        EXPECT_EQ(source.shape(), shape);
        EXPECT_EQ(source.forward_deck(), chain.deck);
        const SnapshotChainReader reader(chain.path);
        std::vector<std::int32_t> levels(3);
        std::vector<float> states(6 * shape.values());
        const TrainingBatch batch = source.batch(0, images);
        EXPECT_FALSE(batch.clean.defined());
        for (std::int64_t b = 0; b < images; ++b) {
            reader.read_pairs(batch.ids[static_cast<std::size_t>(b)], 1, std::span(levels), std::span(states));
            const auto found = std::ranges::find(levels, static_cast<int>(batch.level[b].item<std::int64_t>()));
            ASSERT_NE(found, levels.end());
            const std::size_t at = 2 * static_cast<std::size_t>(found - levels.begin()) * shape.values();
            const std::span<const float> pair(states.data() + at, 2 * shape.values());
            EXPECT_TRUE(std::ranges::equal(values_of(batch.degraded, b), pair.first(shape.values())));
            EXPECT_TRUE(std::ranges::equal(values_of(batch.target, b), pair.last(shape.values())));
        }
    }
}

TEST_F(ChainSourceTest, KeptLevelsGiveEveryLevelItsNeighbourAndTheData) {
    const MadeChain chain = make_chain("a.h5", deck_text("anisotropic", ""));
    ChainSource source({chain.path}, with_seed(3));
    const SnapshotChainReader reader(chain.path);
    std::vector<float> state(shape.values());
    const TrainingBatch batch = source.batch(0, 10 * images);
    std::map<std::int64_t, int> counts;
    for (std::int64_t b = 0; b < batch.size(); ++b) {
        const auto level = batch.level[b].item<std::int64_t>();
        ++counts[level];
        const auto expect_state = [&](std::int64_t k, const at::Tensor& tensor) {
            reader.read_state(batch.ids[static_cast<std::size_t>(b)], static_cast<std::size_t>(k), std::span(state));
            EXPECT_EQ(values_of(tensor, b), state);
        };
        expect_state(level, batch.degraded);
        expect_state(level - 1, batch.target);
        expect_state(0, batch.clean);
    }
    // 230 draws over 6 levels: binomial, four standard deviations.
    ASSERT_EQ(counts.size(), 6U);
    EXPECT_EQ(counts.begin()->first, 1);
    EXPECT_EQ(counts.rbegin()->first, 6);
    for (const auto& [level, count] : counts) {
        EXPECT_NEAR(count, 230.0 / 6.0, 4.0 * std::sqrt(230.0 * 5.0 / 36.0)) << level;
    }
}

TEST_F(ChainSourceTest, StoredPairsReachTheLastLevelToo) {
    const MadeChain chain = make_chain("a.h5", deck_text("heat", "[chain]\npairs = 2\nfull_samples = 0\n"));
    ChainSource source({chain.path}, with_seed(3));
    const at::Tensor level = source.batch(0, 20 * images).level;
    EXPECT_EQ(level.min().item<std::int64_t>(), 1);
    EXPECT_EQ(level.max().item<std::int64_t>(), 6);
}

TEST_F(ChainSourceTest, WindowsReachBackAndEndAtTheData) {
    const MadeChain chain = make_chain("a.h5", deck_text("anisotropic", ""));
    ChainSourceOptions options = with_seed(3);
    options.window = 4;
    ChainSource source({chain.path}, options);
    const SnapshotChainReader reader(chain.path);
    std::vector<float> state(shape.values());
    const TrainingBatch batch = source.batch(0, images);
    for (std::int64_t b = 0; b < batch.size(); ++b) {
        const auto earlier = std::max<std::int64_t>(batch.level[b].item<std::int64_t>() - 4, 0);
        reader.read_state(batch.ids[static_cast<std::size_t>(b)], static_cast<std::size_t>(earlier), std::span(state));
        EXPECT_EQ(values_of(batch.target, b), state);
    }
}

TEST_F(ChainSourceTest, AnEpochTakesEveryImageOnceInAnotherOrder) {
    const MadeChain chain = make_chain("a.h5", deck_text("heat", ""));
    ChainSource source({chain.path}, with_seed(3));
    std::set<std::vector<SampleId>> orders;
    for (int epoch = 0; epoch < 3; ++epoch) {
        std::vector<SampleId> ids = source.batch(epoch * images, images).ids;
        orders.insert(ids);
        std::ranges::sort(ids);
        for (int i = 0; i < images; ++i) {
            EXPECT_EQ(ids[static_cast<std::size_t>(i)], i);
        }
    }
    EXPECT_EQ(orders.size(), 3U);
}

TEST_F(ChainSourceTest, BatchesDoNotDependOnTheirSplit) {
    const MadeChain chain = make_chain("a.h5", deck_text("heat", "[chain]\npairs = 2\n"));
    ChainSource source({chain.path}, with_seed(3));
    expect_any_split_equal(source, 15, 28);  // over the end of an epoch
}

TEST_F(ChainSourceTest, SeveralChainsMakeOneEpoch) {
    const MadeChain first = make_chain("a.h5", deck_text("transport", "", "count = 9\n"));
    const MadeChain second = make_chain("b.h5", deck_text("transport", "[chain]\nformat = \"half\"\n", "first = 9\n"));
    ChainSource source({first.path, second.path}, with_seed(3));
    EXPECT_EQ(source.images(), images);
    std::vector<SampleId> ids = source.batch(0, images).ids;
    std::ranges::sort(ids);
    for (int i = 0; i < images; ++i) {
        EXPECT_EQ(ids[static_cast<std::size_t>(i)], i);
    }
}

TEST_F(ChainSourceTest, HeldOutImagesAreTrainedOnInNoChain) {
    const MadeChain first = make_chain("a.h5", deck_text("transport", "", "count = 20\n"));
    const MadeChain second = make_chain("b.h5", deck_text("transport", "", "first = 4\n"));
    ChainSourceOptions options = with_seed(3);
    options.held_out = 5;  // 18 .. 22
    ChainSource training({first.path, second.path}, options);
    EXPECT_EQ(training.images(), 18 + 14);
    const TrainingBatch batch = training.batch(0, training.images());
    EXPECT_EQ(*std::ranges::max_element(batch.ids), 17);
    options.part = DataPart::held_out;
    ChainSource validation({first.path, second.path}, options);
    EXPECT_EQ(validation.images(), 2 + 5);
    EXPECT_EQ(std::ranges::min(validation.batch(0, 7).ids), 18);
    options.held_out = images;
    options.part = DataPart::training;
    EXPECT_NE(message_of([&] { ChainSource({first.path, second.path}, options); }).find("data.holdout = 23"),
              std::string::npos);
}

TEST_F(ChainSourceTest, ChainsThatDoNotFitAreRefusedByName) {
    const MadeChain good = make_chain("a.h5", deck_text("transport", ""));
    const MadeChain other = make_chain("b.h5", deck_text("transport", "[transport]\nPe = 3.0\n"));
    const auto refusal = [&](std::vector<std::filesystem::path> paths, ChainSourceOptions options = {}) {
        return message_of([&] { ChainSource(paths, options); });
    };
    EXPECT_NE(refusal({good.path, other.path}).find("transport.Pe = 50.0 and 3.0"), std::string::npos);
    EXPECT_NE(refusal({folder_ / "absent.h5"}).find("absent.h5"), std::string::npos);
    EXPECT_NE(refusal({folder_ / "images-idx3-ubyte"}).find("images-idx3-ubyte"), std::string::npos);
    const MadeChain few = make_chain("c.h5", deck_text("heat", "[chain]\nfull_levels = [0, 3, 6]\n"));
    EXPECT_NE(refusal({few.path}).find("chain.pairs >= 1"), std::string::npos);
    const MadeChain pairs = make_chain("d.h5", deck_text("heat", "[chain]\npairs = 2\nfull_samples = 0\n"));
    ChainSourceOptions window;
    window.window = 2;
    EXPECT_NE(refusal({pairs.path}, window).find("data.window = 2"), std::string::npos);
    ChainSourceOptions clean;
    clean.needs = NeedsPairs::no;
    EXPECT_NE(refusal({pairs.path}, clean).find("no clean images"), std::string::npos);
}

TEST_F(ChainSourceTest, ObjectivesOfTheirOwnNoiseGetTheData) {
    const MadeChain chain = make_chain("a.h5", deck_text("heat", "[chain]\nfull_levels = [0, 6]\n"));
    ChainSourceOptions options = with_seed(3);
    options.needs = NeedsPairs::no;
    ChainSource source({chain.path}, options);
    const TrainingBatch batch = source.batch(0, 5);
    EXPECT_FALSE(batch.degraded.defined());
    EXPECT_FALSE(batch.level.defined());
    std::vector<float> state(shape.values());
    for (std::int64_t b = 0; b < 5; ++b) {
        SnapshotChainReader(chain.path).read_state(batch.ids[static_cast<std::size_t>(b)], 0, std::span(state));
        EXPECT_EQ(values_of(batch.clean, b), state);
    }
}

TEST_F(ChainSourceTest, ANotANumberIsNamedWithChainAndSample) {
    const MadeChain chain = make_chain("a.h5", deck_text("heat", ""));
    const std::uint64_t states = Hdf5File::open(chain.path).dataset(chain_name::state).file_offset();
    std::fstream file(chain.path, std::ios::in | std::ios::out | std::ios::binary);
    const float nan = std::nanf("");
    // Level 3 of sample 8.
    file.seekp(static_cast<std::streamoff>(states + (8 * 7 + 3) * shape.values() * sizeof(float) + 40));
    file.write(reinterpret_cast<const char*>(&nan), sizeof nan);
    file.close();
    ChainSource source({chain.path}, with_seed(3));
    const std::string message = message_of([&] { source.batch(0, 40 * images); });
    EXPECT_NE(message.find("a.h5"), std::string::npos);
    EXPECT_NE(message.find("level 3 of sample 8"), std::string::npos);
}

}  // namespace
}  // namespace ebru::test
