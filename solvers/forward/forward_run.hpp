#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "io/image_source.hpp"
#include "io/snapshot_chain_writer.hpp"
#include "solvers/forward/forward_settings.hpp"
#include "solvers/forward/process_factory.hpp"

namespace ebru {

/// What is done when the output is there already.
enum class ExistingOutput { refuse, replace, resume };

/// What a run of the forward process took, and what it met.
struct ForwardTimes {
    double read = 0.0;     ///< seconds: reading and mapping images
    double process = 0.0;  ///< the process, with its captures
    double write = 0.0;    ///< the chain: blocks, checkpoints and the final verification
    double total = 0.0;
    std::int64_t images = 0;              ///< done by this run (fewer than the chain's after a resume)
    double smallest_taming_factor = 1.0;  ///< over this run's images
};

/// Header and layout of the chain that a deck asks for. \param deck resolved text without what changes no result.
/// \throws UserError when the deck keeps more samples than there are, or the set is too small.
struct ChainPlan {
    ChainHeader header;
    ChainLayout layout;
};
template <class Real>
ChainPlan plan_chain(const ForwardSettings& settings, const ImageSource& source, const MadeProcess<Real>& made,
                     const std::string& deck);

/// Streams the data set through the process in batches and writes the chain at `path`: memory is that of a batch,
/// however many images there are. Checkpoints every few seconds; on SIGINT or SIGTERM it saves and throws Interrupted.
/// The file is byte-equal for any batch size, thread count and interruption.
template <class Real>
ForwardTimes run_forward(const ForwardSettings& settings, ImageSource& source, ForwardProcess<Real>& process,
                         const ChainPlan& plan, const std::filesystem::path& path, ExistingOutput existing);

}  // namespace ebru
