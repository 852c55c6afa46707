#include "ml/train/trainer.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <limits>

#include "ml/train/label_dropout.hpp"
#include "tests/ml/train/toy_training.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

TEST(Trainer, EqualSettingsGiveEqualBitsWithDropout) {
    ToyTraining a(toy_settings());
    ToyTraining b(toy_settings());
    for (int n = 0; n < 5; ++n) {
        a.trainer.update();
        at::rand({7});  // whoever else draws from LibTorch's generator changes nothing
        b.trainer.update();
    }
    EXPECT_TRUE(equal_bits(a.weights(), b.weights()));
    UpdateSettings other = toy_settings();
    other.seed = 2;
    ToyTraining c(other);
    for (int n = 0; n < 5; ++n) {
        c.trainer.update();
    }
    EXPECT_FALSE(equal_bits(a.weights(), c.weights())) << "dropout does not depend on the seed";
}

TEST(Trainer, FirstLossIsThatOfAZeroOutput) {
    ToyTraining training(toy_settings());
    const double expected = zero_output_loss(training.objective.example(training.source.batch(0, 4)));
    // Both are the same float sums over 36 values and 4 images, the batch's mean once in float and once in double.
    EXPECT_NEAR(training.trainer.update().loss, expected, 4.0 * std::numeric_limits<float>::epsilon() * expected);
}

TEST(Trainer, AccumulatedPartsAreOneBigBatch) {
    UpdateSettings whole = toy_settings();
    whole.clip = 0.0;
    UpdateSettings parts = whole;
    parts.accumulate = 4;
    ToyTraining a(whole, 0.0);
    ToyTraining b(parts, 0.0);
    const UpdateReport report_a = a.trainer.update();
    const UpdateReport report_b = b.trainer.update();
    // The last layer is zero, so all gradients are its own: sums of delta h over 4 images of 36 pixels, with
    // |delta| < 2/(36 * 4), |h| <= 1, hence sums of absolute terms below 2. Either order of 144 additions errs by at
    // most 144 eps/2 of that; h by 11 roundings of numbers below 7 (nine products, bias, time) before tanh.
    const double eps = std::numeric_limits<float>::epsilon();
    const double tolerance = 2.0 * (144.0 + 11.0 * 7.0) * eps;
    const std::vector<at::Tensor> of_a = a.trainer.network().parameters();
    const std::vector<at::Tensor> of_b = b.trainer.network().parameters();
    double largest = 0.0;
    for (std::size_t i = 0; i < of_a.size(); ++i) {
        EXPECT_LE((of_a[i].grad() - of_b[i].grad()).abs().max().item<double>(), tolerance);
        largest = std::max(largest, of_a[i].grad().abs().max().item<double>());
    }
    EXPECT_GT(largest, 1000.0 * tolerance);
    EXPECT_NEAR(report_a.loss, report_b.loss, 4.0 * eps * report_a.loss);
}

TEST(Trainer, ClippedGradientsHaveTheNormAskedFor) {
    UpdateSettings settings = toy_settings();
    settings.clip = 1.0e-3;
    ToyTraining training(settings);
    const UpdateReport report = training.trainer.update();
    EXPECT_GT(report.gradient_norm, 0.01);
    double squares = 0.0;
    for (const at::Tensor& parameter : training.trainer.network().parameters()) {
        squares += parameter.grad().square().sum().item<double>();
    }
    EXPECT_NEAR(std::sqrt(squares), 1.0e-3, 1.0e-3 * 100 * std::numeric_limits<float>::epsilon());
}

TEST(Trainer, OverfitsOneBatch) {
    UpdateSettings settings = toy_settings();
    settings.learning_rate = 0.02;
    ToyTraining training(settings, 0.0);
    training.source = ToySource(4);
    const double first = training.trainer.update().loss;
    double last = first;
    for (int n = 0; n < 600; ++n) {
        last = training.trainer.update().loss;
    }
    EXPECT_LT(last, 0.01 * first);
}

TEST(Trainer, LossThatIsNoNumberNamesTheUpdateAndChangesNothing) {
    ToyTraining training(toy_settings());
    training.source.poisoned_draw = 4 * 3 + 1;
    for (int n = 0; n < 3; ++n) {
        training.trainer.update();
    }
    const std::vector<at::Tensor> before = training.weights();
    EXPECT_TRUE(contains(user_error_text([&] { training.trainer.update(); }), {"update 3", "loss is nan"}));
    // The counting buffer sees the forward pass; every parameter and average is untouched.
    const std::vector<at::Tensor> after = training.weights();
    for (std::size_t i = 0; i < after.size(); ++i) {
        EXPECT_TRUE(i == 4 || at::equal(before[i], after[i])) << i;
    }
    EXPECT_EQ(training.trainer.updates(), 3);
    EXPECT_TRUE(training.trainer.is_finite());
    const at::NoGradGuard no_grad;
    training.trainer.network().parameters().front().view(-1)[0] = std::numeric_limits<float>::infinity();
    EXPECT_FALSE(training.trainer.is_finite());
}

