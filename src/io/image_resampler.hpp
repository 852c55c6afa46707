#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "grid/grid.hpp"

namespace ebru {

/// Brings images from one size to another: one scale for both axes, such that the picture covers the wanted rectangle;
/// what stands over is cropped, equally on both sides.
///
/// Separable windowed sinc of three lobes (Lanczos: sinc(t) sinc(t/3), |t| < 3; Duchon, J. Appl. Meteor. 18, 1979), in
/// double throughout. When it shrinks by s the kernel is s times as wide, so that what the coarse grid cannot hold is
/// filtered out for any s. Weights are normalised at every cell, also where the kernel ends at the picture's edge: a
/// constant stays constant. Symmetric about the centre. Overshoots next to edges by up to about a tenth of a jump.
/// Not vtkImageResize: its kernel has at most 32 taps, so it aliases beyond a factor of 5.
/// Cost: about 12 multiply-adds per cell of the larger size, and the weights once.
class ImageResampler {
  public:
    /// \param from, to  sizes, at least 1 x 1
    ImageResampler(Grid from, Grid to);

    [[nodiscard]] Grid from() const { return from_; }
    [[nodiscard]] Grid to() const { return to_; }

    /// \param in   (Y, X) of from()
    /// \param out  (Y, X) of to(), no part of `in`
    void apply(std::span<const double> in, std::span<double> out) const;

  private:
    /// One output cell is the weighted sum of input cells first .. first+weight.size()-1.
    struct Stencil {
        std::size_t first = 0;
        std::vector<double> weight;
    };
    static std::vector<Stencil> stencils(int from, int to, double scale);

    Grid from_;
    Grid to_;
    std::vector<Stencil> along_y_;
    std::vector<Stencil> along_x_;
};

}  // namespace ebru
