#include "ml/objective/less_degraded.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "base/error.hpp"
#include "ml/objective/draw_noise.hpp"

namespace ebru {

Example LessDegraded::example(const TrainingBatch& batch) const {
    EBRU_EXPECT(batch.degraded.defined() && batch.target.defined() && batch.level.defined());
    Example example;
    example.input = batch.degraded;
    if (parameters_.noise > 0.0) {
        example.input =
            batch.degraded + parameters_.noise * draw_noise(batch, parameters_.seed).to(batch.degraded.device());
    }
    example.time = batch.level.to(at::kFloat);
    example.target = batch.target - example.input;
    example.weight = at::ones({batch.size()}, example.target.options());
    example.bin = batch.level - 1;
    return example;
}

std::string LessDegraded::text() const {
    return fmt::format("kind = \"less-degraded\"\nlevels = {}\nnoise = {}\n", parameters_.levels, parameters_.noise);
}

}  // namespace ebru
