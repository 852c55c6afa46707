#include "io/image_resampler.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/error.hpp"

namespace ebru {

namespace {

constexpr double lobes = 3.0;

double sinc(double t) {
    const double angle = std::numbers::pi * t;
    return t == 0.0 ? 1.0 : std::sin(angle) / angle;
}

double lanczos(double t) {
    return std::abs(t) < lobes ? sinc(t) * sinc(t / lobes) : 0.0;
}

}  // namespace

ImageResampler::ImageResampler(Grid from, Grid to) : from_(from), to_(to) {
    EBRU_EXPECT(from.ny >= 1 && from.nx >= 1 && to.ny >= 1 && to.nx >= 1);
    const double scale = std::min(static_cast<double>(from.ny) / to.ny, static_cast<double>(from.nx) / to.nx);
    along_y_ = stencils(from.ny, to.ny, scale);
    along_x_ = stencils(from.nx, to.nx, scale);
}

std::vector<ImageResampler::Stencil> ImageResampler::stencils(int from, int to, double scale) {
    const double width = std::max(scale, 1.0);  // of a kernel lobe, in input cells
    std::vector<Stencil> all(static_cast<std::size_t>(to));
    for (int cell = 0; cell < to; ++cell) {
        const double centre = 0.5 * from + (cell + 0.5 - 0.5 * to) * scale;
        const int first = std::max(0, static_cast<int>(std::floor(centre - lobes * width)));
        const int end = std::min(from, static_cast<int>(std::ceil(centre + lobes * width)) + 1);
        Stencil& stencil = all[static_cast<std::size_t>(cell)];
        stencil.first = static_cast<std::size_t>(first);
        double sum = 0.0;
        for (int i = first; i < end; ++i) {
            stencil.weight.push_back(lanczos((i + 0.5 - centre) / width));
            sum += stencil.weight.back();
        }
        for (double& weight : stencil.weight) {
            weight /= sum;
        }
    }
    return all;
}

void ImageResampler::apply(std::span<const double> in, std::span<double> out) const {
    EBRU_EXPECT(in.size() == from_.cells() && out.size() == to_.cells());
    const auto from_nx = static_cast<std::size_t>(from_.nx);
    const auto to_nx = static_cast<std::size_t>(to_.nx);
    std::vector<double> row(from_nx);
    for (std::size_t y = 0; y < along_y_.size(); ++y) {
        const Stencil& vertical = along_y_[y];
        std::fill(row.begin(), row.end(), 0.0);
        for (std::size_t i = 0; i < vertical.weight.size(); ++i) {
            const double* const source = in.data() + (vertical.first + i) * from_nx;
            const double weight = vertical.weight[i];
            for (std::size_t x = 0; x < from_nx; ++x) {
                row[x] += weight * source[x];
            }
        }
        for (std::size_t x = 0; x < to_nx; ++x) {
            const Stencil& horizontal = along_x_[x];
            double sum = 0.0;
            for (std::size_t i = 0; i < horizontal.weight.size(); ++i) {
                sum += horizontal.weight[i] * row[horizontal.first + i];
            }
            out[y * to_nx + x] = sum;
        }
    }
}

}  // namespace ebru
