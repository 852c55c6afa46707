#include "validation/converge/convergence_run.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "tests/validation/converge/deck_text.hpp"

namespace ebru {
namespace {

/// One smooth image, given as a source.
class SmoothImage final : public ImageSource {
  public:
    explicit SmoothImage(ImageShape shape) : shape_(shape) {}
    [[nodiscard]] std::int64_t size() const override { return 1; }
    [[nodiscard]] ImageShape shape() const override { return shape_; }
    void read(std::int64_t /*first*/, std::int64_t /*count*/, std::span<double> values) override {
        constexpr double turn = 2.0 * std::numbers::pi;
        std::size_t i = 0;
        for (int y = 0; y < shape_.ny; ++y) {
            for (int x = 0; x < shape_.nx; ++x) {
                const double s = (x + 0.5) / shape_.nx;
                const double t = (y + 0.5) / shape_.ny;
                values[i++] = 0.5 + 0.3 * std::cos(turn * s) * std::cos(turn * t) + 0.1 * std::cos(2.0 * turn * s);
            }
        }
    }

  private:
    ImageShape shape_;
};

constexpr ImageShape shape{1, 16, 16};

MeasuredConvergence measured(const RefinedDeck& deck, int grids) {
    SmoothImage image(shape);
    return measure_convergence(deck, image, {.grids = grids, .level = deck.levels(), .images = 1});
}

/// The order that the schemes have under diffusive scaling (numerics.md 1.2), from both sides.
void expect_second_order(const MeasuredConvergence& result, std::size_t grids) {
    ASSERT_EQ(result.grids.size(), grids);
    EXPECT_NEAR(fitted_order(result.grids), 2.0, 0.1);
}

TEST(ConvergenceRun, SecondOrderAgainstTheExactTranslation) {
    for (const char* method : {"stencil", "lbm"}) {
        expect_second_order(
            measured(test::refined_deck("kind = \"uniform\"\nv_y = 0.5", shape, "periodic", 8.0, method), 4), 4);
    }
}

TEST(ConvergenceRun, SecondOrderAgainstTheFinerGrid) {
    const MeasuredConvergence result = measured(test::refined_deck("kind = \"cellular\"", shape, "mirror", 3.0), 4);
    expect_second_order(result, 3);
    for (const double share : result.unresolved_share) {
        EXPECT_LT(share, 1e-3);  // the restriction is not what is measured
    }
}

/// Both references must see the same error: |u_N - u_2N| is 3/4 of |u_N - u| at order 2.
TEST(ConvergenceRun, TheFinerGridSeesThreeQuartersOfTheError) {
    const RefinedDeck exact = test::refined_deck("kind = \"uniform\"\nv_y = 0.5", shape, "periodic");
    const MeasuredConvergence against_exact = measured(exact, 2);
    std::vector<double> difference = against_exact.fields[0].values;
    const std::vector<double> finer =
        ImageSeries(SeriesKind::fourier, against_exact.fields[1].grid, against_exact.fields[1].values)
            .at_centres(against_exact.fields[0].grid);
    double sum = 0.0;
    for (std::size_t i = 0; i < difference.size(); ++i) {
        sum += (difference[i] - finer[i]) * (difference[i] - finer[i]);
    }
    const double l2 = std::sqrt(sum / static_cast<double>(difference.size()));
    EXPECT_NEAR(l2 / against_exact.grids[0].in_double.l2, 0.75, 0.02);
}

TEST(ConvergenceRun, TheHeatProcessIsExactOnEveryGrid) {
    const RefinedDeck deck = test::refined_text(
        "[data]\npath = \"none\"\n[process]\nkind = \"heat\"\n[schedule]\nlevels = 2\nFo_min = 1e-3\nFo_max = 0.02\n",
        shape);
    for (const GridErrors& grid : measured(deck, 3).grids) {
        EXPECT_LT(grid.in_double.max, 1e-14);
        EXPECT_LT(grid.in_float.max, 1e-6);
    }
}

/// At alpha = 1/6 pure diffusion is of fourth order (numerics.md 1.2).
TEST(ConvergenceRun, PureDiffusionIsOfFourthOrderAtOneSixth) {
    const RefinedDeck deck = test::refined_text(
        "[data]\npath = \"none\"\n[lattice]\nlevels = 1\nsteps = 12\nalpha = 0.16666666666666666\n", shape);
    EXPECT_NEAR(fitted_order(measured(deck, 3).grids), 4.0, 0.1);
}

}  // namespace
}  // namespace ebru
