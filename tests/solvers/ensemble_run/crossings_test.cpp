#include "solvers/ensemble_run/crossings.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/error.hpp"

namespace ebru {
namespace {

const LineCells cells{-1.0, 1.0, 4};  // faces at -1, -1/2, 0, 1/2, 1

HostPositions<double> at(const std::vector<double>& places) {
    HostPositions<double> x("x", places.size(), 1);
    for (std::size_t i = 0; i < places.size(); ++i) {
        x(i, 0) = places[i];
    }
    return x;
}

TEST(Crossings, AFaceBelongsToTheCellRightOfIt) {
    EXPECT_EQ(cells.faces_below(-1.5), 0);
    EXPECT_EQ(cells.faces_below(-1.0), 1);
    EXPECT_EQ(cells.faces_below(-0.5), 2);
    EXPECT_EQ(cells.faces_below(0.25), 3);
    EXPECT_EQ(cells.faces_below(1.0), 5);
    EXPECT_EQ(cells.faces_below(1e300), 5);
    EXPECT_EQ(cells.faces_below(-1e300), 0);
}

/// Faces of a width that binary numbers do not hold: on either side of every face by one rounding.
TEST(Crossings, RoundingPutsNothingOnTheWrongSideOfAFace) {
    const LineCells thirds{-0.7, 1.1, 54};
    for (int i = 0; i <= thirds.cells; ++i) {
        const double face = thirds.face(i);
        EXPECT_EQ(thirds.faces_below(face), i + 1) << i;
        EXPECT_EQ(thirds.faces_below(std::nextafter(face, -1e9)), i) << i;
    }
}

TEST(Crossings, EveryFaceOnTheWayIsCrossed) {
    CrossingCounter counter(cells);
    counter.look(at({-0.75, 0.25, 0.25}));
    const FlowCount count = counter.look(at({0.75, -0.25, 0.3}));
    EXPECT_EQ(count.net, (std::vector<std::int64_t>{0, 1, 0, 1, 0}));
    EXPECT_EQ(count.gross, (std::vector<std::int64_t>{0, 1, 2, 1, 0}));
    EXPECT_EQ(count.inside, (std::vector<std::int64_t>{0, 0, 1, 1, 1, 0}));
}

TEST(Crossings, WhatACellGainsCameThroughItsFaces) {
    CrossingCounter counter(cells);
    std::vector<double> places;
    for (int i = 0; i < 100; ++i) {
        places.push_back(-1.5 + 0.03 * i);
    }
    FlowCount before = counter.look(at(places));
    EXPECT_EQ(std::accumulate(before.inside.begin(), before.inside.end(), std::int64_t{0}), 100);
    for (double& place : places) {
        place = 0.9 * place * place - 0.6;
    }
    FlowCount after = counter.look(at(places));
    EXPECT_EQ(unbalanced_cells(before, after), 0);
    ++after.inside[2];
    EXPECT_EQ(unbalanced_cells(before, after), 1);
}

TEST(FlowLog, GivesBackTheFirstRowsAndRefusesAPart) {
    const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "crossings.partial";
    const FlowLog log(file);
    log.remove();
    EXPECT_TRUE(log.load(3, cells).empty());
    CrossingCounter counter(cells);
    const std::vector<FlowCount> counts{counter.look(at({-0.75, 0.25})), counter.look(at({0.75, 0.25}))};
    log.save(counts);
    EXPECT_EQ(log.load(1, cells).size(), 1U);
    const std::vector<FlowCount> read = log.load(2, cells);
    EXPECT_EQ(read.at(1).net, counts[1].net);
    EXPECT_EQ(read.at(1).inside, counts[1].inside);
    std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    EXPECT_THROW(log.load(2, cells), UserError);
    log.remove();
}

}  // namespace
}  // namespace ebru
