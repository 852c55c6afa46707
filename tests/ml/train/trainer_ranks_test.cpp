#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "ml/train/same_weights.hpp"
#include "ml/train/trainer.hpp"
#include "tests/ml/train/toy_training.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

constexpr double eps = std::numeric_limits<float>::epsilon();

UpdateSettings settings_over_ranks() {
    UpdateSettings settings = toy_settings();
    settings.batch = 4 * Ranks::job().count();
    return settings;
}

std::vector<at::Tensor> gradients_of(const Trainer& trainer) {
    std::vector<at::Tensor> gradients;
    for (const at::Tensor& parameter : trainer.network().parameters()) {
        gradients.push_back(parameter.grad());
    }
    return gradients;
}

double largest_difference(const std::vector<at::Tensor>& a, const std::vector<at::Tensor>& b) {
    double largest = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        largest = std::max(largest, (a[i] - b[i]).abs().max().item<double>());
    }
    return largest;
}

/// Without the buffer that counts passes: one rank with parts makes more of them.
std::vector<at::Tensor> trained_weights(const ToyTraining& training) {
    std::vector<at::Tensor> weights = training.weights();
    EXPECT_EQ(weights.size(), 10U);
    weights.erase(weights.begin() + 9);
    weights.erase(weights.begin() + 4);
    return weights;
}

/// Two ranks with their halves of a batch and one rank with the batch in two parts add the same two gradients, and
/// a + b = b + a: no tolerance is needed, and nothing can hide in one.
TEST(TrainerOverRanks, TwoRanksHaveTheBitsOfOneRankWithTwoParts) {
    if (Ranks::job().count() != 2) {
        GTEST_SKIP() << "three numbers are added in several orders";
    }
    UpdateSettings settings = toy_settings();
    settings.batch = 8;
    settings.clip = 0.05;
    const Ranks alone;
    ToyTraining a(settings, 0.0);
    settings.accumulate = 2;
    ToyTraining b(settings, 0.0, alone);
    for (int n = 0; n < 30; ++n) {
        const UpdateReport of_a = a.trainer.update();
        const UpdateReport of_b = b.trainer.update();
        ASSERT_EQ(of_a.loss, of_b.loss) << n;
        ASSERT_EQ(of_a.gradient_norm, of_b.gradient_norm) << n;
    }
    EXPECT_TRUE(equal_bits(trained_weights(a), trained_weights(b)));
}

/// The tolerance is that of AccumulatedPartsAreOneBigBatch: sums of absolute terms below 2, in either order.
TEST(TrainerOverRanks, GradientsAreThoseOfOneRankWithTheSameBatch) {
    const Ranks alone;
    for (const std::int64_t images : {3, 4, 7}) {  // shares of several sizes
        UpdateSettings settings = toy_settings();
        settings.batch = images;
        settings.clip = 0.0;
        ToyTraining a(settings, 0.0);
        ToyTraining b(settings, 0.0, alone);
        const UpdateReport of_a = a.trainer.update();
        const UpdateReport of_b = b.trainer.update();
        const double tolerance = 2.0 * (36.0 * static_cast<double>(images) + 11.0 * 7.0) * eps;
        EXPECT_LE(largest_difference(gradients_of(a.trainer), gradients_of(b.trainer)), tolerance) << images;
        EXPECT_GT(of_b.gradient_norm, 1000.0 * tolerance);
        EXPECT_NEAR(of_a.loss, of_b.loss, 4.0 * eps * of_b.loss);
    }
}

/// How far round-off grows over n updates. The gradients of both runs differ by at most delta + L d, where delta bounds
/// their round-off (as above), d is the largest difference of two weights so far, and L the largest row sum of the
/// loss's second derivatives: for a weight of the last layer (initially 0, below 1e-3 all along) 2 |mean h_i h_j| <= 2
/// for each of the 37 of its kind and 2 |mean delta_pixel dh/dw| <= 2 for each of the 10 of its channel in the first
/// layer; for one of the first layer 2 for each of 9, and terms that have the last layer as a factor: L < 100. Adam's
/// step lr m/(sqrt(v) + epsilon) has m an average of gradients, so no further apart than they are, sqrt(v) a norm of
/// them, so neither, and |m| <= 7.3 sqrt(v) (Cauchy, Schwarz: (1 - b1)^2/((1 - b2)(1 - b1^2/b2)) = 7.27^2; less with
/// the start's corrections). Steps hence differ by at most q (delta + L d), q = lr (1 + 7.3)/epsilon, and
///
///     d_n <= delta/L ((1 + q L)^n - 1) + n eps/2 (rounding of weights below 1, both runs half an eps of 1/2).
///
/// The bound says something where q L n is about 1, hence the large epsilon; Adam's usual one turns a gradient that is
/// nothing but round-off into a full step.
TEST(TrainerOverRanks, AfterTenUpdatesWeightsAreThoseOfOneRankWithTheSameBatch) {
    UpdateSettings settings = settings_over_ranks();
    settings.clip = 0.0;
    settings.warmup = 0;
    settings.learning_rate = 1.0e-4;
    settings.epsilon = 1.0;
    settings.average_decay = 0.0;
    const Ranks alone;
    ToyTraining a(settings, 0.0);
    ToyTraining b(settings, 0.0, alone);
    const std::vector<at::Tensor> start = trained_weights(b);
    constexpr int updates = 10;
    for (int n = 0; n < updates; ++n) {
        a.trainer.update();
        b.trainer.update();
    }
    const double delta = 2.0 * (36.0 * static_cast<double>(settings.batch) + 11.0 * 7.0) * eps;
    const double lipschitz = 100.0;
    const double q = settings.learning_rate * 8.3 / settings.epsilon;
    const double bound = delta / lipschitz * (std::pow(1.0 + q * lipschitz, updates) - 1.0) + updates * 0.5 * eps;
    EXPECT_LE(largest_difference(trained_weights(a), trained_weights(b)), bound);
    EXPECT_GT(largest_difference(trained_weights(b), start), 50.0 * bound);
}

