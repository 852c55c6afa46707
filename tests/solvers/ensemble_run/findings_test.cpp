#include "solvers/ensemble_run/findings.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace ebru {
namespace {

TEST(Findings, ScoreIsWhatLiesBeyondTheTolerance) {
    EXPECT_DOUBLE_EQ((Check{"a", 1.5, 1.0, 0.1, 0.2}).score(), 3.0);
    EXPECT_DOUBLE_EQ((Check{"a", 0.5, 1.0, 0.1, 0.2}).score(), -3.0);
    EXPECT_EQ((Check{"a", 1.1, 1.0, 0.1, 0.2}).score(), 0.0);
}

TEST(Findings, WithoutStandardErrorATolerancesIsAllThereIs) {
    EXPECT_EQ((Check{"a", 1.0 + 1e-13, 1.0, 0.0, 1e-12}).score(), 0.0);
    EXPECT_TRUE(std::isinf((Check{"a", 1.0 + 1e-11, 1.0, 0.0, 1e-12}).score()));
}

TEST(Findings, WhatIsNotANumberMisses) {
    Findings findings;
    findings.check({"a", std::nan(""), 1.0, 0.1});
    EXPECT_EQ(findings.missed(), 1);
    EXPECT_NE(findings.text().find("1 MISSED"), std::string::npos);
}

/// The limit x has P(|xi| > x) = 0.001/m; erfc is the reference. Newton's last step is below 1e-12 of x, and the tail's
/// logarithm has slope about x, so the tail is right to x^2 1e-12, 1e-10 at most for x < 10.
TEST(Findings, LimitIsTheQuantileForAsManyChecksAsHaveErrors) {
    Findings findings;
    for (int m = 1; m <= 3000; ++m) {
        findings.check({"a", 0.0, 0.0, 1.0});
        findings.check({"exact", 0.0, 0.0});
        if (m == 1 || m == 10 || m == 3000) {
            const double tail = std::erfc(findings.largest_by_chance() / std::numbers::sqrt2);
            EXPECT_NEAR(tail * m / 1e-3, 1.0, 1e-10) << m;
        }
    }
}

TEST(Findings, TextKeepsTheFarthestInTheirOrder) {
    Findings findings;
    findings.check({"near", 0.1, 0.0, 1.0});
    findings.check({"far", 5.0, 0.0, 1.0});
    findings.check({"farther", -6.0, 0.0, 1.0});
    const std::string text = findings.text(2);
    EXPECT_EQ(text.find("near"), std::string::npos);
    EXPECT_LT(text.find("far "), text.find("farther"));
    EXPECT_NE(text.find("2 farthest of 3"), std::string::npos);
    EXPECT_NE(text.find("1 of 3 within"), std::string::npos);
}

TEST(ResultTable, NumbersReadBackToTheSameBits) {
    ResultTable table("t", {"a word", "number"});
    table.add({std::string("x, y"), 0.1});
    table.add({std::string("z"), std::numeric_limits<double>::infinity()});
    const std::string text = table.csv();
    EXPECT_EQ(text.substr(0, text.find('\n')), "a word,number");
    EXPECT_NE(text.find("\"x, y\",0.1\n"), std::string::npos) << text;
    EXPECT_NE(text.find("z,inf"), std::string::npos) << text;
}

}  // namespace
}  // namespace ebru
