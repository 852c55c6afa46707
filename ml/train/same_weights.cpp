#include "ml/train/same_weights.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/error.hpp"
#include "io/checksum.hpp"

namespace ebru {

namespace {

std::uint32_t checksum_of(const at::Tensor& tensor) {
    const at::Tensor values = tensor.detach().to(at::kCPU).contiguous();
    return extend_crc32_of<char>(0, {static_cast<const char*>(values.const_data_ptr()), values.nbytes()});
}

}  // namespace

void require_same_weights(const Trainer& trainer) {
    const Ranks& ranks = trainer.ranks();
    if (ranks.alone()) {
        return;
    }
    std::vector<std::uint32_t> own;
    std::ranges::transform(weights_of(trainer.network()), std::back_inserter(own), checksum_of);
    std::ranges::transform(trainer.average().tensors(), std::back_inserter(own), checksum_of);
    std::vector<std::uint32_t> of_first = own;
    ranks.broadcast(std::span(of_first));
    ranks.together([&] {
        const auto at = static_cast<std::size_t>(std::ranges::mismatch(own, of_first).in1 - own.begin());
        if (at == own.size()) {
            return;
        }
        const std::vector<std::string> names = weight_names(trainer.network());
        throw UserError(fmt::format("{}{} of rank {} after {} updates", at < names.size() ? "" : "the average of ",
                                    names[at % names.size()], ranks.rank(), trainer.updates()),
                        "its bits are not those of rank 0, as they must be",
                        "run all ranks on one kind of processor with the same ebru, LibTorch and number of threads; "
                        "the last checkpoint is from before the difference was found");
    });
}

}  // namespace ebru
