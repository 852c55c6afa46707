#pragma once

#include <cstdint>
#include <span>

namespace ebru {

/// Two samples compared: is there reason to doubt that they come from one law?
struct TwoSampleResult {
    double statistic = 0.0;       ///< energy distance of the samples
    double null_mean = 0.0;       ///< of the statistic over permutations of the pooled samples
    double null_deviation = 0.0;  ///< its standard deviation over them
    double p_value = 1.0;  ///< share of permutations, the samples themselves among them, with no smaller statistic
};

struct TwoSampleParameters {
    int permutations = 199;  ///< >= 1
    std::uint64_t seed = 0;
};

/// The energy distance of samples x (n, d) and y (m, d),
///
///     E = 2 <|x - y|> - <|x - x'|> - <|y - y'|> >= 0,
///
/// means over all pairs, a point with itself among them: 0 in expectation only as n, m -> infinity, 0 for laws that are
/// equal and nothing else. Its null distribution is that of the same sum over random divisions of the pooled points
/// into n and m, so that the p-value is exact for any law: P(p <= q) <= q when both samples are independent draws of
/// one.
///
/// The divisions are those of (seed, permutation) alone; sums in double of fixed order: the same bits for any number of
/// threads. Cost: d = 1 O((n + m)(log(n + m) + permutations)); otherwise (n + m)^2/2 (d + permutations) operations on
/// the cores, 0.1 s a core for n = m = 1000 and the default permutations; take a part of larger samples.
/// \param x, y n, m >= 2 points, finite, coordinates of a point side by side.
/// \throws UserError when there are fewer points, a number is not finite, or permutations < 1.
/// Szekely and Rizzo, J. Stat. Plan. Inference 143 (2013).
TwoSampleResult energy_test(std::span<const double> x, std::span<const double> y, int dimension,
                            const TwoSampleParameters& parameters = {});

}  // namespace ebru
