#include "validation/torch_spde_step/comparison.hpp"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <cmath>
#include <functional>
#include <limits>
#include <optional>

#include "solvers/bench/spde_case.hpp"
#include "solvers/spde/euler_maruyama.hpp"
#include "validation/torch_spde_step/tensor_step.hpp"

namespace ebru {

namespace {

constexpr double white = 0.0;  // correlation length

template <class Real>
constexpr at::ScalarType scalar_type = std::is_same_v<Real, float> ? at::kFloat : at::kDouble;

/// The memory of host images as a tensor; the images must outlive it.
template <class Real>
at::Tensor as_tensor(const HostImageBatch<Real>& images) {
    return at::from_blob(images.data(),
                         {static_cast<std::int64_t>(images.extent(0)), static_cast<std::int64_t>(images.extent(1)),
                          static_cast<std::int64_t>(images.extent(2)), static_cast<std::int64_t>(images.extent(3))},
                         at::TensorOptions(scalar_type<Real>));
}

template <class Real>
EulerMaruyama<Real> our_step() {
    return {{SpdeCase::channels, SpdeCase::side, SpdeCase::side}, spde_case_equation(white), Taming::none, 1};
}

double noise_size() {
    return std::sqrt(SpdeCase::dt) * spde_case_equation(white).noise_at(0.0).alpha;
}

}  // namespace

template <class Real>
StepDifference compare_step(TensorForm form) {
    const c10::InferenceMode inference;
    const auto ids = spde_case_ids();
    const ImageBatch<Real> start = spde_case_images<Real>();
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), start);
    const at::Tensor u0 = as_tensor<Real>(host);
    const ImageBatch<Real> xi("normals", start.extent(0), start.extent(1), start.extent(2), start.extent(3));
    const HostImageBatch<Real> host_xi = Kokkos::create_mirror_view(Kokkos::HostSpace(), xi);
    as_tensor<Real>(host_xi).normal_();
    Kokkos::deep_copy(xi, host_xi);

    EulerMaruyama<Real> ours = our_step<Real>();
    ours.load(start, ids);
    ours.step_on({0.0, SpdeCase::dt, 0}, xi);
    std::vector<int> samples(ids.begin(), ids.end());
    const ImageBatch<Real> stepped("stepped", start.extent(0), start.extent(1), start.extent(2), start.extent(3));
    ours.copy_state(samples, stepped);
    const auto host_stepped = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), stepped);

    const EdgeStopping g1 = spde_case_equation(white).drift_at(0.0);
    at::Tensor u = u0.clone();
    if (form.block == 0) {
        plain_step(u, g1, SpdeCase::dt, noise_size(), as_tensor<Real>(host_xi));
    } else {
        TunedStep(u, form.block).advance_on(g1, SpdeCase::dt, noise_size(), as_tensor<Real>(host_xi));
    }

    const double difference = at::maximum(u0.diff(1, 2).abs().max(), u0.diff(1, 3).abs().max()).template item<double>();
    const double size = at::maximum(u0.abs().max(), u.abs().max()).template item<double>();
    const double eps = std::numeric_limits<Real>::epsilon();
    return {(as_tensor<Real>(host_stepped) - u).abs().max().template item<double>(),
            eps * (8.0 * size + 128.0 * SpdeCase::dt * g1.alpha * difference),
            (u - u0).abs().max().template item<double>()};
}

PairedTiming time_steps(TensorForm form, int rounds) {
    const c10::InferenceMode inference;
    const ImageBatch<float> start = spde_case_images<float>();
    EulerMaruyama<float> ours = our_step<float>();
    ours.load(start, spde_case_ids());
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), start);
    at::Tensor u = as_tensor<float>(host).clone();
    const EdgeStopping g1 = spde_case_equation(white).drift_at(0.0);
    const double size = noise_size();
    std::function<void()> theirs = [&] { plain_step(u, g1, SpdeCase::dt, size, at::randn_like(u)); };
    std::optional<TunedStep> tuned;
    if (form.block > 0) {
        tuned.emplace(u, form.block);
        theirs = [&] { tuned->advance(g1, SpdeCase::dt, size); };
    }
    SpdeStep step{0.0, SpdeCase::dt, 0};
    const auto our_next = [&] {
        ours.run(std::span(&step, 1));
        Kokkos::fence();
        ++step.number;
    };
    return time_in_turn(rounds, our_next, theirs);
}

template StepDifference compare_step<float>(TensorForm);
template StepDifference compare_step<double>(TensorForm);

}  // namespace ebru
