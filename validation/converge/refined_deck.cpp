#include "validation/converge/refined_deck.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/error.hpp"
#include "solvers/forward/deck_names.hpp"
#include "solvers/forward/process_factory.hpp"

namespace ebru {

namespace {

bool is_formula(VelocityKind kind) {
    return kind == VelocityKind::uniform || kind == VelocityKind::shear || kind == VelocityKind::rotation ||
           kind == VelocityKind::cellular;
}

void refuse_file() {
    throw UserError(
        "velocity.kind = \"file\"",
        "its values belong to one grid: what the field is between them, and so on a finer grid, is not known",
        "study a velocity with a formula (uniform, shear, rotation, cellular) or a spectrum (walls, stream)");
}

/// The band of the deck's own grid, for every grid.
void fix_band(TurbulenceParameters& turbulence, int width) {
    validate(turbulence.scale == VelocityScale::rms, "velocity.scale = \"max\"",
             "the largest |v| over the cells is another number on every grid, so the field would be another one too",
             "use scale = \"rms\"");
    turbulence.m_max = turbulence.m_max.value_or(std::max(width / 4.0, turbulence.m_min));
    validate(*turbulence.m_max < 0.5 * width, fmt::format("velocity.m_max = {:g}", *turbulence.m_max),
             fmt::format("{} cells resolve waves below {:g} per width only: finer grids would add modes that this one "
                         "leaves out",
                         width, 0.5 * width),
             fmt::format("give less than {:g}, or begin with a finer grid (data.size)", 0.5 * width));
}

/// The formula in its own units, with the scale that it has on the deck's grid taken out of it.
void fix_scale(AnalyticVelocityParameters& analytic, Grid grid) {
    if (analytic.scale == VelocityScale::as_given) {
        return;
    }
    AnalyticVelocityParameters as_given = analytic;
    as_given.grid = grid;
    as_given.scale = VelocityScale::as_given;
    AnalyticVelocity field(as_given);
    VelocityRequest request;
    request.shape = HostVelocity("formula", 1, 2, static_cast<std::size_t>(grid.ny), static_cast<std::size_t>(grid.nx));
    const std::int64_t only = 0;
    field.evaluate({&only, 1}, 0.0, request);
    const double* const v = request.shape.data();
    const double scale = velocity_scale(v, v + grid.cells(), grid.cells(), analytic.scale);
    validate(scale > 0.0, "an analytic velocity that is 0 in every cell", "it cannot be scaled to unit rms or maximum",
             "give a strength other than 0, or use no velocity");
    analytic.v_x /= scale;
    analytic.v_y /= scale;
    analytic.strength /= scale;
    analytic.scale = VelocityScale::as_given;
}

}  // namespace

RefinedDeck::RefinedDeck(ForwardSettings settings, const ImageShape& shape)
    : settings_(std::move(settings)), shape_(shape) {
    if (!is_heat() && settings_.velocity.kind == VelocityKind::file) {
        refuse_file();
    }
    // The deck as `ebru forward` runs it: its plan, and everything that is refused or warned of.
    const MadeProcess<double> made = make_process<double>(settings_, shape_);
    records_ = made.process->levels();
    warnings_ = made.warnings;
    process_name_ = made.name;
    moves_ = made.process->has_velocity();
    if (!moves_) {
        return;
    }
    VelocitySettings& own = settings_.velocity;
    if (is_formula(own.kind)) {
        fix_scale(own.analytic, shape_.grid());
        own.scale = VelocityScale::as_given;
    } else {
        fix_band(own.turbulence, shape_.nx);
    }
}

ImageShape RefinedDeck::shape(int factor) const {
    return {shape_.channels, factor * shape_.ny, factor * shape_.nx};
}

std::int64_t RefinedDeck::steps(int factor, int level) const {
    return std::int64_t{records_[static_cast<std::size_t>(level)].steps} * factor * factor;
}

SeriesKind RefinedDeck::series() const {
    return !is_heat() && settings_.transport.walls == Walls::periodic ? SeriesKind::fourier : SeriesKind::cosine;
}

ConvergenceReference RefinedDeck::reference() const {
    const bool translates = settings_.velocity.kind == VelocityKind::uniform && series() == SeriesKind::fourier;
    return !moves_ || translates ? ConvergenceReference::exact : ConvergenceReference::finer_grid;
}

SeriesChange RefinedDeck::change(int level) const {
    EBRU_EXPECT(reference() == ConvergenceReference::exact);
    SeriesChange change{.spread = fo(level)};
    if (moves_) {
        double distance = 0.0;  // in cells of the deck's grid, for a unit velocity
        for (int k = 1; k <= level; ++k) {
            const LevelRecord& record = records_[static_cast<std::size_t>(k)];
            distance += record.velocity_scale_lu * record.steps;
        }
        change.shift_x = distance * settings_.velocity.analytic.v_x / shape_.nx;
        change.shift_y = distance * settings_.velocity.analytic.v_y / shape_.nx;
    }
    return change;
}

double RefinedDeck::bytes(int factor, int images) const {
    constexpr double populations = 9.0;
    constexpr double states = 6.0;       // two of the core, the initial image, copies on their way in and out
    constexpr double series = 8.0;       // complex modes of two grids, values, coefficients
    constexpr double velocities = 32.0;  // shape, acceleration, rate, physical, transport, planes, copies of the core
    const double cells = static_cast<double>(shape(factor).grid().cells());
    const double of_image = shape_.channels * (populations + states + series) + (moves_ ? velocities : 0.0);
    return cells * images * of_image * sizeof(double);
}

VelocitySettings RefinedDeck::velocity(int factor) const {
    VelocitySettings velocity = settings_.velocity;
    velocity.turbulence.phase_speed *= factor;  // cells per interval, of a grid with `factor` times as many
    // Formulas are in cells too: shear and rotation grow with the distance, a stream function's slope falls with it.
    if (velocity.kind == VelocityKind::cellular) {
        velocity.analytic.strength *= factor;
    } else {
        velocity.analytic.strength /= factor;
    }
    return velocity;
}

/// The plan keeps a formula below the cap on the deck's grid; on a finer one its largest cell is a little faster, and a
/// limiter that took that would make it another field.
double RefinedDeck::speed_cap(int factor) const {
    const bool by_largest_cell = settings_.transport.limiter == Limiter::scale;
    return by_largest_cell && is_formula(settings_.velocity.kind) ? std::numeric_limits<double>::infinity()
                                                                  : settings_.transport.request.speed_cap / factor;
}

template <class Real>
std::unique_ptr<ForwardProcess<Real>> RefinedDeck::process(int factor) const {
    if (is_heat()) {
        return make_process<Real>(settings_, shape(factor)).process;
    }
    typename AdvectionDiffusionProcess<Real>::Parts parts;
    parts.shape = shape(factor);
    parts.core = make_transport_core<Real>(settings_, parts.shape);
    const TransportSettings& transport = settings_.transport;
    if (moves_) {
        parts.model =
            make_velocity_model(velocity(factor), parts.shape.grid(), transport.walls, settings_.seed, levels());
    }
    for (int level = 1; level <= levels(); ++level) {
        const LevelRecord& record = records_[static_cast<std::size_t>(level)];
        validate(steps(factor, level) <= std::numeric_limits<int>::max(),
                 fmt::format("{} time steps in the interval of level {}", steps(factor, level), level),
                 "they are more than can be counted", "use fewer refinements");
        parts.plan.push_back(
            {static_cast<int>(steps(factor, level)), record.alpha_lu, record.velocity_scale_lu / factor});
    }
    parts.velocity = {parts.shape.grid(), transport.walls, transport.limiter, transport.compensation,
                      speed_cap(factor)};
    parts.update = transport.update;
    parts.peclet = 1.0;  // so that the effective one is what the limiter left
    return std::make_unique<AdvectionDiffusionProcess<Real>>(std::move(parts));
}

template std::unique_ptr<ForwardProcess<float>> RefinedDeck::process(int) const;
template std::unique_ptr<ForwardProcess<double>> RefinedDeck::process(int) const;

}  // namespace ebru
