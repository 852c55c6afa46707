#pragma once

#include "ml/metrics/feature_moments.hpp"

namespace ebru {

/// Squared Frechet (2-Wasserstein) distance of two normal laws,
///
///     d^2 = |m_a - m_b|^2 + tr(S_a + S_b - 2 (S_a^{1/2} S_b S_a^{1/2})^{1/2}),
///
/// the number published as "Frechet distance" of features (Heusel et al., NIPS 2017 (arXiv:1706.08500), eq. 6; FID
/// where the features are InceptionV3's). Taken as min_U |A - B U|_F^2 over the orthogonal U, with S_a = A A^T, S_b = B
/// B^T from symmetric eigenvectors (Bhatia, Jain, Lim, Expo. Math. 37 (2019) 165, theorem 1): the singular values of
/// B^T A are the square roots that the trace adds up, but no product of covariances is formed, whose rounding would
/// cost half the digits where they are ill-conditioned, and no difference of traces: never negative, and small
/// distances keep their digits.
///
/// Eigenvalues within round-off of 0, F eps times the largest, count as 0.
/// \throws UserError when a count is not above F (the covariance would be singular), on different F, and on a
/// covariance with a negative eigenvalue. Biased upwards by about a constant over N: give N with the number. Cost
/// O(F^3). LAPACK's last bits may depend on the number of threads: d^2 then moves by round-off of the traces.
double frechet_distance(const FeatureMoments& a, const FeatureMoments& b);

}  // namespace ebru
