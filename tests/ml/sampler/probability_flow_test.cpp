#include "ml/sampler/probability_flow.hpp"

#include <gtest/gtest.h>

#include "tests/ml/support/known_denoisers.hpp"
#include "tests/ml/support/paths.hpp"
#include "tests/ml/support/scripted_noise.hpp"

namespace ebru {
namespace {

struct Flow {
    std::shared_ptr<const MarginalPath> path;
    std::shared_ptr<const Denoiser> denoiser;
    double end;
};

Flow flow_of(GaussianKind kind, double end) {
    const auto path = test::gaussian_path(kind, 1e-3);
    return {path, std::make_shared<test::NormalData>(path, 0.6), end};
}

/// The flow of normal data keeps x/sqrt(m(t)).
double exact_gain(const Flow& flow) {
    const auto variance = [&](double t) {
        const PathCoefficients at = flow.path->at(std::span(&t, 1));
        return 0.36 * std::pow(at.mean_factor.item<double>(), 2) + std::pow(at.standard_deviation.item<double>(), 2);
    };
    return std::sqrt(variance(flow.end) / variance(flow.path->horizon()));
}

double error_of(const Flow& flow, FlowMethod method, int steps) {
    const ProbabilityFlow sampler(flow.denoiser, flow.path, sampling_times(*flow.path, steps, flow.end), method);
    const at::Tensor one = at::ones({1, 1, 1, 1}, at::kDouble);
    return std::abs(test::walk(sampler, one, test::ScriptedNoise()).item<double>() - exact_gain(flow));
}

// Halving the step halves Euler's error and quarters those of Heun and of the midpoint rule.
TEST(ProbabilityFlow, OrdersAreOneAndTwo) {
    const std::array flows{flow_of(GaussianKind::vp, 0.05), flow_of(GaussianKind::flow, 0.2),
                           flow_of(GaussianKind::ve, 0.3)};
    const std::array methods{std::pair{FlowMethod::euler, 1.0}, std::pair{FlowMethod::midpoint, 2.0},
                             std::pair{FlowMethod::heun, 2.0}};
    for (const Flow& flow : flows) {
        for (const auto& [method, order] : methods) {
            for (const int steps : {400, 800}) {
                const double slope = std::log2(error_of(flow, method, steps) / error_of(flow, method, 2 * steps));
                // x' = l x with l = m'/(2 m): the midpoint rule's leading error, 4 l^3 + 6 l l' + l'', is zero where m is
                // quadratic in t, as it is on the straight line.
                const bool vanishes = method == FlowMethod::midpoint && &flow == &flows[1];
                EXPECT_NEAR(slope, vanishes ? 3.0 : order, 0.1) << static_cast<int>(method) << ", " << steps << " steps, to "
                                               << flow.end;
            }
        }
    }
}

TEST(ProbabilityFlow, CountsItsEvaluations) {
    class Counting final : public Denoiser {
      public:
        explicit Counting(std::shared_ptr<const MarginalPath> path) : known_(std::move(path), 0.6) {}
        Prediction predict(const at::Tensor& x, std::span<const double> times, const at::Tensor& label) const override {
            ++calls;
            return known_.predict(x, times, label);
        }
        mutable int calls = 0;

      private:
        test::NormalData known_;
    };
    for (const double end : {0.0, 0.05}) {
        for (const FlowMethod method : {FlowMethod::euler, FlowMethod::midpoint, FlowMethod::heun}) {
            const auto path = test::gaussian_path(GaussianKind::flow, 0.0);
            const auto denoiser = std::make_shared<Counting>(path);
            const ProbabilityFlow sampler(denoiser, path, sampling_times(*path, 7, end), method);
            test::walk(sampler, at::ones({1, 1, 1, 1}, at::kDouble), test::ScriptedNoise());
            EXPECT_EQ(denoiser->calls, sampler.evaluations());
        }
    }
}

// The error of a step is held to tol (1 + |x|) in the root mean square; errors of up to some tens of steps add up, and
// the flow contracts or grows them by its gain, of order one.
TEST(AdaptiveFlow, ErrorFollowsTheTolerance) {
    for (const Flow& flow : {flow_of(GaussianKind::vp, 0.05), flow_of(GaussianKind::flow, 0.0)}) {
        double previous = 1.0;
        for (const double tolerance : {1e-4, 1e-6, 1e-8}) {
            const AdaptiveFlow sampler(flow.denoiser, flow.path, sampling_times(*flow.path, 1, flow.end), tolerance);
            const at::Tensor one = at::ones({1, 1, 1, 1}, at::kDouble);
            const double error =
                std::abs(test::walk(sampler, one, test::ScriptedNoise()).item<double>() - exact_gain(flow));
            EXPECT_LE(error, 30.0 * tolerance);
            EXPECT_LT(error, previous);
            previous = error;
        }
    }
}

}  // namespace
}  // namespace ebru
