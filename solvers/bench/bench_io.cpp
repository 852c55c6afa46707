#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "io/snapshot_chain_reader.hpp"
#include "io/snapshot_chain_writer.hpp"
#include "io/trajectory_file.hpp"
#include "solvers/bench/benchmarks.hpp"

namespace ebru {

namespace {

constexpr std::int64_t images = 4096;
constexpr std::int64_t block_images = 64;
constexpr int pairs = 4;
constexpr int last_level = 100;

ChainHeader bench_header() {
    ChainHeader header;
    header.process = "bench";
    header.dataset_name = "bench";
    header.boundary = "mirror";
    for (int k = 0; k <= last_level; ++k) {
        header.levels.push_back({k, 1e-4 * k, 0.1 * k, 0.0, 0.0, 0, 0.0});
    }
    return header;
}

ChainLayout bench_layout(StoredFormat format) {
    ChainLayout layout;
    layout.samples = images;
    layout.shape = {1, 28, 28};
    layout.format = format;
    layout.pairs_per_sample = pairs;
    return layout;
}

/// One block of made-up pairs.
class PairBlocks {
  public:
    explicit PairBlocks(const ImageShape& shape)
        : states_(static_cast<std::size_t>(block_images) * pairs * 2 * shape.values()),
          levels_(static_cast<std::size_t>(block_images) * pairs) {
        for (std::size_t i = 0; i < states_.size(); ++i) {
            states_[i] = static_cast<float>(i % 1000) * 1e-3F;
        }
        for (std::size_t i = 0; i < levels_.size(); ++i) {
            levels_[i] = static_cast<std::int32_t>(1 + i % last_level);
        }
        const auto count = static_cast<std::size_t>(block_images);
        diagnostics_.mass_drift.assign(count, 0.0);
        diagnostics_.max_speed_lu.assign(count, 0.0);
        diagnostics_.effective_peclet.assign(count, 0.0);
        diagnostics_.divergence_ratio.assign(count, 0.0);
    }

    [[nodiscard]] ChainBlock<float> block(std::int64_t first) const {
        return {first, block_images, {}, levels_, states_, {}, diagnostics_};
    }
    [[nodiscard]] std::span<const float> values() const { return states_; }

  private:
    std::vector<float> states_;
    std::vector<std::int32_t> levels_;
    ChainDiagnostics diagnostics_;
};

void write_chain(const std::filesystem::path& path, StoredFormat format, const PairBlocks& blocks) {
    SnapshotChainWriter writer =
        SnapshotChainWriter::create(path, bench_header(), bench_layout(format), ExistingFile::replace);
    while (writer.complete() < images) {
        writer.write_block(blocks.block(writer.complete()));
    }
    writer.finish();
}

/// `count` blocks of bytes by write() and one fsync(): what the disk can do.
void write_plain(const std::filesystem::path& path, std::span<const float> block, std::int64_t count) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    validate(file >= 0, path.string(), "the scratch file cannot be opened",
             "give --scratch a folder that can be written to");
    const std::span<const std::byte> bytes = std::as_bytes(block);
    for (std::int64_t i = 0; i < count; ++i) {
        validate(::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()), path.string(),
                 "the scratch file cannot be written", "give --scratch a folder with 200 MB free");
    }
    ::fsync(file);
    ::close(file);
}

void read_chain(const std::filesystem::path& path, std::vector<float>& states, std::vector<std::int32_t>& levels) {
    const SnapshotChainReader chain(path);
    for (std::int64_t first = 0; first < images; first += block_images) {
        chain.read_pairs(first, block_images, std::span<std::int32_t>(levels), std::span<float>(states));
    }
}

BenchRow row_of(const std::string& name, const std::string& what, const Timing& timing, double bytes) {
    BenchRow row;
    row.name = name;
    row.size = fmt::format("{}, {:.0f} MB", what, bytes * 1e-6);
    row.unit = "MB/s";
    set_rate(row, timing, bytes, 1e6);
    return row;
}

