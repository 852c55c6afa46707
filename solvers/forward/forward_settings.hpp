#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/precision.hpp"
#include "blocks/block_layout.hpp"
#include "config/deck.hpp"
#include "io/contact_sheet.hpp"
#include "io/image_source.hpp"
#include "io/shared_chain_writer.hpp"
#include "schedule/level_schedule.hpp"
#include "solvers/advection_diffusion/advection_diffusion_process.hpp"
#include "solvers/advection_diffusion/transport_plan.hpp"
#include "solvers/forward/gaussian_settings.hpp"
#include "solvers/forward/spde_settings.hpp"
#include "solvers/forward/velocity_settings.hpp"
#include "solvers/lbm/relaxation.hpp"

namespace ebru {

enum class ProcessKind { heat, advection_diffusion, spde, gaussian };
enum class TransportMethod { stencil, lbm };
enum class VelocitySetKind { d2q9, d2q5 };
/// Fo = sigma^2/(2 L^2), or without the 2 as "Beyond Blur" prints it (numerics.md correction 1).
enum class FoConvention { half, paper };

/// Which images, and how their values enter the process.
struct DataSettings {
    SourceRequest source;
    std::string name;        ///< for files and messages
    std::int64_t first = 0;  ///< first image of the set
    std::int64_t count = 0;  ///< 0: all that follow
    double low = 0.0;        ///< u = low + (high - low) x, x the source's value
    double high = 1.0;
};

/// Lattice quantities given directly instead of Fo and Pe.
struct LatticeSettings {
    int levels = 1;
    int steps = 1;
    double alpha = 1.0 / 6.0;
    double velocity = 0.0;
};

struct TransportSettings {
    TransportMethod method = TransportMethod::stencil;
    Walls walls = Walls::mirror;
    TransportRequest request;
    Limiter limiter = Limiter::scale;
    Compensation compensation = Compensation::on;
    VelocityUpdate update = VelocityUpdate::level;
};

struct LbmSettings {
    VelocitySetKind set = VelocitySetKind::d2q9;
    RelaxationChoice relaxation;
    Equilibrium equilibrium = Equilibrium::quadratic;
    PopulationStart start = PopulationStart::gradient;
    IntervalHandOver hand_over = IntervalHandOver::rescale;
};

/// What the chain keeps.
struct ChainSettings {
    StoredFormat format = StoredFormat::single_precision;
    int pairs = 0;                          ///< random pairs (u_k, u_{k-1}) of every image
    int window = 1;                         ///< w: a pair goes on to u_{k-w}
    std::int64_t full_samples = 0;          ///< of the first images, all of `full_levels`; -1: of all images
    std::vector<int> full_levels;           ///< empty: every level
    std::int64_t velocity_samples = 0;      ///< of the first images, the velocity of every interval
    ChainFiles files = ChainFiles::shared;  ///< of a job of several ranks; changes no result
};

/// Pictures and fields for people, of the first images that have levels in the chain.
struct PictureSettings {
    int vtk_samples = 0;
    int sheet_samples = 0;
    int sheet_levels = 0;
    std::optional<ValueRange> sheet_range;  ///< none: the range of the data
};

/// How the run goes; changes no result and is not stored in the chain.
struct RunSettings {
    int batch = 64;
    double checkpoint_seconds = 2.0;
    std::optional<BlockShape> blocks;  ///< ranks share each image in so many blocks, 0: as fits; none: whole images
};

/// Everything that `ebru forward` reads from a deck.
struct ForwardSettings {
    std::uint64_t seed = 1;
    ProcessKind process = ProcessKind::advection_diffusion;
    Precision precision = Precision::single_precision;
    DataSettings data;
    std::optional<LevelSchedule>
        schedule;  ///< Fo in the convention sigma^2/(2 L^2); none with `lattice`, spde and gaussian
    std::optional<LatticeSettings> lattice;
    TransportSettings transport;
    LbmSettings lbm;
    VelocitySettings velocity;
    SpdeSettings spde;
    GaussianParameters gaussian;
    ChainSettings chain;
    PictureSettings pictures;
    RunSettings run;
};

/// The [data] table and the presets behind it: what opening the source needs. First read of a deck.
/// \throws UserError naming key, value and choices.
DataSettings read_data_settings(Deck& deck);

/// The resolved deck without what changes no result: what a chain stores of it.
std::string stored_deck(const Deck& deck);

/// Everything else of the deck; refuses unknown keys. \param width of the images, for blur given in pixels.
/// \throws UserError naming key, value and choices.
ForwardSettings read_forward_settings(Deck& deck, const DataSettings& data, int width);

}  // namespace ebru
