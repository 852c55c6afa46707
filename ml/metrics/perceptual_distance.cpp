#include "ml/metrics/perceptual_distance.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <cmath>

#include "base/error.hpp"
#include "ml/metrics/input_checks.hpp"
#include "ml/metrics/statistics.hpp"

namespace ebru {

namespace {

/// 1/(norm over the channels + 1e-10) of every place of a map (C, places), contiguous double.
std::vector<double> inverse_norms(const double* map, std::int64_t channels, std::size_t places) {
    std::vector<double> squares(places, 0.0);
    for (std::int64_t c = 0; c < channels; ++c) {
        for (std::size_t place = 0; place < places; ++place, ++map) {
            squares[place] += *map * *map;
        }
    }
    for (double& value : squares) {
        value = 1.0 / (std::sqrt(value) + 1e-10);
    }
    return squares;
}

/// Mean over the places of the squared distance of two maps' directions.
double layer_distance(const at::Tensor& a, const at::Tensor& b) {
    const at::Tensor of_a = a.to(at::kDouble).contiguous();
    const at::Tensor of_b = b.to(at::kDouble).contiguous();
    const std::int64_t channels = a.size(0);
    const auto places = static_cast<std::size_t>(a.size(1) * a.size(2));
    const double* at_a = of_a.const_data_ptr<double>();
    const double* at_b = of_b.const_data_ptr<double>();
    const std::vector<double> scale_a = inverse_norms(at_a, channels, places);
    const std::vector<double> scale_b = inverse_norms(at_b, channels, places);
    double sum = 0.0;
    for (std::int64_t c = 0; c < channels; ++c) {
        for (std::size_t place = 0; place < places; ++place, ++at_a, ++at_b) {
            const double difference = *at_a * scale_a[place] - *at_b * scale_b[place];
            sum += difference * difference;
        }
    }
    return sum / static_cast<double>(places);
}

}  // namespace

std::vector<double> perceptual_distances(const std::vector<at::Tensor>& a, const std::vector<at::Tensor>& b) {
    EBRU_EXPECT(!a.empty() && a.size() == b.size());
    for (std::size_t layer = 0; layer < a.size(); ++layer) {
        const std::string name_a = fmt::format("a, layer {}", layer);
        const std::string name_b = fmt::format("b, layer {}", layer);
        check_images(a[layer], name_a, 1);
        check_images(b[layer], name_b, 1);
        check_same_shape(a[layer], name_a, b[layer], name_b);
        EBRU_EXPECT(a[layer].size(0) == a[0].size(0) && b[layer].size(0) == a[0].size(0));
    }
    std::vector<double> distances(static_cast<std::size_t>(a[0].size(0)), 0.0);
    at::parallel_for(0, a[0].size(0), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t pair = begin; pair < end; ++pair) {
            for (std::size_t layer = 0; layer < a.size(); ++layer) {
                distances[static_cast<std::size_t>(pair)] += layer_distance(a[layer][pair], b[layer][pair]);
            }
        }
    });
    return distances;
}

PerceptualDistance perceptual_distance(std::span<const double> distances) {
    const MeanDeviation found = mean_deviation(distances);
    return {found.mean, found.deviation, static_cast<std::int64_t>(distances.size())};
}

PerceptualDistance perceptual_distance(const std::vector<at::Tensor>& a, const std::vector<at::Tensor>& b) {
    return perceptual_distance(perceptual_distances(a, b));
}

}  // namespace ebru
