#include "solvers/ensemble/reversal.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "field/team_work.hpp"
#include "solvers/ensemble/ensemble_noise.hpp"
#include "solvers/ensemble/particle_lanes.hpp"

namespace ebru {

namespace {

/// Adds scale times a normal to coordinate c of the block's particles, which lie `stride` numbers apart.
template <class Real>
struct AddNoise {
    Real* x;
    int stride;
    int count;
    Real scale;
    KOKKOS_FORCEINLINE_FUNCTION void operator()(int i, Real normal) const {
        if (i < count) {
            x[i * stride] = multiply_add(scale, normal, x[i * stride]);
        }
    }
};

/// Where a walk's noise comes from.
struct NoiseSource {
    std::uint64_t seed;
    RandomPurpose purpose;
};

/// Adds the noise of a step to coordinate c of block `block`.
template <class Real, class Step>
KOKKOS_FORCEINLINE_FUNCTION void add_noise(const TeamMember& team, const NoiseSource& source, const Step& step, int row,
                                           const AddNoise<Real>& sink) {
    for (int part = 0; part < step.parts; ++part) {
        const NormalStream stream = ensemble_stream(source.seed, source.purpose, step.first_stream + part);
        for_each_normal<Real>(team, stream, row, Reversal<Real>::block_particles, sink);
    }
}

int blocks_of(std::size_t particles) {
    constexpr std::size_t block = Reversal<double>::block_particles;
    return static_cast<int>((particles + block - 1) / block);
}

/// One block of particles through all steps, in scratch memory (d, 256) where the lanes of a coordinate lie side by
/// side.
template <class Real, int unrolled>
struct BlockWalk {
    MixtureField<Real> field;
    Kokkos::View<typename Reversal<Real>::DeviceStep*> steps;
    Positions<Real> x;
    NoiseSource source;
    int from;
    int to;
    int scratch_level;

    static constexpr int block = Reversal<Real>::block_particles;

    [[nodiscard]] std::size_t bytes() const {
        return static_cast<std::size_t>(field.dimension()) * block * sizeof(Real);
    }

    KOKKOS_FUNCTION void operator()(const TeamMember& team) const {
        const int d = field.dimension();
        auto* const held = static_cast<Real*>(team.team_scratch(scratch_level).get_shmem(bytes_of(d)));
        const std::int64_t first = std::int64_t{block} * team.league_rank();
        const std::int64_t rest = static_cast<std::int64_t>(x.extent(0)) - first;
        const int count = rest < block ? static_cast<int>(rest) : block;
        Real* const data = &x(first, 0);
        Kokkos::parallel_for(Kokkos::TeamThreadRange(team, 0, d), [&](int c) {
            for_row(team, 0, block,
                    [=](int i) EBRU_ROW_BODY { held[c * block + i] = data[(i < count ? i : count - 1) * d + c]; });
        });
        team.team_barrier();
        for (int n = from; n < to; ++n) {
            take_step(team, n, held);
        }
        Kokkos::parallel_for(Kokkos::TeamThreadRange(team, 0, d), [&](int c) {
            for_row(team, 0, count, [=](int i) EBRU_ROW_BODY { data[i * d + c] = held[c * block + i]; });
        });
    }

  private:
    KOKKOS_FORCEINLINE_FUNCTION static std::size_t bytes_of(int d) {
        return static_cast<std::size_t>(d) * block * sizeof(Real);
    }

    KOKKOS_FORCEINLINE_FUNCTION void take_step(const TeamMember& team, int n, Real* held) const {
        const int d = unrolled > 0 ? unrolled : field.dimension();
        const auto step = steps(n);
        Kokkos::parallel_for(Kokkos::TeamThreadRange(team, 0, block / group_lanes), [&](int group) {
            for_lanes<Real>(team, group_lanes, [&](int lane) {
                constexpr int room = unrolled > 0 ? unrolled : MixtureField<Real>::most_dimensions;
                Real* const own = held + group * group_lanes + lane;
                Lanes<Real> at[room];
                Lanes<Real> score[room];
                for (int c = 0; c < d; ++c) {
                    at[c] = load_lanes(own + c * block);
                }
                (void)field.template evaluate<unrolled>(n, at, score);
                for (int c = 0; c < d; ++c) {
                    store_lanes(own + c * block, at[c] * step.state + score[c] * step.score);
                }
            });
        });
        team.team_barrier();
        if (step.noise != Real(0)) {
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, 0, d), [&](int c) {
                add_noise(team, source, step, team.league_rank() * d + c,
                          AddNoise<Real>{held + c * block, 1, block, step.noise});
            });
        }
        team.team_barrier();
    }
};

}  // namespace

