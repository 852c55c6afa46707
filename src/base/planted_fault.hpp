#pragma once

#include <array>

#include "base/enum_names.hpp"

namespace ebru {

/// Faults that can be planted to see which studies and tests catch them (docs/planted_faults.md). The hooks stand in
/// the code that they break and are compiled with the CMake option EBRU_PLANT_FAULTS only; there the environment
/// variable EBRU_FAULT names the one fault that is active. In every other build planted() is a constant.
enum class Fault {
    none,
    d2q9_weight,             ///< the weight of the diagonal directions in the equilibrium is 2 percent too large
    lbm_velocity_sign,       ///< v_y enters the equilibria with the wrong sign
    tau_factor,              ///< the diffusivity behind tau- is 1 percent too large
    rates_swapped,           ///< the even rate relaxes the odd part and the other way round, as in a fluid TRT
    hand_over_missing,       ///< populations are not handed over between intervals
    gradient_start_missing,  ///< populations start in equilibrium although the gradient start was asked for
    lag_of_core_missing,     ///< the lattice Boltzmann core says that its velocity does not lag
    aa_parity,               ///< the state is read in the memory order of even steps after odd ones
    mirror_partner,          ///< at mirror walls of the rows a population is not replaced by its mirror image
    bounce_back_partner,     ///< at bounce-back walls a population keeps its y direction
    stencil_spread,          ///< the stencil's spread lacks v^2
    stencil_wall_even,       ///< the normal velocity is mirrored evenly, not oddly, at the stencil's walls of the rows
    reference_dropped,       ///< what the stencil does to the reference value is not carried
    compensation_missing,    ///< v + L v.grad v goes without its second term
    half_step_missing,       ///< a moving velocity is half a step old
    limiter_silent,          ///< the limiter does not report what it took
    fo_not_met,              ///< alpha is not lowered to what the whole number of steps asks for
    schedule_interval,       ///< an interval has the length of the one before
    heat_mode_number,        ///< mode numbers of the decay are one too large along an axis
    hermitian_mirror,        ///< the mirror images of the modes in the spectrum's column 0 are missing
    half_plane_sign,         ///< the mirror images in column 0 are not conjugated
    spectrum_exponent,       ///< amplitudes fall with the exponent p instead of (p + 1)/2
    phase_by_position,       ///< random phases belong to the position in the batch, not to the field
    centre_phase_missing,    ///< modes are evaluated at the cells' corners, not at their centres
    phases_frozen,           ///< the phases of the velocity do not advance in time
    level_late,              ///< the chain holds level k+1 where it says k
    spde_wall_sign,          ///< the flux into the cells of the upper wall of the rows has the wrong sign
    spde_one_sided_face,     ///< g1 at a face takes the tangential difference of one of its two cells
    spde_noise_scale,        ///< the noise of a step is scaled by dt, not by sqrt(dt)
    spde_coefficients_late,  ///< the coefficients of an interval are those of the next one
    spde_taming_without_dt,  ///< the tamed drift is b/(1 + |b|), the paper's equation 39 as printed
    levels_from_zero,        ///< training pairs of chains are of levels 0..K-1, not 1..K
    score_weight_missing,    ///< the score's loss has the weight of the other objectives
    average_not_swapped,     ///< what asks for the average of the weights gets the last ones
    noise_missing_at_prior,  ///< algorithm 2 adds no noise at level K
    noise_after_last_step,   ///< the reverse of the SPDE adds noise after its last step
    posterior_is_forward,    ///< ancestral sampling takes the forward variance for the posterior's
};

template <>
struct EnumNames<Fault> {
    static constexpr auto table =
        std::to_array<EnumName<Fault>>({{Fault::none, "none"},
                                        {Fault::d2q9_weight, "d2q9_weight"},
                                        {Fault::lbm_velocity_sign, "lbm_velocity_sign"},
                                        {Fault::tau_factor, "tau_factor"},
                                        {Fault::rates_swapped, "rates_swapped"},
                                        {Fault::hand_over_missing, "hand_over_missing"},
                                        {Fault::gradient_start_missing, "gradient_start_missing"},
                                        {Fault::lag_of_core_missing, "lag_of_core_missing"},
                                        {Fault::aa_parity, "aa_parity"},
                                        {Fault::mirror_partner, "mirror_partner"},
                                        {Fault::bounce_back_partner, "bounce_back_partner"},
                                        {Fault::stencil_spread, "stencil_spread"},
                                        {Fault::stencil_wall_even, "stencil_wall_even"},
                                        {Fault::reference_dropped, "reference_dropped"},
                                        {Fault::compensation_missing, "compensation_missing"},
                                        {Fault::half_step_missing, "half_step_missing"},
                                        {Fault::limiter_silent, "limiter_silent"},
                                        {Fault::fo_not_met, "fo_not_met"},
                                        {Fault::schedule_interval, "schedule_interval"},
                                        {Fault::heat_mode_number, "heat_mode_number"},
                                        {Fault::hermitian_mirror, "hermitian_mirror"},
                                        {Fault::half_plane_sign, "half_plane_sign"},
                                        {Fault::spectrum_exponent, "spectrum_exponent"},
                                        {Fault::phase_by_position, "phase_by_position"},
                                        {Fault::centre_phase_missing, "centre_phase_missing"},
                                        {Fault::phases_frozen, "phases_frozen"},
                                        {Fault::level_late, "level_late"},
                                        {Fault::spde_wall_sign, "spde_wall_sign"},
                                        {Fault::spde_one_sided_face, "spde_one_sided_face"},
                                        {Fault::spde_noise_scale, "spde_noise_scale"},
                                        {Fault::spde_coefficients_late, "spde_coefficients_late"},
                                        {Fault::spde_taming_without_dt, "spde_taming_without_dt"},
                                        {Fault::levels_from_zero, "levels_from_zero"},
                                        {Fault::score_weight_missing, "score_weight_missing"},
                                        {Fault::average_not_swapped, "average_not_swapped"},
                                        {Fault::noise_missing_at_prior, "noise_missing_at_prior"},
                                        {Fault::noise_after_last_step, "noise_after_last_step"},
                                        {Fault::posterior_is_forward, "posterior_is_forward"}});
};

#ifdef EBRU_PLANT_FAULTS
/// The fault of this run.
extern const Fault planted_fault;

/// Notes that the run came past the hook of `fault`: a study that does not cannot catch it.
void note_hook(Fault fault);

inline bool planted(Fault fault) {
    note_hook(fault);
    return fault == planted_fault;
}

/// For the inside of loops that must vectorise: notes nothing.
inline bool planted_in_kernel(Fault fault) {
    return fault == planted_fault;
}
#else
constexpr bool planted(Fault /*fault*/) {
    return false;
}
constexpr bool planted_in_kernel(Fault /*fault*/) {
    return false;
}
#endif

}  // namespace ebru
