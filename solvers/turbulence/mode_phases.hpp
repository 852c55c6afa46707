#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "solvers/turbulence/fourier_modes.hpp"

namespace ebru {

/// cos phi and sin phi of every mode of some fields, drawn once for a batch and not once for a level.
///
/// phi = 2 pi u, u from random_words(seed, velocity_phase, {sample = field, channel = component, cell = (m_x, m_y)}): a
/// mode keeps its phase whatever the band, the batch and the order of the fields.
class ModePhases {
  public:
    /// \param components 2 when v_x and v_y have phases of their own, else 1.
    ModePhases(std::uint64_t seed, const std::vector<FourierMode>& modes, int components);

    /// Makes the phases of `fields` available at positions 0..F-1; free when they are those of the last call.
    void require(std::span<const std::int64_t> fields);

    [[nodiscard]] const double* cosines(std::size_t field, int component) const { return row(field, component); }
    [[nodiscard]] const double* sines(std::size_t field, int component) const {
        return row(field, component) + packed_.size();
    }

  private:
    [[nodiscard]] const double* row(std::size_t field, int component) const {
        return values_.data() + (field * components_ + static_cast<std::size_t>(component)) * 2 * packed_.size();
    }

    std::uint64_t seed_;
    std::size_t components_;
    std::vector<std::uint64_t> packed_;  ///< (M)
    std::vector<std::int64_t> fields_;   ///< (F)
    std::vector<double> values_;         ///< (F, components, {cos, sin}, M)
};

}  // namespace ebru
