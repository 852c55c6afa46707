#include "solvers/ensemble/reversal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "diagnostics/energy_distance.hpp"
#include "solvers/ensemble/ensemble_start.hpp"
#include "solvers/ensemble/forward_chain.hpp"
#include "solvers/ensemble/moments.hpp"
#include "solvers/ensemble/snapshot_score.hpp"
#include "solvers/ensemble/velocity.hpp"
#include "tests/reference/serial_reversal.hpp"
#include "tests/support/image_values.hpp"
#include "tests/support/mixture_round_off.hpp"
#include "tests/support/reversal_path.hpp"
#include "validation/common/five_gaussians.hpp"

namespace ebru {
namespace {

GaussianMixture law_of(const GaussianMixture& data, const ControlStep& step) {
    return data.after(step.law.factor, step.law.variance);
}

/// The mixture's score as a model, to compare both ways of a walk.
template <class Real>
class FieldModel final : public ScoreModel<Real> {
  public:
    explicit FieldModel(MixtureField<Real> field) : field_(std::move(field)) {}
    [[nodiscard]] int dimension() const override { return field_.dimension(); }
    [[nodiscard]] int steps() const override { return field_.levels(); }
    void evaluate(int step, const Positions<Real>& x, const Positions<Real>& score) const override {
        evaluate_motion(field_, step, {}, x, MotionView<Real>{{}, score, {}});
    }

