#pragma once

#include <bit>
#include <cstdint>

#include "base/error.hpp"
#include "base/random.hpp"

namespace ebru {

/// A random permutation of 0..N-1 in no memory: a Feistel network on the next even number of bits, walked along its
/// cycle until it lands below N (at most 4 N values, so fewer than 4 rounds of the network on average). The same for
/// every thread and restart, and any element is found without the others. Luby and Rackoff (1988); Black and Rogaway,
/// CT-RSA (2002).
class KeyedPermutation {
  public:
    /// Permutation `number` of its kind, `part` of it. \param size N >= 1.
    KeyedPermutation(std::uint64_t seed, std::int64_t number, std::int64_t part, std::int64_t size)
        : seed_(seed),
          number_(static_cast<std::uint64_t>(number)),
          part_(static_cast<std::uint64_t>(part)),
          size_(static_cast<std::uint64_t>(size)),
          half_bits_((std::bit_width(size_ - 1) + 1) / 2) {
        EBRU_EXPECT(size >= 1);
    }

    /// Where `position` goes, 0 <= position < N.
    [[nodiscard]] std::int64_t operator()(std::int64_t position) const {
        auto value = static_cast<std::uint64_t>(position);
        EBRU_EXPECT(value < size_);
        if (size_ == 1) {
            return 0;
        }
        do {
            value = network(value);
        } while (value >= size_);
        return static_cast<std::int64_t>(value);
    }

  private:
    [[nodiscard]] std::uint64_t network(std::uint64_t value) const {
        const std::uint64_t mask = (std::uint64_t{1} << static_cast<unsigned>(half_bits_)) - 1;
        std::uint64_t left = value >> static_cast<unsigned>(half_bits_);
        std::uint64_t right = value & mask;
        // Where a value goes is uniform to about 2^-half_bits to the power of half the rounds: 6 would show for N of 7.
        constexpr std::uint64_t rounds = 12;
        for (std::uint64_t round = 0; round < rounds; ++round) {
            const RandomWords words =
                random_words(seed_, RandomPurpose::training_order, {number_, part_, right, round});
            const std::uint64_t next = left ^ (words.word[0] & mask);
            left = right;
            right = next;
        }
        return (left << static_cast<unsigned>(half_bits_)) | right;
    }

    std::uint64_t seed_;
    std::uint64_t number_;
    std::uint64_t part_;
    std::uint64_t size_;
    int half_bits_;
};

}  // namespace ebru
