#include "solvers/density/box_tree.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "base/error.hpp"

namespace ebru {

namespace {

/// Sorts places of points into leaves and finds the nodes' boxes, on the host.
class BoxTreeBuilder {
  public:
    BoxTreeBuilder(std::span<const double> points, const BoxTree& tree)
        : points_(points),
          tree_(tree),
          dimension_(static_cast<std::size_t>(tree.dimension)),
          order_(static_cast<std::size_t>(tree.count)),
          boxes_(4U * dimension_ << static_cast<unsigned>(tree.depth)) {
        std::iota(order_.begin(), order_.end(), 0);
    }

    /// Sorts what lies under `node`: points of the leaves first .. last - 1.
    void sort(std::size_t node, std::int64_t first_leaf, std::int64_t last_leaf) {
        const std::int64_t first = tree_.leaf_begin(first_leaf);
        const std::int64_t last = tree_.leaf_begin(last_leaf);
        const std::size_t side = bound(node, first, last);
        if (last_leaf - first_leaf == 1) {
            std::sort(order_.begin() + first, order_.begin() + last);
            return;
        }
        const std::int64_t middle_leaf = (first_leaf + last_leaf) / 2;
        // Points at the same place keep the order in which they were given: the tree is the same everywhere.
        std::nth_element(order_.begin() + first, order_.begin() + tree_.leaf_begin(middle_leaf), order_.begin() + last,
                         [this, side](std::int64_t a, std::int64_t b) {
                             const double xa = coordinate(a, side);
                             const double xb = coordinate(b, side);
                             return xa < xb || (xa == xb && a < b);
                         });
        sort(2 * node, first_leaf, middle_leaf);
        sort(2 * node + 1, middle_leaf, last_leaf);
    }

    [[nodiscard]] const std::vector<std::int64_t>& order() const { return order_; }
    [[nodiscard]] const std::vector<double>& boxes() const { return boxes_; }

    [[nodiscard]] double coordinate(std::int64_t point, std::size_t k) const {
        return points_[static_cast<std::size_t>(point) * dimension_ + k];
    }

  private:
    /// Writes the box of a node and returns its longest side.
    std::size_t bound(std::size_t node, std::int64_t first, std::int64_t last) {
        double* lower = &boxes_[2 * node * dimension_];
        double* upper = lower + dimension_;
        std::fill_n(lower, dimension_, std::numeric_limits<double>::infinity());
        std::fill_n(upper, dimension_, -std::numeric_limits<double>::infinity());
        for (std::int64_t i = first; i < last; ++i) {
            for (std::size_t k = 0; k < dimension_; ++k) {
                const double x = coordinate(order_[static_cast<std::size_t>(i)], k);
                lower[k] = std::min(lower[k], x);
                upper[k] = std::max(upper[k], x);
            }
        }
        std::size_t longest = 0;
        for (std::size_t k = 1; k < dimension_; ++k) {
            longest = upper[k] - lower[k] > upper[longest] - lower[longest] ? k : longest;
        }
        return longest;
    }

    std::span<const double> points_;
    BoxTree tree_;
    std::size_t dimension_;
    std::vector<std::int64_t> order_;
    std::vector<double> boxes_;
};

}  // namespace

BoxTree make_box_tree(std::span<const double> points, int dimension) {
    const auto d = static_cast<std::size_t>(dimension);
    EBRU_EXPECT(dimension >= 1 && !points.empty() && points.size() % d == 0);
    BoxTree tree;
    tree.dimension = dimension;
    tree.count = static_cast<std::int64_t>(points.size() / d);
    while ((tree.count - 1) >> tree.depth >= BoxTree::most_in_leaf) {
        ++tree.depth;
    }
    BoxTreeBuilder builder(points, tree);
    builder.sort(1, 0, std::int64_t{1} << tree.depth);

    const auto count = static_cast<std::size_t>(tree.count);
    tree.coordinates = decltype(tree.coordinates)("tree coordinates", d, count);
    tree.original = decltype(tree.original)("tree order", count);
    tree.boxes = decltype(tree.boxes)("tree boxes", builder.boxes().size() / (2 * d), 2, d);
    const auto coordinates = Kokkos::create_mirror_view(tree.coordinates);
    const auto original = Kokkos::create_mirror_view(tree.original);
    const auto boxes = Kokkos::create_mirror_view(tree.boxes);
    for (std::size_t i = 0; i < count; ++i) {
        original(i) = builder.order()[i];
        for (std::size_t k = 0; k < d; ++k) {
            coordinates(k, i) = builder.coordinate(builder.order()[i], k);
        }
    }
    std::ranges::copy(builder.boxes(), boxes.data());
    Kokkos::deep_copy(tree.coordinates, coordinates);
    Kokkos::deep_copy(tree.original, original);
    Kokkos::deep_copy(tree.boxes, boxes);
    return tree;
}

}  // namespace ebru
