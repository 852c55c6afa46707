#pragma once

#include <ATen/core/Tensor.h>

#include <string_view>
#include <vector>

#include "ml/metrics/row_pairs.hpp"

namespace ebru {

/// The k nearest rows of every query row, the nearest first; of rows equally far the one that comes first.
struct Neighbours {
    at::Tensor indices;    ///< (N, k) int64, rows of the reference
    at::Tensor distances;  ///< (N, k) double, Euclidean
};

/// Nearest neighbours by complete search. \param query (N, F), N >= 1. \param reference (M, F). \param k 1 .. M.
/// \throws UserError on NaN or infinity (naming the row), on different F, on k out of range.
/// Cost and bits: see visit_pairs; 16 N k bytes more.
Neighbours nearest_neighbours(const at::Tensor& query, const at::Tensor& reference, int k, PairBlocks blocks = {});

/// Nearest neighbours of every row among the *others*: a row is not its own neighbour, its double is.
/// \param features (N, F). \param k 1 .. N - 1. \param name of the set in messages.
Neighbours neighbours_within(const at::Tensor& features, int k, std::string_view name = "features",
                             PairBlocks blocks = {});

/// Squared distance (N) of every row to the k-th of the others, unrounded by a root; as neighbours_within.
std::vector<double> squared_radii(const at::Tensor& features, int k, std::string_view name, PairBlocks blocks = {});

}  // namespace ebru
