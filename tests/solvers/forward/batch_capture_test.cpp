#include "solvers/forward/batch_capture.hpp"

#include <gtest/gtest.h>

namespace ebru {
namespace {

constexpr int last_level = 5;
constexpr ImageShape shape{2, 1, 3};

/// State of image `id` at level k: 100 id + 10 k + the value's position.
double value_of(SampleId id, int level, std::size_t position) {
    return 100.0 * static_cast<double>(id) + 10.0 * level + static_cast<double>(position);
}

/// A process whose every state says what it is.
class LabelledProcess final : public ForwardProcess<double> {
  public:
    [[nodiscard]] const std::vector<LevelRecord>& levels() const override { return records_; }
    void initialize(const ImageBatch<double>& /*u0*/, std::span<const SampleId> ids) override {
        ids_.assign(ids.begin(), ids.end());
    }
    void advance_to(int level) override { level_ = level; }
    [[nodiscard]] int level() const override { return level_; }
    void copy_state(std::span<const int> samples, const ImageBatch<double>& out) const override {
        const auto host = Kokkos::create_mirror_view(Kokkos::HostSpace(), out);
        for (std::size_t s = 0; s < samples.size(); ++s) {
            for (std::size_t i = 0; i < shape.values(); ++i) {
                host.data()[s * shape.values() + i] = value_of(ids_[static_cast<std::size_t>(samples[s])], level_, i);
            }
        }
        Kokkos::deep_copy(out, host);
    }
    [[nodiscard]] bool has_velocity() const override { return true; }
    void copy_velocity(std::span<const int> samples, const HostVelocity& out) const override {
        for (std::size_t s = 0; s < samples.size(); ++s) {
            const double label = value_of(ids_[static_cast<std::size_t>(samples[s])], level_, 0);
            Kokkos::deep_copy(Kokkos::subview(out, s, Kokkos::ALL, Kokkos::ALL, Kokkos::ALL), label);
        }
    }
    [[nodiscard]] std::vector<SampleReport> reports() const override { return std::vector<SampleReport>(ids_.size()); }

  private:
    std::vector<LevelRecord> records_ = std::vector<LevelRecord>(last_level + 1);
    std::vector<SampleId> ids_;
    int level_ = 0;
};

TEST(BatchCapture, WindowsReachBackSeveralLevelsAndEndAtTheData) {
    ChainLayout layout;
    layout.samples = 2;
    layout.shape = shape;
    layout.pairs_per_sample = last_level;  // every level
    BatchCapture<double> capture(layout, last_level, 1, 3);
    LabelledProcess process;
    const std::vector<SampleId> ids{12, 13};
    const HostImageBatch<double> data("data", 2, 2, 1, 3);
    for (std::size_t b = 0; b < 2; ++b) {
        for (std::size_t i = 0; i < shape.values(); ++i) {
            data.data()[b * shape.values() + i] = value_of(ids[b], 0, i);
        }
    }
    capture.begin(0, ids);
    capture.take_data(data);
    process.initialize({}, ids);
    for (int level = 1; level <= last_level; ++level) {
        process.advance_to(level);
        capture.take_level(process);
    }
    const ChainBlock<double> block = capture.block({});
    const std::vector<int> earlier{0, 0, 0, 1, 2};
    for (std::size_t pair = 0; pair < 2 * last_level; ++pair) {
        const int k = static_cast<int>(pair % last_level) + 1;
        EXPECT_EQ(block.pair_levels[pair], k);
        const SampleId id = ids[pair / last_level];
        EXPECT_EQ(block.pair_states[2 * pair * shape.values()], value_of(id, k, 0));
        EXPECT_EQ(block.pair_states[(2 * pair + 1) * shape.values()],
                  value_of(id, earlier[static_cast<std::size_t>(k - 1)], 0));
    }
}

ChainLayout layout_of_everything() {
    ChainLayout layout;
    layout.samples = 6;
    layout.shape = shape;
    layout.full_samples = 4;
    layout.full_levels = {0, 1, 3, last_level};
    layout.pairs_per_sample = 3;
    layout.velocity_samples = 4;
    return layout;
}

/// Images 2, 3, 4 of the chain, the first two of which keep their levels; their ids are 12, 13, 14.
class CapturedBatch : public testing::Test {
  protected:
    void SetUp() override {
        LabelledProcess process;
        const HostImageBatch<double> data("data", ids.size(), 2, 1, 3);
        for (std::size_t i = 0; i < data.size(); ++i) {
            data.data()[i] = value_of(ids[i / shape.values()], 0, i % shape.values());
        }
        process.initialize({}, ids);
        capture.begin(2, ids);
        capture.take_data(data);
        for (int level = 1; level <= last_level; ++level) {
            process.advance_to(level);
            capture.take_level(process);
        }
        block = capture.block({});
    }

