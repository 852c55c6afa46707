#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <span>

namespace ebru {

/// What a pair of rows x, y is reduced to: a sum over the columns f.
enum class PairSum {
    squared_distance,  ///< sum (x_f - y_f)^2
    inner_product,     ///< sum x_f y_f
};

/// Rows of the second matrix that are at work at a time, in bytes: 256 KiB lie in a core's second-level cache.
/// A matter of speed and memory: no bit of a result depends on it.
struct PairBlocks {
    std::int64_t bytes = 1 << 18;
};

/// Sees the sums of row `row` of the first matrix with the rows first, first + 1, ... of the second.
using PairVisitor = std::function<void(std::int64_t row, std::int64_t first, std::span<const double> sums)>;

/// Visits all pairs of the rows of x (N, F) and y (M, F), float or double, without a matrix N x M. For one row of x the
/// rows of y come in ascending order, all in calls that do not overlap; different rows of x come from different
/// threads at once, so a visitor writes only what belongs to `row`.
///
/// A sum is taken in double, over f in ascending order, alone: its bits depend on the two rows, not on the block, the
/// thread or the order of the two (x, y), and its relative error is at most (F + 2) eps against the sum of its terms'
/// magnitudes. Nothing cancels, as it does in |x|^2 - 2 x.y + |y|^2.
/// Cost: 3 N M F operations; memory a copy of x in double, blocks.bytes and, a thread, four rows of a block's sums.
void visit_pairs(PairSum sum, const at::Tensor& x, const at::Tensor& y, const PairVisitor& visit,
                 PairBlocks blocks = {});

}  // namespace ebru
