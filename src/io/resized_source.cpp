#include "io/resized_source.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace ebru {

namespace {

constexpr std::size_t block_values = std::size_t{1} << 21U;  // 16 MiB: files with chunks of many images are read once

class ResizedSource final : public ImageSource {
  public:
    ResizedSource(OpenedSource source, Grid size)
        : source_(std::move(source)), resampler_(source_.images->shape().grid(), size) {}

    [[nodiscard]] std::int64_t size() const override { return source_.images->size(); }
    [[nodiscard]] ImageShape shape() const override {
        return {source_.images->shape().channels, resampler_.to().ny, resampler_.to().nx};
    }

    void read(std::int64_t first, std::int64_t count, std::span<double> values) override {
        expect_valid_block(*this, first, count, values);
        const std::size_t out_values = shape().values();
        const std::size_t in_values = source_.images->shape().values();
        const auto per_block = static_cast<std::int64_t>(std::max<std::size_t>(1, block_values / in_values));
        std::vector<double> stored;
        for (std::int64_t done = 0; done < count; done += per_block) {
            const std::int64_t part = std::min(per_block, count - done);
            stored.resize(static_cast<std::size_t>(part) * in_values);
            source_.images->read(first + done, part, stored);
            for (std::int64_t i = 0; i < part; ++i) {
                resize_image(resampler_, shape().channels, source_.range,
                             std::span(stored).subspan(static_cast<std::size_t>(i) * in_values, in_values),
                             values.subspan(static_cast<std::size_t>(done + i) * out_values, out_values));
            }
        }
    }

  private:
    OpenedSource source_;
    ImageResampler resampler_;
};

}  // namespace

void resize_image(const ImageResampler& resampler, int channels, ValueRange range, std::span<const double> in,
                  std::span<double> out) {
    const std::size_t in_cells = resampler.from().cells();
    const std::size_t out_cells = resampler.to().cells();
    EBRU_EXPECT(in.size() == static_cast<std::size_t>(channels) * in_cells);
    EBRU_EXPECT(out.size() == static_cast<std::size_t>(channels) * out_cells);
    for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c) {
        resampler.apply(in.subspan(c * in_cells, in_cells), out.subspan(c * out_cells, out_cells));
    }
    if (range == ValueRange::unit_interval) {
        std::transform(out.begin(), out.end(), out.begin(), [](double value) { return std::clamp(value, 0.0, 1.0); });
    }
}

std::unique_ptr<ImageSource> make_resized_source(OpenedSource source, Grid size) {
    return std::make_unique<ResizedSource>(std::move(source), size);
}

}  // namespace ebru
