#include "solvers/turbulence/mode_phases.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/planted_fault.hpp"
#include "base/random.hpp"
#include "fft/host_batch.hpp"

namespace ebru {

ModePhases::ModePhases(std::uint64_t seed, const std::vector<FourierMode>& modes, int components)
    : seed_(seed), components_(static_cast<std::size_t>(components)) {
    packed_.reserve(modes.size());
    for (const FourierMode& mode : modes) {
        packed_.push_back(packed_mode(mode.m_x, mode.m_y));
    }
}

void ModePhases::require(std::span<const std::int64_t> fields) {
    if (std::equal(fields.begin(), fields.end(), fields_.begin(), fields_.end())) {
        return;
    }
    fields_.assign(fields.begin(), fields.end());
    const std::size_t modes = packed_.size();
    values_.resize(fields.size() * components_ * 2 * modes);
    for_each_on_host("ebru::ModePhases::require", fields.size() * components_, [this, modes](std::size_t row_index) {
        const std::size_t field = row_index / components_;
        double* cosine = values_.data() + row_index * 2 * modes;
        double* sine = cosine + modes;
        for (std::size_t mode = 0; mode < modes; ++mode) {
            const auto owner = static_cast<std::uint64_t>(
                planted(Fault::phase_by_position) ? static_cast<std::int64_t>(field) : fields_[field]);
            const RandomWords words =
                random_words(seed_, RandomPurpose::velocity_phase,
                             {.sample = owner, .channel = row_index % components_, .cell = packed_[mode]});
            const double phase = 2.0 * std::numbers::pi * to_unit_interval(words.word[0]);
            cosine[mode] = std::cos(phase);
            sine[mode] = std::sin(phase);
        }
    });
}

}  // namespace ebru
