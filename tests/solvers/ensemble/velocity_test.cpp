#include "solvers/ensemble/velocity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "diagnostics/observed_order.hpp"
#include "solvers/gaussian/chain_moments.hpp"
#include "tests/support/image_values.hpp"
#include "tests/support/mixture_round_off.hpp"
#include "validation/common/continuity_residual.hpp"
#include "validation/common/five_gaussians.hpp"

namespace ebru {
namespace {

const std::vector<GaussianKind> kinds{GaussianKind::ddpm, GaussianKind::vp, GaussianKind::ve, GaussianKind::flow,
                                      GaussianKind::brownian};
const std::vector<double> times{0.05, 0.35, 0.85};

std::vector<GaussianTransition> laws_of(const GaussianPath& path) {
    std::vector<GaussianTransition> laws;
    for (const double t : times) {
        laws.push_back(law_at(path, t));
    }
    return laws;
}

template <class Real>
Positions<Real> places(std::size_t particles, int dimension, double reach) {
    const Positions<Real> x("places", particles, static_cast<std::size_t>(dimension));
    assign(x, random_values(x.size(), -reach, reach, 7));
    return x;
}

template <class Real>
class VelocityTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(VelocityTest, Precisions);

/// Log density, score and velocity of all particles against the mixture on the host.
template <class Real>
void expect_host_values(const GaussianMixture& data, const GaussianPath& path, const Positions<Real>& x) {
    const MixtureField<Real> field(data, laws_of(path));
    const auto d = static_cast<std::size_t>(data.dimension());
    const MotionView<Real> out{Kokkos::View<Real*>("log density", x.extent(0)),
                               Positions<Real>("score", x.extent(0), d), Positions<Real>("velocity", x.extent(0), d)};
    const Values at = to_values(x);
    for (std::size_t level = 0; level < times.size(); ++level) {
        const VelocityTerms terms = velocity_terms(path, times[level]);
        evaluate_motion(field, static_cast<int>(level), terms, x, out);
        const Values log_density = to_values(out.log_density);
        const Values score = to_values(out.score);
        const Values velocity = to_values(out.velocity);
        const GaussianTransition law = law_at(path, times[level]);
        const GaussianMixture mixture = data.after(law.factor, law.variance);
        std::vector<double> exact(d);
        for (std::size_t i = 0; i < x.extent(0); ++i) {
            const std::span<const double> place(&at[i * d], d);
            const MixtureRoundOff off = mixture_round_off<Real>(mixture, place);
            ASSERT_NEAR(log_density[i], mixture.log_density(place), off.log_density);
            mixture.score(place, exact);
            for (std::size_t c = 0; c < d; ++c) {
                ASSERT_NEAR(score[i * d + c], exact[c], off.score);
                const double expected =
                    path.drift(times[level]) * place[c] - 0.5 * path.squared_diffusion(times[level]) * exact[c];
                const double size = std::abs(terms.state * place[c]) + std::abs(terms.score * exact[c]);
                ASSERT_NEAR(velocity[i * d + c], expected,
                            std::abs(terms.score) * off.score + 3.0 * epsilon<Real> * size);
            }
        }
    }
}

TYPED_TEST(VelocityTest, DensityScoreAndVelocityAreThoseOfTheMixture) {
    for (const GaussianKind kind : kinds) {
        SCOPED_TRACE("kind " + std::to_string(static_cast<int>(kind)));
        expect_host_values<TypeParam>(three_on_a_line(), continuity_path(kind), places<TypeParam>(33, 1, 3.0));
        expect_host_values<TypeParam>(five_gaussians(), continuity_path(kind), places<TypeParam>(300, 2, 3.0));
        expect_host_values<TypeParam>(two_in(3), continuity_path(kind), places<TypeParam>(5, 3, 2.0));
    }
    for (const int dimension : {4, 11, 64}) {
        expect_host_values<TypeParam>(two_in(dimension), continuity_path(GaussianKind::vp),
                                      places<TypeParam>(70, dimension, 1.5));
    }
}

TYPED_TEST(VelocityTest, FarOutTheScoreIsStillThatOfTheNearestComponent) {
    // 100 standard deviations away: the density is 1e-2000 and more.
    expect_host_values<TypeParam>(five_gaussians(), continuity_path(GaussianKind::vp), places<TypeParam>(64, 2, 40.0));
}

TYPED_TEST(VelocityTest, ViewsOfNoExtentAreLeftOut) {
    const GaussianPath path = continuity_path(GaussianKind::vp);
    const MixtureField<TypeParam> field(five_gaussians(), laws_of(path));
    const auto x = places<TypeParam>(50, 2, 2.0);
    const VelocityTerms terms = velocity_terms(path, times[1]);
    const MotionView<TypeParam> all{Kokkos::View<TypeParam*>("log density", 50), Positions<TypeParam>("score", 50, 2),
                                    Positions<TypeParam>("velocity", 50, 2)};
    evaluate_motion(field, 1, terms, x, all);
    const Positions<TypeParam> alone("alone", 50, 2);
    evaluate_motion(field, 1, terms, x, MotionView<TypeParam>{{}, {}, alone});
    EXPECT_EQ(to_values(alone), to_values(all.velocity));
    evaluate_motion(field, 1, terms, x, MotionView<TypeParam>{{}, alone, {}});
    EXPECT_EQ(to_values(alone), to_values(all.score));
}

TYPED_TEST(VelocityTest, OfAGivenScoreIsTheSameFormula) {
    const auto x = places<TypeParam>(41, 3, 2.0);
    const Positions<TypeParam> score("score", 41, 3);
    assign(score, random_values(123, -1.0, 1.0, 3));
    const Values at = to_values(x);
    const Values pull = to_values(score);
    velocity_from_score<TypeParam>({-0.75, -1.5}, x, score, score);  // exact numbers: in place
    const Values velocity = to_values(score);
    for (std::size_t i = 0; i < at.size(); ++i) {
        EXPECT_NEAR(velocity[i], -0.75 * at[i] - 1.5 * pull[i], 6.0 * epsilon<TypeParam>);
    }
}

TEST(Velocity, FromAPointByPlainDiffusionIsXOverTwiceTheTime) {
    // From N(0, w) it is x/(2 (t + w/sigma^2)): off by w/(sigma^2 t) of itself, 1e-10/1.69/0.05.
    const GaussianMixture point({{1.0, {0.0, 0.0}, Covariance::isotropic(2, 1e-10)}});
    const GaussianPath path = continuity_path(GaussianKind::brownian);
    const MixtureField<double> field(point, laws_of(path));
    const auto x = places<double>(20, 2, 3.0);
    const Values at = to_values(x);
    const Positions<double> velocity("velocity", 20, 2);
    for (std::size_t level = 0; level < times.size(); ++level) {
        evaluate_motion(field, static_cast<int>(level), velocity_terms(path, times[level]), x,
                        MotionView<double>{{}, {}, velocity});
        const Values found = to_values(velocity);
        for (std::size_t i = 0; i < at.size(); ++i) {
            EXPECT_NEAR(found[i], at[i] / (2.0 * times[level]), 2e-9 * std::abs(found[i]));
            EXPECT_NEAR(found[i], velocity_from_point(path, times[level], at[i], 0.0), 2e-9 * std::abs(found[i]));
        }
    }
}

// Differences leave h^2/6 of a third derivative, then h^4: the order is 2 to (h/width)^2/10; width 0.25, h = 0.04: 0.3
// % and h-dependent. Round-off: 1e-15/h, relative to residuals down to 1e-4.
TEST(Velocity, FokkerPlanckResidualFallsAtOrderTwo) {
    const std::vector<double> spacings{0.04, 0.02, 0.01, 0.005};
    const Values places = random_values(800, -2.0, 2.0, 17);
    for (const GaussianKind kind : kinds) {
        const GaussianPath path = continuity_path(kind);
        std::vector<double> residuals;
        for (const double h : spacings) {
            // t +- h/2 lies inside one level of ddpm, whose beta jumps at multiples of 0.1.
            residuals.push_back(continuity_residual(five_gaussians(), path, 0.35, h, 0.5, places));
        }
        EXPECT_LT(residuals.back(), 1e-2);
        for (const double order : pairwise_orders(spacings, residuals)) {
            EXPECT_NEAR(order, 2.0, 0.05) << "kind " << static_cast<int>(kind);
        }
    }
}

TEST(Velocity, OfFlowAtItsEndIsRefused) {
    EXPECT_THROW(velocity_terms(continuity_path(GaussianKind::flow), 1.0), UserError);
}

}  // namespace
}  // namespace ebru