template <class Real>
Reversal<Real>::Reversal(std::vector<ControlStep> steps, std::uint64_t seed, RandomPurpose purpose,
                         std::int64_t first_stream)
    : steps_(std::move(steps)), seed_(seed), purpose_(purpose), device_steps_("control steps", steps_.size()) {
    EBRU_EXPECT(!steps_.empty() && first_stream >= 0);
    const auto host = Kokkos::create_mirror_view(device_steps_);
    std::int64_t stream = first_stream;
    for (std::size_t n = 0; n < steps_.size(); ++n) {
        const ControlStep& step = steps_[n];
        EBRU_EXPECT(step.noise_parts >= 1);
        host(n) = {static_cast<Real>(step.state), static_cast<Real>(step.score),
                   static_cast<Real>(step.noise / std::sqrt(static_cast<double>(step.noise_parts))), stream,
                   step.noise_parts};
        stream += step.noise_parts;
    }
    Kokkos::deep_copy(device_steps_, host);
}

template <class Real>
MixtureField<Real> Reversal<Real>::field_of(const GaussianMixture& data) const {
    std::vector<GaussianTransition> laws;
    laws.reserve(steps_.size());
    for (const ControlStep& step : steps_) {
        laws.push_back(step.law);
    }
    return MixtureField<Real>(data, laws);
}

template <class Real>
void Reversal<Real>::expect_walk(const Positions<Real>& x, int from, int to) const {
    EBRU_EXPECT(0 <= from && from <= to && to <= static_cast<int>(steps_.size()));
    EBRU_EXPECT(x.span_is_contiguous() && x.size() >= 1);
    EBRU_EXPECT(x.size() / block_particles < static_cast<std::size_t>(std::numeric_limits<int>::max()));
}

template <class Real>
void Reversal<Real>::advance(const MixtureField<Real>& field, const Positions<Real>& x, int from, int to) const {
    expect_walk(x, from, to);
    EBRU_EXPECT(field.dimension() == static_cast<int>(x.extent(1)));
    EBRU_EXPECT(field.levels() == static_cast<int>(steps_.size()));
    for_dimension(field.dimension(), [&](auto unrolled) {
        constexpr std::size_t near_bytes = std::size_t{24}
                                           << 10U;  // fast scratch memory has 32 KiB (host), 48 (devices)
        BlockWalk<Real, unrolled.value> walk{field, device_steps_, x, {seed_, purpose_}, from, to, 0};
        walk.scratch_level = walk.bytes() <= near_bytes ? 0 : 1;
        TeamPolicy teams = make_teams(blocks_of(x.extent(0)));
        teams.set_scratch_size(walk.scratch_level, Kokkos::PerTeam(walk.bytes()));
        Kokkos::parallel_for("ebru::Reversal::advance", teams, walk);
    });
}

template <class Real>
void Reversal<Real>::advance(const ScoreModel<Real>& model, const Positions<Real>& x, const Positions<Real>& score,
                             int from, int to) const {
    expect_walk(x, from, to);
    EBRU_EXPECT(model.dimension() == static_cast<int>(x.extent(1)));
    EBRU_EXPECT(model.steps() == static_cast<int>(steps_.size()));
    EBRU_EXPECT(score.extent(0) == x.extent(0) && score.extent(1) == x.extent(1));
    const auto d = static_cast<int>(x.extent(1));
    const auto particles = static_cast<std::int64_t>(x.extent(0));
    const Kokkos::View<DeviceStep*> steps = device_steps_;
    const NoiseSource source{seed_, purpose_};
    for (int n = from; n < to; ++n) {
        model.evaluate(n, x, score);
        Kokkos::parallel_for(
            "ebru::Reversal::advance_by_model", make_teams(blocks_of(x.extent(0))),
            KOKKOS_LAMBDA(const TeamMember& team) {
                const std::int64_t first = std::int64_t{block_particles} * team.league_rank();
                const std::int64_t rest = particles - first;
                const int count = rest < block_particles ? static_cast<int>(rest) : block_particles;
                const DeviceStep step = steps(n);
                Real* const own = &x(first, 0);
                const Real* const pull = &score(first, 0);
                Kokkos::parallel_for(Kokkos::TeamThreadRange(team, 0, d), [&](int c) {
                    for_row(team, 0, count, [=](int i) EBRU_ROW_BODY {
                        own[i * d + c] = own[i * d + c] * step.state + pull[i * d + c] * step.score;
                    });
                    if (step.noise != Real(0)) {
                        add_noise(team, source, step, team.league_rank() * d + c,
                                  AddNoise<Real>{own + c, d, count, step.noise});
                    }
                });
            });
    }
}

template class Reversal<float>;
template class Reversal<double>;

}  // namespace ebru
