#include <limits>

#include "chain_test_files.hpp"
#include "io/half.hpp"
#include "io/snapshot_chain_reader.hpp"
#include "io/snapshot_chain_writer.hpp"

namespace ebru::test {
namespace {

class SnapshotChain : public FileTest {
  protected:
    [[nodiscard]] std::filesystem::path path() const { return folder_ / "chain.h5"; }

    /// `expected` after a stay in `format`.
    template <class Real>
    static std::vector<Real> stored_as(StoredFormat format, std::vector<Real> expected) {
        for (Real& value : expected) {
            if (format == StoredFormat::half) {
                value = static_cast<Real>(double_from_half(half_from(static_cast<double>(value))));
            } else if (format == StoredFormat::single_precision) {
                value = static_cast<Real>(static_cast<float>(value));
            }
        }
        return expected;
    }

    template <class Real>
    void expect_round_trip(StoredFormat format) {
        const ChainLayout layout = synthetic::layout(format);
        std::filesystem::remove(path());
        synthetic::write_chain<Real>(path(), layout, 40);
        const SnapshotChainReader chain(path());
        const std::size_t image = layout.shape.values();
        std::vector<Real> state(image);
        for (const std::int64_t sample : {0, 39, 40, 69}) {
            const auto all = stored_as(format, synthetic::numbers<Real>(synthetic::states, sample, 1, 3 * image));
            for (std::size_t level = 0; level < 3; ++level) {
                chain.read_state<Real>(sample, level, state);
                const auto from = all.begin() + static_cast<std::ptrdiff_t>(level * image);
                EXPECT_EQ(state, std::vector<Real>(from, from + static_cast<std::ptrdiff_t>(image)));
            }
        }
        std::vector<std::int32_t> levels(50 * 3);
        std::vector<Real> pairs(50 * 3 * 2 * image);
        chain.read_pairs<Real>(80, 50, levels, pairs);
        EXPECT_EQ(levels, synthetic::pair_levels(layout, 5, 80, 50));
        EXPECT_EQ(pairs, stored_as(format, synthetic::numbers<Real>(synthetic::pairs, 80, 50, 6 * image)));
    }
};

TEST_F(SnapshotChain, StatesAndPairsReturnInEveryFormatAndPrecision) {
    for (const StoredFormat format :
         {StoredFormat::half, StoredFormat::single_precision, StoredFormat::double_precision}) {
        expect_round_trip<float>(format);
        expect_round_trip<double>(format);
    }
}

TEST_F(SnapshotChain, WindowsReturnWholeAndBeginWithTheirPairs) {
    ChainLayout layout = synthetic::layout();
    layout.pair_window = 3;
    synthetic::write_chain<float>(path(), layout, 40);
    const SnapshotChainReader chain(path());
    EXPECT_EQ(chain.layout(), layout);
    chain.verify();
    const std::size_t image = layout.shape.values();
    std::vector<std::int32_t> levels(50 * 3);
    std::vector<float> windows(50 * 3 * 4 * image);
    chain.read_windows<float>(80, 50, levels, windows);
    EXPECT_EQ(levels, synthetic::pair_levels(layout, 5, 80, 50));
    EXPECT_EQ(windows, synthetic::numbers<float>(synthetic::pairs, 80, 50, 12 * image));
    std::vector<float> pairs(50 * 3 * 2 * image);
    chain.read_pairs<float>(80, 50, levels, pairs);
    for (std::size_t n = 0; n < 150; ++n) {
        const auto window = windows.begin() + static_cast<std::ptrdiff_t>(n * 4 * image);
        const auto pair = pairs.begin() + static_cast<std::ptrdiff_t>(n * 2 * image);
        EXPECT_TRUE(std::equal(pair, pair + static_cast<std::ptrdiff_t>(2 * image), window)) << n;
    }
}

TEST_F(SnapshotChain, VersionIsTwoOnlyWhereThereAreWindows) {
    for (const int window : {1, 2}) {
        ChainLayout layout = synthetic::layout();
        layout.pair_window = window;
        std::filesystem::remove(path());
        synthetic::write_chain<float>(path(), layout, 64);
        EXPECT_EQ(Hdf5File::open(path()).number_attribute<std::int32_t>("format_version"), window);
    }
}

TEST_F(SnapshotChain, VelocityIsNeverHalf) {
    for (const StoredFormat format : {StoredFormat::half, StoredFormat::double_precision}) {
        std::filesystem::remove(path());
        synthetic::write_chain(path(), synthetic::layout(format), 64);
        const SnapshotChainReader chain(path());
        std::vector<double> all = synthetic::numbers<double>(synthetic::velocity, 8, 1, 5 * 2 * 15);
        if (format == StoredFormat::half) {
            all = stored_as(StoredFormat::single_precision, all);
        }
        std::vector<double> velocity(30);
        chain.read_velocity<double>(8, 3, velocity);
        EXPECT_EQ(velocity, std::vector<double>(all.begin() + 60, all.begin() + 90));
    }
}

TEST_F(SnapshotChain, HeaderLayoutLevelsAndDiagnosticsReturn) {
    const ChainHeader header = synthetic::header();
    synthetic::write_chain(path(), synthetic::layout(StoredFormat::half), 64);
    const SnapshotChainReader chain(path());
    EXPECT_EQ(chain.layout(), synthetic::layout(StoredFormat::half));
    ChainHeader expected = header;
    expected.ebru_version = chain.header().ebru_version;
    EXPECT_FALSE(expected.ebru_version.empty());
    EXPECT_FALSE(first_difference({expected, chain.layout()}, {chain.header(), chain.layout()}));
    EXPECT_TRUE(chain.is_finished());
    EXPECT_EQ(chain.samples_complete(), 130);
    const ChainDiagnostics found = chain.read_diagnostics();
    const ChainDiagnostics wanted = synthetic::diagnostics_of(chain.layout(), 0, 130);
    EXPECT_EQ(found.mass_drift, wanted.mass_drift);
    EXPECT_EQ(found.max_speed_lu, wanted.max_speed_lu);
    EXPECT_EQ(found.effective_peclet, wanted.effective_peclet);
    EXPECT_EQ(found.divergence_ratio, wanted.divergence_ratio);
    EXPECT_EQ(Hdf5File::open(path()).dataset("/samples/id").read_all<std::int64_t>()[129], 1129);
}

TEST_F(SnapshotChain, EachPartMayBeEmpty) {
    ChainLayout layout = synthetic::layout();
    layout.full_samples = 0;
    layout.full_levels = {};
    layout.pairs_per_sample = 0;
    layout.velocity_samples = 0;
    synthetic::write_chain(path(), layout, 7);
    EXPECT_EQ(SnapshotChainReader(path()).layout(), layout);
    layout.pairs_per_sample = 1;
    synthetic::write_chain(folder_ / "pairs.h5", layout, 7);
    EXPECT_EQ(SnapshotChainReader(folder_ / "pairs.h5").layout(), layout);
}

TEST_F(SnapshotChain, FilesAreByteEqualForEverySplitAndTime) {
    for (const StoredFormat format : {StoredFormat::half, StoredFormat::double_precision}) {
        std::vector<std::string> files;
        for (const std::int64_t block : {1, 7, 64, 130}) {
            std::filesystem::remove(path());
            synthetic::write_chain(path(), synthetic::layout(format), block);
            files.push_back(file_bytes(path()));
        }
        for (const std::string& file : files) {
            EXPECT_EQ(file, files.front());
        }
    }
}

TEST_F(SnapshotChain, OnlyTheFinishedFileRemains) {
    synthetic::write_chain(path(), synthetic::layout(), 64);
    EXPECT_EQ(names_in(folder_), (std::vector<std::string>{"chain.h5"}));
}

TEST_F(SnapshotChain, ValuesThatCannotBeStoredNamePartAndSample) {
    const ChainHeader header = synthetic::header();
    const auto refused = [&](StoredFormat format, double bad, auto place) {
        const ChainLayout layout = synthetic::layout(format);
        auto writer = SnapshotChainWriter::create(path(), header, layout, ExistingFile::replace);
        synthetic::OwnedBlock<double> owned(header, layout, 0, 8);
        place(owned) = bad;
        return message_of([&] { writer.write_block(owned.block()); });
    };
    const auto in_states = [](auto& owned) -> double& { return owned.state_values[5 * 90 + 3]; };
    const auto in_pairs = [](auto& owned) -> double& { return owned.pair_values[7 * 180]; };
    const auto in_velocity = [](auto& owned) -> double& { return owned.velocity_values[2 * 150 + 149]; };
    const double nan = std::numeric_limits<double>::quiet_NaN();
    expect_parts(refused(StoredFormat::double_precision, nan, in_states), {"/t0_fields/state", "sample 5", "nan"});
    expect_parts(refused(StoredFormat::half, 70000.0, in_pairs), {"/pairs/state", "sample 7", "70000", "half"});
    expect_parts(refused(StoredFormat::single_precision, 1e39, in_pairs), {"/pairs/state", "1e+39", "float32"});
    expect_parts(refused(StoredFormat::half, -std::numeric_limits<double>::infinity(), in_velocity),
                 {"/t1_fields/velocity", "sample 2", "-inf"});
}

TEST_F(SnapshotChain, BlocksOfTheWrongShapeBreakTheContract) {
    const ChainHeader header = synthetic::header();
    const ChainLayout layout = synthetic::layout();
    auto writer = SnapshotChainWriter::create(path(), header, layout, ExistingFile::refuse);
    const synthetic::OwnedBlock<float> owned(header, layout, 0, 8);
    ChainBlock<float> late = owned.block();
    late.first = 8;
    EXPECT_THROW(writer.write_block(late), ContractError);
    ChainBlock<float> short_states = owned.block();
    short_states.states = short_states.states.first(10);
    EXPECT_THROW(writer.write_block(short_states), ContractError);
    ChainBlock<float> level_zero = owned.block();
    std::vector<std::int32_t> levels(owned.level_values);
    levels.back() = 0;
    level_zero.pair_levels = levels;
    EXPECT_THROW(writer.write_block(level_zero), ContractError);
    EXPECT_THROW(writer.finish(), ContractError);
}

TEST_F(SnapshotChain, TheReportNamesWhatAUserLooksFor) {
    synthetic::write_chain(path(), synthetic::layout(StoredFormat::half), 64);
    const std::string text = describe_chain(SnapshotChainReader(path()));
    expect_parts(text, {"chain.h5", "complete", "stencil", "mirror", "numbers", "ids 1000 .. 1129", "2 x 3 x 5",
                        "70 samples x 3 levels", "130 samples x 3 pairs", "half", "K = 5", "mass drift"});
}

}  // namespace
}  // namespace ebru::test
