#include "io/image_source.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "io/cifar_source.hpp"
#include "io/hdf5_array_source.hpp"
#include "io/idx_source.hpp"
#include "io/image_set_shape.hpp"
#include "io/npy_source.hpp"
#include "io/picture_source.hpp"
#include "io/raw_array.hpp"
#include "io/resized_source.hpp"
#include "io/source_location.hpp"

namespace ebru {

namespace {

OpenedSource open_kind(SourceKind kind, const std::filesystem::path& path, const std::string& dataset) {
    switch (kind) {
        case SourceKind::idx:
            return open_raw_array_source(open_idx_array(path));
        case SourceKind::cifar10:
            return open_cifar_source(path, CifarSet::cifar10);
        case SourceKind::cifar100:
            return open_cifar_source(path, CifarSet::cifar100);
        case SourceKind::npy:
            return open_raw_array_source(open_npy_array(path));
        case SourceKind::hdf5:
            return open_hdf5_array_source(path, dataset);
        case SourceKind::automatic:
        case SourceKind::pictures:
            break;
    }
    EBRU_ASSERT(!"a kind of source without a reader");
    return {};
}

}  // namespace

void ImageSource::read_window(std::int64_t first, std::int64_t count, const Window& window, std::span<double> values) {
    const ImageShape whole = shape();
    const Grid part = window.grid();
    const auto width = static_cast<std::size_t>(part.nx);
    const auto channels = static_cast<std::size_t>(whole.channels);
    EBRU_EXPECT(values.size() == static_cast<std::size_t>(count) * channels * part.cells());
    std::vector<double> image(whole.values());
    double* to = values.data();
    for (std::int64_t i = 0; i < count; ++i) {
        read(first + i, 1, image);
        for (std::size_t c = 0; c < channels; ++c) {
            for (int y = window.y0; y < window.y1; ++y, to += width) {
                const std::size_t row =
                    c * whole.grid().cells() + static_cast<std::size_t>(y) * static_cast<std::size_t>(whole.nx);
                std::copy_n(image.data() + row + window.x0, width, to);
            }
        }
    }
}

std::unique_ptr<ImageSource> open_image_source(const SourceRequest& request) {
    const Grid size{request.ny, request.nx};
    const bool as_stored = size == Grid{};
    validate(as_stored || (size.ny >= 1 && size.nx >= 1 && size.cells() <= max_picture_values),
             "the wanted image size is ny = " + std::to_string(size.ny) + ", nx = " + std::to_string(size.nx),
             "images have at least 1 x 1 and at most " + std::to_string(max_picture_values) + " cells",
             "give both, or neither to take the images as stored");
    const auto [path, kind] = locate_source(request);
    validate(request.dataset.empty() || kind == SourceKind::hdf5,
             "data set '" + request.dataset + "' of '" + path.string() + "'", "only HDF5 files hold arrays by name",
             "leave the name out");
    if (kind == SourceKind::pictures) {
        return open_picture_source(path, size);
    }
    OpenedSource source = open_kind(kind, path, request.dataset);
    return as_stored || source.images->shape().grid() == size ? std::move(source.images)
                                                              : make_resized_source(std::move(source), size);
}

}  // namespace ebru
