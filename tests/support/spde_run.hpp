#pragma once

#include <numeric>

#include "solvers/spde/euler_maruyama.hpp"
#include "tests/support/image_values.hpp"
#include "tests/support/spde_equations.hpp"

namespace ebru {

inline std::vector<SampleId> ids_from(SampleId first, std::size_t count) {
    std::vector<SampleId> ids(count);
    std::iota(ids.begin(), ids.end(), first);
    return ids;
}

/// State of all images of a batch of `images`.
template <class Real>
Values state_of(const SpdeStepper<Real>& stepper, const ImageShape& shape, std::size_t images) {
    std::vector<int> all(images);
    std::iota(all.begin(), all.end(), 0);
    const ImageBatch<Real> out("state", images, static_cast<std::size_t>(shape.channels),
                               static_cast<std::size_t>(shape.ny), static_cast<std::size_t>(shape.nx));
    stepper.copy_state(all, out);
    return to_values(out);
}

/// n equal steps from 0 to T.
inline SpdeInterval equal_steps(double horizon, int n) {
    SpdeInterval steps;
    for (int i = 0; i < n; ++i) {
        steps.push_back({horizon * i / n, horizon / n, i});
    }
    return steps;
}

}  // namespace ebru
