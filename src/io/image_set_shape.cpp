#include "io/image_set_shape.hpp"

#include <limits>

#include "base/error.hpp"

namespace ebru {

std::string extent_text(std::span<const std::int64_t> extent) {
    std::string text = "(";
    for (std::size_t i = 0; i < extent.size(); ++i) {
        text += (i == 0 ? "" : ", ") + std::to_string(extent[i]);
    }
    return text + ")";
}

std::string images_text(std::int64_t first, std::int64_t count) {
    const std::string start = std::to_string(first);
    return count == 1 ? "image " + start : "images " + start + " to " + std::to_string(first + count - 1);
}

std::uint64_t value_count(std::span<const std::int64_t> extent, const std::string& name) {
    constexpr std::uint64_t most = std::uint64_t{1} << 60U;
    std::uint64_t count = 1;
    for (const std::int64_t size : extent) {
        const bool fits = size >= 0 && (size == 0 || count <= most / static_cast<std::uint64_t>(size));
        validate(fits, name + " describes an array of shape " + extent_text(extent), "no file holds as many values",
                 "the header is damaged: fetch or copy the file again");
        count *= static_cast<std::uint64_t>(size);
    }
    return count;
}

void require_planes(std::span<const std::int64_t> extent, const std::string& name) {
    const std::string problem = name + " holds an array of shape " + extent_text(extent);
    validate(extent.size() >= 2 && extent.size() <= 4, problem, "planes are the last two axes of 2 to 4",
             "reshape the array");
    constexpr std::int64_t most = std::numeric_limits<int>::max();
    for (const std::int64_t size : extent) {
        validate(size >= 1 && size <= most, problem, "an axis has 1 to " + std::to_string(most) + " values",
                 "check the file");
    }
    value_count(extent, name);
}

std::size_t whole_array_count(std::span<const std::int64_t> extent, const std::string& name) {
    constexpr std::uint64_t most = std::uint64_t{1} << 30U;
    const std::string problem = name + " holds an array of shape " + extent_text(extent);
    validate(!extent.empty() && extent.size() <= 4, problem, "arrays of rank 1 to 4 are read", "reshape the array");
    const std::uint64_t count = value_count(extent, name);
    validate(count >= 1 && count <= most, problem,
             "an array that is held in memory may have 1 to " + std::to_string(most) + " values",
             "give a part of it, or check the file");
    return count;
}

ImageSetShape image_set_shape(std::span<const std::int64_t> extent, const std::string& name) {
    const std::size_t rank = extent.size();
    const std::string problem = name + " holds an array of shape " + extent_text(extent);
    validate(rank >= 2 && rank <= 4, problem, "images are (Y, X), (N, Y, X) or (N, C, Y, X)",
             rank == 1 ? "give the file of the images; this may be that of the labels" : "reshape the array");
    for (const std::int64_t size : extent) {
        validate(size > 0, problem, "there is nothing in it", "give a file with at least one image");
    }
    const auto per_image = extent.subspan(rank == 2 ? 0 : 1);
    validate(value_count(per_image, name) <= max_image_values, problem,
             "an image may have at most " + std::to_string(max_image_values) + " values",
             "cut the images into parts; if they are small, the header is damaged: fetch or copy the file again");
    value_count(extent, name);
    return {rank == 2 ? 1 : extent[0],
            {rank == 4 ? static_cast<int>(extent[1]) : 1, static_cast<int>(extent[rank - 2]),
             static_cast<int>(extent[rank - 1])}};
}

}  // namespace ebru
