#pragma once

#include <cstdint>
#include <vector>

#include "grid/grid.hpp"

namespace ebru::referee {

/// Turbulence between walls on the width 1, summed from the definition (numerics.md section 3), frozen in time:
///
///     psi = C sum_{m,n >= 1} k^-(p+3)/2 cos(phi_mn) sin(pi m x) sin(pi n y nx/ny),   v = (d_y psi, -d_x psi)
///
/// over the modes with m_min <= k/(2 pi) <= m_max, scaled to <|v|^2> = 1 over the area. Of the solver's generator it
/// uses the phases phi_mn and nothing else.
class WallStreamFunction {
  public:
    struct Band {
        double slope = 2.0;  ///< p in E(k) ~ k^-p
        double m_min = 1.0;  ///< waves per width
        double m_max = 8.0;
    };

    /// \param height of the rectangle in widths, ny/nx.
    WallStreamFunction(double height, const Band& band, std::uint64_t seed, std::int64_t field);

    [[nodiscard]] double stream_function(double x, double y) const;
    [[nodiscard]] double velocity_x(double x, double y) const;
    [[nodiscard]] double velocity_y(double x, double y) const;

    /// Sum of the speeds of all modes, which no point can exceed: what rounding errors of the sums are a part of.
    [[nodiscard]] double speed_bound() const;

  private:
    struct Mode {
        double k_x = 0.0;
        double k_y = 0.0;
        double amplitude = 0.0;  ///< of psi
    };
    std::vector<Mode> modes_;
};

}  // namespace ebru::referee
