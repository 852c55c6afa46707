#include "diagnostics/observed_order.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/error.hpp"

namespace ebru {
namespace {

TEST(ObservedOrder, PowerLawIsFoundExactly) {
    const std::vector<double> h{0.1, 0.05, 0.025, 0.0125};
    std::vector<double> error;
    for (const double spacing : h) {
        error.push_back(3.0 * std::pow(spacing, 2.5));
    }
    const LineFit fit = fit_power_law(h, error);
    EXPECT_NEAR(fit.slope, 2.5, 1e-12);
    EXPECT_NEAR(std::exp(fit.intercept), 3.0, 1e-11);
    EXPECT_NEAR(fit.slope_standard_error, 0.0, 1e-12);
    for (const double order : pairwise_orders(h, error)) {
        EXPECT_NEAR(order, 2.5, 1e-12);
    }
}

TEST(ObservedOrder, PairsShowWhereTheOrderIsReached) {
    const std::vector<double> orders =
        pairwise_orders(std::vector<double>{4.0, 2.0, 1.0}, std::vector<double>{8.0, 4.0, 1.0});
    ASSERT_EQ(orders.size(), 2U);
    EXPECT_NEAR(orders[0], 1.0, 1e-14);
    EXPECT_NEAR(orders[1], 2.0, 1e-14);
}

TEST(ObservedOrder, StandardErrorByHand) {
    // y = x with residuals +1, -2, +1 about slope 1, intercept 0: s^2 = 6/(3-2), sum (x - mean)^2 = 2
    const LineFit fit = fit_line(std::vector<double>{0.0, 1.0, 2.0}, std::vector<double>{1.0, -1.0, 3.0});
    EXPECT_NEAR(fit.slope, 1.0, 1e-14);
    EXPECT_NEAR(fit.intercept, 0.0, 1e-14);
    EXPECT_NEAR(fit.slope_standard_error, std::sqrt(3.0), 1e-14);
}

TEST(ObservedOrder, RefusesWhatHasNoSlope) {
    EXPECT_THROW((void)fit_line(std::vector<double>{1.0}, std::vector<double>{1.0}), ContractError);
    EXPECT_THROW((void)fit_line(std::vector<double>{1.0, 1.0}, std::vector<double>{1.0, 2.0}), ContractError);
    EXPECT_THROW((void)fit_power_law(std::vector<double>{1.0, 2.0}, std::vector<double>{1.0, 0.0}), ContractError);
    EXPECT_THROW((void)pairwise_orders(std::vector<double>{1.0, 1.0}, std::vector<double>{1.0, 2.0}), ContractError);
}

}  // namespace
}  // namespace ebru
