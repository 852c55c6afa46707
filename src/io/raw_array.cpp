#include "io/raw_array.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "base/error.hpp"
#include "io/image_set_shape.hpp"

namespace ebru {

namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 20U;

std::size_t bytes_per_value(NumberFormat format) {
    switch (format) {
        case NumberFormat::uint8:
            return 1;
        case NumberFormat::float32_little:
        case NumberFormat::float32_big:
            return 4;
        case NumberFormat::float64_little:
        case NumberFormat::float64_big:
            return 8;
    }
    EBRU_ASSERT(!"a number format without a size");
    return 0;
}

/// The unsigned word whose bytes are stored in the given order.
template <class Word>
Word load_word(const unsigned char* bytes, std::endian order) {
    Word word = 0;
    for (std::size_t i = 0; i < sizeof(Word); ++i) {
        const std::size_t significance = order == std::endian::little ? i : sizeof(Word) - 1 - i;
        word |= static_cast<Word>(bytes[i]) << (8U * significance);
    }
    return word;
}

void decode(NumberFormat format, const unsigned char* bytes, std::span<double> values) {
    const std::size_t width = bytes_per_value(format);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const unsigned char* at = bytes + i * width;
        switch (format) {
            case NumberFormat::uint8:
                values[i] = *at / 255.0;
                break;
            case NumberFormat::float32_little:
                values[i] = std::bit_cast<float>(load_word<std::uint32_t>(at, std::endian::little));
                break;
            case NumberFormat::float32_big:
                values[i] = std::bit_cast<float>(load_word<std::uint32_t>(at, std::endian::big));
                break;
            case NumberFormat::float64_little:
                values[i] = std::bit_cast<double>(load_word<std::uint64_t>(at, std::endian::little));
                break;
            case NumberFormat::float64_big:
                values[i] = std::bit_cast<double>(load_word<std::uint64_t>(at, std::endian::big));
                break;
        }
    }
}

class RawArraySource final : public ImageSource {
  public:
    explicit RawArraySource(RawArray array)
        : array_(std::move(array)), shape_(image_set_shape(array_.extent, array_.file->name())) {}

    [[nodiscard]] std::int64_t size() const override { return shape_.count; }
    [[nodiscard]] ImageShape shape() const override { return shape_.image; }

    void read(std::int64_t first, std::int64_t count, std::span<double> values) override {
        expect_valid_block(*this, first, count, values);
        read_values(array_, static_cast<std::uint64_t>(first) * shape_.image.values(), values,
                    images_text(first, count));
    }

    void read_window(std::int64_t first, std::int64_t count, const Window& window, std::span<double> values) override {
        const Grid whole = shape_.image.grid();
        const Grid part = window.grid();
        const auto fields = static_cast<std::size_t>(count) * static_cast<std::size_t>(shape_.image.channels);
        EBRU_EXPECT(values.size() == fields * part.cells());
        // Whole rows follow one another.
        const int rows_at_once = part.nx == whole.nx ? part.ny : 1;
        const std::size_t run = static_cast<std::size_t>(rows_at_once) * static_cast<std::size_t>(part.nx);
        const std::size_t begin = static_cast<std::size_t>(first) * static_cast<std::size_t>(shape_.image.channels);
        for (std::size_t f = 0; f < fields; ++f) {
            for (int y = window.y0; y < window.y1; y += rows_at_once) {
                const std::size_t cell = static_cast<std::size_t>(y) * static_cast<std::size_t>(whole.nx) +
                                         static_cast<std::size_t>(window.x0);
                read_values(array_, (begin + f) * whole.cells() + cell, values.first(run), images_text(first, count));
                values = values.subspan(run);
            }
        }
    }

  private:
    RawArray array_;
    ImageSetShape shape_;
};

}  // namespace

void check_length(const RawArray& array) {
    array.file->check_length(array.offset +
                             value_count(array.extent, array.file->name()) * bytes_per_value(array.format));
}

void check_finite(std::span<const double> values, const std::string& name, const std::string& what) {
    const bool finite = std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
    validate(finite, name + ": " + what + " has a value that is not finite",
             "solvers would spread it over the whole image", "replace NaN and infinity in the file");
}

void read_values(const RawArray& array, std::uint64_t first, std::span<double> values, const std::string& what) {
    const std::size_t width = bytes_per_value(array.format);
    const std::size_t block = block_bytes / width;
    std::vector<unsigned char> bytes(std::min(values.size(), block) * width);
    for (std::size_t done = 0; done < values.size(); done += block) {
        const std::span<double> part = values.subspan(done, std::min(block, values.size() - done));
        const std::span<unsigned char> stored(bytes.data(), part.size() * width);
        array.file->read(array.offset + (first + done) * width, stored, what);
        decode(array.format, stored.data(), part);
    }
    if (array.format != NumberFormat::uint8) {
        check_finite(values, array.file->name(), what);
    }
}

OpenedSource open_raw_array_source(RawArray array) {
    const bool bytes = array.format == NumberFormat::uint8;
    return {std::make_unique<RawArraySource>(std::move(array)),
            bytes ? ValueRange::unit_interval : ValueRange::unlimited};
}

}  // namespace ebru
