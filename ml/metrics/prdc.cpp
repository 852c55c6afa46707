#include "ml/metrics/prdc.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

#include "ml/metrics/input_checks.hpp"
#include "ml/metrics/nearest_neighbours.hpp"

namespace ebru {

namespace {

/// Rows and the squared radii of their balls.
struct Balls {
    const at::Tensor& centres;
    std::vector<double> squared_radii;
};

/// For each row of one set, against the balls of the other.
struct Membership {
    std::vector<std::int64_t> holders;  ///< balls of the other set that hold the row
    std::vector<char> occupied;         ///< whether the row's own ball holds a row of the other set
};

template <class Within>
Membership membership(const Balls& own, const Balls& other, PairBlocks blocks) {
    const std::size_t rows = own.squared_radii.size();
    Membership found{std::vector<std::int64_t>(rows, 0), std::vector<char>(rows, 0)};
    const auto visit = [&](std::int64_t row, std::int64_t first, std::span<const double> squared) {
        const auto at = static_cast<std::size_t>(row);
        const double own_radius = own.squared_radii[at];
        const double* other_radius = other.squared_radii.data() + first;
        std::int64_t holders = 0;
        std::int64_t inside = 0;
        for (std::size_t m = 0; m < squared.size(); ++m) {
            holders += Within{}(squared[m], other_radius[m]) ? 1 : 0;
            inside += Within{}(squared[m], own_radius) ? 1 : 0;
        }
        found.holders[at] += holders;
        found.occupied[at] |= static_cast<char>(inside > 0);
    };
    visit_pairs(PairSum::squared_distance, own.centres, other.centres, visit, blocks);
    return found;
}

template <class Value>
double share_above_zero(const std::vector<Value>& values) {
    const auto count = std::count_if(values.begin(), values.end(), [](Value value) { return value > 0; });
    return static_cast<double>(count) / static_cast<double>(values.size());
}

template <class Within>
Prdc from_balls(const Balls& real, const Balls& fake, int k, PairBlocks blocks) {
    const Membership of_fake = membership<Within>(fake, real, blocks);
    const Membership of_real = membership<Within>(real, fake, blocks);
    const auto held = std::accumulate(of_fake.holders.begin(), of_fake.holders.end(), std::int64_t{0});
    return {
        .precision = share_above_zero(of_fake.holders),
        .recall = share_above_zero(of_real.holders),
        .density = static_cast<double>(held) / (static_cast<double>(k) * static_cast<double>(of_fake.holders.size())),
        .coverage = share_above_zero(of_real.occupied)};
}

}  // namespace

int usual_neighbours(PrdcConvention convention) {
    return convention == PrdcConvention::kynkaanniemi ? 3 : 5;
}

Prdc prdc(const at::Tensor& real, const at::Tensor& fake, int k, PrdcConvention convention, PairBlocks blocks) {
    check_same_shape(real, "real", fake, "fake");
    const Balls of_real{real, squared_radii(real, k, "real", blocks)};
    const Balls of_fake{fake, squared_radii(fake, k, "fake", blocks)};
    return convention == PrdcConvention::kynkaanniemi ? from_balls<std::less_equal<>>(of_real, of_fake, k, blocks)
                                                      : from_balls<std::less<>>(of_real, of_fake, k, blocks);
}

}  // namespace ebru
