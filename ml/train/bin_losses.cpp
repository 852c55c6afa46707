#include "ml/train/bin_losses.hpp"

#include <ATen/ATen.h>

#include "base/error.hpp"
#include "ranks/messages.hpp"

namespace ebru {

BinLosses::BinLosses(int bins) : sums_(static_cast<std::size_t>(bins)), images_(static_cast<std::size_t>(bins)) {}

void BinLosses::add(const at::Tensor& loss, const at::Tensor& bin) {
    const at::Tensor losses = loss.detach().to(at::kCPU, at::kDouble).contiguous();
    const at::Tensor bins = bin.to(at::kCPU, at::kLong).contiguous();
    EBRU_EXPECT(losses.numel() == bins.numel());
    for (std::int64_t b = 0; b < losses.numel(); ++b) {
        const auto place = static_cast<std::size_t>(bins.const_data_ptr<std::int64_t>()[b]);
        EBRU_EXPECT(place < sums_.size());
        sums_[place] += losses.const_data_ptr<double>()[b];
        ++images_[place];
    }
}

void BinLosses::clear() {
    sums_.assign(sums_.size(), 0.0);
    images_.assign(images_.size(), 0);
}

void BinLosses::sum_over(const Ranks& ranks) {
    PendingSum(ranks, sums_).wait();
    for (std::int64_t& images : images_) {
        images = ranks.sum(images);
    }
}

std::vector<BinLosses::Row> BinLosses::rows() const {
    std::vector<Row> rows;
    for (std::size_t bin = 0; bin < sums_.size(); ++bin) {
        if (images_[bin] > 0) {
            rows.push_back(
                {static_cast<std::int64_t>(bin), images_[bin], sums_[bin] / static_cast<double>(images_[bin])});
        }
    }
    return rows;
}

}  // namespace ebru
