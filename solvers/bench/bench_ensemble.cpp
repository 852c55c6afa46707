#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

#include "solvers/bench/benchmarks.hpp"
#include "solvers/bench/memory_bandwidth.hpp"
#include "solvers/ensemble/forward_chain.hpp"

namespace ebru {

namespace {

constexpr int levels = 20;
constexpr int dimension = 2;

/// What a step cannot do without: its normals, row after row into one row a team that stays in its cache.
template <class Real>
class NormalsAlone {
  public:
    explicit NormalsAlone(std::size_t values)
        : rows_(noise_rows(values)),
          buffers_("rows of normals", static_cast<std::size_t>(noise_teams(rows_)), noise_row_values) {}

    void run(int steps) const {
        const auto buffers = buffers_;
        const int rows = rows_;
        for (int step = 0; step < steps; ++step) {
            Kokkos::parallel_for(
                "normals of a step", make_teams(noise_teams(rows)), KOKKOS_LAMBDA(const TeamMember& team) {
                    const NormalStream stream = ensemble_stream(1, RandomPurpose::ensemble_forward, step);
                    Real* const buffer = &buffers(team.league_rank(), 0);
                    for_team_noise_rows(team, rows,
                                        [&](int row) { normal_row(team, stream, row, noise_row_values, buffer); });
                });
        }
        Kokkos::fence();
    }

  private:
    int rows_;
    Kokkos::View<Real**, Kokkos::LayoutRight> buffers_;
};

/// An ensemble and the chain that it walks, again and again.
template <class Real>
class ChainWalk {
  public:
    explicit ChainWalk(std::size_t particles) : chain_(path(), 1), x_("positions", particles, dimension) {}

    void run(TimeLoop loop) const {
        chain_.advance(x_, 0, levels, loop);
        Kokkos::fence();
    }

  private:
    static GaussianPath path() {
        GaussianParameters parameters;
        parameters.levels = levels;
        return GaussianPath(parameters);
    }

    ForwardChain<Real> chain_;
    Positions<Real> x_;
};

/// The chain in turn with its normals alone, and in turn with the update-9 loop.
template <class Real>
BenchRow chain_row(const std::string& what, std::size_t particles, TimeLoop loop, const BenchOptions& options) {
    const std::size_t values = particles * dimension;
    const ChainWalk<Real> work(particles);
    const NormalsAlone<Real> normals(values);
    const PairedTiming beside_normals =
        time_in_turn(options.repeats, [&] { work.run(loop); }, [&] { normals.run(levels); });
    constexpr std::size_t update_nine_cells = std::size_t{1} << 23U;  // 300 MB
    UpdateNineLoop update_nine(update_nine_cells);
    const PairedTiming beside_memory =
        time_in_turn(options.repeats, [&] { work.run(loop); }, [&] { update_nine.run(); });
    const UpdateNine limit = update_nine.result(beside_memory.b);

    BenchRow row;
    row.name = fmt::format("forward chain {}, {}", what, sizeof(Real) == sizeof(float) ? "float" : "double");
    row.size = fmt::format("{} particles in {}-D, {} levels", particles, dimension, levels);
    row.unit = "M numbers/s";
    row.bytes_per_update = loop == TimeLoop::sliced ? 2.0 * sizeof(Real) : 0.0;
    const double items = static_cast<double>(values) * levels;
    set_rate(row, beside_normals.a, items, 1e6);
    row.note = fmt::format("{:.0f} % of {:.0f} M/s that the normals alone reach", 100.0 / beside_normals.ratio,
                           items / beside_normals.b.median * 1e-6);
    if (row.bytes_per_update > 0.0 && measures_memory(limit.working_set)) {
        row.note += fmt::format("; {:.0f} M/s are what {:.1f} GB/s of memory would allow",
                                limit.bandwidth / row.bytes_per_update * 1e3, limit.bandwidth);
    }
    return row;
}

}  // namespace

std::vector<BenchRow> bench_ensemble(const BenchOptions& options) {
    constexpr std::size_t million = 1000000;
    const auto side = static_cast<std::size_t>(options.large);
    std::vector<BenchRow> rows{chain_row<float>("level by level", million, TimeLoop::sliced, options),
                               chain_row<float>("in cache", million, TimeLoop::resident, options),
                               chain_row<double>("level by level", million, TimeLoop::sliced, options),
                               chain_row<double>("in cache", million, TimeLoop::resident, options),
                               chain_row<float>("level by level", side * side / dimension, TimeLoop::sliced, options)};
    const std::vector<BenchRow> reversals = bench_reversal(options);
    rows.insert(rows.end(), reversals.begin(), reversals.end());
    return rows;
}

}  // namespace ebru