  private:
    MixtureField<Real> field_;
};

template <class Real>
class ReversalTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(ReversalTest, Precisions);

/// One step, from the kernel's own positions, against the twin: round-off of the score, and of the three terms and
/// their sum (a factor is rounded, then a product, then two sums: 4 eps of each; a normal has its own bits).
template <class Real, class Advance>
void expect_twin(const GaussianMixture& data, const Reversal<Real>& walk, std::int64_t first_stream,
                 const Positions<Real>& x, const Advance& advance) {
    std::int64_t stream = first_stream;
    for (int n = 0; n < static_cast<int>(walk.steps().size()); ++n) {
        const ControlStep& step = walk.steps()[static_cast<std::size_t>(n)];
        const Values before = to_values(x);
        std::vector<double> twin(before);
        serial_control_step<Real>(data, step, 9, RandomPurpose::ensemble_reverse, stream, twin);
        stream += step.noise_parts;
        advance(n);
        const Values after = to_values(x);
        const GaussianMixture law = law_of(data, step);
        const auto d = static_cast<std::size_t>(data.dimension());
        std::vector<double> score(d);
        for (std::size_t i = 0; i < after.size(); ++i) {
            const std::span<const double> place(&before[i / d * d], d);
            law.score(place, score);
            const double size = std::abs(step.state * before[i]) + std::abs(step.score * score[i % d]) +
                                7.0 * step.noise * std::sqrt(static_cast<double>(step.noise_parts));
            ASSERT_NEAR(after[i], twin[i],
                        step.score * mixture_round_off<Real>(law, place).score + 4.0 * epsilon<Real> * size)
                << "step " << n << ", number " << i;
        }
    }
}

TYPED_TEST(ReversalTest, IsItsSerialTwin) {
    const GaussianPath path = test::reversal_path(GaussianKind::vp);
    for (const auto& data : {three_on_a_line(), five_gaussians(), two_in(3), two_in(6), two_in(33)}) {
        const auto d = static_cast<std::size_t>(data.dimension());
        for (const std::int64_t particles : {1, d > 3 ? 65 : 513}) {
            std::vector<ControlStep> steps = reverse_steps(path, uniform_times(1.0, 0.7, 3), 0.8, 2);
            const auto more = reverse_chain_steps(path, 14, 12, ReverseNoise::lower);
            steps.insert(steps.end(), more.begin(), more.end());
            const auto one = preserving_steps(path, 0.6, 0.03, 1);
            steps.insert(steps.end(), one.begin(), one.end());
            const Reversal<TypeParam> walk(steps, 9, RandomPurpose::ensemble_reverse, 40);
            const MixtureField<TypeParam> field = walk.field_of(data);
            const FieldModel<TypeParam> model(field);
            const auto source = make_mixture_source(law_of(data, steps.front()));
            const auto x = start_ensemble<TypeParam>(*source, 2, particles);
            expect_twin(data, walk, 40, x, [&](int n) { walk.advance(field, x, n, n + 1); });
            const auto y = start_ensemble<TypeParam>(*source, 2, particles);
            const Positions<TypeParam> score("score", y.extent(0), d);
            expect_twin(data, walk, 40, y, [&](int n) { walk.advance(model, y, score, n, n + 1); });
        }
    }
}

TYPED_TEST(ReversalTest, AWalkInPartsAndASmallerEnsembleHaveTheSameBits) {
    const GaussianPath path = test::reversal_path(GaussianKind::ddpm);
    for (const GaussianMixture& data : {three_on_a_line(), five_gaussians(), two_in(3), two_in(7), two_in(64)}) {
        const Reversal<TypeParam> walk(paper_reverse_steps(path, level_times(path, 20, 0)), 3);
        const MixtureField<TypeParam> field = walk.field_of(data);
        const auto source = make_mixture_source(data);
        const auto whole = start_ensemble<TypeParam>(*source, 5, 1000);
        const auto small = start_ensemble<TypeParam>(*source, 5, 270);
        walk.advance(field, whole, 0, 20);
        walk.advance(field, small, 0, 1);
        walk.advance(field, small, 1, 1);
        walk.advance(field, small, 1, 20);
        const Values all = to_values(whole);
        const Values some = to_values(small);
        EXPECT_EQ(some, Values(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(some.size())));
    }
}

TYPED_TEST(ReversalTest, CoarseStepsSeeTheBrownianPathOfFineOnes) {
    // Steps of noise alone: 4 of 8 parts and 32 of one are the same sum in another order.
    const auto sum_of = [](int steps, int parts) {
        ControlStep step;
        step.noise = std::sqrt(0.25 * parts);
        step.noise_parts = parts;
        const Reversal<TypeParam> walk(std::vector<ControlStep>(static_cast<std::size_t>(steps), step), 4);
        const Positions<TypeParam> x("x", 700, 2);
        walk.advance(walk.field_of(five_gaussians()), x, 0, steps);
        return to_values(x);
    };
    const Values coarse = sum_of(4, 8);
    const Values fine = sum_of(32, 1);
    for (std::size_t i = 0; i < coarse.size(); ++i) {
        // 32 terms below 7/2, each product and sum rounded
        ASSERT_NEAR(coarse[i], fine[i], 32.0 * 4.0 * epsilon<TypeParam> * 3.5);
    }
    double squares = 0.0;
    for (const double value : fine) {
        squares += value * value;
    }
    EXPECT_NEAR(squares / 1400.0, 8.0, 4.0 * 8.0 * std::sqrt(2.0 / 1400.0));
}

TYPED_TEST(ReversalTest, MomentsOfGaussianDataFollowTheExactRecursion) {
    constexpr std::int64_t particles = 200000;
    const NormalLaw data{0.6, 0.3};
    const GaussianMixture mixture({{1.0, {data.mean}, Covariance::isotropic(1, data.variance)}});
    const GaussianPath path = test::reversal_path(GaussianKind::ddpm);
    const std::vector<std::vector<ControlStep>> plans{
        paper_reverse_steps(path, level_times(path, 20, 0)),
        reverse_steps(path, level_times(path, 20, 0), 1.0),
        reverse_steps(path, level_times(path, 20, 0), 0.4),
        reverse_chain_steps(path, 20, 0, ReverseNoise::upper),
        reverse_chain_steps(path, 20, 0, ReverseNoise::lower),
        reverse_chain_steps(path, 20, 0, ReverseNoise::gaussian, data.variance),
        preserving_steps(path, 0.4, 0.02, 20)};
    std::uint64_t seed = 100;
    for (const std::vector<ControlStep>& steps : plans) {
        SCOPED_TRACE("plan " + std::to_string(seed - 100));
        const Reversal<TypeParam> walk(steps, seed++);
        const MixtureField<TypeParam> field = walk.field_of(mixture);
        const NormalLaw start{steps[0].law.factor * data.mean,
                              steps[0].law.factor * steps[0].law.factor * data.variance + steps[0].law.variance};
        const std::vector<NormalLaw> laws = gaussian_recursion(steps, data, start);
        const auto x = start_ensemble<TypeParam>(*make_mixture_source(law_of(mixture, steps[0])), seed, particles);
        int level = 0;
        for (const int next : {1, 7, 20}) {
            walk.advance(field, x, level, next);
            level = next;
            const NormalLaw& law = laws[static_cast<std::size_t>(next)];
            const EnsembleMoments found = ensemble_moments(x);
            // 4 s.e.; float's round-off is 1e-6 of 2e-3.
            EXPECT_NEAR(found.mean[0], law.mean, 4.0 * std::sqrt(law.variance / particles)) << next;
            EXPECT_NEAR(found.covariance[0], law.variance, 4.0 * law.variance * std::sqrt(2.0 / particles)) << next;
        }
    }
}

// The claim: the density-preserving control keeps a two-sample statistic at its null for all t. Steps are so
// short that a variance is off by g^2 dt/(4 V) < 1 %: with 1500 points a statistic's null has a deviation that such a
// change moves by less than a tenth. 15 comparisons: p > 0.002 with probability 0.97 if each p were independent; the
// seed is fixed.
TYPED_TEST(ReversalTest, PreservingControlKeepsTheDensityAtAllTimes) {
    const GaussianPath path = test::reversal_path(GaussianKind::vp);
    const GaussianMixture data = five_gaussians();
    constexpr std::int64_t particles = 1500;
    double sum_of_p = 0.0;
    int count = 0;
    for (const double t : {0.0, 0.1, 0.3, 0.6, 1.0}) {
        const double narrow = data.after(path.mean_factor(t), 0.0).components()[0].covariance.eigenvalues()[0] +
                              std::pow(path.standard_deviation(t), 2);
        const double step = 0.02 * narrow / path.squared_diffusion(t);
        const auto steps = preserving_steps(path, t, step, 900);
        const Reversal<TypeParam> walk(steps, 21, RandomPurpose::ensemble_preserve);
        const MixtureField<TypeParam> field = walk.field_of(data);
        const auto source = make_mixture_source(law_of(data, steps[0]));
        const auto x = start_ensemble<TypeParam>(*source, 2, particles);
        const std::vector<double> start = to_values(x);
        for (int part = 0; part < 3; ++part) {
            walk.advance(field, x, part * 300, (part + 1) * 300);
            const auto fresh =
                to_values(start_ensemble<TypeParam>(*source, 77 + static_cast<std::uint64_t>(part), particles));
            const TwoSampleResult result = energy_test(to_values(x), fresh, 2);
            EXPECT_GT(result.p_value, 0.006) << "t = " << t << ", statistic " << result.statistic << ", null "
                                             << result.null_mean << " +- " << result.null_deviation;
            sum_of_p += result.p_value;
            ++count;
        }
        // The particles have moved: a mean square way of more than a tenth of the ensemble's own variance.
        const Values end = to_values(x);
        double way = 0.0;
        double spread = 0.0;
        for (std::size_t i = 0; i < end.size(); ++i) {
            way += (end[i] - start[i]) * (end[i] - start[i]);
            spread += end[i] * end[i];
        }
        EXPECT_GT(way, 0.1 * spread);
    }
    // Uniform p: mean 0.5 +- 0.29/sqrt(15), three deviations since parts of a walk are not independent.
    EXPECT_NEAR(sum_of_p / count, 0.5, 0.23);
}

TYPED_TEST(ReversalTest, WithoutTheControlTheStatisticLeavesItsNull) {
    // The same steps with a quarter of the score: the test above would see it.
    const GaussianPath path = test::reversal_path(GaussianKind::vp);
    const GaussianMixture data = five_gaussians();
    auto steps = preserving_steps(path, 0.1, 0.02 * 0.1 / path.squared_diffusion(0.1), 300);
    for (ControlStep& step : steps) {
        step.score *= 0.25;
    }
    const Reversal<TypeParam> walk(steps, 21, RandomPurpose::ensemble_preserve);
    const auto source = make_mixture_source(law_of(data, steps[0]));
    const auto x = start_ensemble<TypeParam>(*source, 2, 1500);
    walk.advance(walk.field_of(data), x, 0, 300);
    EXPECT_EQ(energy_test(to_values(x), to_values(start_ensemble<TypeParam>(*source, 77, 1500)), 2).p_value, 0.005);
}

TYPED_TEST(ReversalTest, SnapshotScoreIsThatOfItsEstimate) {
    const auto stored = start_ensemble<double>(*make_mixture_source(five_gaussians()), 1, 500);
    const auto narrow = std::make_shared<const KernelDensity>(to_values(stored), 2, 0.2);
    const auto wide = std::make_shared<const KernelDensity>(to_values(stored), 2, 0.6);
    const SnapshotScore<TypeParam> model({wide, narrow, narrow}, 100);
    ASSERT_EQ(model.steps(), 3);
    const auto x = start_ensemble<TypeParam>(*make_mixture_source(five_gaussians()), 2, 60);
    const Positions<TypeParam> score("score", 60, 2);
    for (int step = 0; step < 3; ++step) {
        model.evaluate(step, x, score);
        std::vector<double> log_density(60);
        std::vector<double> exact(120);
        (step == 0 ? wide : narrow)->evaluate(to_values(x), log_density, exact);
        const Values found = to_values(score);
        for (std::size_t i = 0; i < 120; ++i) {
            ASSERT_NEAR(found[i], exact[i], 4.0 * epsilon<TypeParam> * std::abs(exact[i]));
        }
    }
}

// The score of the estimate of one point's snapshots at bandwidth h -> 0 leads back to that point; of a few points, to
// one of them each: memory, not generation. Snapshots a x_i with h = s are the exact law of data in these points.
TYPED_TEST(ReversalTest, ExactSnapshotScoresLeadBackToTheStoredPoints) {
    const GaussianPath path = test::reversal_path(GaussianKind::vp);
    const std::vector<double> points{-1.0, 0.5, 1.5, 1.0, 0.3, -1.2};
    const std::vector<ControlStep> steps = reverse_steps(path, uniform_times(1.0, 0.01, 200), 1.0);
    std::vector<std::shared_ptr<const KernelDensity>> estimates;
    for (const ControlStep& step : steps) {
        std::vector<double> snapshot(points);
        for (double& value : snapshot) {
            value *= step.law.factor;
        }
        estimates.push_back(std::make_shared<const KernelDensity>(snapshot, 2, std::sqrt(step.law.variance)));
    }
    const SnapshotScore<TypeParam> model(estimates, 400);
    const Positions<TypeParam> x("x", 400, 2);
    const Positions<TypeParam> score("score", 400, 2);
    const Reversal<TypeParam> walk(steps, 6);
    const GaussianMixture prior({{1.0, {0.0, 0.0}, Covariance::isotropic(2, 1.44)}});
    Kokkos::deep_copy(x, start_ensemble<TypeParam>(*make_mixture_source(prior), 2, 400));
    walk.advance(model, x, score, 0, 200);
    const Values end = to_values(x);
    // What is left is a normal of deviation s(0.01) about 0.06 and the error of the last steps: seven deviations.
    const double reach = 7.0 * std::sqrt(path.standard_deviation(0.01) * path.standard_deviation(0.01) + 1e-3);
    std::vector<int> hits(3, 0);
    for (std::size_t i = 0; i < 400; ++i) {
        std::size_t nearest = 0;
        double least = 1e9;
        for (std::size_t k = 0; k < 3; ++k) {
            const double distance = std::hypot(end[2 * i] - points[2 * k], end[2 * i + 1] - points[2 * k + 1]);
            nearest = distance < least ? k : nearest;
            least = std::min(least, distance);
        }
        EXPECT_LT(least, reach);
        ++hits[nearest];
    }
    for (const int hit : hits) {
        // A third each, within four deviations of a count, and 5 % for the prior that is not quite the law at 1.
        EXPECT_NEAR(hit, 133.3, 4.0 * std::sqrt(400.0 * 2.0 / 9.0) + 20.0);
    }
}

}  // namespace
}  // namespace ebru
