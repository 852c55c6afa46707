#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "blocks/block_layout.hpp"
#include "io/chain_schema.hpp"
#include "io/image_source.hpp"
#include "solvers/forward/forward_settings.hpp"
#include "solvers/forward/process_factory.hpp"

namespace ebru {

/// What is done when the output is there already.
enum class ExistingOutput { refuse, replace, resume };

/// What a run of the forward process took, and what it met; over ranks the longest times.
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
/// however many images there are. The ranks of the job take batches in turn, in rounds. Checkpoints every few seconds;
/// asked to stop, it saves and throws Interrupted. A shared file is byte-equal for any batch size, number of ranks and
/// threads, and interruption. Collective.
/// \param blocks null, or how images lie in blocks over the ranks, as the process knows: then the ranks take each image
/// together, one at a time, and memory is that of a block.
template <class Real>
ForwardTimes run_forward(const ForwardSettings& settings, ImageSource& source, ForwardProcess<Real>& process,
                         const ChainPlan& plan, const std::filesystem::path& path, ExistingOutput existing,
                         const BlockLayout* blocks = nullptr);

/// The batch, at most `batch`, with which `ranks` ranks take all samples in as few rounds and are busy to the end; the
/// given one for a single rank.
std::int64_t balanced_batch(std::int64_t samples, std::int64_t batch, int ranks);

/// \throws UserError when there are more ranks than images.
void require_work_for_all(const ChainPlan& plan, int ranks);

}  // namespace ebru
