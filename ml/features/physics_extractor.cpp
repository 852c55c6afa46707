#include "ml/features/physics_extractor.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "base/text_hash.hpp"
#include "diagnostics/energy_spectrum.hpp"
#include "fft/cosine_transform.hpp"
#include "ml/features/extractor_checks.hpp"

namespace ebru {

namespace {

constexpr int modes_per_axis = 4;
constexpr double first_gradient = 1.0 / 64.0;
constexpr std::size_t gradient_classes = 8;
constexpr double balance = 0.1;

using Values = std::vector<double>;

void add_spectrum(const Values& u, const CosineTransform<double>& transform, Values& to) {
    for (const double power : image_spectrum(u.data(), transform)) {
        to.push_back(std::sqrt(power));
    }
}

void add_modes(const Values& u, const CosineTransform<double>& transform, Values& to) {
    const Grid grid = transform.grid();
    Values modes(grid.cells());
    transform.forward(u.data(), modes.data());
    const double scale = 1.0 / std::sqrt(static_cast<double>(grid.cells()));
    for (int b = 0; b < std::min(modes_per_axis, grid.ny); ++b) {
        for (int a = 0; a < std::min(modes_per_axis, grid.nx); ++a) {
            to.push_back(
                scale *
                modes[static_cast<std::size_t>(b) * static_cast<std::size_t>(grid.nx) + static_cast<std::size_t>(a)]);
        }
    }
}

/// Deviation, skewness, excess kurtosis; the last two are 0 for images of one value.
void add_pixel_moments(const Values& u, Values& to) {
    const auto n = static_cast<double>(u.size());
    double mean = 0.0;
    for (const double value : u) {
        mean += value / n;
    }
    std::array<double, 3> central{};  // second, third, fourth
    for (const double value : u) {
        double power = value - mean;
        for (double& moment : central) {
            power *= value - mean;
            moment += power / n;
        }
    }
    const double deviation = std::sqrt(central[0]);
    constexpr double one_level = 1.0 / 255.0;  // less is rounding of 8-bit pictures
    const bool varies = deviation > 0.1 * one_level;
    to.push_back(deviation);
    to.push_back(varies ? balance * central[1] / (deviation * central[0]) : 0.0);
    to.push_back(varies ? balance * (central[2] / (central[0] * central[0]) - 3.0) : 0.0);
}

void add_gradient_histogram(const Values& u, Grid grid, Values& to) {
    std::array<double, gradient_classes> part{};
    const auto nx = static_cast<std::size_t>(grid.nx);
    const double each = balance / static_cast<double>(grid.cells());
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            const std::size_t cell = static_cast<std::size_t>(y) * nx + static_cast<std::size_t>(x);
            const double right = x + 1 < grid.nx ? u[cell + 1] - u[cell] : 0.0;
            const double down = y + 1 < grid.ny ? u[cell + nx] - u[cell] : 0.0;
            const double ratio = std::hypot(right, down) / first_gradient;
            const int number = ratio < 1.0 ? 0 : 1 + std::ilogb(ratio);
            part[std::min(static_cast<std::size_t>(number), gradient_classes - 1)] += each;
        }
    }
    to.insert(to.end(), part.begin(), part.end());
}

class PhysicsExtractor final : public FeatureExtractor {
  public:
    explicit PhysicsExtractor(const ImageShape& shape) : shape_(shape), transform_(shape.grid()) {
        facts_.name = "physics";
        const Values black(shape.values(), 0.0);
        facts_.features = static_cast<std::int64_t>(features_of(black).size());
        facts_.hash = TextHash()
                          .add(fmt::format("physics 1, {} {} {}, {} features", shape.channels, shape.ny, shape.nx,
                                           facts_.features))
                          .text();
    }

    [[nodiscard]] const FeatureFacts& facts() const override { return facts_; }

    at::Tensor features(const at::Tensor& images) override {
        require_shape(images, shape_, facts_.name);
        const at::Tensor values = images.to(at::kDouble).contiguous();
        at::Tensor features = at::empty({images.size(0), facts_.features}, at::kDouble);
        for (std::int64_t n = 0; n < images.size(0); ++n) {
            const double* image = values.const_data_ptr<double>() + n * static_cast<std::int64_t>(shape_.values());
            const Values row = features_of({image, shape_.values()});
            std::ranges::copy(row, features.mutable_data_ptr<double>() + n * facts_.features);
        }
        require_finite(features, facts_.name);
        return features;
    }

  private:
    /// \param image (C, Y, X).
    [[nodiscard]] Values features_of(std::span<const double> image) const {
        const std::size_t cells = shape_.grid().cells();
        Values u(cells, 0.0);
        Values means;
        for (int channel = 0; channel < shape_.channels; ++channel) {
            const auto plane = image.subspan(static_cast<std::size_t>(channel) * cells, cells);
            double mean = 0.0;
            for (std::size_t cell = 0; cell < cells; ++cell) {
                u[cell] += plane[cell] / shape_.channels;
                mean += plane[cell] / static_cast<double>(cells);
            }
            means.push_back(mean);
        }
        Values features = shape_.channels > 1 ? means : Values{};
        add_spectrum(u, transform_, features);
        add_modes(u, transform_, features);
        add_pixel_moments(u, features);
        add_gradient_histogram(u, shape_.grid(), features);
        return features;
    }

    ImageShape shape_;
    CosineTransform<double> transform_;
    FeatureFacts facts_;
};

}  // namespace

std::unique_ptr<FeatureExtractor> make_physics_extractor(const ImageShape& shape) {
    return std::make_unique<PhysicsExtractor>(shape);
}

}  // namespace ebru
