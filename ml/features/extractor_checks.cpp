#include "ml/features/extractor_checks.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "base/error.hpp"

namespace ebru {

void require_shape(const at::Tensor& images, const ImageShape& shape, const std::string& extractor) {
    EBRU_EXPECT(images.defined() && images.dim() == 4 && images.scalar_type() == at::kFloat);
    validate(images.size(1) == shape.channels && images.size(2) == shape.ny && images.size(3) == shape.nx,
             fmt::format("images of {} x {} x {} (C, Y, X)", images.size(1), images.size(2), images.size(3)),
             fmt::format("the extractor \"{}\" is for images of {} x {} x {}", extractor, shape.channels, shape.ny,
                         shape.nx),
             "compare images of one shape");
}

void require_finite(const at::Tensor& features, const std::string& extractor) {
    const at::Tensor finite = features.isfinite().all(1);
    if (finite.all().item<bool>()) {
        return;
    }
    throw UserError(
        fmt::format("the features of image {} are no numbers", at::argmin(finite.to(at::kInt)).item<std::int64_t>()),
        fmt::format("the extractor \"{}\" returns NaN or infinity", extractor),
        "check the module and the range that it is given, or leave it out of evaluate.extractors");
}

}  // namespace ebru
