#include "solvers/ensemble/forward_chain.hpp"

#include <cmath>
#include <utility>

#include "base/error.hpp"

namespace ebru {

namespace {

/// Takes a number to the next level.
template <class Real>
struct NextLevel {
    Real* x;
    Real factor;
    Real scale;
    KOKKOS_FORCEINLINE_FUNCTION void operator()(int i, Real normal) const {
        x[i] = multiply_add(scale, normal, factor * x[i]);
    }
};

/// The same for the last row, whose normals are more than its numbers.
template <class Real>
struct NextLevelOfPart {
    NextLevel<Real> next;
    int count;
    KOKKOS_FORCEINLINE_FUNCTION void operator()(int i, Real normal) const {
        if (i < count) {
            next(i, normal);
        }
    }
};

/// Takes the rows of x through the levels `from` to `to`, row by row.
template <class Real>
void walk_rows(const Kokkos::View<ChainStep<Real>*>& steps, const Positions<Real>& x, int from, int to) {
    const std::size_t values = x.size();
    const int rows = noise_rows(values);
    Real* const data = x.data();
    Kokkos::parallel_for(
        "ebru::ForwardChain::advance", make_teams(noise_teams(rows)), KOKKOS_LAMBDA(const TeamMember& team) {
            for_team_noise_rows(team, rows, [&](int row) {
                const std::size_t first = static_cast<std::size_t>(row) * noise_row_values;
                for (int k = from; k < to; ++k) {
                    const ChainStep<Real> step = steps(k);
                    const NextLevel<Real> next{data + first, step.factor, step.scale};
                    if (first + noise_row_values <= values) {
                        for_each_normal<Real>(team, step.stream, row, noise_row_values, next);
                    } else {
                        for_each_normal<Real>(team, step.stream, row, noise_row_values,
                                              NextLevelOfPart<Real>{next, static_cast<int>(values - first)});
                    }
                }
            });
        });
}

}  // namespace

template <class Real>
ForwardChain<Real>::ForwardChain(GaussianPath path, std::uint64_t seed, RandomPurpose purpose)
    : path_(std::move(path)), steps_("steps of the chain", static_cast<std::size_t>(path_.levels())) {
    const auto steps = Kokkos::create_mirror_view(steps_);
    for (int k = 1; k <= path_.levels(); ++k) {
        const GaussianTransition transition = path_.transition(k - 1, k);
        steps(k - 1) = {ensemble_stream(seed, purpose, k), static_cast<Real>(transition.factor),
                        static_cast<Real>(std::sqrt(transition.variance))};
    }
    Kokkos::deep_copy(steps_, steps);
}

template <class Real>
void ForwardChain<Real>::advance(const Positions<Real>& x, int from, int to, TimeLoop loop) const {
    EBRU_EXPECT(0 <= from && from <= to && to <= path_.levels());
    EBRU_EXPECT(x.span_is_contiguous() && x.size() >= 1);
    const int levels_a_sweep = loop == TimeLoop::resident ? to - from : 1;
    for (int k = from; k < to; k += levels_a_sweep) {
        walk_rows(steps_, x, k, k + levels_a_sweep);
    }
}

template class ForwardChain<float>;
template class ForwardChain<double>;

}  // namespace ebru
