#include "diagnostics/energy_distance.hpp"

#include <fmt/format.h>

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "field/team_work.hpp"

namespace ebru {

namespace {

/// The pooled points, x before y, and how they are divided anew.
struct Pool {
    std::size_t first;   ///< points of x
    std::size_t second;  ///< points of y
    std::uint64_t seed;

    [[nodiscard]] std::size_t size() const { return first + second; }

    /// weight[place[i]] of point i in division `number`: 1/n of the first sample, -1/m of the second. Division 0 is the
    /// samples as given; in others each choice of n points is as likely as any (selection sampling: Knuth, vol. 2).
    template <class Place>
    void divide(int number, const Place& place, double* weight) const {
        const double of_first = 1.0 / static_cast<double>(first);
        const double of_second = -1.0 / static_cast<double>(second);
        std::size_t wanted = first;
        RandomWords words{};
        for (std::size_t i = 0; i < size(); ++i) {
            if (i % 4 == 0) {
                words = random_words(
                    seed, RandomPurpose::ensemble_permutation,
                    {.sample = static_cast<std::uint64_t>(number), .channel = 0, .cell = i / 4, .level = 0});
            }
            const auto left = static_cast<double>(size() - i);
            const bool chosen =
                number == 0 ? i < first : to_unit_interval(words.word[i % 4]) * left < static_cast<double>(wanted);
            wanted -= chosen ? 1 : 0;
            weight[place(i)] = chosen ? of_first : of_second;
        }
    }
};

/// Of every division: 2 int (F - G)^2 dx, F and G the samples' distribution functions; (divisions).
std::vector<double> statistics_on_a_line(const Pool& pool, const std::vector<double>& points, int divisions) {
    std::vector<std::size_t> order(pool.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return points[i]; });
    std::vector<std::size_t> rank(pool.size());
    for (std::size_t r = 0; r < order.size(); ++r) {
        rank[order[r]] = r;
    }
    std::vector<double> statistics(static_cast<std::size_t>(divisions));
    using HostRange = Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace>;
    Kokkos::parallel_for("ebru::energy_test", HostRange(0, divisions), [&](int number) {
        std::vector<double> weight(pool.size());
        pool.divide(number, [&](std::size_t i) { return rank[i]; }, weight.data());
        double difference = 0.0;
        double sum = 0.0;
        for (std::size_t r = 0; r + 1 < order.size(); ++r) {
            difference += weight[r];
            sum += difference * difference * (points[order[r + 1]] - points[order[r]]);
        }
        statistics[static_cast<std::size_t>(number)] = 2.0 * sum;
    });
    Kokkos::DefaultHostExecutionSpace().fence();
    return statistics;
}

using Table = Kokkos::View<double**, Kokkos::LayoutRight>;

/// Sums of weight_i weight_j |x_i - x_j| over j < i for some rows i: all divisions while the distances are at hand.
struct PairSums {
    static constexpr int rows = 8;    ///< whose distances are at hand together
    static constexpr int tile = 256;  ///< columns of them
    static constexpr int team_rows = 64;

    Table points;   // (d, size)
    Table weights;  // (divisions, size)
    Table sums;     // (teams, divisions)
    int size;

    static constexpr std::size_t scratch_bytes = sizeof(double) * rows * tile;

    /// A team takes a strip of rows from the beginning and one from the end, whose lengths add up to the same.
    KOKKOS_FUNCTION void operator()(const TeamMember& team) const {
        auto* const distance = static_cast<double*>(team.team_scratch(0).get_shmem(std::size_t{scratch_bytes}));
        const int strips = (size + team_rows - 1) / team_rows;
        const int strip = team.league_rank();
        add_strip(team, strip, distance);
        if (strips - 1 - strip != strip) {
            add_strip(team, strips - 1 - strip, distance);
        }
    }

  private:
    KOKKOS_FORCEINLINE_FUNCTION void add_strip(const TeamMember& team, int strip, double* distance) const {
        for (int i = strip * team_rows; i < (strip + 1) * team_rows && i < size; i += rows) {
            for (int j = 0; j < i + rows && j < size; j += tile) {
                const int columns = size - j < tile ? size - j : tile;
                fill_distances(team, i, j, columns, distance);
                team.team_barrier();
                add_tile(team, i, j, columns, distance);
                team.team_barrier();
            }
        }
    }

    /// 0 where j >= i and where there is no point i.
    KOKKOS_FORCEINLINE_FUNCTION void fill_distances(const TeamMember& team, int i, int j, int columns,
                                                    double* distance) const {
        const auto d = static_cast<int>(points.extent(0));
        Kokkos::parallel_for(Kokkos::TeamThreadRange(team, 0, rows), [&](int r) {
            double* const row = distance + r * tile;
            for_row(team, 0, columns, [=](int k) EBRU_ROW_BODY { row[k] = 0.0; });
            const int last = i + r < size ? i + r - j : 0;
            const int filled = last < columns ? last : columns;
            for (int c = 0; c < d && filled > 0; ++c) {
                const double own = points(c, i + r);
                const double* const other = &points(c, j);
                for_row(team, 0, filled, [=](int k) EBRU_ROW_BODY {
                    const double offset = other[k] - own;
                    row[k] = multiply_add(offset, offset, row[k]);
                });
            }
            for_row(team, 0, filled, [=](int k) EBRU_ROW_BODY { row[k] = Kokkos::sqrt(row[k]); });
        });
    }

