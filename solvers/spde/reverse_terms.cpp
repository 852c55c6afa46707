#include "solvers/spde/reverse_terms.hpp"

#include <cmath>

#include "base/error.hpp"
#include "solvers/spde/image_rows.hpp"

namespace ebru {

namespace {

/// The neighbour sum of covariance_divergence(). \param f_scale -(s^2/(2 lambda^2)) e^{-1/ell}/alpha^2.
template <class Real>
void launch_divergence(const ImageBatch<Real>& u, const ImageBatch<Real>& g, Real f_scale,
                       const ImageBatch<Real>& out) {
    const auto channels = static_cast<int>(out.extent(1));
    const auto ny = static_cast<int>(out.extent(2));
    const auto nx = static_cast<int>(out.extent(3));
    Kokkos::parallel_for(
        "spde covariance divergence", make_teams(static_cast<int>(out.extent(0)) * channels),
        KOKKOS_LAMBDA(const TeamMember& team) {
            const int i = team.league_rank() / channels;
            const int c = team.league_rank() % channels;
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, ny), [&](int y) {
                const Real* const u_row = &u(i, c, y, 0);
                const Real* const g_row = &g(i, c, y, 0);
                Real* const to = &out(i, c, y, 0);
                // In boundary cells the wall-normal difference is zero: a step of 0 makes it so, and stays inside.
                const std::ptrdiff_t up = y == 0 || y == ny - 1 ? 0 : nx;
                for_row(team, 0, nx, [=](int x) EBRU_ROW_BODY {
                    const int right = x == 0 || x == nx - 1 ? x : x + 1;
                    const int left = x == 0 || x == nx - 1 ? x : x - 1;
                    const Real along_x = (u_row[right] - u_row[left]) * (g_row[right] - g_row[left]);
                    const Real along_y = (u_row[x + up] - u_row[x - up]) * (g_row[x + up] - g_row[x - up]);
                    const Real cube = g_row[x] * g_row[x] * g_row[x];
                    to[x] = f_scale * cube * (Real(0.5) * (along_x + along_y));
                });
            });
        });
}

}  // namespace

template <class Real>
ReverseTerms<Real>::ReverseTerms(const ImageShape& shape, const SpdeEquation& equation, std::uint64_t seed)
    : equation_(equation), wiener_(shape, equation.correlation_length, seed) {}

template <class Real>
void ReverseTerms<Real>::drift(double t, const ImageBatch<Real>& u, const ImageBatch<Real>& b) const {
    apply_drift(equation_.form, equation_.drift_at(t), u, b);
}

template <class Real>
void ReverseTerms<Real>::drift_step(const SpdeStep& step, const ImageBatch<Real>& u, const ImageBatch<Real>& m) const {
    drift(step.t, u, m);
    combine_images(m, u, m, AddTimes<Real>{static_cast<Real>(step.dt)});
}

template <class Real>
void ReverseTerms<Real>::apply_covariance(double t, const ImageBatch<Real>& u, const ImageBatch<Real>& v,
                                          const ImageBatch<Real>& out) const {
    const ImageBatch<Real> g = images_like("spde noise coefficient", u);
    cell_coefficients(equation_.noise_at(t), u, g);
    combine_images(out, g, v, Product<Real>{});
    wiener_.apply_covariance(out, out);
    combine_images(out, g, out, Product<Real>{});
}

template <class Real>
void ReverseTerms<Real>::draw_noise(double t, const ImageBatch<Real>& u, std::span<const SampleId> ids,
                                    std::int64_t number, const ImageBatch<Real>& out) {
    const ImageBatch<Real> g = images_like("spde noise coefficient", u);
    cell_coefficients(equation_.noise_at(t), u, g);
    wiener_.draw(ids, number, out);
    combine_images(out, g, out, Product<Real>{});
}

template <class Real>
void ReverseTerms<Real>::covariance_divergence(double t, const ImageBatch<Real>& u, const ImageBatch<Real>& out) const {
    const EdgeStopping g2 = equation_.noise_at(t);
    if (equation_.correlation_length == 0.0 || g2.inverse_lambda == 0.0 || g2.alpha == 0.0) {
        Kokkos::deep_copy(out, Real(0));
        return;
    }
    const ImageBatch<Real> g = images_like("spde noise coefficient", u);
    cell_coefficients(g2, u, g);
    const double steepness = g2.gradient_scale * g2.inverse_lambda / g2.alpha;
    launch_divergence(
        u, g, static_cast<Real>(-0.5 * steepness * steepness * std::exp(-1.0 / equation_.correlation_length)), out);
}

template class ReverseTerms<float>;
template class ReverseTerms<double>;

}  // namespace ebru
