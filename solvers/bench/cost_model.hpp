#pragma once

#include <span>

#include "grid/grid.hpp"

namespace ebru {

// What jobs over many ranks cost, from what is measured on few. Every formula is a bound by its parts: nothing is taken
// to overlap unless it says so.

/// A message: T(s) = latency + s / bandwidth.
struct MessageCost {
    double latency = 0.0;    ///< s
    double bandwidth = 0.0;  ///< bytes/s

    [[nodiscard]] double seconds(double bytes) const { return latency + bytes / bandwidth; }
};

/// Fits a message's cost to times of messages: minimises the sum of ((T(s_i) - t_i) / t_i)^2, so that short ones count
/// as much as long ones. \param bytes (n), n >= 2, not all equal. \param seconds (n), > 0. A fit that would have a
/// negative latency is made through 0.
MessageCost fit_message_cost(std::span<const double> bytes, std::span<const double> seconds);

/// A time step of a field in blocks of P_y x P_x.
struct FieldCost {
    double seconds_per_cell = 0.0;  ///< of one rank, with as many ranks on its node as in the job
    double ghost_bytes = 0.0;       ///< sent for each cell along a block's edge: components x channels x bytes
};

/// Seconds of a step of an n_y x n_x field: the largest block's cells, and its exchange with the neighbours,
///
///     T = c n_y n_x / P + 2 [P_y > 1] T_m(b n_x / P_x) + 2 [P_x > 1] T_m(b n_y / P_y) + corners,
///
/// T_m of a message, b = ghost_bytes. \param hidden 0: nothing of the exchange is hidden behind the interior; 1: all
/// that fits.
double field_step_seconds(const FieldCost& cost, const MessageCost& message, const Grid& whole, int blocks_y,
                          int blocks_x, double hidden);

/// A chain of samples in rounds of one batch a rank.
struct SamplesCost {
    double seconds_per_sample = 0.0;  ///< computing, one rank
    double bytes_per_sample = 0.0;
    double rank_bandwidth = 0.0;  ///< bytes/s that a rank alone writes
    double file_bandwidth = 0.0;  ///< bytes/s that the file system takes from all
    double latency = 0.0;         ///< s of a message
};

/// Seconds of N samples on P ranks in batches of B:
///
///     T = ceil(N / (P B)) (B t + log2(P) latency) + N s / min(P w, W)
double samples_seconds(const SamplesCost& cost, double samples, double batch, double ranks);

/// An update of data-parallel training.
struct TrainCost {
    double seconds_per_image = 0.0;
    double seconds_fixed = 0.0;  ///< optimiser and average, on every rank
    double gradient_bytes = 0.0;
};

/// Seconds of an update of a global batch on P ranks: reduce-scatter and all-gather of the gradients (a ring moves
/// 2 (P - 1) / P of them through every rank; trees need 2 log2 P latencies), not overlapped.
double update_seconds(const TrainCost& cost, const MessageCost& message, double batch, double ranks);

}  // namespace ebru
