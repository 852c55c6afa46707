#include "validation/converge/convergence_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ebru {

namespace {

bool is_exact(const RefinedDeck& deck) {
    return deck.reference() == ConvergenceReference::exact;
}

/// Error of double precision when every step rounds: nothing of the scheme is to be seen in it.
bool is_round_off(const GridErrors& grid, double size) {
    constexpr double of_transforms = 32.0;
    return grid.in_double.l2 <=
           of_transforms * std::numeric_limits<double>::epsilon() * std::sqrt(std::max(1, grid.steps)) * size;
}

double pair_order(const ErrorNorms& coarse, const ErrorNorms& fine) {
    return std::log2(coarse.l2 / fine.l2);
}

std::string columns_of(const ErrorNorms& error, const ErrorNorms* coarser) {
    const std::string order = coarser == nullptr ? "-" : fmt::format("{:.2f}", pair_order(*coarser, error));
    return fmt::format("  {:>10.3e} {:>10.3e} {:>6}", error.l2, error.max, order);
}

std::string order_sentence(const MeasuredConvergence& measured) {
    const std::vector<GridErrors>& grids = measured.grids;
    if (std::all_of(grids.begin(), grids.end(), [&](const auto& grid) { return is_round_off(grid, measured.size); })) {
        return "The errors are round-off on every grid: there is no order to observe.";
    }
    if (grids.size() < 2) {
        return "One error has no order: --refine 3 or more.";
    }
    std::string text =
        fmt::format("Fitted order of the L2 error in double: {:.3f} over {} grids.", fitted_order(grids), grids.size());
    constexpr double settled = 0.2;
    double lowest = HUGE_VAL;
    double highest = -HUGE_VAL;
    for (std::size_t g = 1; g < grids.size(); ++g) {
        const double order = pair_order(grids[g - 1].in_double, grids[g].in_double);
        lowest = std::min(lowest, order);
        highest = std::max(highest, order);
    }
    if (highest - lowest > settled) {
        text += fmt::format(
            " The pairs differ by {:.2f}: the coarse grids do not resolve the problem yet; begin with a "
            "finer one (data.size) or take the order of the last pair.",
            highest - lowest);
    }
    return text;
}

std::string float_sentence(const std::vector<GridErrors>& grids) {
    constexpr double noticeable = 0.1;
    const auto rounded = std::find_if(grids.begin(), grids.end(), [](const GridErrors& grid) {
        return std::abs(grid.in_float.l2 - grid.in_double.l2) > noticeable * grid.in_double.l2;
    });
    return rounded == grids.end() ? "Float and double agree within a tenth of the error on every grid."
                                  : fmt::format("In float, round-off takes over at N = {}.", rounded->cells);
}

std::string restriction_sentence(const MeasuredConvergence& measured) {
    const double worst = *std::max_element(measured.unresolved_share.begin(), measured.unresolved_share.end());
    constexpr double negligible = 0.1;
    return fmt::format(
        "Restriction: what the coarser grid of a pair has no modes for is at most {:.1e} of the "
        "difference{}.",
        worst, worst < negligible ? "" : ": not negligible, the coarse grids' orders are not to be trusted");
}

}  // namespace

std::string describe_problem(const RefinedDeck& deck, const ConvergenceRequest& request) {
    const ForwardSettings& settings = deck.settings();
    const ImageShape shape = deck.shape(1);
    std::string text =
        fmt::format("{}: {} image{} of {}, {} x {} x {} (C, Y, X), level {} of {}, Fo = {:.4g}", deck.process_name(),
                    request.images, request.images == 1 ? "" : "s", settings.data.name, shape.channels, shape.ny,
                    shape.nx, request.level, deck.levels(), deck.fo(request.level));
    if (settings.process == ProcessKind::advection_diffusion) {
        text += settings.lattice ? fmt::format(", V = {:g} cells per step", settings.lattice->velocity)
                                 : fmt::format(", Pe = {:g}", settings.transport.request.peclet);
    }
    const std::string series = deck.series() == SeriesKind::cosine ? "cosine" : "Fourier";
    return text + fmt::format("\nimage: the {} series of the deck's own, evaluated on every grid\nreference: {}\n",
                              series,
                              is_exact(deck) ? "the exact solution, mode by mode"
                                             : "the state on the grid twice as fine, in double; its " + series +
                                                   " series is evaluated at this grid's cell centres");
}

std::string error_table(const MeasuredConvergence& measured) {
    std::string text =
        fmt::format("{:>6} {:>10} {:>12}  {:^28}  {:>17}\n{:>31}{:>11} {:>10} {:>6}  {:>10} {:>10} {:>6}\n", "N", "h",
                    "steps", "double", "float", "", "L2 error", "max", "order", "L2 error", "max", "order");
    const GridErrors* coarser = nullptr;
    for (const GridErrors& grid : measured.grids) {
        text += fmt::format("{:>6} {:>10.6f} {:>12}", grid.cells, 1.0 / grid.cells, grid.steps);
        text += columns_of(grid.in_double, coarser == nullptr ? nullptr : &coarser->in_double);
        text += columns_of(grid.in_float, coarser == nullptr ? nullptr : &coarser->in_float) + "\n";
        coarser = &grid;
    }
    return text;
}

std::vector<std::string> conclusions(const RefinedDeck& deck, const MeasuredConvergence& measured) {
    std::vector<std::string> sentences{order_sentence(measured), float_sentence(measured.grids)};
    if (!measured.unresolved_share.empty()) {
        sentences.push_back(restriction_sentence(measured));
    }
    constexpr double untouched = 1.0 - 1e-9;
    if (measured.kept_velocity < untouched && deck.settings().transport.limiter == Limiter::scale) {
        sentences.push_back(
            fmt::format("The limiter took {:.2g} percent of a field by its largest cell, which differs "
                        "between grids: raise transport.peak_ratio until it takes nothing.",
                        100.0 * (1.0 - measured.kept_velocity)));
    }
    return sentences;
}

void fill_report(const RefinedDeck& deck, const MeasuredConvergence& measured, StudyReport& report) {
    constexpr int widest_panel = 512;
    const std::string subject = deck.process_name();
    Table& table = convergence_table(report, "errors", "Errors and orders of the deck");
    add_grid_errors(table, subject, measured.grids);
    report.draw(convergence_figure(
        "errors",
        is_exact(deck) ? "Error against the exact solution." : "Difference to the state on the grid twice as fine.",
        table, {subject}, {2.0}));
    FieldFigure fields{"states", "First image, first channel, on the grids.", {}, {}, {}, 4};
    for (const MeasuredConvergence::Field& field : measured.fields) {
        if (field.cells <= widest_panel) {
            fields.panels.push_back({fmt::format("N = {}", field.cells), field.grid.ny, field.grid.nx, field.values});
        }
    }
    if (!fields.panels.empty()) {
        report.draw(fields);
    }
    for (const std::string& sentence : conclusions(deck, measured)) {
        report.note(sentence);
    }
}

}  // namespace ebru
