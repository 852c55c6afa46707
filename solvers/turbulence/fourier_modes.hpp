#pragma once

#include <cstdint>
#include <vector>

#include "solvers/turbulence/turbulence_parameters.hpp"

namespace ebru {

/// One mode of the field: periodic kinds a cos(kappa.x + phi + omega t), walls a product of sines that oscillates with
/// sqrt(2) cos(phi + omega t).
struct FourierMode {
    int m_x = 0;
    int m_y = 0;
    double kappa_x = 0.0;  ///< 2 pi m_x / N_x; walls: pi m_x / N_x
    double kappa_y = 0.0;
    double amplitude = 0.0;     ///< a of the velocity, before the field is scaled; (1/2)<|v|^2> of the mode is a^2/4
    double omega = 0.0;         ///< c |kappa|, radians per interval
    double centre_phase = 0.0;  ///< kappa.(1/2, 1/2), where cell (0, 0) sits; 0 for walls, whose sines hold it

    [[nodiscard]] double kappa() const;
};

/// The modes of the band: periodic kinds on the half plane m_y > 0 or (m_y = 0, m_x > 0), |m_x| < N_x/2, |m_y| < N_y/2;
/// walls on 1 <= m_x < N_x, 1 <= m_y < N_y. Rows of equal m_y follow each other.
/// \throws UserError when a parameter is out of range or the band is empty.
std::vector<FourierMode> fourier_modes(const TurbulenceParameters& parameters);

/// (m_x, m_y) as one number: the `cell` of the mode's random counter.
std::uint64_t packed_mode(int m_x, int m_y);

}  // namespace ebru
