#include <ATen/ATen.h>

#include <algorithm>
#include <span>

#include "io/contact_sheet.hpp"
#include "ml/data/batch_tensors.hpp"
#include "ml/evaluate/evaluation_files.hpp"
#include "ml/features/pixel_bytes.hpp"

namespace ebru {

namespace {

constexpr int columns = 8;
constexpr std::int64_t most_samples = 64;
constexpr std::int64_t most_neighbours = 24;

ImageShape shape_of(const at::Tensor& images) {
    return {static_cast<int>(images.size(1)), static_cast<int>(images.size(2)), static_cast<int>(images.size(3))};
}

int rows_for(std::int64_t images) {
    return static_cast<int>((images + columns - 1) / columns);
}

/// Places the first `count` images in rows `first`, `first + stride`, ...
void place(ContactSheet& sheet, const at::Tensor& images, std::int64_t count, int first, int stride) {
    const at::Tensor pictures = from_bytes(images.slice(0, 0, count)).contiguous();
    const ImageShape shape = shape_of(images);
    for (std::int64_t n = 0; n < count; ++n) {
        const auto number = static_cast<int>(n);
        sheet.place(first + stride * (number / columns), number % columns,
                    std::span<const float>(image_of(pictures, n, shape)));
    }
}

}  // namespace

void draw_sheets(const std::filesystem::path& folder, const EvaluationResults& results) {
    const ImageShape shape = shape_of(results.images);
    const std::int64_t shown = std::min(most_samples, results.images.size(0));
    ContactSheet samples(shape, rows_for(shown), columns, {0.0, 1.0});
    place(samples, results.images, shown, 0, 1);
    samples.write(folder / "samples.png");
    const std::int64_t pairs = std::min(most_neighbours, results.nearest.images.size(0));
    ContactSheet neighbours(shape, 2 * rows_for(pairs), columns, {0.0, 1.0});
    place(neighbours, results.images, pairs, 0, 2);
    place(neighbours, results.nearest.images, pairs, 1, 2);
    neighbours.write(folder / "neighbours.png");
}

}  // namespace ebru
