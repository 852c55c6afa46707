#include "solvers/density/file_source.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "tests/solvers/density/density_test_data.hpp"
#include "tests/src/io/reader_test_files.hpp"

namespace ebru {
namespace {

using test::Bytes;
using test::expect_parts;
using test::message_of;

Bytes npy_of(const std::string& shape, const std::vector<double>& values) {
    Bytes bytes;
    for (const double value : values) {
        test::append_little(bytes, std::bit_cast<std::uint64_t>(value), 8);
    }
    return test::npy_file(test::npy_dictionary("<f8", shape), bytes);
}

Bytes text(const std::string& content) {
    return {content.begin(), content.end()};
}

// Shares of the pixels within four standard errors; inside a pixel of side 2/3, both coordinates uniform: mean at the
// centre, variance (2/3)^2/12, and for the variance of a uniform law's sample sqrt((1/80 - 1/144)/N) of the side
// squared.
void expect_pixel(const std::vector<double>& points, int row, int column, double share) {
    const double centre[2] = {(2.0 * column - 2.0) / 3.0, (1.0 - 2.0 * row) / 3.0};
    double count = 0.0;
    double sum[2] = {0.0, 0.0};
    double square[2] = {0.0, 0.0};
    for (std::size_t i = 0; i < points.size(); i += 2) {
        const double away[2] = {points[i] - centre[0], points[i + 1] - centre[1]};
        if (std::max(std::abs(away[0]), std::abs(away[1])) < 1.0 / 3.0) {
            count += 1.0;
            for (int k = 0; k < 2; ++k) {
                sum[k] += away[k];
                square[k] += away[k] * away[k];
            }
        }
    }
    const double all = static_cast<double>(points.size()) / 2.0;
    EXPECT_NEAR(count / all, share, 4.0 * std::sqrt(share * (1.0 - share) / all)) << row << ", " << column;
    if (share > 0.0) {
        const double pixel = 2.0 / 3.0;
        for (int k = 0; k < 2; ++k) {
            EXPECT_NEAR(sum[k] / count, 0.0, 4.0 * pixel / std::sqrt(12.0 * count));
            EXPECT_NEAR(square[k] / count, pixel * pixel / 12.0,
                        4.0 * pixel * pixel * std::sqrt((1.0 / 80.0 - 1.0 / 144.0) / count));
        }
    }
}

const Picture wide_picture{2, 3, {0.0, 0.5, 0.25, 1.0, 0.25, 0.0}};

TEST(PictureSource, PixelsHoldSharesLikeTheirIntensity) {
    const std::vector<double> points =
        drawn(*make_picture_source(wide_picture, PictureMass::bright, "picture"), 1, 0, 100'000);
    const double shares[2][3] = {{0.0, 0.25, 0.125}, {0.5, 0.125, 0.0}};
    for (int row = 0; row < 2; ++row) {
        for (int column = 0; column < 3; ++column) {
            expect_pixel(points, row, column, shares[row][column]);
        }
    }
}

TEST(PictureSource, DarkMassIsTheRest) {
    const std::vector<double> points =
        drawn(*make_picture_source(wide_picture, PictureMass::dark, "picture"), 1, 0, 100'000);
    const double shares[2][3] = {{0.25, 0.125, 0.1875}, {0.0, 0.1875, 0.25}};
    for (int row = 0; row < 2; ++row) {
        for (int column = 0; column < 3; ++column) {
            expect_pixel(points, row, column, shares[row][column]);
        }
    }
}

TEST(PictureSource, RefusesWhatIsNoIntensity) {
    const auto refusal = [](std::vector<double> intensity, PictureMass mass) {
        return message_of([&] { make_picture_source({1, 2, std::move(intensity)}, mass, "'a.png'"); });
    };
    expect_parts(refusal({0.0, 0.0}, PictureMass::bright), {"'a.png' is black everywhere", "\"dark\""});
    expect_parts(refusal({1.0, 1.0}, PictureMass::dark), {"'a.png' is white everywhere", "\"bright\""});
    expect_parts(refusal({0.5, -0.1}, PictureMass::bright), {"'a.png' has the intensity -0.1 in row 0, column 1"});
    expect_parts(refusal({1.5, 0.0}, PictureMass::dark), {"intensity 1.5", "up to 1"});
    expect_parts(refusal({std::nan(""), 0.5}, PictureMass::bright), {"intensity nan in row 0, column 0"});
}

class PointFile : public test::FileTest {};

TEST_F(PointFile, PicturesAreReadAsIntensity) {
    const Picture gray = read_intensity(write("gray.png", test::plain_png(3, 2, 1, {0, 51, 102, 153, 204, 255})));
    EXPECT_EQ(gray.ny, 2);
    EXPECT_EQ(gray.nx, 3);
    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_NEAR(gray.intensity[i], 0.2 * static_cast<double>(i), 1e-15);
    }
    const Picture colour = read_intensity(write("colour.png", test::plain_png(2, 1, 3, {255, 0, 0, 51, 102, 255})));
    ASSERT_EQ(colour.intensity.size(), 2U);
    EXPECT_NEAR(colour.intensity[0], 1.0 / 3.0, 1e-15);
    EXPECT_NEAR(colour.intensity[1], 1.6 / 3.0, 1e-15);
    const Picture array = read_intensity(write("a.npy", npy_of("(2, 2)", {4.0, 3.0, 2.0, 1.0})));
    EXPECT_EQ(array.intensity, (std::vector<double>{4.0, 3.0, 2.0, 1.0}));
    expect_parts(message_of([&] { read_intensity(write("b.npy", npy_of("(4,)", {4.0, 3.0, 2.0, 1.0}))); }),
                 {"b.npy' has the shape (4)", "(rows, columns)"});
}

TEST_F(PointFile, ArraysAreReadRowByRow) {
    const auto source = open_stored_source(write("a.npy", npy_of("(3, 2)", {1.0, 2.0, 3.0, 4.0, 5.0, 6.0})), "", 2);
    EXPECT_EQ(source->dimension(), 2);
    EXPECT_EQ(source->size(), 3);
    EXPECT_EQ(drawn(*source, 9, 1, 2), (std::vector<double>{3.0, 4.0, 5.0, 6.0}));
    EXPECT_EQ(drawn(*source, 8, 0, 1), (std::vector<double>{1.0, 2.0}));
    const auto line = open_stored_source(write("b.npy", npy_of("(3,)", {1.0, 2.0, 3.0})), "", 1);
    EXPECT_EQ(drawn(*line, 9, 0, 3), (std::vector<double>{1.0, 2.0, 3.0}));
}

TEST_F(PointFile, TextIsReadLineByLine) {
    const std::vector<double> expected{1.0, -2.5, 3e-2, 4.0, 0.5, 6.0};
    const std::string with_everything = "x, y\n# a remark\n1,-2.5\n\n 3e-2 ;\t+4 # another\r\n.5 6";
    EXPECT_EQ(drawn(*open_stored_source(write("a.csv", text(with_everything)), "", 2), 0, 0, 3), expected);
    const Bytes packed = test::gzipped(text("1 -2.5\n0.03 4\n0.5 6\n"));
    EXPECT_EQ(drawn(*open_stored_source(write("b.txt.gz", packed), "", 2), 0, 0, 3), expected);
}

TEST_F(PointFile, RefusesTextThatIsNoTable) {
    const auto refusal = [this](const std::string& content) {
        return message_of([&] { open_stored_source(write("a.csv", text(content)), "", 2); });
    };
    expect_parts(refusal("1 2\n3 4 5\n"), {"line 2 of '", "a.csv' has 3 numbers", "the first point has 2"});
    expect_parts(refusal("x y\n1 2\nnorth 3\n"), {"line 3 of '", "no list of numbers"});
    expect_parts(refusal("x y\nmetres\n1 2\n"), {"line 2 of '"});
    expect_parts(refusal("x y\n"), {"a.csv' holds no point"});
    expect_parts(refusal("1 2\nnan 3\n"), {"point 1 of '", "is not finite"});
    expect_parts(refusal("1 2 3\n"), {"holds points in 3 dimensions", "the ensemble has 2"});
    expect_parts(message_of([&] { open_stored_source(write("b.csv", text("1 2\n")), "points", 2); }),
                 {"data set 'points'", "leave the name out"});
}

TEST_F(PointFile, RefusesArraysThatAreNoPoints) {
    const auto path = write("a.npy", npy_of("(2, 3)", {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}));
    expect_parts(message_of([&] { open_stored_source(path, "", 2); }),
                 {"a.npy' holds points in 3 dimensions", "the ensemble has 2"});
    const auto cube = write("b.npy", npy_of("(1, 2, 3)", {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}));
    expect_parts(message_of([&] { open_stored_source(cube, "", 3); }), {"the shape (1, 2, 3)", "(N, d)"});
    const auto broken = write("c.npy", npy_of("(2, 2)", {1.0, 2.0, std::nan(""), 4.0}));
    expect_parts(message_of([&] { open_stored_source(broken, "", 2); }), {"c.npy'", "not finite"});
    const auto source = open_stored_source(path, "", 3);
    expect_parts(message_of([&] { drawn(*source, 0, 1, 2); }), {"3 particles from '", "which holds 2"});
    expect_parts(message_of([&] { open_stored_source(folder_ / "none.npy", "", 2); }), {"none.npy"});
}

}  // namespace
}  // namespace ebru