constexpr std::int64_t particles = 1'000'000;
constexpr int times = 10;
constexpr int plane = 2;

void write_trajectory(const std::filesystem::path& path, std::span<const float> positions) {
    TrajectoryHeader header;
    header.process = "bench";
    header.density = "bench";
    TrajectoryLayout layout{particles, particles, plane, StoredFormat::single_precision, {}, false, false};
    for (int k = 0; k < times; ++k) {
        layout.times.push_back({0.1 * k, k});
    }
    TrajectoryWriter writer = TrajectoryWriter::create(path, header, layout, ExistingFile::replace, {});
    for (int k = 0; k < times; ++k) {
        writer.write_row<float>({positions, {}, {}, {}});
    }
    writer.finish();
}

/// All particles at all times, beside the same bytes written plainly in the same run.
std::vector<BenchRow> bench_trajectory(const BenchOptions& options, const std::filesystem::path& plain) {
    const std::filesystem::path trajectory = options.scratch / "ebru_bench_trajectory.h5";
    std::vector<float> positions(static_cast<std::size_t>(particles) * plane);
    for (std::size_t i = 0; i < positions.size(); ++i) {
        positions[i] = static_cast<float>(i % 1000) * 1e-3F;
    }
    const PairedTiming timing = time_in_turn(
        options.repeats, [&] { write_trajectory(trajectory, positions); },
        [&] { write_plain(plain, positions, times); });
    std::filesystem::remove(trajectory);
    const std::string what = fmt::format("{} particles in {}-D, {} times", particles, plane, times);
    const double bytes = static_cast<double>(positions.size() * sizeof(float)) * times;
    std::vector<BenchRow> rows{row_of("trajectory, float: write, fsync, verify, rename", what, timing.a, bytes),
                               row_of("plain write and fsync", what, timing.b, bytes)};
    rows.front().note = fmt::format("takes {:.2f} times as long as plain write and fsync, {:.2f} s more", timing.ratio,
                                    timing.a.median - timing.b.median);
    return rows;
}

}  // namespace

std::vector<BenchRow> bench_io(const BenchOptions& options) {
    const std::filesystem::path chain = options.scratch / "ebru_bench_chain.h5";
    const std::filesystem::path plain = options.scratch / "ebru_bench_plain.bin";
    const ImageShape shape{1, 28, 28};
    const PairBlocks blocks(shape);
    const double values = static_cast<double>(images) * pairs * 2.0 * static_cast<double>(shape.values());
    const PairedTiming in_float = time_in_turn(
        options.repeats, [&] { write_chain(chain, StoredFormat::single_precision, blocks); },
        [&] { write_plain(plain, blocks.values(), images / block_images); });
    const std::string what = fmt::format("{} images, {} pairs of 28 x 28", images, pairs);
    std::vector<BenchRow> rows;
    rows.push_back(row_of("chain, float: write, fsync, verify, rename", what, in_float.a, values * sizeof(float)));
    rows.back().note = fmt::format("takes {:.2f} times as long as plain write and fsync", in_float.ratio);
    rows.push_back(row_of("plain write and fsync", what, in_float.b, values * sizeof(float)));
    std::vector<float> states(blocks.values().size());
    std::vector<std::int32_t> levels(static_cast<std::size_t>(block_images) * pairs);
    rows.push_back(row_of("chain, float: read pairs", what,
                          time_repeats(options.repeats, [&] { read_chain(chain, states, levels); }),
                          values * sizeof(float)));
    const Timing in_half = time_repeats(options.repeats, [&] { write_chain(chain, StoredFormat::half, blocks); });
    rows.push_back(row_of("chain, half: write, fsync, verify, rename", what, in_half, values * 2.0));
    std::filesystem::remove(chain);
    for (BenchRow& row : bench_trajectory(options, plain)) {
        rows.push_back(std::move(row));
    }
    std::filesystem::remove(plain);
    return rows;
}

}  // namespace ebru