    const std::vector<SampleId> ids{12, 13, 14};
    const ChainLayout layout = layout_of_everything();
    BatchCapture<double> capture{layout, last_level, 7};
    ChainBlock<double> block;
};

TEST_F(CapturedBatch, HoldsTheLevelsThatItSays) {
    ASSERT_EQ(block.states.size(), 2 * layout.full_levels.size() * shape.values());
    std::size_t position = 0;
    for (const SampleId id : {12, 13}) {
        for (const int level : layout.full_levels) {
            for (std::size_t i = 0; i < shape.values(); ++i) {
                ASSERT_EQ(block.states[position++], value_of(id, level, i)) << "image " << id << ", level " << level;
            }
        }
    }
}

TEST_F(CapturedBatch, PairsAreALevelAndTheOneBefore) {
    ASSERT_EQ(block.pair_levels.size(), ids.size() * 3);
    std::size_t position = 0;
    for (std::size_t pair = 0; pair < block.pair_levels.size(); ++pair) {
        for (const int level : {block.pair_levels[pair], block.pair_levels[pair] - 1}) {
            for (std::size_t i = 0; i < shape.values(); ++i) {
                ASSERT_EQ(block.pair_states[position++], value_of(ids[pair / 3], level, i)) << "level " << level;
            }
        }
    }
    EXPECT_EQ(position, block.pair_states.size());
}

TEST(CapturedWindows, AreALevelAndAllBeforeItInTheWindow) {
    ChainLayout layout = layout_of_everything();
    layout.pairs_per_sample = 2;
    layout.pair_window = 3;
    layout.velocity_samples = 0;
    const std::vector<SampleId> ids{12, 13};
    LabelledProcess process;
    const HostImageBatch<double> data("data", ids.size(), 2, 1, 3);
    for (std::size_t i = 0; i < data.size(); ++i) {
        data.data()[i] = value_of(ids[i / shape.values()], 0, i % shape.values());
    }
    BatchCapture<double> capture(layout, last_level, 7);
    process.initialize({}, ids);
    capture.begin(2, ids);
    capture.take_data(data);
    for (int level = 1; level <= last_level; ++level) {
        process.advance_to(level);
        capture.take_level(process);
    }
    const ChainBlock<double> block = capture.block({});
    ASSERT_EQ(block.pair_levels.size(), 4U);
    ASSERT_EQ(block.pair_states.size(), 4 * 4 * shape.values());
    std::size_t position = 0;
    for (std::size_t pair = 0; pair < 4; ++pair) {
        for (int back = 0; back <= 3; ++back) {
            for (std::size_t i = 0; i < shape.values(); ++i) {
                ASSERT_EQ(block.pair_states[position++], value_of(ids[pair / 2], block.pair_levels[pair] - back, i));
            }
        }
    }
}

TEST_F(CapturedBatch, VelocitiesAreThoseOfTheirIntervals) {
    const std::size_t field = 2 * shape.grid().cells();
    ASSERT_EQ(block.velocity.size(), 2 * last_level * field);
    for (std::size_t s = 0; s < 2; ++s) {
        for (int level = 1; level <= last_level; ++level) {
            const std::size_t start = (s * last_level + static_cast<std::size_t>(level) - 1) * field;
            ASSERT_EQ(block.velocity[start], value_of(ids[s], level, 0));
            ASSERT_EQ(block.velocity[start + field - 1], value_of(ids[s], level, 0));
        }
    }
}

}  // namespace
}  // namespace ebru
