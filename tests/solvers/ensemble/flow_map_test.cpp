#include "solvers/ensemble/flow_map.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "diagnostics/observed_order.hpp"
#include "solvers/ensemble/component_moments.hpp"
#include "solvers/ensemble/control_steps.hpp"
#include "solvers/ensemble/ensemble_start.hpp"
#include "tests/support/image_values.hpp"
#include "validation/common/five_gaussians.hpp"
#include "validation/common/quantile_flow.hpp"

namespace ebru {
namespace {

GaussianPath path_of(GaussianKind kind) {
    GaussianParameters p;
    p.kind = kind;
    p.levels = 10;
    p.noise_scale = 1.2;
    p.beta_min = kind == GaussianKind::vp ? 0.2 : 0.05;
    p.beta_max = kind == GaussianKind::vp ? 6.0 : 0.4;
    p.sigma_min = 0.1;
    p.sigma_max = 3.0;
    return GaussianPath(p);
}

const std::vector<GaussianKind> kinds{GaussianKind::ddpm, GaussianKind::vp, GaussianKind::ve, GaussianKind::flow,
                                      GaussianKind::brownian};

double end_of(GaussianKind kind) {
    return kind == GaussianKind::flow ? 0.98 : 1.0;
}

FlowErrors errors_of(GaussianKind kind, RungeKutta scheme, int steps) {
    return flow_errors(path_of(kind), end_of(kind), scheme, steps);
}

// The claim. The scheme's error falls at order 4 (below): 1e-8 is reached with room at 2000 steps.
TEST(FlowMap, CarriesQuantilesAndBringsThemBack) {
    for (const GaussianKind kind : kinds) {
        const FlowErrors errors = errors_of(kind, RungeKutta::fourth, 2000);
        EXPECT_LT(errors.quantile, 1e-8) << "kind " << static_cast<int>(kind);
        EXPECT_LT(errors.place, 1e-8) << "kind " << static_cast<int>(kind);
        std::ostringstream text;
        text << errors.quantile << " " << errors.place;
        RecordProperty("errors_of_kind_" + std::to_string(static_cast<int>(kind)), text.str());
    }
}

// Step counts where the first term of the error rules and round-off (1e-13) does not show: the slope over three
// halvings is the order to the next term's share, which falls with the step.
TEST(FlowMap, SchemesHaveTheirOrders) {
    const auto expect_order = [](GaussianKind kind, RungeKutta scheme, int first, double order, double band) {
        std::vector<double> spacings;
        std::vector<double> errors;
        for (int n = first; n <= 8 * first; n *= 2) {
            spacings.push_back(1.0 / n);
            errors.push_back(errors_of(kind, scheme, n).quantile);
        }
        EXPECT_NEAR(fit_power_law(spacings, errors).slope, order, band) << "kind " << static_cast<int>(kind);
    };
    // Steps of ddpm end on its ten levels.
    for (const GaussianKind kind : {GaussianKind::vp, GaussianKind::ddpm, GaussianKind::ve}) {
        expect_order(kind, RungeKutta::euler, 160, 1.0, 0.1);
        expect_order(kind, RungeKutta::heun, 160, 2.0, 0.15);
        expect_order(kind, RungeKutta::fourth, 80, 4.0, 0.25);
    }
}

template <class Real>
class FlowMapTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(FlowMapTest, Precisions);

TYPED_TEST(FlowMapTest, AWalkInPartsAndASmallerEnsembleHaveTheSameBits) {
    const GaussianPath path = path_of(GaussianKind::vp);
    for (const GaussianMixture& data : {three_on_a_line(), five_gaussians(), two_in(3), two_in(7)}) {
        const auto source = make_mixture_source(data);
        const auto whole = start_ensemble<TypeParam>(*source, 5, 333);
        const auto small = start_ensemble<TypeParam>(*source, 5, 70);
        const FlowMap<TypeParam> map(data, path, uniform_times(0.0, 1.0, 12), RungeKutta::fourth);
        map.carry(whole, 0, 12);
        map.carry(whole, 12, 3);
        map.carry(small, 0, 5);
        map.carry(small, 5, 12);
        map.carry(small, 12, 12);
        map.carry(small, 12, 3);
        const Values all = to_values(whole);
        const Values some = to_values(small);
        EXPECT_EQ(some, Values(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(some.size())));
    }
}

// Control with knob 0: every component of the mixture back. The flow from the exact law at time 1 has no noise, so that
// its particles are a sample of the data but for the scheme's error, 1e-6 at 100 steps (a hundredth of a standard
// error; float: steps of 1e-7 each).
TYPED_TEST(FlowMapTest, BringsAMixtureOfFiveGaussiansBack) {
    const GaussianPath path = path_of(GaussianKind::vp);
    const GaussianMixture data = five_gaussians();
    const auto x = start_ensemble<TypeParam>(*make_mixture_source(law_of(data, path, 1.0)), 3, 100000);
    FlowMap<TypeParam>(data, path, uniform_times(1.0, 0.0, 100), RungeKutta::fourth).carry(x, 0, 100);
    const std::vector<ComponentMoments> found = component_moments(data, x);
    for (std::size_t i = 0; i < found.size(); ++i) {
        const MixtureComponent& c = data.components()[i];
        EXPECT_NEAR(found[i].weight, c.weight, 4.0 * found[i].weight_error);
        for (std::size_t a = 0; a < 2; ++a) {
            EXPECT_NEAR(found[i].mean[a], c.mean[a], 4.0 * found[i].mean_error[a]);
        }
        for (std::size_t entry = 0; entry < 4; ++entry) {
            EXPECT_NEAR(found[i].covariance[entry], c.covariance.matrix()[entry],
                        4.0 * found[i].covariance_error[entry]);
        }
    }
}

TEST(FlowMap, TimesOutsideOfItsPathAreRefused) {
    const GaussianMixture data = three_on_a_line();
    EXPECT_THROW(FlowMap<double>(data, path_of(GaussianKind::flow), {0.0, 0.5, 1.0}, RungeKutta::heun), UserError);
    EXPECT_THROW(FlowMap<double>(data, path_of(GaussianKind::vp), {0.0, 0.5, 1.1}, RungeKutta::heun), UserError);
}

}  // namespace
}  // namespace ebru
