#include "ml/metrics/kernel_distance.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "base/keyed_permutation.hpp"
#include "ml/metrics/input_checks.hpp"
#include "ml/metrics/statistics.hpp"

namespace ebru {

namespace {

enum class SameRow { counts, left_out };

/// Sum of the kernel over all pairs of rows.
double kernel_sum(const at::Tensor& x, const at::Tensor& y, SameRow same, PairBlocks blocks) {
    const double scale = 1.0 / static_cast<double>(x.size(1));
    std::vector<double> of_row(static_cast<std::size_t>(x.size(0)), 0.0);
    const auto visit = [&](std::int64_t row, std::int64_t first, std::span<const double> products) {
        double sum = of_row[static_cast<std::size_t>(row)];
        for (std::size_t m = 0; m < products.size(); ++m) {
            const double base = products[m] * scale + 1.0;
            const bool counts = same == SameRow::counts || first + static_cast<std::int64_t>(m) != row;
            sum += counts ? base * base * base : 0.0;
        }
        of_row[static_cast<std::size_t>(row)] = sum;
    };
    visit_pairs(PairSum::inner_product, x, y, visit, blocks);
    double total = 0.0;
    for (const double sum : of_row) {
        total += sum;
    }
    return total;
}

/// Unbiased estimate of the squared discrepancy from as many rows of a as of b.
double squared_discrepancy(const at::Tensor& a, const at::Tensor& b, PairBlocks blocks) {
    const auto s = static_cast<double>(a.size(0));
    const double within = kernel_sum(a, a, SameRow::left_out, blocks) + kernel_sum(b, b, SameRow::left_out, blocks);
    return within / (s * (s - 1.0)) - 2.0 * kernel_sum(a, b, SameRow::counts, blocks) / (s * s);
}

/// Which set a subset is drawn from: parts of the permutation that no training order uses (those are 0 and above).
enum class SubsetOf : std::int64_t { a = -1, b = -2 };

at::Tensor subset(const at::Tensor& rows, SubsetOf set, std::uint64_t seed, int number, std::int64_t size) {
    const KeyedPermutation permutation(seed, number, static_cast<std::int64_t>(set), rows.size(0));
    const at::Tensor chosen = at::empty({size}, at::kLong);
    for (std::int64_t i = 0; i < size; ++i) {
        chosen.mutable_data_ptr<std::int64_t>()[i] = permutation(i);
    }
    return rows.index_select(0, chosen);
}

}  // namespace

KernelDistance kernel_distance(const at::Tensor& a, const at::Tensor& b, const KernelDistanceSettings& settings,
                               std::uint64_t seed, PairBlocks blocks) {
    check_features(a, "a", 2);
    check_features(b, "b", 2);
    check_same_shape(a, "a", b, "b");
    const std::int64_t most = std::min(a.size(0), b.size(0));
    validate(settings.subset_size >= 2 && settings.subset_size <= most,
             fmt::format("kernel distance: subset_size = {}", settings.subset_size),
             fmt::format("subsets are drawn without repetition from {} and {} samples", a.size(0), b.size(0)),
             fmt::format("give a size from 2 to {}", most));
    validate(settings.subsets >= 1, fmt::format("kernel distance: subsets = {}", settings.subsets),
             "the distance is the mean over the subsets", "give at least 1");
    std::vector<double> estimates;
    for (int m = 0; m < settings.subsets; ++m) {
        estimates.push_back(squared_discrepancy(subset(a, SubsetOf::a, seed, m, settings.subset_size),
                                                subset(b, SubsetOf::b, seed, m, settings.subset_size), blocks));
    }
    const MeanDeviation found = mean_deviation(estimates);
    return {found.mean, found.deviation, settings.subsets, settings.subset_size};
}

}  // namespace ebru
