#include "ml/metrics/spectrum_comparison.hpp"

#include <ATen/ATen.h>

#include <cmath>

#include "base/error.hpp"
#include "diagnostics/energy_spectrum.hpp"
#include "fft/cosine_transform.hpp"
#include "ml/metrics/input_checks.hpp"

namespace ebru {

namespace {

/// Mean power of every shell over the images, and its error.
std::vector<MeanEstimate> mean_spectrum(const at::Tensor& images) {
    const CosineTransform<double> transform({static_cast<int>(images.size(2)), static_cast<int>(images.size(3))});
    const std::int64_t channels = images.size(1);
    std::vector<std::vector<double>> power;  // (shells, N)
    for (std::int64_t n = 0; n < images.size(0); ++n) {
        const at::Tensor image = images[n].to(at::kDouble).contiguous();
        const double* channel = image.const_data_ptr<double>();
        for (std::int64_t c = 0; c < channels; ++c, channel += transform.grid().cells()) {
            const std::vector<double> shells = image_spectrum(channel, transform);
            power.resize(shells.size(), std::vector<double>(static_cast<std::size_t>(images.size(0)), 0.0));
            for (std::size_t shell = 0; shell < shells.size(); ++shell) {
                power[shell][static_cast<std::size_t>(n)] += shells[shell] / static_cast<double>(channels);
            }
        }
    }
    std::vector<MeanEstimate> spectrum;
    for (const std::vector<double>& of_images : power) {
        spectrum.push_back(mean_estimate(of_images));
    }
    return spectrum;
}

}  // namespace

SpectrumComparison spectrum_comparison(const at::Tensor& samples, const at::Tensor& data) {
    check_images(samples, "samples", 2);
    check_images(data, "data", 2);
    check_same_shape(samples, "samples", data, "data");
    SpectrumComparison found{mean_spectrum(samples), mean_spectrum(data), 0.0};
    const std::size_t shells = found.data.size();
    EBRU_EXPECT(shells >= 2);
    for (std::size_t shell = 1; shell < shells; ++shell) {
        const double sum = found.samples[shell].mean + found.data[shell].mean;
        const double difference = std::abs(found.samples[shell].mean - found.data[shell].mean);
        found.relative_difference += sum > 0.0 ? difference / sum / static_cast<double>(shells - 1) : 0.0;
    }
    return found;
}

}  // namespace ebru
