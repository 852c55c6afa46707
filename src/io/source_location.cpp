#include "io/source_location.hpp"

#include <cstdlib>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "io/cifar_source.hpp"
#include "io/file_signature.hpp"
#include "io/picture_file.hpp"
#include "io/picture_source.hpp"

namespace ebru {

namespace {

namespace fs = std::filesystem;

const std::string kinds = "idx, cifar10, cifar100, pictures, npy, hdf5";

/// The training images in a folder of MNIST's layout, if they are there.
std::optional<fs::path> idx_training_file(const fs::path& folder) {
    for (const char* name : {"train-images-idx3-ubyte.gz", "train-images-idx3-ubyte", "train-images.idx3-ubyte"}) {
        if (fs::is_regular_file(folder / name)) {
            return folder / name;
        }
    }
    return std::nullopt;
}

/// Data sets known by name: looked for in the folder of the environment variable EBRU_DATA, then where the Debian
/// package dataset-fashion-mnist puts it.
fs::path find_named_set(const std::string& name) {
    std::vector<fs::path> folders;
    if (const char* const data = std::getenv("EBRU_DATA"); data != nullptr && *data != '\0') {
        folders.push_back(fs::path(data) / name);
    }
    if (name == "fashion-mnist") {
        folders.push_back("/usr/share/datasets/fashion-mnist");
        folders.push_back("/usr/local/share/datasets/fashion-mnist");
    }
    std::string searched;
    for (const fs::path& folder : folders) {
        if (const auto file = idx_training_file(folder)) {
            return *file;
        }
        searched += (searched.empty() ? "'" : ", '") + folder.string() + "'";
    }
    throw UserError(
        "the data set " + name + " is not on this machine",
        "train-images-idx3-ubyte.gz is not in " +
            (searched.empty() ? "the folder that EBRU_DATA would name" : searched),
        name == "fashion-mnist"
            ? "install the Debian package dataset-fashion-mnist, or put the file into $EBRU_DATA/fashion-mnist"
            : "put the file into $EBRU_DATA/" + name);
}

/// The file or folder that is meant; a name of a data set counts when nothing of that name lies in the folder.
fs::path resolve(const SourceRequest& request) {
    const std::string name = request.path.string();
    validate(!name.empty(), "no data are given", "images are to be read", "give the path of a file or a folder");
    if (fs::exists(request.path)) {
        return request.path;
    }
    const bool named = name == "fashion-mnist" || name == "mnist";
    if (named && (request.kind == SourceKind::automatic || request.kind == SourceKind::idx)) {
        return find_named_set(name);
    }
    throw UserError(
        "'" + name + "' does not exist", "images are to be read from it",
        "check the path, which starts at the folder where ebru was started, or name a set: fashion-mnist, mnist");
}

SourceKind kind_of_folder(const fs::path& path) {
    if (idx_training_file(path)) {
        return SourceKind::idx;
    }
    if (!cifar_files(path, CifarSet::cifar10).empty()) {
        return SourceKind::cifar10;
    }
    if (!cifar_files(path, CifarSet::cifar100).empty()) {
        return SourceKind::cifar100;
    }
    validate(!picture_files(path).empty(), "'" + path.string() + "' holds no images",
             "a folder may hold pictures (.png, .jpg, .jpeg), CIFAR files (data_batch_*.bin, train.bin) or "
             "train-images-idx3-ubyte.gz; subfolders are not searched",
             "give the folder that the images lie in, or say what it holds by the kind: " + kinds);
    return SourceKind::pictures;
}

SourceKind kind_of_file(const fs::path& path) {
    if (has_picture_name(path)) {
        return SourceKind::pictures;
    }
    switch (file_signature(path)) {
        case FileSignature::png:
        case FileSignature::jpeg:
            return SourceKind::pictures;
        case FileSignature::npy:
            return SourceKind::npy;
        case FileSignature::hdf5:
            return SourceKind::hdf5;
        case FileSignature::idx:
            return SourceKind::idx;
        case FileSignature::unknown:
            break;
    }
    if (path.extension() == ".npy") {
        return SourceKind::npy;
    }
    if (path.extension() == ".h5" || path.extension() == ".hdf5") {
        return SourceKind::hdf5;
    }
    const std::uint64_t bytes = fs::file_size(path);
    const bool ten = is_whole_cifar(bytes, CifarSet::cifar10);
    const bool hundred = is_whole_cifar(bytes, CifarSet::cifar100);
    if (path.extension() == ".bin" && bytes > 0 && ten != hundred) {
        return ten ? SourceKind::cifar10 : SourceKind::cifar100;
    }
    throw UserError("'" + path.string() + "': its kind cannot be told", "neither its name nor its first bytes say it",
                    "give the kind: " + kinds);
}

}  // namespace

SourceLocation locate_source(const SourceRequest& request) {
    fs::path path = resolve(request);
    const SourceKind kind = request.kind != SourceKind::automatic ? request.kind
                            : fs::is_directory(path)              ? kind_of_folder(path)
                                                                  : kind_of_file(path);
    if (kind == SourceKind::idx && fs::is_directory(path)) {
        path = idx_training_file(path).value_or(path);
    }
    return {path, kind};
}

}  // namespace ebru
