#pragma once

#include <vector>

#include "blocks/field_part.hpp"
#include "field/velocity_model.hpp"
#include "grid/grid.hpp"

namespace ebru {

/// How compressible a velocity is: root mean squares over the cells, spacing 1.
struct DivergenceReport {
    double divergence_rms = 0.0;
    double curl_rms = 0.0;

    /// divergence_rms / curl_rms; 0 for a field without either, infinite for one with divergence alone.
    [[nodiscard]] double ratio() const;
};

/// By spectral derivatives, exact for fields that the grid resolves. Between walls: of the mirrored field (normal
/// components odd). Nyquist modes, whose derivative no grid can hold, count as constant.
/// \param v_x, v_y (Y, X) each.
DivergenceReport spectral_divergence(const double* v_x, const double* v_y, Grid grid, Walls walls);

/// As the lattice sees it, by the isotropic difference of the D2Q9 directions (numerics.md section 3):
///
///     D_x g = (g(+1,0) - g(-1,0))/3 + (g(+1,+1) + g(+1,-1) - g(-1,+1) - g(-1,-1))/12
///
/// with mirrored (normal components odd) or periodic ghosts. Second order.
/// \param v_x, v_y (Y, X) each.
DivergenceReport lattice_divergence(const double* v_x, const double* v_y, Grid grid, Walls walls);

/// The same of fields of which `part` is held, with the bits of the whole fields. Collective over blocks.
/// \param v (F, 2, Y, X) of the part.
std::vector<DivergenceReport> lattice_divergence(const FieldPart& part, const HostVelocity& v, Walls walls);

}  // namespace ebru
