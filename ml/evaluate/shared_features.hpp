#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "ml/features/feature_extractor.hpp"
#include "ranks/ranks.hpp"

namespace ebru {

using Extractors = std::vector<std::unique_ptr<FeatureExtractor>>;

/// The ranks of a job as one set of extractors. Rank 0 evaluates as if it were alone, and its extractors let the others
/// work with them:
///
///     SharedFeatures shared(ranks, std::move(own));     // all ranks, with the same extractors
///     if (!ranks.first()) { shared.serve(); return; }   // until rank 0's is destroyed
///     ... *shared.extractors()[e] ...
///
/// Images go to the ranks in multiples of feature_slice and features come back in order: the bits of a single rank.
/// Between rounds of at most 256 images a rank all ask whether to stop, a single rank too. Maps, which are larger than
/// what they are made from, stay with rank 0.
class SharedFeatures {
  public:
    /// Collective. \throws UserError when the extractors' hashes are not the same on all ranks.
    SharedFeatures(const Ranks& ranks, Extractors own);
    /// On rank 0 lets the others go, collective with serve().
    ~SharedFeatures();
    SharedFeatures(const SharedFeatures&) = delete;
    SharedFeatures& operator=(const SharedFeatures&) = delete;

    /// Of rank 0. What fails on another rank throws here too. \throws Interrupted when the run is asked to stop.
    [[nodiscard]] const Extractors& extractors() const { return wrapped_; }

    /// Of the other ranks: computes what rank 0 asks for until it has done. \throws what an extractor throws here, and
    /// OtherRankFailed, Interrupted.
    void serve();

  private:
    class Wrapped;
    enum class Wish : std::int32_t { features, probabilities, nothing_more };
    struct Request;

    at::Tensor ask(const Request& request, const at::Tensor& images);
    [[nodiscard]] at::Tensor work(const Request& request, const at::Tensor& images) const;
    [[nodiscard]] at::Tensor own_rows(const Request& request, std::int64_t share, const at::Tensor& images) const;

    const Ranks& ranks_;
    Extractors own_;
    Extractors wrapped_;
    bool listening_ = true;  ///< the others wait for a request
};

}  // namespace ebru
