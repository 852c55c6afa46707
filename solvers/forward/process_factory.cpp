#include "solvers/forward/process_factory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "solvers/forward/block_choice.hpp"
#include "solvers/forward/deck_names.hpp"
#include "solvers/forward/spde_factory.hpp"
#include "solvers/gaussian/gaussian_process.hpp"
#include "solvers/heat/heat_process.hpp"
#include "solvers/lbm/lbm_core.hpp"
#include "solvers/stencil/stencil_core.hpp"

namespace ebru {

namespace {

template <class Real, class Set>
std::unique_ptr<TransportCore<Real>> make_lbm(const LbmSettings& lbm, const ImageShape& shape, Walls walls,
                                              const BlockLayout* block) {
    const LbmParameters parameters{lbm.relaxation, lbm.start, lbm.hand_over, walls};
    if (lbm.equilibrium == Equilibrium::quadratic) {
        return std::make_unique<LbmCore<Real, Set, Equilibrium::quadratic>>(shape, parameters, block);
    }
    return std::make_unique<LbmCore<Real, Set, Equilibrium::linear>>(shape, parameters, block);
}

/// A velocity that an analytic or given field has at V = 1 or that Pe asks for.
std::vector<IntervalPlan> make_plan(const ForwardSettings& settings, int width, double peak_ratio) {
    if (settings.lattice) {
        return plan_lattice({settings.lattice->levels, settings.lattice->steps, settings.lattice->alpha,
                             settings.lattice->velocity, settings.transport.request.speed_cap, peak_ratio});
    }
    TransportRequest request = settings.transport.request;
    request.peak_ratio = peak_ratio;
    return plan_transport(*settings.schedule, width, request);
}

void check_plan(const ForwardSettings& settings, const std::vector<IntervalPlan>& plan, double peak_ratio) {
    for (std::size_t k = 0; k < plan.size(); ++k) {
        const double speed = peak_ratio * std::abs(plan[k].velocity_scale);
        const std::string where = fmt::format("the interval of level {}", k + 1);
        if (settings.transport.method == TransportMethod::stencil) {
            check_stencil_stability(plan[k].alpha, speed, where);
        } else {
            check_stability(settings.lbm.relaxation, plan[k].alpha, speed, where);
        }
    }
}

std::vector<std::string> find_warnings(const ForwardSettings& settings, const std::vector<IntervalPlan>& plan,
                                       double peak_ratio) {
    std::vector<std::string> warnings;
    const double cell_peclet = peak_ratio * std::abs(plan.front().velocity_scale) / plan.front().alpha;
    constexpr double positive_up_to = 2.0;
    if (cell_peclet > positive_up_to) {
        warnings.push_back(
            fmt::format("peak cell Peclet number {:.3g} is beyond {}: values may leave the data's range a "
                        "little at sharp edges; more pixels or a smaller Pe lower it, more steps do not",
                        cell_peclet, positive_up_to));
    }
    const auto strongest =
        std::max_element(plan.begin(), plan.end(), [](const auto& a, const auto& b) { return a.alpha < b.alpha; });
    if (strongest->alpha > 1.0 / 6.0 + 1e-9) {
        warnings.push_back(fmt::format("alpha = {:.4g} is beyond 1/6, the accurate point: more steps cost little there",
                                       strongest->alpha));
    }
    const VelocityKind kind = settings.velocity.kind;
    const bool meets_walls = kind == VelocityKind::stream || kind == VelocityKind::independent ||
                             kind == VelocityKind::printed || kind == VelocityKind::uniform ||
                             kind == VelocityKind::shear || kind == VelocityKind::rotation;
    if (meets_walls && settings.transport.walls != Walls::periodic) {
        warnings.push_back(fmt::format(
            "velocity.kind = \"{}\" flows into the walls: values pile up there (mass is kept)", to_name(kind)));
    }
    return warnings;
}

template <class Real>
MadeProcess<Real> make_advection_diffusion(const ForwardSettings& settings, const ImageShape& shape,
                                           const BlockLayout* block) {
    const TransportSettings& transport = settings.transport;
    const int levels = settings.lattice ? settings.lattice->levels : settings.schedule->levels();
    typename AdvectionDiffusionProcess<Real>::Parts parts;
    parts.shape = shape;
    parts.core = make_transport_core<Real>(settings, shape, block);
    const FieldPart part(shape.grid(), block);
    parts.model = make_velocity_model(settings.velocity, part, transport.walls, settings.seed, levels);
    const bool asks_for_velocity =
        settings.lattice ? settings.lattice->velocity != 0.0 : transport.request.peclet > 0.0;
    validate(parts.model != nullptr || !asks_for_velocity,
             settings.lattice ? fmt::format("lattice.velocity = {:g}", settings.lattice->velocity)
                              : fmt::format("transport.Pe = {:g}", transport.request.peclet),
             "velocity.kind = \"none\" leaves nothing to be carried by",
             "set velocity.kind (walls, stream, independent, uniform, ...), or the number to 0");
    if (!asks_for_velocity) {
        parts.model = nullptr;
    }
    const double peak_ratio = parts.model == nullptr ? 1.0
                                                     : peak_ratio_of(*parts.model, settings.velocity, part, levels,
                                                                     transport.request.peak_ratio);
    parts.plan = make_plan(settings, shape.nx, peak_ratio);
    check_plan(settings, parts.plan, peak_ratio);
    parts.velocity = {
        shape.grid(), transport.walls, transport.limiter, transport.compensation, transport.request.speed_cap, block};
    parts.update = transport.update;
    parts.peclet = settings.lattice ? shape.nx * std::abs(settings.lattice->velocity) / settings.lattice->alpha
                                    : transport.request.peclet;
    MadeProcess<Real> made;
    made.name = transport.method == TransportMethod::stencil
                    ? "advection-diffusion (memoryless stencil)"
                    : fmt::format("advection-diffusion (lattice Boltzmann {})", to_name(settings.lbm.set));
    made.boundary = to_name(transport.walls);
    for (const IntervalPlan& interval : parts.plan) {
        made.steps_per_image += interval.steps;
    }
    made.warnings = find_warnings(settings, parts.plan, peak_ratio);
    made.process = std::make_unique<AdvectionDiffusionProcess<Real>>(std::move(parts));
    return made;
}

template <class Real>
MadeProcess<Real> make_gaussian(const ForwardSettings& settings, const ImageShape& shape) {
    const GaussianPath path(settings.gaussian);
    MadeProcess<Real> made;
    made.name = fmt::format("gaussian ({})", to_name(path.kind()));
    made.boundary = "none";
    made.equation = describe_path(path);
    made.steps_per_image = path.levels();
    made.keeps_mass = false;
    const double image =
        path.level_mean_factor(path.levels()) * std::max(std::abs(settings.data.low), std::abs(settings.data.high));
    constexpr double visible = 0.05;
    if (image > visible * path.prior_standard_deviation()) {
        made.warnings.push_back(
            fmt::format("level K still holds the image, up to {:.3g} under noise of {:.3g}: sampling cannot start from "
                        "noise alone; raise gaussian.beta_max or gaussian.sigma_max",
                        image, path.prior_standard_deviation()));
    }
    made.process = std::make_unique<GaussianProcess<Real>>(shape, path, settings.seed);
    return made;
}

}  // namespace

template <class Real>
std::unique_ptr<TransportCore<Real>> make_transport_core(const ForwardSettings& settings, const ImageShape& shape,
                                                         const BlockLayout* block) {
    const Walls walls = settings.transport.walls;
    const Grid grid = block != nullptr ? block->grid() : shape.grid();
    const ImageShape own{shape.channels, grid.ny, grid.nx};
    if (settings.transport.method == TransportMethod::stencil) {
        return std::make_unique<StencilCore<Real>>(own, walls, block);
    }
    return settings.lbm.set == VelocitySetKind::d2q9 ? make_lbm<Real, D2Q9>(settings.lbm, own, walls, block)
                                                     : make_lbm<Real, D2Q5>(settings.lbm, own, walls, block);
}

template <class Real>
MadeProcess<Real> make_process(const ForwardSettings& settings, const ImageShape& shape, const BlockLayout* block) {
    EBRU_EXPECT(block == nullptr || !why_not_in_blocks(settings));
    if (settings.process == ProcessKind::heat) {
        MadeProcess<Real> made;
        made.process = std::make_unique<HeatProcess<Real>>(shape, *settings.schedule);
        made.name = "heat";
        made.boundary = to_name(Walls::mirror);
        return made;
    }
    if (settings.process == ProcessKind::spde) {
        return make_spde<Real>(settings.spde, shape, settings.seed, block);
    }
    if (settings.process == ProcessKind::gaussian) {
        return make_gaussian<Real>(settings, shape);
    }
    return make_advection_diffusion<Real>(settings, shape, block);
}

template std::unique_ptr<TransportCore<float>> make_transport_core(const ForwardSettings&, const ImageShape&,
                                                                   const BlockLayout*);
template std::unique_ptr<TransportCore<double>> make_transport_core(const ForwardSettings&, const ImageShape&,
                                                                    const BlockLayout*);
template MadeProcess<float> make_process(const ForwardSettings&, const ImageShape&, const BlockLayout*);
template MadeProcess<double> make_process(const ForwardSettings&, const ImageShape&, const BlockLayout*);

}  // namespace ebru
