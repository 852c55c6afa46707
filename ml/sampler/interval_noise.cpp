#include "ml/sampler/interval_noise.hpp"

#include <ATen/ATen.h>

#include <cmath>
#include <vector>

#include "ml/bridge/view_tensor.hpp"
#include "solvers/spde/flux_drift.hpp"

namespace ebru {

namespace {

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

UnitNoise::UnitNoise(const ForwardFacts& facts) {
    const double ell = facts.settings.spde.equation.correlation_length;
    if (ell > 0.0) {
        // Its own seed is never used: the normals are the sampler's.
        wiener_ = std::make_shared<QWiener<float>>(facts.shape, ell, 0);
    }
}

at::Tensor UnitNoise::draw(const at::Tensor& x, const NormalDraw& draw) const {
    if (!wiener_) {
        return draw.like(x);
    }
    const auto roots = static_cast<std::int64_t>(wiener_->root_values());
    const at::Tensor xi = draw.like(at::empty({x.size(0), x.size(1), 1, roots}, at::kFloat)).squeeze(2);
    const at::Tensor out = at::empty(x.sizes(), at::kFloat);
    wiener_->apply_root(view_over<WhiteNoiseBatch<float>>(xi.contiguous()).view, images_over<float>(out).view);
    return out.to(x.options());
}

TweedieSampler::NoiseRoot make_interval_noise(const ForwardFacts& facts, int window) {
    std::vector<double> times;
    for (const LevelRecord& level : facts.levels) {
        times.push_back(level.time);
    }
    return [=, equation = facts.settings.spde.equation, unit = UnitNoise(facts)](const at::Tensor& u, int level,
                                                                                 const NormalDraw& draw) {
        const double to = times[static_cast<std::size_t>(level)];
        const double from = times[static_cast<std::size_t>(level - window)];
        const at::Tensor scaled = std::sqrt(equation.noise_intensity.square_integral(from, to)) * unit.draw(u, draw);
        return equation.noise_class() == NoiseClass::additive ? scaled : scaled * noise_shape(equation, to, u);
    };
}

}  // namespace ebru
