#include <gtest/gtest.h>

#include "tests/support/lbm_schemes.hpp"
#include "tests/support/transport_checks.hpp"

namespace ebru {
namespace {

template <class Scheme>
class LbmOrder : public ::testing::Test {
  protected:
    static auto maker(const RelaxationChoice& relaxation, PopulationStart start = PopulationStart::gradient) {
        return [=](ImageShape shape, Walls walls) {
            return Scheme::make(shape, {.relaxation = relaxation, .start = start, .walls = walls});
        };
    }
};
/// At v = 0 both equilibria are one scheme.
using QuadraticSchemes =
    ::testing::Types<LbmScheme<double, D2Q9, Equilibrium::quadratic>, LbmScheme<double, D2Q5, Equilibrium::quadratic>>;
TYPED_TEST_SUITE(LbmOrder, QuadraticSchemes);

void expect_order(const std::vector<double>& errors, double order, double tolerance) {
    for (const double observed : observed_orders(errors)) {
        EXPECT_NEAR(observed, order, tolerance) << "errors " << ::testing::PrintToString(errors);
    }
}

TYPED_TEST(LbmOrder, DiffusionIsOfSecondOrder) {
    const auto check = [](std::vector<double> errors) {
        if (TypeParam::Set::directions == 5) {
            errors.erase(errors.begin());  // parts of its k^4 error cancel, so k^6 still shows on 16 cells: order 1.87
        }
        expect_order(errors, 2.0, 0.1);
    };
    check(heat_errors(this->maker({.magic = Magic::quarter}), 1.0 / 12.0));
    check(heat_errors(this->maker({.magic = Magic::quarter}), 1.0 / 24.0));
    check(heat_errors(this->maker({.collision = Collision::bgk}), 1.0 / 9.0));
}

TYPED_TEST(LbmOrder, DiffusionIsOfFourthOrderWhereTheDispersionRelationSaysSo) {
    if (TypeParam::Set::directions == 5) {
        // The k^4 error of D2Q5 at tau = 1, -k_x^2 k_y^2/36, is not isotropic: no Lambda removes it.
        expect_order(heat_errors(this->maker({.magic = Magic::quarter}), 1.0 / 6.0), 2.0, 0.1);
        return;
    }
    expect_order(heat_errors(this->maker({.magic = Magic::quarter}), 1.0 / 6.0), 4.0, 0.2);
    expect_order(heat_errors(this->maker({.collision = Collision::bgk}), 1.0 / 6.0), 4.0, 0.2);
    for (const double alpha : {1.0 / 24.0, 1.0 / 12.0, 2.0 / 9.0}) {
        expect_order(heat_errors(this->maker({.magic = Magic::fourth_order}), alpha), 4.0, 0.2);
    }
}

TYPED_TEST(LbmOrder, HillInAUniformFlow) {
    expect_order(hill_errors(this->maker({.magic = Magic::quarter}), 1.0 / 12.0), 2.0, 0.1);
    const bool fourth = TypeParam::Set::directions == 9;
    for (const PopulationStart start : {PopulationStart::gradient, PopulationStart::equilibrium}) {
        expect_order(hill_errors(this->maker({.magic = Magic::quarter}, start), 1.0 / 6.0), fourth ? 4.0 : 2.0,
                     fourth ? 0.2 : 0.1);
    }
}

TEST(LbmOrderOfTheLinearEquilibrium, HillInAUniformFlowIsSecondAtMost) {
    const auto make = [](ImageShape shape, Walls walls) {
        return LbmScheme<double, D2Q9, Equilibrium::linear>::make(shape, {.relaxation = {}, .walls = walls});
    };
    expect_order(hill_errors(make, 1.0 / 6.0), 2.0, 0.1);
}

}  // namespace
}  // namespace ebru
