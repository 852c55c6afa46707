#include "validation/converge/convergence_run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include "app/interrupt.hpp"
#include "app/progress.hpp"

namespace ebru {

namespace {

/// Images and channels one after the other, (B, C, Y, X).
using Values = std::vector<double>;

Values first_images(const RefinedDeck& deck, ImageSource& source, int images) {
    const DataSettings& data = deck.settings().data;
    Values values(static_cast<std::size_t>(images) * source.shape().values());
    source.read(data.first, images, values);
    for (double& value : values) {
        value = data.low + (data.high - data.low) * value;
    }
    return values;
}

std::vector<ImageSeries> series_of(SeriesKind kind, Grid grid, const Values& values) {
    std::vector<ImageSeries> series;
    for (std::size_t start = 0; start < values.size(); start += grid.cells()) {
        series.emplace_back(kind, grid, std::span<const double>(values).subspan(start, grid.cells()));
    }
    return series;
}

Values at_centres(const std::vector<ImageSeries>& series, Grid grid, const SeriesChange& change = {}) {
    Values values;
    values.reserve(series.size() * grid.cells());
    for (const ImageSeries& one : series) {
        const std::vector<double> image = one.at_centres(grid, change);
        values.insert(values.end(), image.begin(), image.end());
    }
    return values;
}

double rms_beyond(const std::vector<ImageSeries>& series, Grid grid) {
    double sum = 0.0;
    for (const ImageSeries& one : series) {
        sum += one.beyond(grid) * one.beyond(grid);
    }
    return std::sqrt(sum / static_cast<double>(series.size()));
}

double root_mean_square(const Values& values) {
    const double sum = std::inner_product(values.begin(), values.end(), values.begin(), 0.0);
    return std::sqrt(sum / static_cast<double>(values.size()));
}

std::int64_t updates_of_level(const RefinedDeck& deck, int factor, int level) {
    return static_cast<std::int64_t>(deck.shape(factor).values()) *
           std::max<std::int64_t>(1, deck.steps(factor, level));
}

/// Runs grids and counts the work.
class GridRuns {
  public:
    GridRuns(const RefinedDeck& deck, const ConvergenceRequest& request)
        : deck_(deck), request_(request), progress_(total_updates(deck, request), "cell updates", "converge") {}

    /// The state (B, C, Y, X) at the level, computed in Real.
    template <class Real>
    Values state(int factor, const Values& initial) {
        const ImageShape shape = deck_.shape(factor);
        const ImageBatch<Real> images("converge images", static_cast<std::size_t>(request_.images),
                                      static_cast<std::size_t>(shape.channels), static_cast<std::size_t>(shape.ny),
                                      static_cast<std::size_t>(shape.nx));
        const auto host = Kokkos::create_mirror_view(Kokkos::HostSpace(), images);
        std::transform(initial.begin(), initial.end(), host.data(), [](double u) { return static_cast<Real>(u); });
        Kokkos::deep_copy(images, host);
        std::vector<SampleId> ids(static_cast<std::size_t>(request_.images));
        std::iota(ids.begin(), ids.end(), deck_.settings().data.first);
        const auto process = deck_.process<Real>(factor);
        process->initialize(images, ids);
        for (int level = 1; level <= request_.level; ++level) {
            if (stop_requested()) {
                throw Interrupted(stop_signal(), "stopped before all grids were done: nothing was written");
            }
            process->advance_to(level);
            progress_.advance(request_.images * updates_of_level(deck_, factor, level));
        }
        std::vector<int> all(ids.size());
        std::iota(all.begin(), all.end(), 0);
        process->copy_state(all, images);
        Kokkos::deep_copy(host, images);
        if (process->has_velocity()) {
            const double share_of_schedule = deck_.fo(request_.level) / deck_.fo(deck_.levels());
            for (const SampleReport& report : process->reports()) {
                kept_velocity_ = std::min(kept_velocity_, report.effective_peclet / share_of_schedule);
            }
        }
        return {host.data(), host.data() + host.size()};
    }

    [[nodiscard]] double kept_velocity() const { return kept_velocity_; }
    void finish() { progress_.finish(); }

  private:
    const RefinedDeck& deck_;
    ConvergenceRequest request_;
    Progress progress_;
    double kept_velocity_ = 1.0;
};

int steps_until(const RefinedDeck& deck, int factor, int level) {
    std::int64_t steps = 0;
    for (int k = 1; k <= level; ++k) {
        steps += deck.steps(factor, k);
    }
    return static_cast<int>(std::min<std::int64_t>(steps, std::numeric_limits<int>::max()));
}

MeasuredConvergence::Field field_of(const ImageShape& shape, const Values& values) {
    const auto cells = static_cast<std::ptrdiff_t>(shape.grid().cells());
    return {shape.nx, shape.grid(), {values.begin(), values.begin() + cells}};
}

}  // namespace

std::int64_t total_updates(const RefinedDeck& deck, const ConvergenceRequest& request) {
    const bool exact = deck.reference() == ConvergenceReference::exact;
    std::int64_t updates = 0;
    for (int g = 0; g < request.grids; ++g) {
        const bool only_reference = !exact && g + 1 == request.grids;
        for (int level = 1; level <= request.level; ++level) {
            updates += (only_reference ? 1 : 2) * request.images * updates_of_level(deck, 1 << g, level);
        }
    }
    return updates;
}

MeasuredConvergence measure_convergence(const RefinedDeck& deck, ImageSource& source,
                                        const ConvergenceRequest& request) {
    const InterruptGuard guard;
    const bool exact = deck.reference() == ConvergenceReference::exact;
    const Values data = first_images(deck, source, request.images);
    const std::vector<ImageSeries> image = series_of(deck.series(), deck.shape(1).grid(), data);
    MeasuredConvergence measured;
    measured.size = root_mean_square(data);
    GridRuns runs(deck, request);
    Values in_double;  // of the grid before the present one
    Values in_float;
    const auto compare = [&](int factor, const Values& reference) {
        measured.grids.push_back({deck.shape(factor).nx, steps_until(deck, factor, request.level),
                                  error_norms<double>(in_double, reference), error_norms<double>(in_float, reference)});
    };
    for (int g = 0; g < request.grids; ++g) {
        const int factor = 1 << g;
        const Grid grid = deck.shape(factor).grid();
        const Values initial = at_centres(image, grid);
        Values state = runs.state<double>(factor, initial);
        if (!exact && g > 0) {
            const Grid coarser = deck.shape(factor / 2).grid();
            const std::vector<ImageSeries> finer = series_of(deck.series(), grid, state);
            compare(factor / 2, at_centres(finer, coarser));
            measured.unresolved_share.push_back(rms_beyond(finer, coarser) / measured.grids.back().in_double.l2);
        }
        measured.fields.push_back(field_of(deck.shape(factor), state));
        in_double = std::move(state);
        if (exact || g + 1 < request.grids) {
            in_float = runs.state<float>(factor, initial);
        }
        if (exact) {
            compare(factor, at_centres(image, grid, deck.change(request.level)));
        }
    }
    measured.kept_velocity = runs.kept_velocity();
    runs.finish();
    return measured;
}

}  // namespace ebru
