#include "validation/converge/refined_deck.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "tests/validation/converge/deck_text.hpp"

namespace ebru {
namespace {

/// v of a level on a grid, (2, Y, X), in widths of the image per interval.
std::vector<double> velocity_in_widths(const RefinedDeck& deck, int factor, int level) {
    const ImageShape shape = deck.shape(factor);
    const auto process = deck.process<double>(factor);
    const ImageBatch<double> image("image", 1, 1, static_cast<std::size_t>(shape.ny),
                                   static_cast<std::size_t>(shape.nx));
    process->initialize(image, std::vector<SampleId>{3});
    process->advance_to(level);
    const HostVelocity v("velocity", 1, 2, static_cast<std::size_t>(shape.ny), static_cast<std::size_t>(shape.nx));
    process->copy_velocity(std::vector<int>{0}, v);
    const double per_interval = static_cast<double>(deck.steps(factor, level)) / shape.nx;
    std::vector<double> values(v.data(), v.data() + v.size());
    for (double& value : values) {
        value *= per_interval;
    }
    return values;
}

/// Three times as fine, every cell's centre is one of the finer grid's.
class VelocityOfEveryGrid : public testing::TestWithParam<const char*> {};

TEST_P(VelocityOfEveryGrid, IsTheSameFieldAtCommonPoints) {
    const ImageShape shape{1, 10, 12};
    const RefinedDeck deck = test::refined_deck(GetParam(), shape);
    const int level = 2;
    const std::vector<double> coarse = velocity_in_widths(deck, 1, level);
    const std::vector<double> fine = velocity_in_widths(deck, 3, level);
    double largest = 0.0;
    for (int c = 0; c < 2; ++c) {
        for (int y = 0; y < shape.ny; ++y) {
            for (int x = 0; x < shape.nx; ++x) {
                const int there = ((c * 3 * shape.ny) + 3 * y + 1) * 3 * shape.nx + 3 * x + 1;
                const double value = coarse[static_cast<std::size_t>((c * shape.ny + y) * shape.nx + x)];
                ASSERT_NEAR(fine[static_cast<std::size_t>(there)], value, 1e-13);
                largest = std::max(largest, std::abs(value));
            }
        }
    }
    EXPECT_GT(largest, 0.01);  // a field that vanishes would be the same everywhere
}

INSTANTIATE_TEST_SUITE_P(Kinds, VelocityOfEveryGrid,
                         testing::Values("kind = \"walls\"\nphase_speed = 0.05",
                                         "kind = \"stream\"\nphase_speed = 0.05",
                                         "kind = \"independent\"\nphase_speed = 0.05",
                                         "kind = \"walls\"\namplitude = \"shell-exact\"",
                                         "kind = \"uniform\"\nv_x = 0.8\nv_y = 0.6\nscale = \"as-given\"",
                                         "kind = \"uniform\"\nv_x = 2.0\nv_y = -3.0", "kind = \"shear\"",
                                         "kind = \"shear\"\nscale = \"max\"", "kind = \"rotation\"\nstrength = 3.0",
                                         "kind = \"cellular\"\ncells_x = 2\nscale = \"max\"",
                                         "kind = \"shear\"\nstrength = 0.2\nscale = \"as-given\"",
                                         "kind = \"cellular\"\nstrength = 3.0\nscale = \"as-given\""));

TEST(RefinedDeck, KeepsFoAndAlphaAndRefinesTheStepsDiffusively) {
    const RefinedDeck deck = test::refined_deck("kind = \"walls\"", {1, 12, 12});
    const auto coarse = deck.process<double>(1);
    const auto fine = deck.process<double>(4);
    ASSERT_EQ(coarse->levels().size(), fine->levels().size());
    for (std::size_t k = 1; k < coarse->levels().size(); ++k) {
        const LevelRecord& a = coarse->levels()[k];
        const LevelRecord& b = fine->levels()[k];
        EXPECT_NEAR(b.fo, a.fo, 1e-15);
        EXPECT_EQ(b.alpha_lu, a.alpha_lu);
        EXPECT_EQ(b.steps, 16 * a.steps);
        EXPECT_EQ(b.velocity_scale_lu, a.velocity_scale_lu / 4.0);
    }
}

TEST(RefinedDeck, TakesADeckInLatticeQuantities) {
    const RefinedDeck deck = test::refined_lattice_deck("kind = \"cellular\"", {1, 12, 12});
    EXPECT_EQ(deck.steps(1, 1), 7);
    EXPECT_EQ(deck.steps(2, 1), 28);
    EXPECT_EQ(deck.process<double>(2)->levels().back().alpha_lu, 0.15);
}

TEST(RefinedDeck, KnowsItsReference) {
    const ImageShape shape{1, 12, 12};
    EXPECT_EQ(test::refined_deck("kind = \"walls\"", shape).reference(), ConvergenceReference::finer_grid);
    EXPECT_EQ(test::refined_deck("kind = \"uniform\"", shape, "periodic").reference(), ConvergenceReference::exact);
    EXPECT_EQ(test::refined_deck("kind = \"uniform\"", shape, "mirror").reference(), ConvergenceReference::finer_grid);
    EXPECT_EQ(test::refined_deck("kind = \"walls\"", shape, "mirror", 0.0).reference(), ConvergenceReference::exact);
}

void expect_refused(const char* velocity, const std::string& problem) {
    try {
        test::refined_deck(velocity, {1, 12, 12});
        FAIL() << velocity << " was taken";
    } catch (const UserError& error) {
        EXPECT_NE(error.problem().find(problem), std::string::npos) << error.what();
    }
}

TEST(RefinedDeck, RefusesAVelocityThatIsAnotherOneOnEveryGrid) {
    expect_refused("kind = \"walls\"\nscale = \"max\"", "velocity.scale");
    expect_refused("kind = \"stream\"\nm_max = 6.0", "velocity.m_max");
}

}  // namespace
}  // namespace ebru
