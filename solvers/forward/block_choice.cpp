#include "solvers/forward/block_choice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "field/padded_layout.hpp"
#include "solvers/forward/deck_names.hpp"
#include "solvers/forward/velocity_memory.hpp"

namespace ebru {

std::optional<BlocksFault> why_not_in_blocks(const ForwardSettings& settings) {
    if (settings.process == ProcessKind::advection_diffusion || settings.process == ProcessKind::spde) {
        return std::nullopt;
    }
    return BlocksFault{fmt::format("process.kind = \"{}\"", to_name(settings.process)),
                       "its images are worked on whole"};
}

std::optional<BlockLayout> choose_blocks(const ForwardSettings& settings, const Grid& whole, const Ranks& ranks) {
    if (!settings.run.blocks) {
        return std::nullopt;
    }
    BlockShape shape = *settings.run.blocks;
    if (shape == BlockShape{0, 0}) {
        shape = choose_block_shape(ranks.count(), whole);
    }
    shape.y = shape.y > 0 ? shape.y : std::max(1, ranks.count() / shape.x);
    shape.x = shape.x > 0 ? shape.x : std::max(1, ranks.count() / shape.y);
    if (const auto fault = why_not_in_blocks(settings)) {
        throw UserError(fmt::format("run.blocks = [{}, {}] with {}", shape.y, shape.x, fault->setting), fault->reason,
                        "leave run.blocks out, so that each process takes whole images; those that can be cut are "
                        "\"advection-diffusion\", and \"spde\" with spde.scheme = \"euler-maruyama\"");
    }
    const Walls walls = settings.process == ProcessKind::spde ? Walls::mirror : settings.transport.walls;
    const BlockLayout layout(ranks, whole, shape, walls);
    return ranks.alone() ? std::nullopt : std::optional(layout);
}

namespace {

/// Values a padded cell and channel that the process keeps, and those of a field that carries images.
struct CoreValues {
    std::uint64_t channel;
    std::uint64_t field;
};

CoreValues core_values(const ForwardSettings& settings) {
    if (settings.process == ProcessKind::spde) {
        return {2, 0};  // u and its successor
    }
    if (settings.transport.method == TransportMethod::stencil) {
        return {2, 2 + 4 + 1};  // velocity, weights, constant
    }
    return {settings.lbm.set == VelocitySetKind::d2q9 ? 9U : 5U, 4};  // velocity, and that before a hand-over
}

}  // namespace

std::uint64_t predicted_bytes(const ForwardSettings& settings, const ChainPlan& plan, const Grid& own, bool moves) {
    const ChainLayout& layout = plan.layout;
    const std::uint64_t real = settings.precision == Precision::double_precision ? 8 : 4;
    const auto number = [](auto value) { return static_cast<std::uint64_t>(value); };
    const std::uint64_t channels = number(layout.shape.channels);
    const std::uint64_t plane = own.cells() * 2 * sizeof(double);  // of a velocity
    const int levels = plan.header.last_level();
    const CoreValues values = core_values(settings);
    const std::uint64_t core =
        number(PaddedLayout(own).field_stride) * real * (values.channel * channels + values.field);
    const TransportSettings& transport = settings.transport;
    const bool lbm = settings.process == ProcessKind::advection_diffusion && transport.method == TransportMethod::lbm;
    const std::uint64_t velocity =
        moves ? velocity_bytes(settings.velocity, {layout.shape.grid(), own, levels, transport.limiter,
                                                   transport.compensation, transport.update == VelocityUpdate::step})
              : (lbm ? plane : 0);  // the stencil's weights take its place
    const std::uint64_t states = (layout.full_samples > 0 ? number(layout.full_levels.size()) : 0) +
                                 number(layout.pairs_per_sample) * number(layout.window_states());
    const std::uint64_t kept_velocity = layout.velocity_samples > 0 ? plane * (number(levels) + 1) : 0;
    // The image; its copy in the lattice Boltzmann core, or a state on its way to the chain.
    return core + velocity + own.cells() * channels * real * (2 + states) + kept_velocity;
}

std::string describe_blocks(const ForwardSettings& settings, const ChainPlan& plan, const BlockLayout* blocks,
                            bool moves) {
    if (blocks == nullptr) {
        return "";
    }
    const Grid whole = blocks->whole();
    const BlockShape shape = blocks->shape();
    const Grid largest{(whole.ny + shape.y - 1) / shape.y, (whole.nx + shape.x - 1) / shape.x};
    return fmt::format(
        "{} blocks of at most {} x {} cells, one a process, which will take {:.1f} MB and the program's own (about "
        "100 MB)\n",
        to_text(shape), largest.ny, largest.nx,
        static_cast<double>(predicted_bytes(settings, plan, largest, moves)) * 1e-6);
}

}  // namespace ebru
