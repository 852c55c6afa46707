// Chains written by several ranks together.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <array>
#include <limits>
#include <optional>

#include "chain_test_files.hpp"
#include "io/shared_chain_writer.hpp"
#include "io/snapshot_chain_reader.hpp"

namespace ebru::test {
namespace {

const Ranks& ranks() {
    return Ranks::job();
}

/// The message of the rank that throws a UserError in `step`, on all; "" when none does.
template <class Step>
std::string message_of_job(const Step& step) {
    std::string message;
    try {
        step();
    } catch (const UserError& error) {
        message = error.what();
    } catch (const OtherRankFailed&) {
    }
    const std::vector<char> all = ranks().all_gather(std::span<const char>(message));
    return {all.begin(), all.end()};
}

/// A folder that all ranks see, removed at the end.
class SharedChain : public testing::Test {
  protected:
    SharedChain() {
        std::string name = "shared_chain_XXXXXX";
        if (ranks().first()) {
            EXPECT_NE(mkdtemp(name.data()), nullptr);
        }
        folder_ = std::filesystem::absolute(ranks().broadcast(name));
    }
    ~SharedChain() override {
        ranks().barrier();
        if (ranks().first()) {
            std::filesystem::remove_all(folder_);
        }
    }

    [[nodiscard]] std::filesystem::path path() const { return folder_ / "chain.h5"; }
    [[nodiscard]] std::filesystem::path serial_path() const { return folder_ / "serial.h5"; }

    /// The same chain by the serial writer.
    void write_serially(const ChainLayout& layout) const {
        ranks().first_does([&] {
            std::filesystem::remove(serial_path());
            synthetic::write_chain<float>(serial_path(), layout, 64);
        });
    }

    [[nodiscard]] SharedChainWriter begin(const ChainLayout& layout, const ChainSplit& split = {}) const {
        return SharedChainWriter::create(ranks(), path(), synthetic::header(), layout, ExistingFile::replace, split);
    }

    /// Whether the finished chain has the bytes of the serial one.
    [[nodiscard]] bool is_serial() const {
        bool same = false;
        ranks().first_does([&] { same = file_bytes(path()) == file_bytes(serial_path()); });
        return ranks().any(same);
    }

