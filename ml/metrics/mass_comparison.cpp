#include "ml/metrics/mass_comparison.hpp"

#include <ATen/ATen.h>

#include <cmath>
#include <vector>

#include "ml/metrics/input_checks.hpp"

namespace ebru {

namespace {

MeanEstimate mean_intensity(const at::Tensor& images) {
    std::vector<double> means;
    for (std::int64_t n = 0; n < images.size(0); ++n) {
        const at::Tensor image = images[n].to(at::kDouble).contiguous();
        means.push_back(mean_deviation({image.const_data_ptr<double>(), static_cast<std::size_t>(image.numel())}).mean);
    }
    return mean_estimate(means);
}

}  // namespace

MassComparison mass_comparison(const at::Tensor& samples, const at::Tensor& data) {
    check_images(samples, "samples", 2);
    check_images(data, "data", 2);
    check_same_shape(samples, "samples", data, "data");
    const MeanEstimate of_samples = mean_intensity(samples);
    const MeanEstimate of_data = mean_intensity(data);
    return {of_samples,
            of_data,
            {of_samples.mean - of_data.mean, std::hypot(of_samples.standard_error, of_data.standard_error)}};
}

}  // namespace ebru
