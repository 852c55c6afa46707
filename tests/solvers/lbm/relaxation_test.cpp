#include "solvers/lbm/relaxation.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "tests/support/lbm_schemes.hpp"

namespace ebru {
namespace {

TEST(Relaxation, TheOddRateSetsTheDiffusivityAndLambdaTheEvenOne) {
    for (const NamedRelaxation& relaxation : all_relaxations()) {
        for (const double alpha : {0.002, 0.1, 1.0 / 6.0, 0.4}) {
            const RelaxationTimes tau = relaxation_times(relaxation.choice, alpha);
            EXPECT_NEAR((tau.odd - 0.5) / 3.0, alpha, 1e-16) << relaxation.name;
            EXPECT_NEAR((tau.even - 0.5) * (tau.odd - 0.5), relaxation.magic(3.0 * alpha), 1e-14) << relaxation.name;
        }
    }
}

TEST(Relaxation, AtTauOneAllNamedChoicesAgree) {
    for (const RelaxationChoice& choice :
         {RelaxationChoice{.collision = Collision::bgk}, RelaxationChoice{.magic = Magic::quarter},
          RelaxationChoice{.magic = Magic::fourth_order}}) {
        const RelaxationTimes tau = relaxation_times(choice, 1.0 / 6.0);
        EXPECT_NEAR(tau.odd, 1.0, 1e-15);
        EXPECT_NEAR(tau.even, 1.0, 1e-15);
    }
}

TEST(Stability, BgkIsRefusedOutsideItsWindowWithBothWaysOut) {
    const RelaxationChoice bgk{.collision = Collision::bgk};
    for (const double tau : {0.8, 0.9, 1.0}) {
        EXPECT_NO_THROW(check_stability(bgk, (tau - 0.5) / 3.0, 0.0, "level 3")) << tau;
    }
    for (const double tau : {0.52, 0.799, 1.001, 1.5}) {
        try {
            check_stability(bgk, (tau - 0.5) / 3.0, 0.0, "the interval of level 3");
            FAIL() << "accepted tau = " << tau;
        } catch (const UserError& error) {
            EXPECT_NE(error.problem().find("bgk"), std::string::npos);
            EXPECT_NE(error.problem().find("the interval of level 3"), std::string::npos);
            EXPECT_NE(error.advice().find("trt"), std::string::npos);
            // tau in [0.8, 1] is alpha in [0.1, 1/6].
            EXPECT_NE(error.advice().find("[0.1000, 0.1667]"), std::string::npos) << error.advice();
        }
        EXPECT_NO_THROW(check_stability({.magic = Magic::quarter}, (tau - 0.5) / 3.0, 0.1, "level 3"));
    }
}

TEST(Stability, FourthOrderIsRefusedBeyondItsCellPecletNumber) {
    const RelaxationChoice fourth{.magic = Magic::fourth_order};
    EXPECT_NO_THROW(check_stability(fourth, 0.005, 0.0999, "level 1"));
    try {
        check_stability(fourth, 0.004, 0.1, "level 1");
        FAIL() << "accepted a cell Peclet number of 25";
    } catch (const UserError& error) {
        EXPECT_NE(error.problem().find("25"), std::string::npos);
        EXPECT_NE(error.advice().find("quarter"), std::string::npos);
        EXPECT_NE(error.advice().find("1.25"), std::string::npos) << error.advice();
    }
    EXPECT_NO_THROW(check_stability({.magic = Magic::quarter}, 0.004, 0.1, "level 1"));
}

}  // namespace
}  // namespace ebru
