#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "base/error.hpp"
#include "solvers/stencil/stencil_core.hpp"
#include "tests/support/transport_run.hpp"

namespace ebru {

using StencilPrecisions = ::testing::Types<double, float>;

template <class Real>
TransportRun<Real> stencil_run(ImageShape shape, Walls walls, int images = 1) {
    return {std::make_unique<StencilCore<Real>>(shape, walls), shape, images};
}

}  // namespace ebru
