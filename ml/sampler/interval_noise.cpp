#include "ml/sampler/interval_noise.hpp"

#include <ATen/ATen.h>

#include <cmath>
#include <memory>

#include "ml/bridge/view_tensor.hpp"
#include "solvers/spde/flux_drift.hpp"
#include "solvers/spde/q_wiener.hpp"

namespace ebru {

namespace {

/// B xi of the stream's normals.
at::Tensor correlated(const QWiener<float>& wiener, const at::Tensor& u, int n, const NoiseStream& noise) {
    const auto roots = static_cast<std::int64_t>(wiener.root_values());
    const at::Tensor xi = noise.normal(at::empty({u.size(0), u.size(1), 1, roots}, at::kFloat), n, 0).squeeze(2);
    const at::Tensor out = at::empty(u.sizes(), at::kFloat);
    wiener.apply_root(view_over<WhiteNoiseBatch<float>>(xi.contiguous()).view, images_over<float>(out).view);
    return out.to(u.options());
}

/// g_2/alpha_2 at the cells of u.
at::Tensor noise_shape(const SpdeEquation& equation, double t, const at::Tensor& u) {
    EdgeStopping shape = equation.noise_at(t);
    shape.alpha = 1.0;
    const at::Tensor images = u.to(at::kCPU, at::kFloat).contiguous();
    const at::Tensor out = at::empty_like(images);
    cell_coefficients(shape, images_over<float>(images).view, images_over<float>(out).view);
    return out.to(u.options());
}

}  // namespace

TweedieSampler::NoiseRoot make_interval_noise(const ForwardFacts& facts, int window) {
    const SpdeEquation equation = facts.settings.spde.equation;
    std::shared_ptr<const QWiener<float>> wiener;
    if (equation.correlation_length > 0.0) {
        // Its own seed is never used: the normals are the sampler's.
        wiener = std::make_shared<QWiener<float>>(facts.shape, equation.correlation_length, 0);
    }
    std::vector<double> times;
    for (const LevelRecord& level : facts.levels) {
        times.push_back(level.time);
    }
    return [=](const at::Tensor& u, int level, int n, const NoiseStream& noise) {
        const double to = times[static_cast<std::size_t>(level)];
        const double from = times[static_cast<std::size_t>(level - window)];
        const at::Tensor root = wiener ? correlated(*wiener, u, n, noise) : noise.normal(u, n, 0);
        const at::Tensor scaled = std::sqrt(equation.noise_intensity.square_integral(from, to)) * root;
        return equation.noise_class() == NoiseClass::additive ? scaled : scaled * noise_shape(equation, to, u);
    };
}

}  // namespace ebru
