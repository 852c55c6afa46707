#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <functional>
#include <string>

#include "ml/evaluate/set_comparison.hpp"

namespace ebru {

/// What need not be computed for every run: features of reference sets and comparisons of calibration sets, files of a
/// folder. A file's name is the hash of all that decides its content; one that is damaged is made anew.
class StatisticsCache {
  public:
    /// Makes the folder. \throws UserError naming evaluate.cache when it cannot be made.
    explicit StatisticsCache(std::filesystem::path folder);

    /// features_<hash of key>.pt, or what `compute` gives, which is then stored.
    at::Tensor features(const std::string& key, const std::function<at::Tensor()>& compute) const;

    /// comparison_<hash of key>.json, likewise.
    SetComparison comparison(const std::string& key, const std::function<SetComparison()>& compute) const;

  private:
    [[nodiscard]] std::filesystem::path file(const std::string& what, const std::string& key,
                                             const std::string& ending) const;

    std::filesystem::path folder_;
};

}  // namespace ebru
