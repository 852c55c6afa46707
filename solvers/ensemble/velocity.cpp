#include "solvers/ensemble/velocity.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "field/team_work.hpp"
#include "solvers/ensemble/particle_lanes.hpp"

namespace ebru {

namespace {

template <class Real, int unrolled>
void evaluate_unrolled(const MixtureField<Real>& field, int level, const VelocityTerms& terms, const Positions<Real>& x,
                       const MotionView<Real>& out) {
    const auto state = static_cast<Real>(terms.state);
    const auto pull = static_cast<Real>(terms.score);
    const auto particles = static_cast<std::int64_t>(x.extent(0));
    const bool wants_density = out.log_density.extent(0) > 0;
    const bool wants_score = out.score.extent(0) > 0;
    const bool wants_velocity = out.velocity.extent(0) > 0;
    Kokkos::parallel_for(
        "ebru::evaluate_motion", make_teams(particle_teams(x.extent(0))), KOKKOS_LAMBDA(const TeamMember& team) {
            for_team_particles<Real>(team, particles, [&](std::int64_t first) {
                constexpr int room = unrolled > 0 ? unrolled : MixtureField<Real>::most_dimensions;
                const int d = unrolled > 0 ? unrolled : field.dimension();
                Lanes<Real> at[room];
                Lanes<Real> score[room];
                for (int c = 0; c < d; ++c) {
                    at[c] = gather_particles(x, first, c);
                }
                const Lanes<Real> log_density = field.template evaluate<unrolled>(level, at, score);
                if (wants_density) {
                    scatter_particles<Real>(log_density, first, particles,
                                            [&](std::int64_t i, Real value) { out.log_density(i) = value; });
                }
                for (int c = 0; c < d; ++c) {
                    if (wants_score) {
                        scatter_particles<Real>(score[c], first, particles,
                                                [&](std::int64_t i, Real value) { out.score(i, c) = value; });
                    }
                    if (wants_velocity) {
                        scatter_particles<Real>(at[c] * state + score[c] * pull, first, particles,
                                                [&](std::int64_t i, Real value) { out.velocity(i, c) = value; });
                    }
                }
            });
        });
}

}  // namespace

VelocityTerms velocity_terms(const GaussianPath& path, double t) {
    validate(path.kind() != GaussianKind::flow || t < 1.0, "the velocity of flow at time 1",
             "its drift is infinite there", "take a time a little earlier, such as 0.999");
    return {path.drift(t), -0.5 * path.squared_diffusion(t)};
}

GaussianTransition law_at(const GaussianPath& path, double t) {
    const double deviation = path.standard_deviation(t);
    return {path.mean_factor(t), deviation * deviation};
}

template <class Real>
void evaluate_motion(const MixtureField<Real>& field, int level, const VelocityTerms& terms, const Positions<Real>& x,
                     const MotionView<Real>& out) {
    EBRU_EXPECT(level >= 0 && level < field.levels());
    EBRU_EXPECT(x.extent(0) >= 1 && static_cast<int>(x.extent(1)) == field.dimension());
    EBRU_EXPECT(out.log_density.extent(0) == 0 || out.log_density.extent(0) == x.extent(0));
    for (const Positions<Real>* vectors : {&out.score, &out.velocity}) {
        EBRU_EXPECT(vectors->extent(0) == 0 ||
                    (vectors->extent(0) == x.extent(0) && vectors->extent(1) == x.extent(1)));
    }
    for_dimension(field.dimension(),
                  [&](auto unrolled) { evaluate_unrolled<Real, unrolled.value>(field, level, terms, x, out); });
}

template <class Real>
void velocity_from_score(const VelocityTerms& terms, const Positions<Real>& x, const Positions<Real>& score,
                         const Positions<Real>& velocity) {
    EBRU_EXPECT(score.extent(0) == x.extent(0) && score.extent(1) == x.extent(1));
    EBRU_EXPECT(velocity.extent(0) == x.extent(0) && velocity.extent(1) == x.extent(1));
    const auto state = static_cast<Real>(terms.state);
    const auto pull = static_cast<Real>(terms.score);
    const auto d = static_cast<int>(x.extent(1));
    Kokkos::parallel_for(
        "ebru::velocity_from_score", Kokkos::RangePolicy<>(0, static_cast<std::int64_t>(x.extent(0))),
        KOKKOS_LAMBDA(std::int64_t i) {
            for (int c = 0; c < d; ++c) {
                velocity(i, c) = state * x(i, c) + pull * score(i, c);
            }
        });
}

template void evaluate_motion(const MixtureField<float>&, int, const VelocityTerms&, const Positions<float>&,
                              const MotionView<float>&);
template void evaluate_motion(const MixtureField<double>&, int, const VelocityTerms&, const Positions<double>&,
                              const MotionView<double>&);
template void velocity_from_score(const VelocityTerms&, const Positions<float>&, const Positions<float>&,
                                  const Positions<float>&);
template void velocity_from_score(const VelocityTerms&, const Positions<double>&, const Positions<double>&,
                                  const Positions<double>&);

}  // namespace ebru
