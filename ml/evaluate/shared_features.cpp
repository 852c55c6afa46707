#include "ml/evaluate/shared_features.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "ml/features/feature_slice.hpp"
#include "ml/features/stop_between.hpp"

namespace ebru {

/// What rank 0 tells the others before the images.
struct SharedFeatures::Request {
    Wish wish = Wish::nothing_more;
    std::int32_t extractor = 0;
    std::int64_t images = 0;
    std::int64_t channels = 0;
    std::int64_t ny = 0;
    std::int64_t nx = 0;
    std::int64_t columns = 0;  ///< of the result
};

/// One of rank 0's extractors, worked by all ranks.
class SharedFeatures::Wrapped final : public FeatureExtractor {
  public:
    Wrapped(SharedFeatures& shared, std::size_t number) : shared_(shared), number_(number) {}

    [[nodiscard]] const FeatureFacts& facts() const override { return own().facts(); }
    at::Tensor features(const at::Tensor& images) override { return ask(Wish::features, images, facts().features); }
    std::vector<at::Tensor> maps(const at::Tensor& images) override { return own().maps(images); }
    at::Tensor probabilities(const at::Tensor& images) override {
        return facts().classes > 0 ? ask(Wish::probabilities, images, facts().classes) : at::Tensor();
    }

  private:
    [[nodiscard]] FeatureExtractor& own() const { return *shared_.own_[number_]; }

    at::Tensor ask(Wish wish, const at::Tensor& images, std::int64_t columns) {
        EBRU_EXPECT(images.dim() == 4 && images.scalar_type() == at::kFloat);
        return shared_.ask({.wish = wish,
                            .extractor = static_cast<std::int32_t>(number_),
                            .images = images.size(0),
                            .channels = images.size(1),
                            .ny = images.size(2),
                            .nx = images.size(3),
                            .columns = columns},
                           images);
    }

    SharedFeatures& shared_;
    std::size_t number_;
};

namespace {

/// Images that each rank takes in a round: all its part where that is not much, in whole slices.
std::int64_t share_of_rank(std::int64_t images, int ranks) {
    constexpr std::int64_t most = 8 * feature_slice;
    const std::int64_t part = (images + ranks - 1) / ranks;
    return std::min(most, (part + feature_slice - 1) / feature_slice * feature_slice);
}

template <class T>
std::span<T> values_of(const at::Tensor& tensor) {
    return {tensor.mutable_data_ptr<T>(), static_cast<std::size_t>(tensor.numel())};
}

std::string hashes_of(const Extractors& extractors) {
    std::string text;
    for (const auto& extractor : extractors) {
        text += extractor->facts().name + " " + extractor->facts().hash + "\n";
    }
    return text;
}

}  // namespace

SharedFeatures::SharedFeatures(const Ranks& ranks, Extractors own) : ranks_(ranks), own_(std::move(own)) {
    require_same(ranks_, "the feature extractors", hashes_of(own_));
    for (std::size_t e = 0; e < own_.size(); ++e) {
        wrapped_.push_back(std::make_unique<Wrapped>(*this, e));
    }
}

SharedFeatures::~SharedFeatures() {
    if (ranks_.first() && listening_) {
        Request done;
        ranks_.broadcast(std::span(&done, 1));
    }
}

at::Tensor SharedFeatures::own_rows(const Request& request, std::int64_t share, const at::Tensor& images) const {
    const std::int64_t first = std::min(ranks_.rank() * share, images.size(0));
    const std::int64_t count = std::min(share, images.size(0) - first);
    if (count == 0) {
        return at::empty({0, request.columns}, at::kDouble);
    }
    FeatureExtractor& extractor = *own_[static_cast<std::size_t>(request.extractor)];
    const at::Tensor part = images.narrow(0, first, count);
    const bool of_classes = request.wish == Wish::probabilities;
    return (of_classes ? extractor.probabilities(part) : extractor.features(part)).contiguous();
}

at::Tensor SharedFeatures::work(const Request& request, const at::Tensor& images) const {
    const std::int64_t share = share_of_rank(request.images, ranks_.count());
    std::vector<at::Tensor> rows;
    for (std::int64_t first = 0; first < request.images; first += share * ranks_.count()) {
        const std::int64_t count = std::min(share * ranks_.count(), request.images - first);
        const at::Tensor shown = ranks_.first()
                                     ? images.narrow(0, first, count).contiguous()
                                     : at::empty({count, request.channels, request.ny, request.nx}, at::kFloat);
        stop_between_pieces(ranks_);
        ranks_.broadcast(values_of<float>(shown));
        at::Tensor own;
        ranks_.together([&] { own = own_rows(request, share, shown); });
        const std::vector<double> gathered = ranks_.gather(std::span<const double>(values_of<double>(own)));
        if (ranks_.first()) {
            rows.push_back(at::tensor(gathered, at::kDouble).reshape({count, request.columns}));
        }
    }
    return ranks_.first() ? at::cat(rows) : at::Tensor();
}

at::Tensor SharedFeatures::ask(const Request& request, const at::Tensor& images) {
    listening_ = false;  // after a failure, which all ranks leave by
    Request sent = request;
    ranks_.broadcast(std::span(&sent, 1));
    at::Tensor rows = work(request, images);
    listening_ = true;
    return rows;
}

void SharedFeatures::serve() {
    EBRU_EXPECT(!ranks_.first());
    Request request;
    for (ranks_.broadcast(std::span(&request, 1)); request.wish != Wish::nothing_more;
         ranks_.broadcast(std::span(&request, 1))) {
        work(request, {});
    }
}

}  // namespace ebru