TEST(Trainer, GradientThatIsNoNumberNamesTheUpdateAndChangesNothing) {
    ToyTraining training(toy_settings());
    training.trainer.update();
    const std::vector<at::Tensor> before = training.weights();
    training.trainer.network().parameters().front().register_hook(
        [](const at::Tensor& gradient) { return gradient * std::numeric_limits<float>::quiet_NaN(); });
    EXPECT_TRUE(contains(user_error_text([&] { training.trainer.update(); }), {"update 1", "gradients is nan"}));
    const std::vector<at::Tensor> after = training.weights();
    for (std::size_t i = 0; i < after.size(); ++i) {
        EXPECT_TRUE(i == 4 || at::equal(before[i], after[i])) << i;
    }
}

TEST(Trainer, LossesAreCountedByBin) {
    ToyTraining training(toy_settings());
    const double loss = training.trainer.update().loss;
    const std::vector<BinLosses::Row> rows = training.trainer.bin_losses().rows();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].images, 2);
    EXPECT_EQ(rows[1].bin, 1);
    EXPECT_NEAR(0.5 * (rows[0].loss + rows[1].loss), loss, 4.0 * std::numeric_limits<float>::epsilon() * loss);
    training.trainer.bin_losses().clear();
    EXPECT_TRUE(training.trainer.bin_losses().rows().empty());
}

TEST(Trainer, ValidationLossIsTheSameEveryTimeAndForEveryCutIntoParts) {
    UpdateSettings settings = toy_settings();
    ToyTraining training(settings);
    training.trainer.update();
    ToySource held_out(7);
    const AveragedWeights averaged(training.trainer.network(), training.trainer.average());
    const double loss = training.trainer.loss_on(held_out, 7);
    EXPECT_EQ(training.trainer.loss_on(held_out, 7), loss);
    const Example example = training.objective.example(held_out.batch(0, 7));
    EXPECT_NEAR(loss, zero_output_loss(example), 0.5 * zero_output_loss(example));
}

TEST(Trainer, Bfloat16AndChannelsLastLearnTheSame) {
    UpdateSettings settings = toy_settings();
    settings.learning_rate = 0.02;
    for (const bool bf16 : {false, true}) {
        settings.bf16 = bf16;
        settings.channels_last = true;
        ToyTraining training(settings, 0.0);
        EXPECT_TRUE(training.trainer.network().parameters().front().is_contiguous(at::MemoryFormat::ChannelsLast));
        const double first = training.trainer.update().loss;
        double last = first;
        for (int n = 0; n < 300; ++n) {
            last = training.trainer.update().loss;
        }
        EXPECT_LT(last, 0.1 * first) << "bf16 " << bf16;
        EXPECT_EQ(training.trainer.network().parameters().front().scalar_type(), at::kFloat);
    }
}

double resident_bytes() {
    std::ifstream status("/proc/self/statm");
    double pages = 0.0;
    double resident = 0.0;
    status >> pages >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

TEST(Trainer, MemoryDoesNotGrowOver2000Updates) {
    UpdateSettings settings = toy_settings();
    settings.batch = 64;
    ToyTraining training(settings);
    for (int n = 0; n < 200; ++n) {
        training.trainer.update();
    }
    const double before = resident_bytes();
    for (int n = 0; n < 2000; ++n) {
        training.trainer.update();
    }
    // One image-sized tensor of a batch kept by every update would be 2000 x 64 x 36 floats; a quarter of it is allowed
    // to the allocator.
    EXPECT_LT(resident_bytes() - before, 0.25 * 2000 * 64 * 36 * sizeof(float));
}

TEST(LabelDropout, IsAFunctionOfTheDrawAndReplacesTheAskedForPart) {
    TrainingBatch batch;
    batch.first_draw = 100;
    batch.label = at::arange(4000).remainder(10);
    const at::Tensor dropped = drop_labels(batch, 10, 0.25, 1);
    const at::Tensor is_dropped = dropped.eq(10);
    EXPECT_TRUE(at::equal(dropped.masked_select(is_dropped.logical_not()),
                          batch.label.masked_select(is_dropped.logical_not())));
    // Binomial: deviation sqrt(4000 x 3/16) = 27; five of them.
    EXPECT_NEAR(static_cast<double>(is_dropped.sum().item<std::int64_t>()), 1000.0, 5.0 * 27.4);
    TrainingBatch later;
    later.first_draw = 103;
    later.label = batch.label.slice(0, 3);
    EXPECT_TRUE(at::equal(drop_labels(later, 10, 0.25, 1), dropped.slice(0, 3)));
    EXPECT_TRUE(at::equal(drop_labels(batch, 10, 0.0, 1), batch.label));
    EXPECT_FALSE(drop_labels(TrainingBatch(), 0, 0.5, 1).defined());
}

}  // namespace
}  // namespace ebru
