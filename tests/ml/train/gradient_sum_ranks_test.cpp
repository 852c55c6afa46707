#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "ml/train/gradient_sum.hpp"

namespace ebru {
namespace {

/// Parameters of a few sizes, one of them with the memory order of channels last.
std::vector<at::Tensor> some_parameters() {
    std::vector<at::Tensor> parameters = {at::ones({3}), at::ones({2, 3, 2, 2}), at::ones({5}), at::ones({1}),
                                          at::ones({4})};
    parameters[1] = parameters[1].contiguous(at::MemoryFormat::ChannelsLast);
    for (at::Tensor& parameter : parameters) {
        parameter.requires_grad_(true);
    }
    return parameters;
}

/// Whole numbers, so that every order of additions gives the same sum.
at::Tensor wanted_gradient(const at::Tensor& parameter, int rank) {
    const at::Tensor numbers = at::arange(parameter.numel()).to(at::kFloat).view(parameter.sizes());
    return (numbers + 1.0) * (1.0 + rank) * (rank % 2 == 0 ? 1.0 : -3.0);
}

at::Tensor wanted_sum(const at::Tensor& parameter, int first_rank) {
    at::Tensor sum = at::zeros(parameter.sizes());
    for (int rank = first_rank; rank < Ranks::job().count(); ++rank) {
        sum += wanted_gradient(parameter, rank);
    }
    return sum;
}

class GradientSumOverRanks : public testing::TestWithParam<std::int64_t> {};

TEST_P(GradientSumOverRanks, IsTheSumOfAllRanksGradientsWhateverTheBuckets) {
    const Ranks& ranks = Ranks::job();
    std::vector<at::Tensor> parameters = some_parameters();
    GradientSum gradients(ranks, parameters, GetParam());
    EXPECT_EQ(gradients.buckets(), GetParam() == 1 ? 5U : GetParam() == 1000 ? 1U : 4U);
    for (int update = 0; update < 3; ++update) {
        at::Tensor loss = at::zeros({});
        for (at::Tensor& parameter : parameters) {
            parameter.mutable_grad().reset();
            loss = loss + (parameter * wanted_gradient(parameter, ranks.rank())).sum();
        }
        gradients.begin(ranks.rank() + 0.5);
        loss.backward();
        const int count = ranks.count();
        EXPECT_EQ(gradients.finish(), 0.5 * count + 0.5 * count * (count - 1));
        for (const at::Tensor& parameter : parameters) {
            EXPECT_TRUE(at::equal(parameter.grad(), wanted_sum(parameter, 0))) << parameter.sizes();
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Buckets, GradientSumOverRanks, testing::Values(1, 5, 1000));

TEST(GradientSum, CountsGradientsOfEarlierPasses) {
    const Ranks& ranks = Ranks::job();
    std::vector<at::Tensor> parameters = some_parameters();
    GradientSum gradients(ranks, parameters, 5);
    for (int pass = 0; pass < 3; ++pass) {
        at::Tensor loss = at::zeros({});
        for (const at::Tensor& parameter : parameters) {
            loss = loss + (parameter * wanted_gradient(parameter, ranks.rank())).sum();
        }
        if (pass == 2) {
            gradients.begin(0.0);
        }
        loss.backward();
    }
    gradients.finish();
    for (const at::Tensor& parameter : parameters) {
        EXPECT_TRUE(at::equal(parameter.grad(), 3.0 * wanted_sum(parameter, 0)));
    }
}

TEST(GradientSum, AParameterThatNoRankUsesHasNoGradientAndOneThatSomeLackCountsAsZero) {
    const Ranks& ranks = Ranks::job();
    std::vector<at::Tensor> parameters = some_parameters();
    GradientSum gradients(ranks, parameters, 5);
    at::Tensor all = at::zeros({});
    for (const at::Tensor& parameter : parameters) {
        all = all + parameter.sum();
    }
    gradients.begin(0.0);
    all.backward();
    gradients.finish();  // of an update in which all have one; nothing of it may stay
    for (at::Tensor& parameter : parameters) {
        parameter.mutable_grad().reset();
    }
    at::Tensor loss = (parameters[0] * wanted_gradient(parameters[0], ranks.rank())).sum();
    if (!ranks.first()) {
        loss = loss + (parameters[4] * wanted_gradient(parameters[4], ranks.rank())).sum();
    }
    gradients.begin(0.0);
    loss.backward();
    gradients.finish();
    EXPECT_TRUE(at::equal(parameters[0].grad(), wanted_sum(parameters[0], 0)));
    EXPECT_TRUE(at::equal(parameters[4].grad(), wanted_sum(parameters[4], 1)));
    for (const std::size_t unused : {1, 2, 3}) {
        EXPECT_FALSE(parameters[unused].grad().defined()) << unused;
    }
}

TEST(GradientSum, ARankWithNothingToGiveHoldsNobodyUp) {
    const Ranks& ranks = Ranks::job();
    std::vector<at::Tensor> parameters = some_parameters();
    GradientSum gradients(ranks, parameters, 1);
    gradients.begin(1.0);
    if (!ranks.first()) {
        (parameters[2] * wanted_gradient(parameters[2], ranks.rank())).sum().backward();
    }
    EXPECT_EQ(gradients.finish(), ranks.count());
    EXPECT_TRUE(at::equal(parameters[2].grad(), wanted_sum(parameters[2], 1)));
    EXPECT_GT(gradients.seconds(), 0.0);
}

TEST(GradientSum, IsNothingForOneRank) {
    const Ranks alone;
    std::vector<at::Tensor> parameters = some_parameters();
    GradientSum gradients(alone, parameters);
    gradients.begin(3.25);
    EXPECT_EQ(gradients.finish(), 3.25);
    EXPECT_EQ(gradients.buckets(), 0U);
}

TEST(GradientSum, BucketsAreAnEighthWithinBounds) {
    EXPECT_EQ(default_bucket_values(1000), 65536);
    EXPECT_EQ(default_bucket_values(8000000), 1000000);
    EXPECT_EQ(default_bucket_values(std::int64_t{1} << 40), 4194304);
}

}  // namespace
}  // namespace ebru
