#pragma once

#include <memory>
#include <string>
#include <vector>

#include "blocks/block_layout.hpp"
#include "solvers/forward/forward_settings.hpp"
#include "solvers/forward_process.hpp"
#include "solvers/transport_core.hpp"

namespace ebru {

/// A forward process and what is worth telling of it before it runs.
template <class Real>
struct MadeProcess {
    std::unique_ptr<ForwardProcess<Real>> process;
    std::string name;                   ///< "heat", "advection-diffusion (memoryless stencil)", ...
    std::string boundary;               ///< the walls' word
    std::string equation;               ///< its class, where it has one worth telling: "quasilinear, additive ..."
    double steps_per_image = 0.0;       ///< over the schedule; 0 where there are no steps
    bool keeps_mass = true;             ///< false where noise or the drift itself changes the mean of a channel
    std::vector<std::string> warnings;  ///< what is legal and yet likely not wanted
};

/// The process of a deck for images of `shape`: checks every interval against what the method can do before anything
/// runs.
/// \throws UserError for unstable or impossible requests, with the nearest stable choice.
/// \param block null, or how images lie in blocks over ranks (choose_blocks()); must outlive the process.
template <class Real>
MadeProcess<Real> make_process(const ForwardSettings& settings, const ImageShape& shape,
                               const BlockLayout* block = nullptr);

/// The time-stepping core of an advection-diffusion deck for images of `shape`, or of a block of them. \throws
/// UserError
template <class Real>
std::unique_ptr<TransportCore<Real>> make_transport_core(const ForwardSettings& settings, const ImageShape& shape,
                                                         const BlockLayout* block = nullptr);

}  // namespace ebru
