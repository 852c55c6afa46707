#pragma once

#include <memory>

#include "solvers/transport_core.hpp"

namespace ebru {

/// A batch in a transport core under a cellular velocity, ready to run.
template <class Real>
struct TransportCase {
    std::unique_ptr<TransportCore<Real>> core;
    int images = 0;
    int channels = 1;
    int side = 0;

    [[nodiscard]] double cells() const { return static_cast<double>(images) * channels * side * side; }
    [[nodiscard]] ImageShape shape() const { return {channels, side, side}; }
};

/// Loads `images` x `channels` x side x side smooth images and a velocity of max |v| = 0.05 into the case's core.
template <class Real>
void load_case(TransportCase<Real>& work);

}  // namespace ebru
