#pragma once

#include <vector>

#include "validation/common/lattice_scheme.hpp"
#include "validation/common/study_report.hpp"

namespace ebru {

/// Leading errors for a wave along a flow of speed v:
///
///   ln z = -i k v - alpha k^2 - i third k^3 v - fourth k^4 + O(k^5),
///
/// hence relative errors fourth k^2/alpha of the effective diffusivity and third k^2 of the phase speed.
struct Expansion {
    double third = 0.0;
    double fourth = 0.0;  ///< lattice Boltzmann: at v = 0, the O(v^2) part is not in numerics.md 1.2
};

/// Lattice Boltzmann, quadratic equilibrium (numerics.md 1.2), Lm = 3 alpha:
///   third = (2/3)(Lm^2 - Lambda) + (Lambda - 1/12) v^2,   fourth = (Lm/36)(1 + 4 Lm^2 - 8 Lambda);
/// stencil: -kappa_3/(6 v) and -kappa_4/24 of the step's cumulants, theta = 2 alpha,
///   kappa_3 = v (1 - 3 theta - v^2),   kappa_4 = theta - 3 theta^2 - 3 v^2 + 6 theta v^2 + 3 v^4.
Expansion expansion(LatticeScheme scheme, double alpha, double speed);

/// What the fits run over.
struct ExpansionCases {
    int cells = 96;
    std::vector<double> tau;
    std::vector<double> speeds;  ///< the first is 0
};

/// Measures both coefficients of all schemes by extrapolating the five longest waves to k = 0, and judges them.
void judge_expansion(StudyReport& report, const ExpansionCases& cases);

/// The k^2 term in every direction: the linear equilibrium diffuses with alpha (I - 3 v v^T), the quadratic with
/// alpha I. \param directions angles between v and k, degrees.
void judge_tensor(StudyReport& report, const ExpansionCases& cases, const std::vector<double>& directions);

}  // namespace ebru
