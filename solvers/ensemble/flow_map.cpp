#include "solvers/ensemble/flow_map.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/error.hpp"
#include "field/team_work.hpp"
#include "solvers/ensemble/particle_lanes.hpp"
#include "solvers/ensemble/velocity.hpp"

namespace ebru {

namespace {

/// A scheme whose stages depend on the one before alone: stage s is evaluated at x + reach[s] h k_{s-1}, at the
/// beginning (node 0), middle (1) or end (2) of the step; the step is h sum weight[s] k_s.
template <class Real>
struct Tableau {
    int stages;
    int node[4];
    Real reach[4];
    Real weight[4];
};

template <class Real>
Tableau<Real> tableau_of(RungeKutta scheme) {
    const auto third = static_cast<Real>(1.0 / 3.0);
    const auto sixth = static_cast<Real>(1.0 / 6.0);
    const auto half = static_cast<Real>(0.5);
    switch (scheme) {
        case RungeKutta::euler:
            return {1, {0}, {0}, {1}};
        case RungeKutta::heun:
            return {2, {0, 2}, {0, 1}, {half, half}};
        case RungeKutta::fourth:
            return {4, {0, 1, 1, 2}, {0, half, half, 1}, {sixth, third, third, sixth}};
    }
    EBRU_ASSERT(!"a scheme without a tableau");
    return {};
}

/// A lane group of particles through the steps, in registers.
template <class Real, int unrolled>
struct GroupWalk {
    MixtureField<Real> field;
    Kokkos::View<typename FlowMap<Real>::DeviceStep*> steps;
    Tableau<Real> tableau;
    Positions<Real> x;
    int from;
    int to;

    KOKKOS_FUNCTION void operator()(const TeamMember& team) const {
        const auto particles = static_cast<std::int64_t>(x.extent(0));
        for_team_particles<Real>(team, particles, [&](std::int64_t first) {
            const int d = unrolled > 0 ? unrolled : field.dimension();
            Lanes<Real> at[room];
            for (int c = 0; c < d; ++c) {
                at[c] = gather_particles(x, first, c);
            }
            for (int n = from; n < to; ++n) {
                take_step(n, false, at);
            }
            for (int n = from; n > to; --n) {
                take_step(n - 1, true, at);
            }
            for (int c = 0; c < d; ++c) {
                scatter_particles<Real>(at[c], first, particles, [&](std::int64_t i, Real value) { x(i, c) = value; });
            }
        });
    }

  private:
    static constexpr int room = unrolled > 0 ? unrolled : MixtureField<Real>::most_dimensions;

    KOKKOS_FORCEINLINE_FUNCTION void take_step(int n, bool backwards, Lanes<Real>* at) const {
        const int d = unrolled > 0 ? unrolled : field.dimension();
        const auto step = steps(n);
        const Real length = backwards ? -step.length : step.length;
        Lanes<Real> slope[room] = {};
        Lanes<Real> sum[room] = {};
        for (int s = 0; s < tableau.stages; ++s) {
            const int node = backwards ? 2 - tableau.node[s] : tableau.node[s];
            Lanes<Real> place[room];
            for (int c = 0; c < d; ++c) {
                place[c] = at[c] + slope[c] * (tableau.reach[s] * length);
            }
            (void)field.template evaluate<unrolled>(2 * n + node, place, slope);
            for (int c = 0; c < d; ++c) {
                slope[c] = place[c] * step.state[node] + slope[c] * step.score[node];
                sum[c] += slope[c] * tableau.weight[s];
            }
        }
        for (int c = 0; c < d; ++c) {
            at[c] += sum[c] * length;
        }
    }
};

void check_times(const GaussianPath& path, const std::vector<double>& times) {
    EBRU_EXPECT(times.size() >= 2);
    const bool ascending = times[1] > times[0];
    for (std::size_t n = 0; n + 1 < times.size(); ++n) {
        EBRU_EXPECT(ascending ? times[n + 1] > times[n] : times[n + 1] < times[n]);
    }
    for (const double t : {times.front(), times.back()}) {
        validate(t >= 0.0 && t <= 1.0, fmt::format("the flow map passes time {}", t),
                 "time runs from 0 (data) to 1 (prior)", "give times between 0 and 1");
        validate(path.kind() != GaussianKind::flow || t < 1.0, "the flow map of flow passes time 1",
                 "its drift is infinite there", "stop a little earlier, such as at 0.999");
    }
}

/// Laws at the times and half-way between them, (2 n + 1).
std::vector<GaussianTransition> stage_laws(const GaussianPath& path, const std::vector<double>& times) {
    check_times(path, times);
    std::vector<GaussianTransition> laws{law_at(path, times.front())};
    for (std::size_t n = 0; n + 1 < times.size(); ++n) {
        laws.push_back(law_at(path, 0.5 * (times[n] + times[n + 1])));
        laws.push_back(law_at(path, times[n + 1]));
    }
    return laws;
}

}  // namespace

template <class Real>
FlowMap<Real>::FlowMap(const GaussianMixture& data, const GaussianPath& path, std::vector<double> times,
                       RungeKutta scheme)
    : times_(std::move(times)),
      scheme_(scheme),
      field_(data, stage_laws(path, times_)),
      device_steps_("steps of a flow map", times_.size() - 1) {
    const auto host = Kokkos::create_mirror_view(device_steps_);
    for (std::size_t n = 0; n + 1 < times_.size(); ++n) {
        const double middle = 0.5 * (times_[n] + times_[n + 1]);
        const double stage_time[3] = {times_[n], middle, times_[n + 1]};
        host(n).length = static_cast<Real>(times_[n + 1] - times_[n]);
        for (int node = 0; node < 3; ++node) {
            const VelocityTerms terms =
                velocity_terms(path, path.kind() == GaussianKind::ddpm ? middle : stage_time[node]);
            host(n).state[node] = static_cast<Real>(terms.state);
            host(n).score[node] = static_cast<Real>(terms.score);
        }
    }
    Kokkos::deep_copy(device_steps_, host);
}

template <class Real>
void FlowMap<Real>::carry(const Positions<Real>& x, int from, int to) const {
    const auto steps = static_cast<int>(device_steps_.extent(0));
    EBRU_EXPECT(0 <= from && from <= steps && 0 <= to && to <= steps);
    EBRU_EXPECT(x.extent(0) >= 1 && static_cast<int>(x.extent(1)) == field_.dimension());
    for_dimension(field_.dimension(), [&](auto unrolled) {
        Kokkos::parallel_for(
            "ebru::FlowMap::carry", make_teams(particle_teams(x.extent(0))),
            GroupWalk<Real, unrolled.value>{field_, device_steps_, tableau_of<Real>(scheme_), x, from, to});
    });
}

template class FlowMap<float>;
template class FlowMap<double>;

}  // namespace ebru
