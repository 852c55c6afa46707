#pragma once

#include <cstdint>

namespace ebru {

/// Two samples of N(0, I), as in the published figures.
struct GoldenCase {
    std::int64_t samples = 10000;
    int features = 1000;
    int k = 5;
    int repeats = 8;
};

/// PRDC of `repeats` independent pairs of samples beside what was published for one pair (Naeem et al.'s program:
/// 0.4772, 0.4705, 1.0555, 0.9735) and beside the exact expectations of density and coverage. Prints all values.
///
/// Each of the four scatters from pair to pair with a deviation s, estimated from the repeats. The published value is
/// one more draw, so it lies s sqrt(1 + 1/repeats) off their mean, an expectation s/sqrt(repeats).
/// \returns whether all lie within four of those on either side. Only the published case has published values; of
/// another one the expectations alone are held.
bool golden_prdc(const GoldenCase& golden);

}  // namespace ebru
