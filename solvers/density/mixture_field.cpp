#include "solvers/density/mixture_field.hpp"

#include <cmath>
#include <numbers>
#include <numeric>

#include "base/error.hpp"

namespace ebru {

namespace {

/// ln(w_i/sqrt((2 pi)^d det)), then centres, then inverse variances along the eigenvectors; (1 + 2 d).
std::vector<double> row_of(const MixtureComponent& component, const GaussianTransition& law) {
    const int dimension = component.covariance.dimension();
    const auto d = static_cast<std::size_t>(dimension);
    const std::span<const double> vectors = component.covariance.eigenvectors();
    std::vector<double> row(1 + 2 * d);
    double log_weight = std::log(component.weight) - 0.5 * dimension * std::log(2.0 * std::numbers::pi);
    for (std::size_t j = 0; j < d; ++j) {
        const double variance = law.factor * law.factor * component.covariance.eigenvalues()[j] + law.variance;
        EBRU_EXPECT(variance > 0.0);
        log_weight -= 0.5 * std::log(variance);
        const auto vector = vectors.subspan(j * d, d);
        row[1 + j] = law.factor * std::inner_product(vector.begin(), vector.end(), component.mean.begin(), 0.0);
        row[1 + d + j] = 1.0 / variance;
    }
    row[0] = log_weight;
    return row;
}

}  // namespace

template <class Real>
MixtureField<Real>::MixtureField(const GaussianMixture& mixture, std::span<const GaussianTransition> laws)
    : dimension_(mixture.dimension()) {
    EBRU_EXPECT(!laws.empty());
    const std::size_t components = mixture.components().size();
    const auto d = static_cast<std::size_t>(dimension_);
    table_ = {"levels of a mixture", laws.size(), components, 1 + 2 * d};
    directions_ = {"eigenvectors of a mixture", components, d, d};
    const auto table = Kokkos::create_mirror_view(table_);
    const auto directions = Kokkos::create_mirror_view(directions_);
    for (std::size_t i = 0; i < components; ++i) {
        const MixtureComponent& component = mixture.components()[i];
        for (std::size_t l = 0; l < laws.size(); ++l) {
            const std::vector<double> row = row_of(component, laws[l]);
            for (std::size_t entry = 0; entry < row.size(); ++entry) {
                table(l, i, entry) = static_cast<Real>(row[entry]);
            }
        }
        for (std::size_t entry = 0; entry < d * d; ++entry) {
            directions(i, entry / d, entry % d) = static_cast<Real>(component.covariance.eigenvectors()[entry]);
        }
    }
    Kokkos::deep_copy(table_, table);
    Kokkos::deep_copy(directions_, directions);
}

template class MixtureField<float>;
template class MixtureField<double>;

}  // namespace ebru
