#include "ml/metrics/input_checks.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>

#include "base/error.hpp"

namespace ebru {

namespace {

/// The first sample that is false in (N) bool, or N.
std::int64_t first_false(const at::Tensor& holds) {
    const auto value = holds.accessor<bool, 1>();
    std::int64_t n = 0;
    while (n < value.size(0) && value[n]) {
        ++n;
    }
    return n;
}

std::string shape_of(const at::Tensor& samples) {
    return fmt::format("{}", fmt::join(samples.sizes().slice(1), " x "));
}

}  // namespace

void check_samples(const at::Tensor& samples, std::string_view name, std::int64_t least) {
    EBRU_EXPECT(samples.defined() && samples.dim() >= 2 && samples.device().is_cpu() && samples.is_floating_point());
    const std::int64_t count = samples.size(0);
    validate(count >= least, fmt::format("{}: {} samples", name, count),
             fmt::format("this metric needs at least {}", least), fmt::format("give {} or more", least));
    const std::int64_t row = first_false(at::isfinite(samples).flatten(1).all(1));
    validate(row == count, fmt::format("{}: sample {} holds NaN or infinity", name, row),
             "no metric of such a set is a number",
             "look at that sample and at what the extractor makes of it (samples are counted from 0)");
}

void check_features(const at::Tensor& features, std::string_view name, std::int64_t least) {
    EBRU_EXPECT(features.defined() && features.dim() == 2 && features.size(1) >= 1);
    check_samples(features, name, least);
}

void check_images(const at::Tensor& images, std::string_view name, std::int64_t least) {
    EBRU_EXPECT(images.defined() && images.dim() == 4 && images[0].numel() >= 1);
    check_samples(images, name, least);
}

void check_probabilities(const at::Tensor& probabilities, std::int64_t least) {
    constexpr std::string_view name = "class probabilities";
    check_features(probabilities, name, least);
    const at::Tensor in_range = at::logical_and(probabilities >= 0.0, probabilities <= 1.0).all(1);
    const at::Tensor sums_to_one = (probabilities.sum(1, false, at::kDouble) - 1.0).abs() <= 1e-4;
    const std::int64_t row = first_false(at::logical_and(in_range, sums_to_one));
    validate(row == probabilities.size(0), fmt::format("{}: those of sample {} are no law", name, row),
             "each lies in [0, 1] and together they are 1", "give a softmax's output, not its input");
}

void check_same_shape(const at::Tensor& a, std::string_view name_a, const at::Tensor& b, std::string_view name_b) {
    validate(a.sizes().slice(1) == b.sizes().slice(1),
             fmt::format("{} has samples of {} values, {} of {}", name_a, shape_of(a), name_b, shape_of(b)),
             "only samples of one shape are compared", "take both from one extractor, and images of one size");
}

void check_neighbours(int k, std::int64_t rows, std::string_view name) {
    validate(k >= 1 && k <= rows, fmt::format("k = {}", k), fmt::format("a row has {} neighbours in {}", rows, name),
             rows >= 1 ? fmt::format("give k from 1 to {}", rows) : "give more samples");
}

}  // namespace ebru
