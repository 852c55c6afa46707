#include <fmt/format.h>
#include <unistd.h>

#include <vector>

#include "io/partial_file.hpp"
#include "io/shared_chain_writer.hpp"
#include "ranks/plain_file.hpp"
#include "solvers/bench/scaling_cases.hpp"

namespace ebru {

namespace {

constexpr int states = 16;
constexpr ImageShape shape{1, 128, 128};
constexpr std::int64_t samples_of_block = 16;
constexpr std::int64_t blocks_of_rank = 16;  // 16.8 MB each
constexpr std::int64_t samples_of_rank = samples_of_block * blocks_of_rank;

ChainHeader header_of_chain() {
    ChainHeader header;
    header.process = "bench";
    header.dataset_name = "bench";
    header.boundary = "mirror";
    for (int k = 0; k < states; ++k) {
        header.levels.push_back({k, 1e-4 * k, 0.1 * k, 0.0, 0.0, 0, 0.0});
    }
    return header;
}

ChainLayout layout_of_chain(int ranks) {
    ChainLayout layout;
    layout.samples = samples_of_rank * ranks;
    layout.shape = shape;
    layout.full_samples = layout.samples;
    for (int k = 0; k < states; ++k) {
        layout.full_levels.push_back(k);
    }
    return layout;
}

/// A rank's block of made-up states, the same in every round.
class Block {
  public:
    Block() : values_(static_cast<std::size_t>(samples_of_block * states) * shape.values()) {
        for (std::size_t i = 0; i < values_.size(); ++i) {
            values_[i] = static_cast<float>(i % 1000) * 1e-3F;
        }
        const std::vector<double> zero(static_cast<std::size_t>(samples_of_block), 0.0);
        diagnostics_ = {zero, zero, zero, zero};
    }

    [[nodiscard]] ChainBlock<float> at(SampleRange range) const {
        return {range.first, range.count, values_, {}, {}, {}, diagnostics_};
    }
    [[nodiscard]] std::span<const std::byte> bytes() const { return std::as_bytes(std::span(values_)); }

  private:
    std::vector<float> values_;
    ChainDiagnostics diagnostics_;
};

/// Writes all rounds and brings them to the disk; the chain stays unfinished.
void write_rounds(SharedChainWriter& writer, const Block& block) {
    for (std::int64_t round = 0; round < blocks_of_rank; ++round) {
        const ChainBlock<float> own = block.at(writer.own_range(samples_of_block));
        writer.write_round(&own);
    }
    writer.checkpoint();
}

BenchRow row_of(const std::string& name, int ranks, const Timing& timing, double bytes) {
    BenchRow row;
    row.name = name;
    row.size = fmt::format("{:.0f} MB", 1e-6 * bytes);
    row.unit = "MB/s";
    row.ranks = ranks;
    set_rate(row, timing, bytes, 1e6);
    return row;
}

}  // namespace

Measured<SamplesCost> measure_files(const Ranks& job, const std::vector<JobPart>& parts, const BenchOptions& options) {
    const std::filesystem::path chain = options.scratch / "ebru_bench_chain.h5";
    const std::filesystem::path plain = options.scratch / "ebru_bench_plain.bin";
    const Block block;
    const auto write_chain = [&](const Ranks& ranks, std::size_t /*part*/) {
        SharedChainWriter writer = SharedChainWriter::create(ranks, chain, header_of_chain(),
                                                             layout_of_chain(ranks.count()), ExistingFile::replace);
        write_rounds(writer, block);
    };
    const auto write_and_verify = [&](const Ranks& ranks, std::size_t /*part*/) {
        SharedChainWriter writer = SharedChainWriter::create(ranks, chain, header_of_chain(),
                                                             layout_of_chain(ranks.count()), ExistingFile::replace);
        write_rounds(writer, block);
        writer.finish();
    };
    const auto write_plain = [&](const Ranks& ranks, std::size_t /*part*/) {
        write_plain_file(ranks, plain, block.bytes(), blocks_of_rank);
    };
    // What was written before neither waits for the disk nor is removed while the clock is on.
    const auto clear = [&] {
        for (const std::filesystem::path& file : {plain, chain, partial_path(chain), journal_path(chain)}) {
            std::filesystem::remove(file);
        }
        ::sync();
    };
    const auto timings = time_parts(job, parts, options.repeats, {write_plain, write_chain, write_and_verify}, clear);
    job.first_does(clear);
    Measured<SamplesCost> measured;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const int ranks = parts[i].count;
        const double bytes = static_cast<double>(block.bytes().size()) * blocks_of_rank * ranks;
        measured.rows.push_back(row_of("plain MPI-IO: write_at_all, sync", ranks, timings[0][i], bytes));
        measured.rows.push_back(row_of("chain: create, write, sync", ranks, timings[1][i], bytes));
        measured.rows.back().note =
            fmt::format("{:.0f} % of plain MPI-IO's speed", 100.0 * timings[0][i].median / timings[1][i].median);
        measured.rows.push_back(row_of("chain: create, write, sync, verify, rename", ranks, timings[2][i], bytes));
        measured.rows.back().note =
            fmt::format("{:.0f} % of plain MPI-IO's speed", 100.0 * timings[0][i].median / timings[2][i].median);
        measured.cost.file_bandwidth = bytes / timings[2][i].median;
    }
    const double of_rank = static_cast<double>(block.bytes().size()) * blocks_of_rank;
    measured.cost.rank_bandwidth = of_rank / timings[2][0].median;
    measured.cost.bytes_per_sample = of_rank / samples_of_rank;
    return measured;
}

}  // namespace ebru
