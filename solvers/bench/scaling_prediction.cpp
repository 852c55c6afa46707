#include <fmt/format.h>

#include <array>
#include <cmath>

#include "blocks/block_layout.hpp"
#include "solvers/bench/scaling_cases.hpp"

namespace ebru {

namespace {

constexpr std::array<int, 7> predicted_ranks = {1, 4, 16, 64, 256, 1024, 4096};

BenchRow field_row(const FieldCost& cost, const MessageCost& message, const Grid& whole, int ranks) {
    const BlockShape shape = choose_block_shape(ranks, whole);
    const double one = field_step_seconds(cost, message, whole, 1, 1, 0.0);
    const double open = field_step_seconds(cost, message, whole, shape.y, shape.x, 0.0);
    const double hidden = field_step_seconds(cost, message, whole, shape.y, shape.x, 1.0);
    BenchRow row;
    row.name = "predicted: stencil in blocks, strong";
    row.size = fmt::format("{} x {} in {} blocks", whole.ny, whole.nx, to_text(shape));
    row.unit = "MLUPS";
    row.ranks = ranks;
    row.rate = static_cast<double>(whole.cells()) / open * 1e-6;
    row.note =
        fmt::format("efficiency {:.0f} % with the exchange in the open, {:.0f} % hidden; exchange {:.1f} % of a step",
                    100.0 * one / open / ranks, 100.0 * one / hidden / ranks,
                    100.0 * (open - cost.seconds_per_cell * static_cast<double>(whole.cells()) / ranks) / open);
    return row;
}

BenchRow samples_row(const SamplesCost& cost, double samples, double batch, int ranks) {
    const double one = samples_seconds(cost, samples, batch, 1.0);
    const double all = samples_seconds(cost, samples, batch, ranks);
    BenchRow row;
    row.name = "predicted: chain of samples, strong";
    row.size = fmt::format("{:.0f} samples in batches of {:.0f}", samples, batch);
    row.unit = "samples/s";
    row.ranks = ranks;
    row.rate = samples / all;
    const double files = samples * cost.bytes_per_sample / std::min(ranks * cost.rank_bandwidth, cost.file_bandwidth);
    row.note = fmt::format("efficiency {:.0f} %; {:.0f} % of the time is the file system's", 100.0 * one / all / ranks,
                           100.0 * files / all);
    return row;
}

}  // namespace

std::vector<BenchRow> predict_scaling(const FieldCost& field, const SamplesCost& samples, const MessageCost& message) {
    constexpr int side = 16384;
    constexpr double images = 60000;
    constexpr double batch = 32;
    std::vector<BenchRow> rows;
    for (const int ranks : predicted_ranks) {
        rows.push_back(field_row(field, message, {side, side}, ranks));
    }
    for (const int ranks : predicted_ranks) {
        rows.push_back(samples_row(samples, images, batch, ranks));
    }
    return rows;
}

}  // namespace ebru
