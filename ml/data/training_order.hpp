#pragma once

#include <cstdint>

#include "base/keyed_permutation.hpp"

namespace ebru {

/// Which image is draw n of a run: epoch n / N, position n % N of the epoch's permutation of the N images.
class TrainingOrder {
  public:
    TrainingOrder(std::uint64_t seed, std::int64_t images) : seed_(seed), images_(images) { EBRU_EXPECT(images >= 1); }

    [[nodiscard]] std::int64_t images() const { return images_; }
    [[nodiscard]] std::int64_t image(std::int64_t draw) const {
        EBRU_EXPECT(draw >= 0);
        return KeyedPermutation(seed_, draw / images_, 0, images_)(draw % images_);
    }

  private:
    std::uint64_t seed_;
    std::int64_t images_;
};

/// Uniform over 0 .. choices - 1, of draw n.
inline std::int64_t draw_choice(std::uint64_t seed, RandomPurpose purpose, std::int64_t draw, std::int64_t choices) {
    const RandomWords words = random_words(seed, purpose, {.sample = static_cast<std::uint64_t>(draw)});
    return static_cast<std::int64_t>(to_unit_interval(words.word[0]) * static_cast<double>(choices));
}

}  // namespace ebru
