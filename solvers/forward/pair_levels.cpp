#include "solvers/forward/pair_levels.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/random.hpp"

namespace ebru {

std::vector<std::int32_t> draw_pair_levels(std::uint64_t seed, SampleId id, int levels, int pairs, int window) {
    const int starts = levels - window + 1;
    EBRU_EXPECT(window >= 1 && pairs >= 0 && pairs <= starts);
    std::vector<std::int32_t> drawn;
    for (int top = starts - pairs + 1; top <= starts; ++top) {
        const RandomWords words = random_words(seed, RandomPurpose::pair_levels,
                                               {static_cast<std::uint64_t>(id), 0, 0, static_cast<std::uint64_t>(top)});
        const auto candidate = 1 + static_cast<std::int32_t>(to_unit_interval(words.word[0]) * top);
        const bool taken = std::find(drawn.begin(), drawn.end(), candidate) != drawn.end();
        drawn.push_back(taken ? top : candidate);
    }
    for (std::int32_t& k : drawn) {
        k += window - 1;
    }
    std::sort(drawn.begin(), drawn.end());
    return drawn;
}

}  // namespace ebru
