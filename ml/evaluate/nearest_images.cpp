#include "ml/evaluate/nearest_images.hpp"

#include <ATen/ATen.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "ml/features/pixel_bytes.hpp"
#include "ml/metrics/nearest_neighbours.hpp"

namespace ebru {

double NearestImages::mean_distance() const {
    return std::accumulate(distances.begin(), distances.end(), 0.0) / static_cast<double>(distances.size());
}

NearestImages nearest_images(const at::Tensor& queries, const ImagePart& part) {
    const auto count = static_cast<std::size_t>(queries.size(0));
    const at::Tensor rows = from_bytes(queries).flatten(1);
    const double per_value = 1.0 / std::sqrt(static_cast<double>(rows.size(1)));
    NearestImages nearest{at::zeros_like(queries), std::vector<std::int64_t>(count, -1),
                          std::vector<double>(count, std::numeric_limits<double>::infinity())};
    visit_part(part, [&](std::int64_t first, const at::Tensor& images) {
        const Neighbours found = nearest_neighbours(rows, from_bytes(images).flatten(1), 1);
        const std::int64_t* place = found.indices.const_data_ptr<std::int64_t>();
        const double* distance = found.distances.const_data_ptr<double>();
        for (std::size_t n = 0; n < count; ++n) {
            if (per_value * distance[n] < nearest.distances[n]) {
                nearest.distances[n] = per_value * distance[n];
                nearest.numbers[n] = first + place[n];
                nearest.images[static_cast<std::int64_t>(n)].copy_(images[place[n]]);
            }
        }
    });
    return nearest;
}

}  // namespace ebru
