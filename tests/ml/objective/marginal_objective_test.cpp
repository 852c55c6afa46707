#include "ml/objective/marginal_objective.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/ml/support/paths.hpp"

namespace ebru {
namespace {

struct Case {
    const char* name;
    MarginalTarget target;
    std::shared_ptr<const MarginalPath> path;
    int ny = 4;
    int nx = 4;
};

std::vector<Case> cases() {
    return {{"epsilon of DDPM", MarginalTarget::noise, test::gaussian_path(GaussianKind::ddpm, 0.01)},
            {"score of VP", MarginalTarget::score, test::gaussian_path(GaussianKind::vp, 1e-3)},
            {"score of VE", MarginalTarget::score, test::gaussian_path(GaussianKind::ve, 1e-5)},
            {"flow matching", MarginalTarget::velocity, test::gaussian_path(GaussianKind::flow, 0.0)},
            {"score of the linear SPDE", MarginalTarget::score, test::cosine_path(), 5, 6}};
}

/// Clean images N(0, deviation^2).
TrainingBatch images(std::int64_t first_draw, std::int64_t size, int ny, int nx, double deviation) {
    at::manual_seed(17);
    TrainingBatch batch;
    batch.first_draw = first_draw;
    batch.ids.assign(static_cast<std::size_t>(size), 0);
    // At least 64: torch draws the last values of a tensor differently when its size changes.
    batch.clean = deviation * at::randn({std::max<std::int64_t>(first_draw + size, 64), 1, ny, nx}, at::kFloat)
                                  .narrow(0, first_draw, size);
    return batch;
}

// A perfect network's output is the target; reading it gives back the image that the input was made of.
TEST(MarginalObjective, ReadingThePerfectOutputGivesTheImageBack) {
    for (const Case& c : cases()) {
        const MarginalObjective objective(c.target, c.path, 5);
        TrainingBatch batch = images(0, 64, c.ny, c.nx, 1.0);
        batch.clean = batch.clean.to(at::kDouble);
        const Example example = objective.example(batch);
        // Times from the embedding's input: t = T label/1000, or s(t) = e^label where one t has one s.
        std::vector<double> times;
        for (int b = 0; b < 64; ++b) {
            const double label = example.time[b].item<double>();
            const bool by_deviation = std::string(c.name).starts_with("score of V");
            double low = 0.0;
            double high = c.path->horizon();
            if (!by_deviation) {
                times.push_back(label * c.path->horizon() / 1000.0);
                continue;
            }
            for (int i = 0; i < 60; ++i) {
                const double middle = 0.5 * (low + high);
                const double s = c.path->at(std::span(&middle, 1)).standard_deviation.item<double>();
                (std::log(s) < label ? low : high) = middle;
            }
            times.push_back(low);
        }
        const Prediction prediction =
            prediction_of(c.target, coefficients_like(c.path->at(times), batch.clean),
                          c.path->to_modes(example.input), c.path->to_modes(example.target));
        // The label is a float: t to 6e-8 relative, times the rates of a and s over a.
        const double off = (c.path->from_modes(prediction.clean) - batch.clean).abs().max().item<double>();
        const at::Tensor a = c.path->at(times).mean_factor;
        const double worst = 1.0 / a.min().item<double>();
        EXPECT_LE(off, 2e-4 * worst) << c.name;
    }
}

TEST(MarginalObjective, AnExampleDoesNotDependOnItsBatch) {
    for (const Case& c : cases()) {
        const MarginalObjective objective(c.target, c.path, 5);
        const Example whole = objective.example(images(0, 12, c.ny, c.nx, 1.0));
        const Example part = objective.example(images(5, 4, c.ny, c.nx, 1.0));
        EXPECT_TRUE(at::allclose(part.input, whole.input.narrow(0, 5, 4), 0.0, 1e-6)) << c.name;
        EXPECT_TRUE(part.time.equal(whole.time.narrow(0, 5, 4))) << c.name;
    }
}

// 1..K inclusive, each K-th of the draws within 5 standard errors.
TEST(MarginalObjective, EveryLevelOfDdpmIsDrawnEquallyOftenTheLastToo) {
    constexpr int levels = 10;
    const auto path = test::gaussian_path(GaussianKind::ddpm, 0.1, levels);
    const MarginalObjective objective(MarginalTarget::noise, path, 7);
    constexpr int draws = 20000;
    const Example example = objective.example(images(0, draws, 1, 1, 1.0));
    std::vector<int> count(levels + 1);
    for (int b = 0; b < draws; ++b) {
        ++count[static_cast<std::size_t>(std::lround(example.time[b].item<double>() * levels / 1000.0))];
    }
    EXPECT_EQ(count[0], 0);
    const double expected = draws / static_cast<double>(levels);
    for (int k = 1; k <= levels; ++k) {
        EXPECT_NEAR(count[static_cast<std::size_t>(k)], expected, 5.0 * std::sqrt(expected)) << k;
    }
}

// Normal data: the best output is linear in the input with a slope in closed form; the least-squares slope over the
// draws of one time is within 5 of its standard errors.
TEST(MarginalObjective, TheLinearOptimumForNormalDataIsTheClosedForm) {
    constexpr double deviation = 0.6;
    for (const Case& c : cases()) {
        if (c.path->at(std::vector<double>{0.5}).mean_factor.size(3) != 1) {
            continue;  // the next test's
        }
        const MarginalObjective objective(c.target, c.path, 11);
        const Example example = objective.example(images(0, 8192, c.ny, c.nx, deviation));
        const at::Tensor order = example.time.argsort();
        // 64 draws next to each other in time: the slope is that of their middle up to their small spread.
        const at::Tensor chosen = order.narrow(0, 4096, 64);
        const at::Tensor x = example.input.index_select(0, chosen).to(at::kDouble);
        const at::Tensor y = example.target.index_select(0, chosen).to(at::kDouble);
        const double slope = (x * y).sum().item<double>() / x.square().sum().item<double>();
        const at::Tensor rest = y - slope * x;
        const double error = std::sqrt(rest.square().mean().item<double>() / x.square().sum().item<double>());
        // The spread of the times in the group adds to the residual, so it is in the standard error.
        double t = 0.5 * c.path->horizon();
        const PathCoefficients at = c.path->at(std::span(&t, 1));
        const double a = at.mean_factor.item<double>();
        const double s = at.standard_deviation.item<double>();
        const double v = deviation * deviation;
        const double m = a * a * v + s * s;
        const double clean = a * v / m;
        const double noise = s / m;
        const double expected =
            c.target == MarginalTarget::noise   ? noise
            : c.target == MarginalTarget::score ? -noise
                                                : -(at.mean_factor_rate.item<double>() * clean +
                                                    at.standard_deviation_rate.item<double>() * noise);
        // The group's middle time is the median of 8192 uniform draws: within 5/(2 sqrt(8192)) = 0.028 of the middle.
        const double h = 0.028 * c.path->horizon();
        double later = t + h;
        const PathCoefficients next = c.path->at(std::span(&later, 1));
        const double a1 = next.mean_factor.item<double>();
        const double s1 = next.standard_deviation.item<double>();
        const double m1 = a1 * a1 * v + s1 * s1;
        const double drift = c.target == MarginalTarget::velocity
                                 ? std::abs((-(next.mean_factor_rate.item<double>() * a1 * v +
                                               next.standard_deviation_rate.item<double>() * s1) /
                                             m1) -
                                            expected)
                                 : std::abs(s1 / m1 - noise);
        EXPECT_NEAR(slope, expected, 5.0 * error + drift) << c.name;
        EXPECT_LE(5.0 * error + drift, 0.25 * std::abs(expected) + 0.2) << c.name << ": the test would see nothing";
    }
}

// eps is standard normal: the loss of F = 0 is the mean of eps^2, 1, or half its sum.
TEST(MarginalObjective, LossOfZeroIsThatOfTheNoise) {
    const TrainingBatch batch = images(0, 512, 4, 4, 1.0);
    const double error = 5.0 * std::sqrt(2.0 / (512 * 16));
    const MarginalObjective epsilon(MarginalTarget::noise, test::gaussian_path(GaussianKind::ddpm, 0.01), 1);
    EXPECT_NEAR(zero_output_loss(epsilon.example(batch)), 1.0, error);
    const MarginalObjective score(MarginalTarget::score, test::gaussian_path(GaussianKind::ve, 1e-5), 1);
    EXPECT_NEAR(zero_output_loss(score.example(batch)), 8.0, 8.0 * error);
    const MarginalObjective flow(MarginalTarget::velocity, test::gaussian_path(GaussianKind::flow, 0.0), 1);
    EXPECT_NEAR(zero_output_loss(flow.example(batch)), 2.0, 2.0 * error);  // var(x_0 - eps) = 2
}

}  // namespace
}  // namespace ebru
