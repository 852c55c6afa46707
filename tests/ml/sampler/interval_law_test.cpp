#include "ml/sampler/interval_law.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "ml/objective/cosine_marginals.hpp"
#include "ml/sampler/predictor_corrector.hpp"
#include "ml/sampler/sample_settings.hpp"
#include "solvers/spde/ou_moments.hpp"
#include "tests/ml/support/standing_still.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

constexpr double alpha_1 = 0.05;
constexpr double alpha_2 = 1.5;
constexpr double dt = 0.25;

/// Linear drift, additive noise, 4 levels; `lines` of the [spde] table.
ForwardFacts facts_of(const ImageShape& shape, const std::string& lines, const std::string& noise = "") {
    return forward_facts(
        "[process]\nkind = \"spde\"\n[spde]\nT = 4.0\nlevels = 4\n" + lines +
            "[drift]\nalpha_kind = \"constant\"\nalpha_max = 0.05\n[noise]\nalpha_kind = \"constant\"\nalpha_max = "
            "1.5\n" +
            noise,
        shape);
}

/// The law of every mode (Y, X) of data N(0, 1) after levels of four steps, and what a level does, from the formulas of
/// the schemes.
struct NormalModes {
    using Step = std::function<std::pair<double, double>(double q)>;  // factor, and share of alpha_2^2 dt that stays

    NormalModes(Grid grid, int levels, const Step& step)
        : variance(at::ones({grid.ny, grid.nx}, at::kDouble)),
          factor(at::ones({grid.ny, grid.nx}, at::kDouble)),
          noise(at::zeros({grid.ny, grid.nx}, at::kDouble)) {
        for (int b = 0; b < grid.ny; ++b) {
            for (int a = 0; a < grid.nx; ++a) {
                const auto [m, share] = step(dt * alpha_1 * wall_eigenvalue(grid, b, a));
                for (int n = 0; n < 4 * levels; ++n) {
                    factor[b][a] = factor[b][a] * m;
                    noise[b][a] = noise[b][a] * m * m + share * alpha_2 * alpha_2 * dt;
                }
            }
        }
        variance = factor.square() * variance + noise;
    }
    at::Tensor variance;  ///< P_k of levels from data
    at::Tensor factor;    ///< M
    at::Tensor noise;     ///< Q
};

NormalModes::Step euler() {
    return [](double q) { return std::pair{1.0 - q, 1.0}; };
}
NormalModes::Step semi_implicit() {
    return [](double q) { return std::pair{1.0 / (1.0 + q), 1.0 / ((1.0 + q) * (1.0 + q))}; };
}
NormalModes::Step exponential() {
    return [](double q) { return std::pair{std::exp(-q), q == 0.0 ? 1.0 : -std::expm1(-2.0 * q) / (2.0 * q)}; };
}

at::Tensor in_modes(const at::Tensor& x, const at::Tensor& by) {
    const at::Tensor rows = cosine_matrix(static_cast<int>(x.size(2)));
    const at::Tensor columns = cosine_matrix(static_cast<int>(x.size(3)));
    return at::matmul(at::matmul(rows.t(), at::matmul(at::matmul(rows, x), columns.t()) * by), columns);
}

/// E[u_0 | u_m] of those data: P_0 M/P_m in every mode.
class NormalModel final : public LevelModel {
  public:
    explicit NormalModel(const NormalModes& modes) : gain_(modes.factor / modes.variance) {}
    [[nodiscard]] at::Tensor less_degraded(const at::Tensor& x, int, const at::Tensor&) const override {
        return in_modes(x.to(at::kDouble), gain_).to(x.options());
    }

  private:
    at::Tensor gain_;
};

constexpr ImageShape small{2, 5, 6};

// Q grad log p = -Q/P x in every mode, and the noise is Q^{1/2} xi, to rounding, for the steps of every scheme and over
// windows.
TEST(IntervalLaw, DriftIsTheScoreTimesTheIntervalsCovariance) {
    const std::pair<const char*, NormalModes::Step> schemes[] = {
        {"euler-maruyama", euler()}, {"semi-implicit", semi_implicit()}, {"exponential", exponential()}};
    for (const auto& [name, step] : schemes) {
        const ForwardFacts facts = facts_of(small, "dt = 0.25\nscheme = \"" + std::string(name) + "\"\n");
        for (const int window : {1, 2}) {
            const NormalModes modes(small.grid(), window, step);
            const auto law = make_interval_law(std::make_shared<NormalModel>(modes), facts, window);
            const SampleNoise stream(7, {3, 4});
            const at::Tensor x = stream.normal(at::empty({2, 2, 5, 6}, at::kDouble), 0, 1);
            const at::Tensor expected = in_modes(x, -modes.noise / modes.variance);
            EXPECT_LE((law->drift(x, window, {}) - expected).abs().max().item<double>(), 1e-12) << name << window;
            const at::Tensor noise = in_modes(x, modes.noise.sqrt());
            EXPECT_LE((law->noise(x, window, {stream, 0, 1}) - noise).abs().max().item<double>(), 1e-12)
                << name << window;
        }
    }
}

