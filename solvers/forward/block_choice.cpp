#include "solvers/forward/block_choice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "field/padded_layout.hpp"
#include "solvers/forward/deck_names.hpp"

namespace ebru {

std::optional<BlocksFault> why_not_in_blocks(const ForwardSettings& settings) {
    if (settings.process != ProcessKind::advection_diffusion) {
        return BlocksFault{fmt::format("process.kind = \"{}\"", to_name(settings.process)),
                           "its images are worked on whole"};
    }
    if (settings.transport.method != TransportMethod::stencil) {
        return BlocksFault{fmt::format("transport.method = \"{}\"", to_name(settings.transport.method)),
                           "its populations are not handed from block to block"};
    }
    return std::nullopt;
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
                        "leave run.blocks out, so that each process takes whole images; images in blocks need "
                        "process.kind = \"advection-diffusion\" with transport.method = \"stencil\"");
    }
    const BlockLayout layout(ranks, whole, shape, settings.transport.walls);
    return ranks.alone() ? std::nullopt : std::optional(layout);
}

std::uint64_t predicted_bytes(const ForwardSettings& settings, const ChainPlan& plan, const Grid& own, bool moves) {
    const ChainLayout& layout = plan.layout;
    const std::uint64_t real = settings.precision == Precision::double_precision ? 8 : 4;
    const std::uint64_t channels = static_cast<std::uint64_t>(layout.shape.channels);
    const auto padded = static_cast<std::uint64_t>(PaddedLayout(own).field_stride);
    const std::uint64_t cells = own.cells();
    const auto number = [](auto value) { return static_cast<std::uint64_t>(value); };
    // u and its successor; velocity, weights, constant of one field.
    const std::uint64_t core = padded * real * (2 * channels + 2 + 4 + 1);
    // v~, its acceleration, v, v* and what the core is handed, in double; at rest one while it is set.
    const std::uint64_t velocity = cells * 16 * (moves ? 5 : 1);
    const std::uint64_t image = cells * channels * real;
    const std::uint64_t states = (layout.full_samples > 0 ? number(layout.full_levels.size()) : 0) +
                                 number(layout.pairs_per_sample) * number(layout.window_states());
    const std::uint64_t kept_velocity =
        layout.velocity_samples > 0 ? cells * 16 * (number(plan.header.last_level()) + 1) : 0;
    // The image, the last level twice or a captured one.
    return core + velocity + image * (3 + states) + kept_velocity;
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