    KOKKOS_FORCEINLINE_FUNCTION void add_tile(const TeamMember& team, int i, int j, int columns,
                                              const double* distance) const {
        Kokkos::parallel_for(Kokkos::TeamThreadRange(team, 0, static_cast<int>(sums.extent(1))), [&](int number) {
            double own[rows];
            for (int r = 0; r < rows; ++r) {
                own[r] = i + r < size ? weights(number, i + r) : 0.0;
            }
            const double* const other = &weights(number, j);
            const double sum = sum_row<double>(team, 0, columns, [=](int k) EBRU_ROW_BODY {
                double weighted = 0.0;
                for (int r = 0; r < rows; ++r) {
                    weighted = multiply_add(own[r], distance[r * tile + k], weighted);
                }
                return weighted * other[k];
            });
            Kokkos::single(Kokkos::PerThread(team), [&] { sums(team.league_rank(), number) += sum; });
        });
    }
};

std::vector<double> statistics_in_space(const Pool& pool, const std::vector<double>& points, int dimension,
                                        int divisions) {
    const auto size = static_cast<int>(pool.size());
    const int strips = (size + PairSums::team_rows - 1) / PairSums::team_rows;
    const int teams = (strips + 1) / 2;
    const PairSums pairs{Table("pooled points", dimension, size), Table("weights of divisions", divisions, size),
                         Table("sums of pairs", teams, divisions), size};
    const auto host_points = Kokkos::create_mirror_view(pairs.points);
    for (int i = 0; i < size; ++i) {
        for (int c = 0; c < dimension; ++c) {
            host_points(c, i) =
                points[static_cast<std::size_t>(i) * static_cast<std::size_t>(dimension) + static_cast<std::size_t>(c)];
        }
    }
    Kokkos::deep_copy(pairs.points, host_points);
    const auto host_weights = Kokkos::create_mirror_view(pairs.weights);
    using HostRange = Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace>;
    Kokkos::parallel_for("ebru::energy_test_divisions", HostRange(0, divisions), [&](int number) {
        pool.divide(number, [](std::size_t i) { return i; }, &host_weights(number, 0));
    });
    Kokkos::DefaultHostExecutionSpace().fence();
    Kokkos::deep_copy(pairs.weights, host_weights);
    TeamPolicy policy = make_teams(teams);
    policy.set_scratch_size(0, Kokkos::PerTeam(PairSums::scratch_bytes));
    Kokkos::parallel_for("ebru::energy_test", policy, pairs);
    const auto sums = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), pairs.sums);
    std::vector<double> statistics(static_cast<std::size_t>(divisions), 0.0);
    for (int team = 0; team < teams; ++team) {
        for (int number = 0; number < divisions; ++number) {
            statistics[static_cast<std::size_t>(number)] -= 2.0 * sums(team, number);
        }
    }
    return statistics;
}

/// The samples' own statistic is the first.
TwoSampleResult against_the_null(const std::vector<double>& statistics) {
    TwoSampleResult result;
    result.statistic = statistics.front();
    const std::span<const double> null = std::span(statistics).subspan(1);
    const auto count = static_cast<double>(null.size());
    result.null_mean = std::accumulate(null.begin(), null.end(), 0.0) / count;
    double squares = 0.0;
    for (const double value : null) {
        squares += (value - result.null_mean) * (value - result.null_mean);
    }
    result.null_deviation = std::sqrt(squares / std::max(1.0, count - 1.0));
    const auto as_large = std::ranges::count_if(null, [&](double value) { return value >= result.statistic; });
    result.p_value = (1.0 + static_cast<double>(as_large)) / (1.0 + count);
    return result;
}

}  // namespace

TwoSampleResult energy_test(std::span<const double> x, std::span<const double> y, int dimension,
                            const TwoSampleParameters& parameters) {
    EBRU_EXPECT(dimension >= 1);
    const auto d = static_cast<std::size_t>(dimension);
    EBRU_EXPECT(x.size() % d == 0 && y.size() % d == 0);
    const Pool pool{x.size() / d, y.size() / d, parameters.seed};
    validate(pool.first >= 2 && pool.second >= 2,
             fmt::format("samples of {} and {} points are to be compared", pool.first, pool.second),
             "two points make the least sample", "give at least two of each");
    validate(parameters.permutations >= 1, fmt::format("{} permutations of two samples", parameters.permutations),
             "they are what the statistic is compared with", "give 1 or more, such as 199");
    std::vector<double> points(x.begin(), x.end());
    points.insert(points.end(), y.begin(), y.end());
    validate(std::ranges::all_of(points, [](double value) { return std::isfinite(value); }),
             "a sample holds a number that is not finite", "it has no distance from the others",
             "look for where the ensemble left its bounds");
    const int divisions = parameters.permutations + 1;
    return against_the_null(dimension == 1 ? statistics_on_a_line(pool, points, divisions)
                                           : statistics_in_space(pool, points, dimension, divisions));
}

}  // namespace ebru
