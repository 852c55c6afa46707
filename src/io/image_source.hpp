#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "field/image_batch.hpp"
#include "grid/window.hpp"

namespace ebru {

/// A data set of equally shaped images, read in blocks so that memory does not grow with its size.
///
/// Values are what the file means: 8-bit pictures give [0, 1] (value/255), arrays give their numbers unscaled.
class ImageSource {
  public:
    virtual ~ImageSource() = default;

    [[nodiscard]] virtual std::int64_t size() const = 0;
    [[nodiscard]] virtual ImageShape shape() const = 0;

    /// Reads images first .. first+count-1 into `values`, (count, C, Y, X) contiguous.
    /// \throws UserError when the file ends early or cannot be read, naming the file and the image.
    virtual void read(std::int64_t first, std::int64_t count, std::span<double> values) = 0;

    /// The same of a window alone, (count, C, y1 - y0, x1 - x0): no more than it is read and held where the file has
    /// its numbers in place (IDX, NPY, HDF5); pictures and resized images are read whole, one at a time.
    virtual void read_window(std::int64_t first, std::int64_t count, const Window& window, std::span<double> values);
};

/// How the file is to be understood; automatic decides by name and content.
enum class SourceKind { automatic, idx, cifar10, cifar100, pictures, npy, hdf5 };

/// What the deck says of the data.
struct SourceRequest {
    SourceKind kind = SourceKind::automatic;
    std::filesystem::path path;  ///< file, or folder for `pictures` (and for a CIFAR binary set: file or folder)
    std::string dataset;         ///< name inside an HDF5 file
    int ny = 0;                  ///< wanted size; 0, 0 = as stored (pictures of unequal sizes then are an error)
    int nx = 0;
};

/// Opens the source, checks magic numbers, shapes and the length of the file before anything is allocated, and wraps it
/// with a resize (aspect kept, centre-cropped, antialiased) when another size is wanted.
/// \throws UserError naming the file, what is wrong with it and what would be right.
std::unique_ptr<ImageSource> open_image_source(const SourceRequest& request);

}  // namespace ebru
