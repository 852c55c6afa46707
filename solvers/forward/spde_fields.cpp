#include "solvers/forward/spde_fields.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "base/error.hpp"
#include "solvers/spde/q_wiener.hpp"

namespace ebru {

namespace {

template <class Real>
class FieldsOfState {
  public:
    FieldsOfState(const SpdeSettings& settings, const ImageShape& shape, std::uint64_t seed)
        : equation_(settings.equation),
          times_(settings.request.times),
          plan_(plan_spde(settings.equation, settings.request)),
          adds_noise_(equation_.has_noise() && settings.request.scheme != SpdeScheme::exponential),
          wiener_(shape, adds_noise_ ? equation_.correlation_length : 0.0, seed),
          u_(one_image("state", shape)),
          g_(one_image("coefficient", shape)),
          xi_(one_image("normals", shape)) {}

    std::vector<VtkField> at(SampleId id, int level, std::span<const double> state) {
        const auto host = Kokkos::create_mirror_view(u_);
        EBRU_EXPECT(state.size() == host.size());
        std::transform(state.begin(), state.end(), host.data(), [](double u) { return static_cast<Real>(u); });
        Kokkos::deep_copy(u_, host);
        cell_coefficients(equation_.drift_at(times_[static_cast<std::size_t>(level)]), u_, g_);
        std::vector<VtkField> fields{{"g1", values_of(g_, 1.0)}};
        if (adds_noise_) {
            const SpdeStep step = next_step(level);
            cell_coefficients(equation_.noise_at(step.t), u_, g_);
            wiener_.draw(std::span(&id, 1), step.number, xi_);
            VtkField noise{"noise", values_of(g_, std::sqrt(step.dt))};
            const std::vector<double> xi = values_of(xi_, 1.0);
            std::transform(noise.values.begin(), noise.values.end(), xi.begin(), noise.values.begin(),
                           std::multiplies<>());
            fields.push_back(std::move(noise));
        }
        return fields;
    }

  private:
    static ImageBatch<Real> one_image(const char* label, const ImageShape& shape) {
        return ImageBatch<Real>(label, 1, static_cast<std::size_t>(shape.channels), static_cast<std::size_t>(shape.ny),
                                static_cast<std::size_t>(shape.nx));
    }

    /// The step that sets out from a level.
    [[nodiscard]] SpdeStep next_step(int level) const {
        if (static_cast<std::size_t>(level) < plan_.size()) {
            return plan_[static_cast<std::size_t>(level)].front();
        }
        const SpdeStep& last = plan_.back().back();
        return {times_.back(), last.dt, last.number + 1};
    }

    static std::vector<double> values_of(const ImageBatch<Real>& images, double factor) {
        const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), images);
        std::vector<double> values(host.data(), host.data() + host.size());
        std::transform(values.begin(), values.end(), values.begin(), [factor](double v) { return factor * v; });
        return values;
    }

    SpdeEquation equation_;
    std::vector<double> times_;
    std::vector<SpdeInterval> plan_;
    bool adds_noise_;
    QWiener<Real> wiener_;
    ImageBatch<Real> u_;
    ImageBatch<Real> g_;
    ImageBatch<Real> xi_;
};

}  // namespace

template <class Real>
LevelFields spde_fields(const SpdeSettings& settings, const ImageShape& shape, std::uint64_t seed) {
    const auto fields = std::make_shared<FieldsOfState<Real>>(settings, shape, seed);
    return [fields](SampleId id, int level, std::span<const double> state) { return fields->at(id, level, state); };
}

template LevelFields spde_fields<float>(const SpdeSettings&, const ImageShape&, std::uint64_t);
template LevelFields spde_fields<double>(const SpdeSettings&, const ImageShape&, std::uint64_t);

}  // namespace ebru
