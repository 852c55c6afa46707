#include "validation/common/convergence.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace ebru {
namespace {

/// Grids whose error in double is h^order, in float the same plus `excess`.
std::vector<GridErrors> grids_of(double order, double excess = 0.0) {
    std::vector<GridErrors> grids;
    for (const int n : {16, 32, 64, 128}) {
        const double error = std::pow(n, -order);
        grids.push_back({n, 100, {error, error, error}, {error + excess, error + excess, error + excess}});
    }
    return grids;
}

StudyReport judged(const std::vector<GridErrors>& grids, double order) {
    StudyReport report;
    Table& table = convergence_table(report, "t", "caption");
    judge_convergence(report, table, {"method", order, 0.1, 1.0, "reason"}, grids);
    return report;
}

TEST(StudyConvergence, AnOrderHoldsFromBothSides) {
    EXPECT_TRUE(judged(grids_of(2.0), 2.0).holds());
    EXPECT_TRUE(judged(grids_of(2.09), 2.0).holds());
    EXPECT_FALSE(judged(grids_of(1.85), 2.0).holds());
    EXPECT_FALSE(judged(grids_of(2.15), 2.0).holds());
}

TEST(StudyConvergence, AnErrorThatIsNotANumberFails) {
    std::vector<GridErrors> grids = grids_of(2.0);
    grids[1].in_double.l2 = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(judged(grids, 2.0).holds());
    grids = grids_of(2.0);
    grids[1].in_float.l2 = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(judged(grids, 2.0).holds());
}

TEST(StudyConvergence, FloatMayExceedDoubleByRoundOffOnly) {
    const double allowed = 4.0 * std::numeric_limits<float>::epsilon() * 10.0;  // sqrt(100 steps)
    EXPECT_TRUE(judged(grids_of(2.0, 0.9 * allowed), 2.0).holds());
    EXPECT_FALSE(judged(grids_of(2.0, 1.1 * allowed), 2.0).holds());
}

TEST(StudyConvergence, TheNoteNamesTheGridWhereRoundOffTakesOver) {
    // Excess 1e-5: a tenth of the error 128^-2 = 6.1e-5 and below that of 64^-2 = 2.4e-4.
    const StudyReport report = judged(grids_of(2.0, 1e-5), 2.0);
    ASSERT_EQ(report.notes().size(), 1U);
    EXPECT_NE(report.notes().front().find("N = 128"), std::string::npos) << report.notes().front();
}

TEST(StudyReports, WithoutAVerdictNothingHolds) {
    EXPECT_FALSE(StudyReport().holds());
}

TEST(StudyVerdicts, NotANumberNeverHolds) {
    EXPECT_FALSE(Verdict().holds());
    EXPECT_FALSE(bound_verdict("claim", std::numeric_limits<double>::quiet_NaN(), 1.0, "").holds());
    EXPECT_TRUE(bound_verdict("claim", -0.5, 1.0, "").holds());
    EXPECT_FALSE(bound_verdict("claim", -1.5, 1.0, "").holds());
    EXPECT_FALSE(truth_verdict("claim", false, "").holds());
}

}  // namespace
}  // namespace ebru
