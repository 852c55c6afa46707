#pragma once

#include <vector>

namespace ebru {

/// A square image as a function on the unit square with even continuation over the walls:
///
///     u(x, y) = sum_{b,a < modes} c_ba cos(pi a x) cos(pi b y)
///
/// The same continuum field for every grid: what convergence of a photograph can be measured on.
class CosineSeries {
  public:
    /// The series through cell-centre values (N, N), x fastest: N modes per direction.
    CosineSeries(const std::vector<double>& values, int cells);

    /// Convolution with a Gaussian of standard deviation `width` (of the image), mirrored at the walls; modes that it
    /// leaves below 1e-17 are dropped.
    void smooth(double width);

    /// Modes per direction.
    [[nodiscard]] int modes() const { return modes_; }

    /// u at the cell centres of cells x cells, (Y, X).
    [[nodiscard]] std::vector<double> sample(int cells) const;

  private:
    int modes_;
    std::vector<double> coefficients_;  ///< (modes, modes), c_ba
};

}  // namespace ebru
