#include "ml/metrics/nearest_neighbours.hpp"

#include <ATen/ATen.h>

#include "ml/metrics/input_checks.hpp"

namespace ebru {

namespace {

enum class OwnRow { counts, left_out };

/// The k nearest of each of N rows so far, by squared distance.
class NearestSoFar {
  public:
    NearestSoFar(std::int64_t rows, int k)
        : k_(k),
          index_(at::full({rows, k}, -1, at::kLong)),
          squared_(at::zeros({rows, k}, at::kDouble)),
          indices_(index_.mutable_data_ptr<std::int64_t>()),
          squares_(squared_.mutable_data_ptr<double>()) {}

    /// Candidates come with ascending indices, so that of equals the first stays in front.
    void offer(std::int64_t row, std::int64_t candidate, double squared) {
        std::int64_t* index = indices_ + row * k_;
        double* nearest = squares_ + row * k_;
        if (index[k_ - 1] >= 0 && squared >= nearest[k_ - 1]) {
            return;
        }
        int place = k_ - 1;
        for (; place > 0 && (index[place - 1] < 0 || squared < nearest[place - 1]); --place) {
            index[place] = index[place - 1];
            nearest[place] = nearest[place - 1];
        }
        index[place] = candidate;
        nearest[place] = squared;
    }

    [[nodiscard]] const at::Tensor& index() const { return index_; }
    [[nodiscard]] const at::Tensor& squared() const { return squared_; }

  private:
    int k_;
    at::Tensor index_;
    at::Tensor squared_;
    std::int64_t* indices_;
    double* squares_;
};

NearestSoFar search(const at::Tensor& query, const at::Tensor& reference, int k, OwnRow own, PairBlocks blocks) {
    NearestSoFar nearest(query.size(0), k);
    const auto visit = [&](std::int64_t row, std::int64_t first, std::span<const double> squared) {
        for (std::size_t m = 0; m < squared.size(); ++m) {
            const std::int64_t candidate = first + static_cast<std::int64_t>(m);
            if (own == OwnRow::counts || candidate != row) {
                nearest.offer(row, candidate, squared[m]);
            }
        }
    };
    visit_pairs(PairSum::squared_distance, query, reference, visit, blocks);
    return nearest;
}

NearestSoFar search_within(const at::Tensor& features, int k, std::string_view name, PairBlocks blocks) {
    check_features(features, name, 2);
    check_neighbours(k, features.size(0) - 1, name);
    return search(features, features, k, OwnRow::left_out, blocks);
}

}  // namespace

Neighbours nearest_neighbours(const at::Tensor& query, const at::Tensor& reference, int k, PairBlocks blocks) {
    check_features(query, "query", 1);
    check_features(reference, "reference", 1);
    check_same_shape(query, "query", reference, "reference");
    check_neighbours(k, reference.size(0), "reference");
    const NearestSoFar nearest = search(query, reference, k, OwnRow::counts, blocks);
    return {nearest.index(), nearest.squared().sqrt()};
}

Neighbours neighbours_within(const at::Tensor& features, int k, std::string_view name, PairBlocks blocks) {
    const NearestSoFar nearest = search_within(features, k, name, blocks);
    return {nearest.index(), nearest.squared().sqrt()};
}

std::vector<double> squared_radii(const at::Tensor& features, int k, std::string_view name, PairBlocks blocks) {
    const NearestSoFar nearest = search_within(features, k, name, blocks);
    const at::Tensor last = nearest.squared().select(1, k - 1).contiguous();
    const auto* squared = last.const_data_ptr<double>();
    return {squared, squared + last.numel()};
}

}  // namespace ebru
