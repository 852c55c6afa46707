#include "solvers/bench/cost_model.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace ebru {

namespace {

/// Cells of the largest of `blocks` parts of n.
double largest_part(int n, int blocks) {
    return (n + blocks - 1) / blocks;
}

}  // namespace

MessageCost fit_message_cost(std::span<const double> bytes, std::span<const double> seconds) {
    EBRU_EXPECT(bytes.size() == seconds.size() && bytes.size() >= 2);
    // Normal equations of a / t + b s / t = 1.
    double aa = 0.0;
    double ab = 0.0;
    double bb = 0.0;
    double a1 = 0.0;
    double b1 = 0.0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        EBRU_EXPECT(seconds[i] > 0.0);
        const double a = 1.0 / seconds[i];
        const double b = bytes[i] / seconds[i];
        aa += a * a;
        ab += a * b;
        bb += b * b;
        a1 += a;
        b1 += b;
    }
    const double determinant = aa * bb - ab * ab;
    EBRU_EXPECT(determinant > 0.0);
    const double latency = (a1 * bb - b1 * ab) / determinant;
    if (latency < 0.0) {
        return {0.0, bb / b1};
    }
    return {latency, determinant / (b1 * aa - a1 * ab)};
}

double field_step_seconds(const FieldCost& cost, const MessageCost& message, const Grid& whole, int blocks_y,
                          int blocks_x, double hidden) {
    EBRU_EXPECT(blocks_y >= 1 && blocks_x >= 1 && hidden >= 0.0 && hidden <= 1.0);
    const double ny = largest_part(whole.ny, blocks_y);
    const double nx = largest_part(whole.nx, blocks_x);
    double exchange = 0.0;
    if (blocks_y > 1) {
        exchange += 2.0 * message.seconds(cost.ghost_bytes * nx);
    }
    if (blocks_x > 1) {
        exchange += 2.0 * message.seconds(cost.ghost_bytes * ny);
    }
    if (blocks_y > 1 && blocks_x > 1) {
        exchange += 4.0 * message.seconds(cost.ghost_bytes);
    }
    const double compute = cost.seconds_per_cell * ny * nx;
    return compute + exchange - hidden * std::min(compute, exchange);
}

double samples_seconds(const SamplesCost& cost, double samples, double batch, double ranks) {
    EBRU_EXPECT(samples >= 1.0 && batch >= 1.0 && ranks >= 1.0);
    const double rounds = std::ceil(samples / (ranks * batch));
    const double bandwidth = std::min(ranks * cost.rank_bandwidth, cost.file_bandwidth);
    return rounds * (batch * cost.seconds_per_sample + std::log2(ranks) * cost.latency) +
           samples * cost.bytes_per_sample / bandwidth;
}

double update_seconds(const TrainCost& cost, const MessageCost& message, double batch, double ranks) {
    EBRU_EXPECT(batch >= ranks && ranks >= 1.0);
    const double moved = 2.0 * (ranks - 1.0) / ranks * cost.gradient_bytes / message.bandwidth;
    return std::ceil(batch / ranks) * cost.seconds_per_image + cost.seconds_fixed + moved +
           2.0 * std::log2(ranks) * message.latency;
}

}  // namespace ebru
