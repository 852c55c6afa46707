#include "validation/sample_metrics/golden.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "ml/metrics/prdc.hpp"
#include "ml/metrics/statistics.hpp"
#include "validation/sample_metrics/normal_features.hpp"

namespace ebru {

namespace {

struct Quantity {
    std::string name;
    double Prdc::* value;
    double published;
    std::optional<double> expectation;
};

std::array<Quantity, 4> quantities(const GoldenCase& golden) {
    double uncovered = 1.0;
    for (int l = 1; l <= golden.k; ++l) {
        uncovered *= static_cast<double>(golden.samples - l) / static_cast<double>(2 * golden.samples - l);
    }
    return {{{"precision", &Prdc::precision, 0.4772, std::nullopt},
             {"recall", &Prdc::recall, 0.4705, std::nullopt},
             {"density", &Prdc::density, 1.0555, 1.0},
             {"coverage", &Prdc::coverage, 0.9735, 1.0 - uncovered}}};
}

bool is_published(const GoldenCase& golden) {
    const GoldenCase published;
    return golden.samples == published.samples && golden.features == published.features && golden.k == published.k;
}

/// Prints how far off a value is, in the deviations of what it is compared with.
bool within(const std::string& what, double found, double reference, double deviation) {
    constexpr double most = 4.0;
    const double off = (found - reference) / deviation;
    const bool holds = std::abs(off) <= most;
    std::cout << fmt::format("    {:11} {:.4f}: {:+.1f} of {:.4f}, at most {} allowed: {}\n", what, reference, off,
                             deviation, most, holds ? "holds" : "FAILS");
    return holds;
}

bool hold(const Quantity& quantity, const std::vector<Prdc>& found, bool published) {
    std::vector<double> values;
    for (const Prdc& one : found) {
        values.push_back(one.*quantity.value);
    }
    const MeanEstimate estimate = mean_estimate(values);
    const auto repeats = static_cast<double>(values.size());
    const double scatter = estimate.standard_error * std::sqrt(repeats);
    std::cout << fmt::format("{:10} {:.4f}, from pair to pair +- {:.4f}\n", quantity.name, estimate.mean, scatter);
    bool holds = true;
    if (published) {
        holds = within("published", estimate.mean, quantity.published, scatter * std::sqrt(1.0 + 1.0 / repeats));
    }
    if (quantity.expectation) {
        holds = within("expectation", estimate.mean, *quantity.expectation, estimate.standard_error) && holds;
    }
    return holds;
}

}  // namespace

bool golden_prdc(const GoldenCase& golden) {
    std::cout << fmt::format("PRDC of two samples of N(0, I): {} against {}, {} features, k = {}, {} pairs\n",
                             golden.samples, golden.samples, golden.features, golden.k, golden.repeats);
    std::vector<Prdc> found;
    for (int repeat = 0; repeat < golden.repeats; ++repeat) {
        const auto seed = static_cast<std::uint64_t>(2 * repeat);
        const at::Tensor real = normal_features(seed, golden.samples, golden.features);
        const at::Tensor fake = normal_features(seed + 1, golden.samples, golden.features);
        const auto start = std::chrono::steady_clock::now();
        found.push_back(prdc(real, fake, golden.k));
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        const Prdc& one = found.back();
        std::cout << fmt::format("  pair {}: {:.4f} {:.4f} {:.4f} {:.4f} in {:.1f} s\n", repeat, one.precision,
                                 one.recall, one.density, one.coverage, took.count())
                  << std::flush;
    }
    bool all = true;
    for (const Quantity& quantity : quantities(golden)) {
        all = hold(quantity, found, is_published(golden)) && all;
    }
    return all;
}

}  // namespace ebru
