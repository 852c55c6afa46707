#pragma once

namespace ebru {

/// One-dimensional real transforms on cell centres x_j = j + 1/2, unnormalised (FFTW's REDFT10, REDFT01, RODFT10,
/// RODFT01). dct2 and dct3, dst2 and dst3 are each other's inverse up to the factor 2N.
enum class TrigKind {
    dct2,  ///< X_a = 2 sum_j x_j cos(pi a (j+1/2)/N), a = 0..N-1: cell values to cosine sums
    dct3,  ///< x_j = X_0 + 2 sum_{a>=1} X_a cos(pi a (j+1/2)/N): cosine coefficients to cell values
    dst2,  ///< X_{a-1} = 2 sum_j x_j sin(pi a (j+1/2)/N), a = 1..N: cell values to sine sums
    dst3,  ///< x_j = (-1)^j X_{N-1} + 2 sum_{a=1}^{N-1} X_{a-1} sin(pi a (j+1/2)/N): sine coefficients to cell values
};

}  // namespace ebru
