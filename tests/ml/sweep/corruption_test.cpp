#include "ml/sweep/corruption.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

namespace ebru {
namespace {

/// Images of 6 x 6 that all hold the numbers 0, 7 .. 245, each in an order of its own: all of one mean.
class Corruption : public testing::Test {
  protected:
    static constexpr int pixels = 36;

    void SetUp() override {
        folder_ = std::filesystem::path(testing::TempDir()) / "ebru_corruption";
        std::filesystem::create_directories(folder_);
        std::string bytes("\0\0\x08\x03\0\0\0\x05\0\0\0\x06\0\0\0\x06", 16);
        for (const int factor : {5, 7, 11, 13, 17}) {  // no divisor in common with 36
            for (int p = 0; p < pixels; ++p) {
                bytes.push_back(static_cast<char>(7 * (p * factor % pixels)));
            }
        }
        std::ofstream(folder_ / "images.idx", std::ios::binary) << bytes;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    /// \param preset a line or nothing. \param tables of the process.
    [[nodiscard]] std::vector<double> levels(const std::string& preset, const std::string& tables) const {
        const std::string path = (folder_ / "images.idx").string();
        return corruption_by_level(preset + "seed = 3\n[data]\npath = \"" + path + "\"\n" + tables, 5);
    }

    std::filesystem::path folder_;
};

TEST_F(Corruption, BlurEndsWithTheMean) {
    const std::vector<double> found =
        levels("", "[process]\nkind = \"heat\"\n[schedule]\nlevels = 6\nsigma_min = 0.2\nsigma_max = 30.0\n");
    ASSERT_EQ(found.size(), 7U);
    EXPECT_EQ(found.front(), 0.0);
    for (std::size_t k = 1; k < found.size(); ++k) {
        EXPECT_GE(found[k], found[k - 1]);
    }
    EXPECT_LT(found[1], 0.9);
    // sigma = 30 pixels leaves exp(-30^2 pi^2/(2 6^2)) of the slowest mode: only the round-off of single precision.
    EXPECT_NEAR(found.back(), 1.0, 1e-5);
}

TEST_F(Corruption, FlowMatchingEndsWithNoiseAlone) {
    const std::vector<double> found = levels("preset = \"flow\"\n", "[gaussian]\nlevels = 4\n");
    double square = 0.0;  // of the images' values, -1 to 1
    double mean = 0.0;
    for (int v = 0; v < pixels; ++v) {
        const double value = 2.0 * 7.0 * v / 255.0 - 1.0;
        mean += value / pixels;
        square += value * value / pixels;
    }
    // u_K is standard normal and knows nothing of u_0; 180 of its values, within four standard errors.
    const double expected = std::sqrt((1.0 + square) / (square - mean * mean));
    EXPECT_NEAR(found.back(), expected, 4.0 * expected / std::sqrt(2.0 * 180.0));
}

}  // namespace
}  // namespace ebru
