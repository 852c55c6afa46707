#include "solvers/velocity/analytic_velocity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace ebru {
namespace {

const std::vector<AnalyticField> all_fields{AnalyticField::uniform, AnalyticField::shear, AnalyticField::rotation,
                                            AnalyticField::cellular};

struct Evaluation {
    HostVelocity shape;
    HostVelocity acceleration;
    HostVelocity rate;
};

Evaluation evaluate_all(const AnalyticVelocityParameters& p, std::size_t fields = 1) {
    const auto make = [&] {
        return HostVelocity("test", fields, 2, static_cast<std::size_t>(p.grid.ny),
                            static_cast<std::size_t>(p.grid.nx));
    };
    Evaluation out{make(), make(), make()};
    AnalyticVelocity model(p);
    model.evaluate(std::vector<std::int64_t>(fields, 0), 0.5, {out.shape, out.acceleration, out.rate});
    return out;
}

AnalyticVelocityParameters as_given(AnalyticField field, Grid grid = {8, 12}) {
    return {.grid = grid, .field = field, .v_x = 0.3, .v_y = -0.2, .strength = 0.7, .scale = VelocityScale::as_given};
}

TEST(AnalyticVelocity, FollowsItsFormulaAtCellCentres) {
    // cell (y, x) = (1, 9) of 8 x 12: 2.5 above the centre line, 3.5 right of the centre
    const Evaluation uniform = evaluate_all(as_given(AnalyticField::uniform));
    EXPECT_DOUBLE_EQ(uniform.shape(0, 0, 1, 9), 0.3);
    EXPECT_DOUBLE_EQ(uniform.shape(0, 1, 1, 9), -0.2);
    const Evaluation shear = evaluate_all(as_given(AnalyticField::shear));
    EXPECT_DOUBLE_EQ(shear.shape(0, 0, 1, 9), 0.7 * -2.5);
    EXPECT_EQ(shear.shape(0, 1, 1, 9), 0.0);
    const Evaluation rotation = evaluate_all(as_given(AnalyticField::rotation));
    EXPECT_DOUBLE_EQ(rotation.shape(0, 0, 1, 9), 0.7 * 2.5);
    EXPECT_DOUBLE_EQ(rotation.shape(0, 1, 1, 9), 0.7 * 3.5);
    const Evaluation cellular = evaluate_all(as_given(AnalyticField::cellular));
    const double pi = std::numbers::pi;
    EXPECT_NEAR(cellular.shape(0, 0, 1, 9), 0.7 * pi / 8 * std::sin(pi * 9.5 / 12) * std::cos(pi * 1.5 / 8), 1e-15);
    EXPECT_NEAR(cellular.shape(0, 1, 1, 9), -0.7 * pi / 12 * std::cos(pi * 9.5 / 12) * std::sin(pi * 1.5 / 8), 1e-15);
}

TEST(AnalyticVelocity, AccelerationIsTheDirectionalDerivativeOfTheField) {
    // Central differences over two cells of a field stretched h-fold: error O((k h)^2) of the smooth fields, 0 of the
    // linear.
    const int refinement = 64;
    for (const AnalyticField field : all_fields) {
        AnalyticVelocityParameters p = as_given(field, {4 * refinement, 6 * refinement});
        p.cells_x = 2;
        const Evaluation out = evaluate_all(p);
        double largest = 0.0;
        double error = 0.0;
        for (int y = 1; y + 1 < p.grid.ny; ++y) {
            for (int x = 1; x + 1 < p.grid.nx; ++x) {
                for (int c = 0; c < 2; ++c) {
                    const double d_x = 0.5 * (out.shape(0, c, y, x + 1) - out.shape(0, c, y, x - 1));
                    const double d_y = 0.5 * (out.shape(0, c, y + 1, x) - out.shape(0, c, y - 1, x));
                    const double expected = out.shape(0, 0, y, x) * d_x + out.shape(0, 1, y, x) * d_y;
                    error = std::max(error, std::abs(out.acceleration(0, c, y, x) - expected));
                    largest = std::max(largest, std::abs(expected));
                }
            }
        }
        const double k = std::numbers::pi * 2 / p.grid.nx;
        const double truncation = field == AnalyticField::cellular ? k * k * largest : 1e-12 * largest;
        EXPECT_LE(error, truncation + 1e-15);
    }
}

TEST(AnalyticVelocity, ScalesShapeToOneAndAccelerationWithItsSquare) {
    for (const AnalyticField field : all_fields) {
        const Evaluation given = evaluate_all(as_given(field));
        for (const VelocityScale scale : {VelocityScale::rms, VelocityScale::maximum}) {
            AnalyticVelocityParameters p = as_given(field);
            p.scale = scale;
            const Evaluation scaled = evaluate_all(p);
            const std::size_t cells = p.grid.cells();
            EXPECT_NEAR(velocity_scale(scaled.shape.data(), scaled.shape.data() + cells, cells, scale), 1.0, 1e-14);
            const double factor = velocity_scale(given.shape.data(), given.shape.data() + cells, cells, scale);
            for (std::size_t n = 0; n < 2 * cells; ++n) {
                EXPECT_NEAR(scaled.shape.data()[n] * factor, given.shape.data()[n], 1e-14);
                EXPECT_NEAR(scaled.acceleration.data()[n] * factor * factor, given.acceleration.data()[n], 1e-13);
            }
        }
    }
}

TEST(AnalyticVelocity, ServesEveryImageWithOneSteadyField) {
    const Evaluation out = evaluate_all(as_given(AnalyticField::rotation), 3);
    for (std::size_t n = 0; n < out.shape.size() / 3; ++n) {
        EXPECT_EQ(out.shape.data()[n], out.shape.data()[2 * out.shape.size() / 3 + n]);
        EXPECT_EQ(out.acceleration.data()[n], out.acceleration.data()[2 * out.shape.size() / 3 + n]);
        EXPECT_EQ(out.rate.data()[n], 0.0);
    }
    const AnalyticVelocity model(as_given(AnalyticField::rotation));
    EXPECT_TRUE(model.steady());
    EXPECT_EQ(model.field_of(1234), 0);
}

TEST(AnalyticVelocity, RefusesWhatHasNoMeaning) {
    using Change = std::function<void(AnalyticVelocityParameters&)>;
    const std::vector<std::pair<Change, std::string>> mistakes{
        {[](auto& p) { p.strength = NAN; }, "finite"},
        {[](auto& p) {
             p.strength = 0.0;
             p.scale = VelocityScale::rms;
         },
         "0 in every cell"},
        {[](auto& p) { p.cells_x = 0; }, "velocity.cells_x = 0"},
        {[](auto& p) { p.cells_y = 9; }, "velocity.cells_y = 9"},
        {[](auto& p) { p.grid = {0, 4}; }, "0 x 4"},
    };
    for (const auto& [change, expected] : mistakes) {
        AnalyticVelocityParameters p = as_given(AnalyticField::cellular);
        change(p);
        try {
            const AnalyticVelocity model(p);
            ADD_FAILURE() << "accepted: " << expected;
        } catch (const UserError& error) {
            EXPECT_NE(std::string(error.what()).find(expected), std::string::npos) << error.what();
        }
    }
}

}  // namespace
}  // namespace ebru
