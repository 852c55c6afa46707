#pragma once

#include <Random123/philox.h>

#include <Kokkos_Macros.hpp>
#include <cstdint>

namespace ebru {

/// What a random number is for: one half of the key, so that no two uses ever share a stream.
enum class RandomPurpose : std::uint64_t {
    velocity_phase = 1,
    pair_levels = 2,
    spde_noise = 3,
    spde_prior = 4,
    training_noise = 5,
    training_time = 6,
    training_order = 7,
    training_level = 8,
    training_dropout = 9,
    sampler_noise = 10,
    sampler_prior = 11,
    network_start = 12,
    gaussian_noise = 20,
    training_epoch = 21,
    training_flip = 22,
    ensemble_start = 30,
    ensemble_forward = 31,
    ensemble_reverse = 32,
    ensemble_preserve = 33,
    ensemble_permutation = 34,
};

/// Where a random number belongs: the counter. Never derived from traversal order, thread, rank or batch.
struct RandomCounter {
    std::uint64_t sample = 0;
    std::uint64_t channel = 0;
    std::uint64_t cell = 0;
    std::uint64_t level = 0;
};

/// Four independent 64-bit words, Philox4x64-10: key (seed, purpose), counter (sample, channel, cell, level or step).
/// Stateless, so nothing of it goes into a checkpoint. Salmon et al., SC11 (2011). Host and device.
struct RandomWords {
    std::uint64_t word[4];
};

KOKKOS_INLINE_FUNCTION RandomWords random_words(std::uint64_t seed, RandomPurpose purpose, const RandomCounter& at) {
    const r123::Philox4x64::ctr_type counter = {{at.sample, at.channel, at.cell, at.level}};
    const r123::Philox4x64::key_type key = {{seed, static_cast<std::uint64_t>(purpose)}};
    const r123::Philox4x64::ctr_type drawn = r123::Philox4x64{}(counter, key);
    return {{drawn.v[0], drawn.v[1], drawn.v[2], drawn.v[3]}};
}

/// Maps a word to (0, 1): the centres of 2^52 equal intervals, exact; never 0 and never 1.
KOKKOS_INLINE_FUNCTION double to_unit_interval(std::uint64_t word) {
    return (static_cast<double>(word >> 12U) + 0.5) * 0x1.0p-52;
}

/// The same in float: the centres of 2^23 equal intervals, exact (the double's nearest float could be 1).
KOKKOS_INLINE_FUNCTION float to_unit_float(std::uint64_t word) {
    return (static_cast<float>(word >> 41U) + 0.5F) * 0x1.0p-23F;
}

}  // namespace ebru
