#include "solvers/ensemble/component_moments.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "solvers/ensemble/ensemble_start.hpp"
#include "solvers/ensemble/moments.hpp"
#include "validation/common/five_gaussians.hpp"

namespace ebru {
namespace {

template <class Real>
class ComponentMomentsTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(ComponentMomentsTest, Precisions);

TYPED_TEST(ComponentMomentsTest, OfOneComponentAreTheMomentsOfTheEnsemble) {
    const GaussianMixture one({{1.0, {5.0, -1.0, 0.5}, Covariance::isotropic(3, 2.0)}});
    const auto x = start_ensemble<TypeParam>(*make_mixture_source(one), 3, 9001);
    const EnsembleMoments all = ensemble_moments(x);
    const ComponentMoments found = component_moments(one, x).front();
    EXPECT_EQ(found.weight, 1.0);
    EXPECT_NEAR(found.weight_error, 0.0, 1e-15);
    const double unbiased = 9001.0 / 9000.0;
    for (std::size_t a = 0; a < 3; ++a) {
        EXPECT_NEAR(found.mean[a], all.mean[a], 1e-12);
        EXPECT_NEAR(found.mean_error[a] * std::sqrt(unbiased), all.mean_error[a], 1e-12);
    }
    for (std::size_t entry = 0; entry < 9; ++entry) {
        EXPECT_NEAR(found.covariance[entry] * unbiased, all.covariance[entry], 1e-12);
        // About C instead of (N - 1)/N C: relatively 1e-4 of the error's own 1/sqrt(N).
        EXPECT_NEAR(found.covariance_error[entry] / all.covariance_error[entry], 1.0, 1e-4);
    }
}

// Twenty ensembles: every figure within four of its standard errors of the truth, and the errors neither too large nor
// too small: the mean square of 20 x 5 x 7 ratios to the errors is 1 within four of its own deviations, about
// sqrt(2/20) each if all of an ensemble moved together: +-1.3 from above; from below one half.
TYPED_TEST(ComponentMomentsTest, ExpectationsAreTheComponentsAndErrorsAreRight) {
    const GaussianMixture data = five_gaussians();
    const auto source = make_mixture_source(data);
    double squares = 0.0;
    int count = 0;
    const auto compare = [&](double found, double exact, double error) {
        EXPECT_NEAR(found, exact, 5.0 * error);
        squares += std::pow((found - exact) / error, 2);
        ++count;
    };
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto x = start_ensemble<TypeParam>(*source, seed, 10000);
        const std::vector<ComponentMoments> found = component_moments(data, x);
        ASSERT_EQ(found.size(), 5U);
        for (std::size_t i = 0; i < 5; ++i) {
            const MixtureComponent& c = data.components()[i];
            compare(found[i].weight, c.weight, found[i].weight_error);
            compare(found[i].mean[0], c.mean[0], found[i].mean_error[0]);
            compare(found[i].mean[1], c.mean[1], found[i].mean_error[1]);
            for (const std::size_t entry : {0, 1, 2, 3}) {
                compare(found[i].covariance[entry], c.covariance.matrix()[entry], found[i].covariance_error[entry]);
            }
        }
    }
    EXPECT_NEAR(squares / count, 1.0, 0.25);
}

TYPED_TEST(ComponentMomentsTest, AnotherLawShows) {
    const GaussianMixture data = five_gaussians();
    const std::vector<double> shift{0.1, 0.0};
    const auto x = start_ensemble<TypeParam>(*make_mixture_source(data.moved(shift)), 1, 10000);
    const ComponentMoments first = component_moments(data, x).front();
    EXPECT_GT(first.mean[0] - data.components()[0].mean[0], 8.0 * first.mean_error[0]);
}

}  // namespace
}  // namespace ebru