// Langevin steps of fixed length e leave a mode at V = P/(1 - e Q/(2 P)): whatever variance they start from, they come
// there, and to P itself as e goes to 0. e is what the norms of 36000 values give, e = 2 snr^2 sum Q/sum((Q/P)^2 V),
// but for 4/12000 (the length moves with the image). e Q/P is near 0.02 or more, so that 300 steps leave about e^-10 of
// the start; standard error sqrt(2/36000).
TEST(IntervalLaw, CorrectorKeepsTheMarginalAndRepairsAVarianceThatIsWrong) {
    const ImageShape shape{1, 100, 120};
    const ForwardFacts facts = facts_of(shape, "dt = 0.25\n");
    const NormalModes modes(shape.grid(), 1, euler());
    const at::Tensor relative = modes.noise / modes.variance;
    for (const double snr : {0.1, 0.4}) {
        double e = 0.0;
        for (int i = 0; i < 50; ++i) {
            const at::Tensor v = modes.variance / (1.0 - 0.5 * e * relative);
            e = 2.0 * snr * snr * modes.noise.sum().item<double>() / (relative.square() * v).sum().item<double>();
        }
        const double expected = (1.0 / (1.0 - 0.5 * e * relative)).mean().item<double>();
        const PredictorCorrector sampler(std::make_unique<test::StandingStill>(1.0),
                                         make_interval_law(std::make_shared<NormalModel>(modes), facts, 1),
                                         {.order = CorrectorOrder::corrector_first, .corrector_steps = 6, .snr = snr});
        for (const double start : {0.5, 1.0, 2.0}) {
            const SampleNoise first(11, {0, 1, 2});
            at::Tensor x = in_modes(first.normal(at::empty({3, 1, 100, 120}, at::kDouble), 999, 0),
                                    (start * modes.variance).sqrt());
            for (int i = 0; i < 50; ++i) {
                x = sampler.step(x, 0, SampleNoise(static_cast<std::uint64_t>(100 + i), {0, 1, 2}), {});
            }
            const double found = in_modes(x, modes.variance.rsqrt()).square().mean().item<double>();
            EXPECT_NEAR(found / expected, 1.0, 4.0 * std::sqrt(2.0 / 36000.0) + 4.0 / 12000.0) << snr << ' ' << start;
        }
    }
}

// A correlation of e^-50 between neighbours is white noise to float, so the law of one explicit step is that of the
// modes.
TEST(IntervalLaw, OneExplicitStepAgreesWithTheModes) {
    const std::string lines = "dt = 1.0\n";
    const NormalModes modes(small.grid(), 1, euler());
    const auto model = std::make_shared<NormalModel>(modes);
    const auto by_modes = make_interval_law(model, facts_of(small, lines), 1);
    const auto by_step = make_interval_law(model, facts_of(small, lines, "ell = 0.02\n"), 1);
    const SampleNoise stream(7, {3, 4});
    const at::Tensor x = stream.normal(at::empty({2, 2, 5, 6}, at::kFloat), 0, 1);
    // Ten operations on values of at most 5.
    EXPECT_LE((by_step->drift(x, 2, {}) - by_modes->drift(x, 2, {})).abs().max().item<float>(), 50 * 1.2e-7F);
    // Its noise is alpha_2 sqrt(dt) times normals: the mean square of 12000 values.
    double step_square = 0.0;
    for (std::uint64_t i = 0; i < 100; ++i) {
        const SampleNoise draws(i, {3, 4});
        step_square += by_step->noise(x, 2, {draws, 0, 1}).square().mean().item<double>() / 100.0;
    }
    EXPECT_NEAR(step_square / (alpha_2 * alpha_2), 1.0, 4.0 * std::sqrt(2.0 / 12000.0));
}

TEST(IntervalLaw, ProcessesWhoseScoreTheDenoiserDoesNotTellAreRefused) {
    const std::string multiplicative = "lambda_kind = \"constant\"\nlambda_min = 0.1\n";
    const auto refusal = [](const ForwardFacts& facts, int window, double trained_noise) {
        Deck deck = Deck::parse("[sample]\ncorrector_steps = 1\n", "the test", {});
        ObjectiveSettings objective;
        objective.kind = ObjectiveKind::less_degraded;
        objective.noise = trained_noise;
        return user_error_text([&] { read_sample_settings(deck, facts, objective, window, 0); });
    };
    EXPECT_EQ(refusal(facts_of(small, "dt = 0.25\n"), 2, 0.0), "no UserError");
    EXPECT_EQ(refusal(facts_of(small, "dt = 1.0\n", "ell = 2.0\n"), 1, 0.0), "no UserError");
    EXPECT_TRUE(contains(refusal(facts_of(small, "dt = 0.25\n", multiplicative), 1, 0.0),
                         {"sample.corrector_steps", "multiplicative", "additive", "at 0"}));
    EXPECT_TRUE(contains(refusal(facts_of(small, "dt = 0.25\n", "ell = 2.0\n"), 1, 0.0),
                         {"sample.corrector_steps", "level 1 takes 4", "spde.dt"}));
    EXPECT_TRUE(contains(refusal(facts_of(small, "dt = 1.0\n", "ell = 2.0\n"), 2, 0.0), {"several levels"}));
    EXPECT_TRUE(contains(refusal(facts_of(small, "dt = 0.25\ntaming = \"rms\"\n"), 1, 0.0), {"spde.taming"}));
    EXPECT_TRUE(contains(refusal(facts_of(small, "dt = 0.25\n"), 1, 0.01), {"objective.noise"}));
}

}  // namespace
}  // namespace ebru
