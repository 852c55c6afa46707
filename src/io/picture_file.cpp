#include "io/picture_file.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <string>

#include "base/error.hpp"
#include "io/file_signature.hpp"
#include "io/picture_decoder.hpp"
#include "io/png_check.hpp"
#include "io/random_access_file.hpp"
#include "io/vtk_support.hpp"

namespace ebru {

namespace {

enum class PictureFormat { png, jpeg };

std::string lower_case_extension(const std::filesystem::path& path) {
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return extension;
}

/// The format that both name and content say.
PictureFormat picture_format(const std::filesystem::path& path) {
    const bool named_png = lower_case_extension(path) == ".png";
    const FileSignature content = file_signature(path);
    const FileSignature named = named_png ? FileSignature::png : FileSignature::jpeg;
    std::string advice = "remove it from the folder, or fetch or save it again";
    if (content == FileSignature::png || content == FileSignature::jpeg) {
        advice = content == FileSignature::png ? "it is a PNG picture: rename it to .png"
                                               : "it is a JPEG picture: rename it to .jpg";
    }
    validate(content == named, "'" + path.string() + "' is no " + (named_png ? "PNG" : "JPEG") + " picture",
             "its first bytes are not what its name says", advice);
    return named_png ? PictureFormat::png : PictureFormat::jpeg;
}

/// Whether the last bytes are those of a complete file; bytes of other programs may follow these, so "no" is no proof.
bool ends_as_complete(const std::filesystem::path& path, PictureFormat format) {
    constexpr std::array<unsigned char, 12> png_end{0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xAE, 0x42, 0x60, 0x82};
    constexpr std::array<unsigned char, 2> jpeg_end{0xFF, 0xD9};
    const auto wanted = format == PictureFormat::png ? std::span<const unsigned char>(png_end)
                                                     : std::span<const unsigned char>(jpeg_end);
    RandomAccessFile file(path);
    std::vector<unsigned char> tail(wanted.size());
    file.read(file.length() - std::min<std::uint64_t>(file.length(), tail.size()), tail, "the last bytes");
    return std::equal(wanted.begin(), wanted.end(), tail.begin());
}

}  // namespace

bool has_picture_name(const std::filesystem::path& path) {
    const std::string extension = lower_case_extension(path);
    return extension == ".png" || extension == ".jpg" || extension == ".jpeg";
}

ImageShape picture_shape(const std::filesystem::path& path) {
    require_vtk("'" + path.string() + "' cannot be read", "decodes PNG and JPEG",
                "convert the pictures to an NPY or HDF5 file");
    const PictureFormat format = picture_format(path);
    ImageShape shape;
    if (format == PictureFormat::png) {
        RandomAccessFile file(path);
        std::vector<unsigned char> header(std::min<std::uint64_t>(png_header_bytes, file.length()));
        file.read(0, header, "the PNG header");
        shape = png_shape(header, file.name());
    } else {
        shape = jpeg_shape(path);
    }
    if (!ends_as_complete(path, format)) {
        read_picture(path, shape);
    }
    return shape;
}

std::vector<double> read_picture(const std::filesystem::path& path, const ImageShape& shape) {
    return picture_format(path) == PictureFormat::png ? decode_png(path, shape) : decode_jpeg(path, shape);
}

}  // namespace ebru
