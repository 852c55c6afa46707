#pragma once

#include <array>
#include <vector>

#include "base/enum_names.hpp"
#include "schedule/level_schedule.hpp"
#include "solvers/transport_core.hpp"

namespace ebru {

/// Length in Pe = V L / alpha.
enum class PecletLength {
    width,  ///< L = image width in cells (the definition; default)
    cell,   ///< L = one cell: what figures like the paper's need (numerics.md correction 4)
};

template <>
struct EnumNames<PecletLength> {
    static constexpr auto table =
        std::to_array<EnumName<PecletLength>>({{PecletLength::width, "width"}, {PecletLength::cell, "cell"}});
};

/// The dimensionless request and the limits that the lattice sets.
struct TransportRequest {
    double peclet = 0.0;  ///< Pe = V L / alpha, >= 0; V is the scale of the velocity model (rms or maximum)
    PecletLength peclet_length = PecletLength::width;
    double alpha_max = 1.0 / 6.0;  ///< cells^2 per step; 1/6 is the fourth-order point of both methods
    double speed_cap = 0.1;        ///< largest |v|, cells per step: errors grow as |v|^2
    double peak_ratio = 4.0;       ///< r = max|v| / V that steps are planned for; what exceeds it is limited
    int max_steps = 20000;         ///< per interval
};

/// Pe with the cell as length: Pe_c = V / alpha.
double cell_peclet(const TransportRequest& request, int width);

/// Steps, diffusivity and velocity scale of every interval (numerics.md 1.5), element k-1 for interval k:
///
///   A_k = (F_k - F_{k-1}) width^2,   n_k = max(1, ceil(A_k / alpha_max), ceil(r Pe_c A_k / speed_cap)),
///   alpha_k = A_k / n_k,             V_k = Pe_c alpha_k
///
/// so sum alpha_k n_k = F_K width^2 to round-off and V_k n_k = Pe_c A_k for any number of steps. A pure function.
/// \throws UserError when an interval would need more than max_steps steps, or else |v| beyond speed_cap, with the
/// largest Pe that fits.
std::vector<IntervalPlan> plan_transport(const LevelSchedule& schedule, int width, const TransportRequest& request);

/// Lattice quantities given directly, for studies: the same in every interval.
struct LatticeRequest {
    int levels = 1;
    int steps = 1;                ///< per interval
    double alpha = 1.0 / 6.0;     ///< cells^2 per step
    double velocity_scale = 0.0;  ///< V, cells per step
    double speed_cap = 0.1;
    double peak_ratio = 1.0;  ///< r = max|v| / V of the velocity model
};

/// The plan of a lattice request. \throws UserError when r V exceeds speed_cap.
std::vector<IntervalPlan> plan_lattice(const LatticeRequest& request);

/// Cumulative Fourier numbers of a plan on `width` cells: F_k = sum alpha n / width^2.
LevelSchedule schedule_of(const std::vector<IntervalPlan>& plan, int width);

}  // namespace ebru
