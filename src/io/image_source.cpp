#include "io/image_source.hpp"

#include <string>

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

std::unique_ptr<ImageSource> open_image_source(const SourceRequest& request) {
    const Grid size{request.ny, request.nx};
    const bool as_stored = size == Grid{};
    validate(as_stored || (size.ny >= 1 && size.nx >= 1 && size.cells() <= max_image_values),
             "the wanted image size is ny = " + std::to_string(size.ny) + ", nx = " + std::to_string(size.nx),
             "images have at least 1 x 1 and at most " + std::to_string(max_image_values) + " cells",
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
