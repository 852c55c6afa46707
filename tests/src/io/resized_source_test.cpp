#include "io/resized_source.hpp"

#include <cmath>
#include <numbers>

#include "reader_test_files.hpp"

namespace ebru::test {
namespace {

// Rounding of a sum of at most a few hundred products of order one, twice: below 1e-13.
constexpr double rounding = 1e-13;

const std::vector<std::pair<Grid, Grid>> size_pairs{
    {{28, 28}, {32, 32}}, {{512, 512}, {28, 28}}, {{37, 53}, {16, 24}}, {{300, 451}, {64, 64}},
    {{1, 9}, {4, 4}},     {{9, 1}, {3, 2}},       {{5, 5}, {4, 4}},     {{700, 20}, {3, 5}}};

std::vector<double> resampled(Grid from, Grid to, const std::vector<double>& in) {
    std::vector<double> out(to.cells());
    ImageResampler(from, to).apply(in, out);
    return out;
}

std::vector<double> varied(Grid grid) {
    std::vector<double> values;
    for (const unsigned char byte : varied_bytes(grid.cells())) {
        values.push_back(byte / 255.0);
    }
    return values;
}

std::vector<double> mirrored(Grid grid, const std::vector<double>& values, bool along_x) {
    std::vector<double> result(values.size());
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            const int from_y = along_x ? y : grid.ny - 1 - y;
            const int from_x = along_x ? grid.nx - 1 - x : x;
            result[static_cast<std::size_t>(y * grid.nx + x)] =
                values[static_cast<std::size_t>(from_y * grid.nx + from_x)];
        }
    }
    return result;
}

TEST(ImageResampler, ConstantStaysConstant) {
    for (const auto& [from, to] : size_pairs) {
        for (const double value : resampled(from, to, std::vector<double>(from.cells(), 0.7))) {
            ASSERT_NEAR(value, 0.7, rounding) << from.ny << " x " << from.nx;
        }
    }
}

TEST(ImageResampler, MirrorSymmetryIsKept) {
    for (const auto& [from, to] : size_pairs) {
        const std::vector<double> image = varied(from);
        const std::vector<double> plain = resampled(from, to, image);
        for (const bool along_x : {false, true}) {
            const std::vector<double> twice =
                mirrored(to, resampled(from, to, mirrored(from, image, along_x)), along_x);
            for (std::size_t i = 0; i < plain.size(); ++i) {
                ASSERT_NEAR(twice[i], plain[i], rounding) << from.ny << " x " << from.nx << " cell " << i;
            }
        }
    }
}

TEST(ImageResampler, CropTakesTheCentre) {
    const Grid from{4, 12};
    const std::vector<double> image = varied(from);
    const std::vector<double> cropped = resampled(from, {4, 4}, image);
    for (std::size_t y = 0; y < 4; ++y) {
        for (std::size_t x = 0; x < 4; ++x) {
            EXPECT_NEAR(cropped[4 * y + x], image[12 * y + 4 + x], rounding);
        }
    }
}

TEST(ImageResampler, AspectIsKept) {
    // A round blob about the centre of a wide picture stays round: equal second moments in x and y.
    const Grid from{60, 150};
    std::vector<double> image;
    for (int y = 0; y < from.ny; ++y) {
        for (int x = 0; x < from.nx; ++x) {
            image.push_back(std::exp(-(std::pow(y - 29.5, 2) + std::pow(x - 74.5, 2)) / (2 * 36.0)));
        }
    }
    const std::vector<double> out = resampled(from, {30, 30}, image);
    double mass = 0.0;
    double moment_y = 0.0;
    double moment_x = 0.0;
    for (int y = 0; y < 30; ++y) {
        for (int x = 0; x < 30; ++x) {
            const double value = out[static_cast<std::size_t>(30 * y + x)];
            mass += value;
            moment_y += value * std::pow(y - 14.5, 2);
            moment_x += value * std::pow(x - 14.5, 2);
        }
    }
    EXPECT_NEAR(moment_y / moment_x, 1.0, 1e-4);  // the tails at the edge, where the kernel is cut, are below e^-12
    // Variance 36 / 4 by the scale of 2, changed by no more than the kernel's curvature at zero frequency.
    EXPECT_NEAR(moment_x / mass, 9.0, 0.1);
}

