#pragma once

#include <ATen/core/Tensor.h>

#include <array>

#include "base/enum_names.hpp"
#include "ml/metrics/row_pairs.hpp"

namespace ebru {

/// Whose balls: what lies exactly on one, and how many neighbours are usual.
enum class PrdcConvention {
    kynkaanniemi,  ///< distance <= radius, k = 3: Kynkaanniemi et al., NeurIPS 2019 (arXiv:1904.06991), eq. 1
    naeem,         ///< distance < radius, k = 5: Naeem et al., ICML 2020 (arXiv:2002.09797), section 3
};
template <>
struct EnumNames<PrdcConvention> {
    static constexpr auto table = std::to_array<EnumName<PrdcConvention>>(
        {{PrdcConvention::kynkaanniemi, "kynkaanniemi"}, {PrdcConvention::naeem, "naeem"}});
};

/// k of the convention's authors: 3 and 5.
int usual_neighbours(PrdcConvention convention);

/// Shares of samples, but for the density, which is 1 for equal laws and has no upper end.
struct Prdc {
    double precision;
    double recall;
    double density;
    double coverage;
};

/// Precision, recall, density and coverage of fake y_j (M, F) against real x_i (N, F), with the balls B(x_i) whose
/// radius is the distance of x_i to its k-th neighbour among the other real ones, and B(y_j) likewise:
///
///     precision = (1/M) #{j: y_j in some B(x_i)}       density  = 1/(k M) sum_j #{i: y_j in B(x_i)}
///     recall    = (1/N) #{i: x_i in some B(y_j)}       coverage = (1/N) #{i: B(x_i) holds some y_j}
///
/// Of two samples of one continuous law, for any law and any F (Naeem's balls; their lemma 2): E density = 1 and
/// E coverage = 1 - prod_{l=1..k} (N - l)/(N + M - l). Precision and recall of equal laws are below 1 and depend on the
/// law.
/// \param k 1 .. min(N, M) - 1. \throws UserError on NaN or infinity (naming the row), on different F, on k.
/// Cost: distances of N^2 + M^2 + 2 N M pairs, in blocks (visit_pairs): every bit the same for any block and any number
/// of threads. Known limit: in many dimensions few points are neighbours of many, and the four scatter more than counts
/// of independent samples would (validation/sample_metrics).
Prdc prdc(const at::Tensor& real, const at::Tensor& fake, int k, PrdcConvention convention = PrdcConvention::naeem,
          PairBlocks blocks = {});

}  // namespace ebru
