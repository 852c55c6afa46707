#include "solvers/lbm/relaxation.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/planted_fault.hpp"

namespace ebru {

RelaxationTimes relaxation_times(const RelaxationChoice& choice, double alpha) {
    EBRU_EXPECT(alpha > 0.0);
    const double odd_part = planted(Fault::tau_factor) ? 3.03 * alpha : 3.0 * alpha;  // Lm = tau- - 1/2
    RelaxationTimes tau;
    tau.odd = 0.5 + odd_part;
    if (choice.collision == Collision::bgk) {
        tau.even = tau.odd;
        return tau;
    }
    double magic = choice.magic_value;
    if (choice.magic == Magic::quarter) {
        magic = 0.25;
    } else if (choice.magic == Magic::fourth_order) {
        magic = 0.125 + 0.5 * odd_part * odd_part;
    }
    tau.even = 0.5 + magic / odd_part;
    return planted(Fault::rates_swapped) ? RelaxationTimes{tau.odd, tau.even} : tau;
}

void check_stability(const RelaxationChoice& choice, double alpha, double max_speed, const std::string& where) {
    constexpr double bgk_low = 0.8;
    constexpr double bgk_high = 1.0;
    constexpr double round_off = 1e-9;
    const RelaxationTimes tau = relaxation_times(choice, alpha);
    if (choice.collision == Collision::bgk && (tau.odd < bgk_low - round_off || tau.odd > bgk_high + round_off)) {
        throw UserError(
            fmt::format("lbm.collision = \"bgk\" at tau = {:.4f} in {}", tau.odd, where),
            fmt::format("BGK rings outside [{}, {}]: values far outside [0, 1] appear at edges", bgk_low, bgk_high),
            fmt::format(
                "use lbm.collision = \"trt\", which is stable at this tau, or choose levels and transport.alpha_max "
                "so that alpha stays within [{:.4f}, {:.4f}]",
                (bgk_low - 0.5) / 3.0, (bgk_high - 0.5) / 3.0));
    }
    constexpr double cell_peclet_limit = 20.0;
    const double cell_peclet = max_speed / alpha;
    if (choice.collision == Collision::trt && choice.magic == Magic::fourth_order && cell_peclet > cell_peclet_limit) {
        throw UserError(
            fmt::format("lbm.magic = \"fourth-order\" at a cell Peclet number of {:.3g} in {}", cell_peclet, where),
            fmt::format("it is unstable beyond {}", cell_peclet_limit),
            fmt::format("use lbm.magic = \"quarter\", or lower transport.Pe by a factor {:.3g}",
                        cell_peclet / cell_peclet_limit));
    }
}

}  // namespace ebru