TEST(TrainerOverRanks, WeightsAreTheSameBitsOnAllRanksAndDropoutIsNot) {
    ToyTraining training(settings_over_ranks());
    for (int n = 0; n < 20; ++n) {
        training.trainer.update();
    }
    const auto word = at::randint(std::int64_t{1} << 40, {1}, at::kLong).item<std::int64_t>();  // goes on from dropout
    const std::vector<std::int64_t> words = Ranks::job().all_gather(word);
    EXPECT_NE(words[0], words[1]);
    EXPECT_NO_THROW(require_same_weights(training.trainer));
}

TEST(TrainerOverRanks, ADifferentBitNamesTheRankAndTheTensor) {
    const Ranks& ranks = Ranks::job();
    ToyTraining training(settings_over_ranks());
    training.trainer.update();
    const at::NoGradGuard no_grad;
    const auto nudge = [&](const at::Tensor& tensor) {
        if (ranks.rank() == 1) {
            float& value = tensor.mutable_data_ptr<float>()[1];
            value = std::nextafter(value, 2.0F);
        }
    };
    const auto check = [&](const std::string& tensor) {
        if (ranks.rank() == 1) {
            EXPECT_TRUE(contains(user_error_text([&] { require_same_weights(training.trainer); }),
                                 {tensor + " of rank 1", "after 1 updates", "rank 0"}));
        } else {
            EXPECT_THROW(require_same_weights(training.trainer), OtherRankFailed);
        }
    };
    const std::vector<at::Tensor> averages = training.trainer.average().tensors();
    nudge(averages[2]);
    check("the average of last.weight");
    nudge(training.trainer.network().parameters()[0]);
    check("first.weight");
}

/// A draw that only the last rank has.
TEST(TrainerOverRanks, ALossThatIsNoNumberOnOneRankIsEverybodysAndChangesNothing) {
    for (const std::int64_t accumulate : {1, 2}) {
        UpdateSettings settings = settings_over_ranks();
        settings.accumulate = accumulate;
        ToyTraining training(settings);
        training.source.poisoned_draw = settings.batch + settings.batch / accumulate - 1;
        training.trainer.update();
        const std::vector<at::Tensor> before = trained_weights(training);
        std::string text;
        try {
            training.trainer.update();
        } catch (const LossNotFinite& error) {
            text = error.what();
        }
        EXPECT_TRUE(contains(text, {"update 1", "loss is nan"})) << accumulate;
        EXPECT_TRUE(equal_bits(before, trained_weights(training)));
        training.source.poisoned_draw = -1;
        EXPECT_NO_THROW(training.trainer.update());
        EXPECT_NO_THROW(require_same_weights(training.trainer));
    }
}

TEST(TrainerOverRanks, AGradientThatIsNoNumberOnOneRankIsEverybodys) {
    ToyTraining training(settings_over_ranks());
    training.trainer.update();
    if (Ranks::job().rank() == 1) {
        training.trainer.network().parameters().front().register_hook(
            [](const at::Tensor& gradient) { return gradient * std::numeric_limits<float>::quiet_NaN(); });
    }
    std::string text;
    try {
        training.trainer.update();
    } catch (const LossNotFinite& error) {
        text = error.what();
    }
    EXPECT_TRUE(contains(text, {"update 1", "gradients is nan"}));
    EXPECT_NO_THROW(require_same_weights(training.trainer));
}

TEST(TrainerOverRanks, LossesByBinAreThoseOfAllRanks) {
    const Ranks alone;
    UpdateSettings settings = settings_over_ranks();
    ToyTraining a(settings, 0.0);
    ToyTraining b(settings, 0.0, alone);
    a.trainer.update();
    b.trainer.update();
    a.trainer.bin_losses().sum_over(Ranks::job());
    const std::vector<BinLosses::Row> of_a = a.trainer.bin_losses().rows();
    const std::vector<BinLosses::Row> of_b = b.trainer.bin_losses().rows();
    ASSERT_EQ(of_a.size(), of_b.size());
    for (std::size_t i = 0; i < of_a.size(); ++i) {
        EXPECT_EQ(of_a[i].images, of_b[i].images);
        EXPECT_NEAR(of_a[i].loss, of_b[i].loss, 40.0 * eps * of_b[i].loss);  // an image's loss: a float sum of 36
    }
}

TEST(TrainerOverRanks, ValidationLossHasTheBitsOfOneRank) {
    const Ranks alone;
    ToyTraining a(toy_settings(), 0.0);
    ToyTraining b(toy_settings(), 0.0, alone);
    const at::NoGradGuard no_grad;
    a.trainer.network().parameters()[2].fill_(0.125);
    b.trainer.network().parameters()[2].fill_(0.125);
    ToySource held_out(23);
    for (const std::int64_t images : {1, 4, 23}) {
        EXPECT_EQ(a.trainer.loss_on(held_out, images), b.trainer.loss_on(held_out, images)) << images;
    }
}

}  // namespace
}  // namespace ebru
