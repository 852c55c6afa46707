#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "solvers/spde/flux_drift.hpp"

namespace ebru {

/// The explicit step u += dt div(g1 grad u) + noise_size xi in the compact form, as one writes it with tensor
/// operations: in place where that comes naturally, temporaries from LibTorch's allocator, 27 passes over a field. Call
/// under c10::InferenceMode.
/// \param u (B, C, Y, X), changed. \param noise_size sqrt(dt) alpha_2. \param xi normals (B, C, Y, X).
void plain_step(at::Tensor& u, const EdgeStopping& g1, double dt, double noise_size, const at::Tensor& xi);

/// The same step, tuned as far as tensor operations go: all memory and all views are made once, so a step allocates
/// nothing, and every scalar is folded into an operation: 20 passes over a field.
///
/// A block of images is worked at a time: of all of them, as one writes it, or of so few that the five fields of a
/// block stay in a core's cache.
class TunedStep {
  public:
    /// \param u (B, C, Y, X), contiguous; kept, and changed by every step. \param block images at a time, divides B.
    TunedStep(at::Tensor u, int block);

    /// \param noise_size sqrt(dt) alpha_2 of normals that LibTorch draws.
    void advance(const EdgeStopping& g1, double dt, double noise_size);

    /// The same with given normals. \param xi (B, C, Y, X).
    void advance_on(const EdgeStopping& g1, double dt, double noise_size, const at::Tensor& xi);

  private:
    /// Views of one block of u.
    struct Block {
        at::Tensor u;
        at::Tensor left, right;   ///< without the last, the first column: both sides of the faces in x
        at::Tensor lower, upper;  ///< without the last, the first row
        at::Tensor before_x, after_x, first_column, second_column, last_column, last_but_one_column;
        at::Tensor before_y, after_y, first_row, second_row, last_row, last_but_one_row;
    };
    /// Faces of one direction.
    struct Faces {
        at::Tensor across;      ///< n; then the flux over alpha_1
        at::Tensor tangential;  ///< the sum of the two cells' two-cell differences; 4 t
        at::Tensor gamma;
        at::Tensor ones;
    };

    void add_drift(Block& block, const EdgeStopping& g1, double dt);

    std::vector<Block> blocks_;
    at::Tensor two_cells_x_;  ///< u_{i+1} - u_{i-1}, mirrored about the walls
    at::Tensor two_cells_y_;
    at::Tensor x_inner_, x_first_, x_last_, x_of_lower_, x_of_upper_;
    at::Tensor y_inner_, y_first_, y_last_, y_of_left_, y_of_right_;
    Faces x_faces_;
    Faces y_faces_;
    at::Tensor xi_;  ///< normals of a block
};

}  // namespace ebru