    std::filesystem::path folder_;
};

/// Rounds until `end` samples are written, or all; a checkpoint after each.
void write_rounds(SharedChainWriter& writer, const ChainLayout& layout, std::int64_t batch, std::int64_t end) {
    while (writer.complete() < end) {
        const SampleRange own = writer.own_range(batch);
        std::optional<synthetic::OwnedBlock<float>> owned;
        std::optional<ChainBlock<float>> block;
        if (own.count > 0) {
            owned.emplace(synthetic::header(), layout, own.first, own.count);
            block = owned->block();
        }
        writer.write_round(block ? &*block : nullptr);
        writer.checkpoint();
    }
}

/// Everything that a reader gives, as numbers.
std::vector<double> contents(const std::filesystem::path& path) {
    const SnapshotChainReader chain(path);
    chain.verify();
    const ChainLayout& layout = chain.layout();
    const std::size_t image = layout.shape.values();
    std::vector<double> all;
    const auto take = [&](const auto& values) {
        for (const auto value : values) {
            all.push_back(static_cast<double>(value));
        }
    };
    std::vector<double> values(image);
    for (std::int64_t i = 0; i < layout.full_samples; ++i) {
        for (std::size_t k = 0; k < layout.full_levels.size(); ++k) {
            chain.read_state<double>(i, k, values);
            take(values);
        }
    }
    const auto pairs = static_cast<std::size_t>(layout.samples * layout.pairs_per_sample);
    std::vector<std::int32_t> levels(pairs);
    std::vector<double> windows(pairs * static_cast<std::size_t>(layout.window_states()) * image);
    chain.read_windows<double>(0, layout.samples, levels, windows);
    take(levels);
    take(windows);
    std::vector<double> velocity(2 * layout.shape.grid().cells());
    for (std::int64_t i = 0; i < layout.velocity_samples; ++i) {
        for (int k = 1; k <= chain.header().last_level(); ++k) {
            chain.read_velocity<double>(i, k, velocity);
            take(velocity);
        }
    }
    const ChainDiagnostics diagnostics = chain.read_diagnostics();
    take(diagnostics.mass_drift);
    take(diagnostics.max_speed_lu);
    take(diagnostics.effective_peclet);
    take(diagnostics.divergence_ratio);
    return all;
}

std::vector<ChainLayout> layouts() {
    ChainLayout windows = synthetic::layout();
    windows.pair_window = 3;
    ChainLayout states = synthetic::layout(StoredFormat::double_precision);
    states.pairs_per_sample = 0;
    states.velocity_samples = 0;
    ChainLayout pairs = synthetic::layout(StoredFormat::half);
    pairs.full_samples = 0;
    return {synthetic::layout(StoredFormat::half), windows, states, pairs};
}

TEST_F(SharedChain, BytesAreThoseOfTheSerialWriter) {
    for (const ChainLayout& layout : layouts()) {
        write_serially(layout);
        for (const std::int64_t batch : {1, 17, 130}) {
            SharedChainWriter writer = begin(layout);
            write_rounds(writer, layout, batch, layout.samples);
            writer.finish();
            EXPECT_TRUE(is_serial()) << "in batches of " << batch;
            ranks().first_does([&] { EXPECT_FALSE(std::filesystem::exists(path().string() + ".partial.journal")); });
        }
    }
}

TEST_F(SharedChain, BatchesBeginWhereOneRankWouldBeginThem) {
    const ChainLayout layout = synthetic::layout();
    for (const ChainFiles files : {ChainFiles::shared, ChainFiles::per_rank}) {
        SharedChainWriter writer = begin(layout, {files, 8});
        std::vector<std::int64_t> firsts;
        while (writer.complete() < layout.samples) {
            const std::int64_t before = writer.complete();
            const SampleRange own = writer.own_range(8);
            EXPECT_EQ(own.first % 8, own.count > 0 ? 0 : own.first % 8);
            EXPECT_TRUE(own.count == 8 || own.count == 0 || own.first + own.count == layout.samples);
            if (own.count > 0) {
                firsts.push_back(own.first);
            }
            write_rounds(writer, layout, 8, before + 1);
        }
        std::vector<std::int64_t> all = ranks().all_gather(std::span<const std::int64_t>(firsts));
        std::ranges::sort(all);
        ASSERT_EQ(all.size(), 17U);
        for (std::size_t i = 0; i < all.size(); ++i) {
            EXPECT_EQ(all[i], static_cast<std::int64_t>(8 * i));
        }
        writer.finish();
    }
}

TEST_F(SharedChain, AbandonedIsSoundAndResumesWithAnyNumberOfRanks) {
    const ChainLayout layout = synthetic::layout();
    write_serially(layout);
    for (const bool alone : {false, true}) {
        {
            SharedChainWriter writer = begin(layout);
            write_rounds(writer, layout, 9, 20);
            const synthetic::OwnedBlock<float> lost(synthetic::header(), layout, writer.own_range(5).first, 5);
            const ChainBlock<float> block = lost.block();
            writer.write_round(&block);  // behind the last checkpoint
            // As a reader meets it whose writer was killed: open to HDF5, with metadata as they were created.
            ranks().first_does([&] {
                const SnapshotChainReader chain(path().string() + ".partial", ChainAccess::finished_or_partial);
                EXPECT_GE(chain.samples_complete(), 20);
                EXPECT_NO_THROW(chain.verify());
                EXPECT_EQ(file_bytes(path().string() + ".partial").substr(0, 48),
                          file_bytes(serial_path()).substr(0, 48));
            });
        }
        ranks().first_does([&] {
            if (alone) {
                const Ranks one;
                auto writer = SharedChainWriter::resume(one, path(), synthetic::header(), layout);
                EXPECT_GE(writer.complete(), 20);
                write_rounds(writer, layout, 9, layout.samples);
                writer.finish();
            }
        });
        if (!alone) {
            auto writer = SharedChainWriter::resume(ranks(), path(), synthetic::header(), layout);
            write_rounds(writer, layout, 13, layout.samples);
            writer.finish();
        }
        EXPECT_TRUE(is_serial());
    }
}

TEST_F(SharedChain, WhatCannotBeStoredOnOneRankIsRefusedByAll) {
    const ChainLayout layout = synthetic::layout(StoredFormat::half);
    for (const ChainFiles files : {ChainFiles::shared, ChainFiles::per_rank}) {
        SharedChainWriter writer = begin(layout, {files, 10});
        const SampleRange own = writer.own_range(10);
        synthetic::OwnedBlock<float> owned(synthetic::header(), layout, own.first, own.count);
        if (ranks().rank() == ranks().count() - 1) {
            owned.pair_values[7] = 1e6F;
        }
        const ChainBlock<float> block = owned.block();
        const std::string message = message_of_job([&] { writer.write_round(&block); });
        EXPECT_NE(message.find("1e+06"), std::string::npos) << message;
        EXPECT_EQ(std::ranges::count(message, '('), 1) << message;
        EXPECT_EQ(writer.complete(), 0);
    }
}

TEST_F(SharedChain, AFinishedChainIsNotReplacedUnasked) {
    const ChainLayout layout = synthetic::layout();
    write_serially(layout);
    for (const ChainFiles files : {ChainFiles::shared, ChainFiles::per_rank}) {
        const std::string message = message_of_job([&] {
            SharedChainWriter::create(ranks(), serial_path(), synthetic::header(), layout, ExistingFile::refuse,
                                      {files, 1});
        });
        EXPECT_NE(message.find("exists"), std::string::npos) << message;
    }
    ChainHeader other = synthetic::header();
    other.seed = 6;
    {
        const SharedChainWriter writer = begin(layout);
    }
    const std::string message = message_of_job([&] { SharedChainWriter::resume(ranks(), path(), other, layout); });
    EXPECT_NE(message.find("the seed is"), std::string::npos) << message;
}

TEST_F(SharedChain, PartsReadAsOneChain) {
    for (const ChainLayout& layout : layouts()) {
        write_serially(layout);
        SharedChainWriter writer = begin(layout, {ChainFiles::per_rank, 8});
        write_rounds(writer, layout, 8, layout.samples);
        writer.finish();
        ranks().first_does([&] {
            EXPECT_EQ(contents(path()), contents(serial_path()));
            EXPECT_EQ(std::filesystem::exists(path().string() + ".parts"), !ranks().alone());
        });
    }
}

TEST_F(SharedChain, PartsAreMovedWithTheirChainAndMissedWithoutThem) {
    if (ranks().alone()) {
        GTEST_SKIP() << "a single rank writes one file";
    }
    const ChainLayout layout = synthetic::layout();
    SharedChainWriter writer = begin(layout, {ChainFiles::per_rank, 8});
    write_rounds(writer, layout, 8, layout.samples);
    writer.finish();
    write_serially(layout);
    ranks().first_does([&] {
        const std::filesystem::path moved = folder_ / "elsewhere";
        std::filesystem::create_directory(moved);
        std::filesystem::rename(path(), moved / "other.h5");
        const std::string all = message_of([&] { SnapshotChainReader(moved / "other.h5"); });
        EXPECT_NE(all.find("is missing"), std::string::npos) << all;
        std::filesystem::rename(path().string() + ".parts", moved / "chain.h5.parts");
        EXPECT_EQ(contents(moved / "other.h5"), contents(serial_path()));

        const std::vector<std::string> parts = names_in(moved / "chain.h5.parts");
        ASSERT_EQ(parts.size(), static_cast<std::size_t>(ranks().count()));
        const std::filesystem::path second = moved / "chain.h5.parts" / parts[1];
        std::filesystem::rename(second, moved / "kept.h5");
        std::filesystem::copy(moved / "chain.h5.parts" / parts[0], second);
        const std::string wrong = message_of([&] { SnapshotChainReader(moved / "other.h5"); });
        EXPECT_NE(wrong.find("is no part of"), std::string::npos) << wrong;
        EXPECT_NE(wrong.find("the first sample"), std::string::npos) << wrong;
        std::filesystem::remove(second);
        const std::string one = message_of([&] { SnapshotChainReader(moved / "other.h5"); });
        EXPECT_NE(one.find(parts[1]), std::string::npos) << one;
        EXPECT_NE(one.find("samples "), std::string::npos) << one;
    });
}

TEST_F(SharedChain, PartsResumeWithAnyNumberOfRanks) {
    const ChainLayout layout = synthetic::layout();
    write_serially(layout);
    for (const bool alone : {false, true}) {
        {
            SharedChainWriter writer = begin(layout, {ChainFiles::per_rank, 8});
            write_rounds(writer, layout, 8, 40);
        }
        const auto finish = [&](const Ranks& by) {
            auto writer = SharedChainWriter::resume(by, path(), synthetic::header(), layout);
            EXPECT_GE(writer.complete(), 40);
            write_rounds(writer, layout, 8, layout.samples);
            writer.finish();
        };
        ranks().first_does([&] {
            const Ranks one;
            if (alone) {
                if (!ranks().alone()) {  // as if killed before all parts were there
                    std::filesystem::path part = path().string() + ".parts";
                    part /= std::format("part_{0:04d}_of_{1:04d}.h5", ranks().count() - 1, ranks().count());
                    std::filesystem::remove(part.string() + ".partial");
                    std::filesystem::remove(part.string() + ".partial.journal");
                }
                auto writer = SharedChainWriter::resume(one, path(), synthetic::header(), layout);
                write_rounds(writer, layout, 8, layout.samples);
                writer.finish();
            }
        });
        if (!alone) {
            finish(ranks());
        }
        ranks().first_does([&] { EXPECT_EQ(contents(path()), contents(serial_path())); });
    }
}

// What a build with another HDF5 says.
TEST(SharedChainFiles, SeveralRanksNeedParallelHdf5ForOneFile) {
    EXPECT_FALSE(files_fault(ChainFiles::shared, 1, false));
    EXPECT_FALSE(files_fault(ChainFiles::shared, 4, true));
    EXPECT_FALSE(files_fault(ChainFiles::per_rank, 4, false));
    const auto fault = files_fault(ChainFiles::shared, 4, false);
    ASSERT_TRUE(fault);
    const std::string message = fault->what();
    for (const char* word : {"chain.files = \"shared\"", "4 processes", "HDF5", "per-rank", "parallel HDF5"}) {
        EXPECT_NE(message.find(word), std::string::npos) << message;
    }
}

TEST_F(SharedChain, OneFileInThePlaceOfPartsLeavesNoneBehind) {
    const ChainLayout layout = synthetic::layout();
    for (const ChainFiles files : {ChainFiles::per_rank, ChainFiles::shared, ChainFiles::per_rank}) {
        SharedChainWriter writer = begin(layout, {files, 8});
        write_rounds(writer, layout, 8, layout.samples);
        writer.finish();
        EXPECT_EQ(std::filesystem::exists(path().string() + ".parts"),
                  files == ChainFiles::per_rank && !ranks().alone());
        ranks().barrier();
    }
}

}  // namespace
}  // namespace ebru::test