/// Frequency response of the three-lobe Lanczos kernel at f cycles per output cell, by the midpoint rule.
double lanczos_response(double f) {
    constexpr int panels = 60000;
    double sum = 0.0;
    double weight = 0.0;
    for (int i = 0; i < panels; ++i) {
        const double t = -3.0 + 6.0 * (i + 0.5) / panels;
        const double angle = std::numbers::pi * t;
        const double kernel = std::sin(angle) / angle * std::sin(angle / 3) / (angle / 3);
        sum += kernel * std::cos(2 * std::numbers::pi * f * t);
        weight += kernel;
    }
    return sum / weight;
}

TEST(ImageResampler, ShrinkingFiltersWhatTheCoarseGridCannotHold) {
    // Factors of 8 and 40. A mode of f cycles per output cell must come out with the kernel's response at f; above 1/2
    // it would alias. The sum over s cells a lobe differs from the integral by O(1/s^2).
    for (const int factor : {8, 40}) {
        const Grid to{1, 32};
        const Grid from{factor, 32 * factor};
        for (const double f : {0.125, 0.375, 0.875, 1.625}) {
            std::vector<double> image(from.cells());
            for (std::size_t i = 0; i < image.size(); ++i) {
                const double x = static_cast<double>(i % static_cast<std::size_t>(from.nx)) + 0.5;
                image[i] = std::cos(2 * std::numbers::pi * f * (x / factor - 16.0));
            }
            const std::vector<double> out = resampled(from, to, image);
            for (std::size_t x = 4; x < 28; ++x) {  // away from the edges, where the kernel is cut
                const double expected =
                    lanczos_response(f) * std::cos(2 * std::numbers::pi * f * (static_cast<double>(x) + 0.5 - 16.0));
                ASSERT_NEAR(out[x], expected, 1.0 / (factor * factor)) << "factor " << factor << ", f " << f;
            }
        }
        EXPECT_LT(std::abs(lanczos_response(0.875)), 0.02);
    }
}

using ResizedSource = FileTest;

TEST_F(ResizedSource, OnlyPicturesAreClampedToTheUnitInterval) {
    Bytes bytes;
    Bytes doubles;
    for (int i = 0; i < 256; ++i) {
        const bool white = i % 16 >= 8;
        bytes.push_back(white ? 255 : 0);
        append_little(doubles, std::bit_cast<std::uint64_t>(white ? 1.0 : 0.0), 8);
    }
    SourceRequest request;
    request.ny = 24;
    request.nx = 24;
    request.path = write("a", idx_file(0x08, {1, 16, 16}, bytes));
    const std::vector<double> clamped = read_all(*open_image_source(request));
    request.path = write("b.npy", npy_file(npy_dictionary("<f8", "(16, 16)"), doubles));
    const std::vector<double> free = read_all(*open_image_source(request));
    EXPECT_GT(*std::max_element(free.begin(), free.end()), 1.01);
    EXPECT_LT(*std::min_element(free.begin(), free.end()), -0.01);
    for (std::size_t i = 0; i < free.size(); ++i) {
        EXPECT_EQ(clamped[i], std::clamp(free[i], 0.0, 1.0));
    }
}

TEST_F(ResizedSource, BlocksEqualTheWholeAndChannelsStayApart) {
    SourceRequest request;
    request.ny = 5;
    request.nx = 7;
    request.path = write("a", idx_file(0x08, {70, 2, 9, 8}, varied_bytes(70 * 144)));
    const auto source = open_image_source(request);
    EXPECT_EQ(source->size(), 70);
    EXPECT_EQ(source->shape(), (ImageShape{2, 5, 7}));
    expect_blocks_equal_whole(*source);
    Bytes second;  // the second channel alone
    for (std::size_t i = 0; i < 70 * 144; ++i) {
        if (i / 72 % 2 == 1) {
            second.push_back(varied_bytes(70 * 144)[i]);
        }
    }
    request.path = write("b", idx_file(0x08, {70, 9, 8}, second));
    const std::vector<double> alone = read_all(*open_image_source(request));
    const std::vector<double> both = read_all(*source);
    EXPECT_TRUE(std::equal(alone.begin(), alone.begin() + 35, both.begin() + 35));
}

TEST_F(ResizedSource, StoredSizeIsLeftAlone) {
    SourceRequest request;
    request.ny = 4;
    request.nx = 4;
    request.path = write("a", idx_file(0x08, {1, 4, 4}, varied_bytes(16)));
    EXPECT_EQ(read_all(*open_image_source(request)), read_all(*open_as(SourceKind::idx, request.path)));
}

}  // namespace
}  // namespace ebru::test
