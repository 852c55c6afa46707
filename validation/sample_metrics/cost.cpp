#include "validation/sample_metrics/cost.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "ml/metrics/class_histogram.hpp"
#include "ml/metrics/frechet_distance.hpp"
#include "ml/metrics/inception_score.hpp"
#include "ml/metrics/kernel_distance.hpp"
#include "ml/metrics/mass_comparison.hpp"
#include "ml/metrics/nearest_neighbours.hpp"
#include "ml/metrics/perceptual_distance.hpp"
#include "ml/metrics/prdc.hpp"
#include "ml/metrics/spectrum_comparison.hpp"
#include "validation/sample_metrics/normal_features.hpp"

namespace ebru {

namespace {

/// Prints what each measurement takes and adds them up.
class Stopwatch {
  public:
    void measure(const std::string& name, const std::function<void()>& metric) {
        const auto start = std::chrono::steady_clock::now();
        metric();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        total_ += took.count();
        std::cout << fmt::format("  {:42} {:8.2f} s\n", name, took.count()) << std::flush;
    }
    [[nodiscard]] double total() const { return total_; }

  private:
    double total_ = 0.0;
};

/// On Linux ru_maxrss is in KiB.
double peak_gigabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) * 1024.0 / 1e9;
}

void measure_features(const CostCase& cost, Stopwatch& watch) {
    const at::Tensor real = normal_features(1, cost.samples, cost.features);
    const at::Tensor fake = normal_features(2, cost.samples, cost.features);
    watch.measure("Frechet distance, moments of both",
                  [&] { frechet_distance(feature_moments(real), feature_moments(fake)); });
    watch.measure("kernel distance, 100 subsets of 1000", [&] { kernel_distance(real, fake, {}, 1); });
    watch.measure("precision, recall, density, coverage, k = 5", [&] { prdc(real, fake, 5); });
    watch.measure("precision and recall, k = 3", [&] { prdc(real, fake, 3, PrdcConvention::kynkaanniemi); });
    watch.measure("nearest neighbours, 3 of each", [&] { nearest_neighbours(fake, real, 3); });
    const at::Tensor laws = fake.slice(1, 0, 10).softmax(1);
    watch.measure("inception score and class entropy", [&] {
        inception_score(laws, 10);
        class_entropy(laws);
    });
}

void measure_images(const CostCase& cost, Stopwatch& watch) {
    const int pixels = cost.side * cost.side;
    const auto images = [&](std::uint64_t seed) {
        return normal_features(seed, cost.samples, pixels).to(at::kFloat).view({-1, 1, cost.side, cost.side});
    };
    const at::Tensor samples = images(3);
    const at::Tensor data = images(4);
    watch.measure("mass", [&] { mass_comparison(samples, data); });
    watch.measure("spectrum", [&] { spectrum_comparison(samples, data); });
    watch.measure("perceptual distance, N pairs in batches", [&] {
        std::vector<double> distances;
        for (std::int64_t first = 0; first < cost.samples; first += 100) {
            const auto maps = [&](const at::Tensor& of) {
                return of.slice(0, first, std::min(first + 100, cost.samples)).repeat({1, cost.channels, 1, 1});
            };
            const std::vector<double> batch = perceptual_distances({maps(samples)}, {maps(data)});
            distances.insert(distances.end(), batch.begin(), batch.end());
        }
        perceptual_distance(distances);
    });
}

}  // namespace

void measure_cost(const CostCase& cost) {
    std::cout << fmt::format("{} against {} samples, {} features, images and maps {} x {}, {} threads\n", cost.samples,
                             cost.samples, cost.features, cost.side, cost.side, at::get_num_threads());
    Stopwatch watch;
    measure_features(cost, watch);
    std::cout << fmt::format("  largest memory so far {:.2f} GB\n", peak_gigabytes());
    measure_images(cost, watch);
    std::cout << fmt::format("all {:.1f} s, largest memory {:.2f} GB\n", watch.total(), peak_gigabytes());
}

}  // namespace ebru
