#include "io/picture_file.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <vtkAlgorithm.h>
#include <vtkCallbackCommand.h>
#include <vtkCommand.h>
#include <vtkExecutive.h>
#include <vtkImageData.h>
#include <vtkJPEGReader.h>
#include <vtkNew.h>
#include <vtkPNGReader.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "io/file_signature.hpp"
#include "io/image_set_shape.hpp"
#include "io/png_check.hpp"
#include "io/random_access_file.hpp"

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

/// Collects what a VTK algorithm and its executive complain about, which VTK would print otherwise.
class ComplaintCollector {
  public:
    explicit ComplaintCollector(vtkAlgorithm* algorithm) {
        command_->SetClientData(this);
        command_->SetCallback([](vtkObject*, unsigned long, void* self, void* text) {
            auto& collected = static_cast<ComplaintCollector*>(self)->text_;
            if (collected.empty() && text != nullptr) {
                collected = static_cast<const char*>(text);
            }
        });
        for (vtkObject* const object :
             {static_cast<vtkObject*>(algorithm), static_cast<vtkObject*>(algorithm->GetExecutive())}) {
            object->AddObserver(vtkCommand::ErrorEvent, command_);
            object->AddObserver(vtkCommand::WarningEvent, command_);
        }
    }

    /// The first complaint in one line, without VTK's prefix of source line and address; empty when there was none.
    [[nodiscard]] std::string first() const {
        const std::size_t prefix = text_.rfind("): ");
        std::string line = prefix == std::string::npos ? text_ : text_.substr(prefix + 3);
        line.erase(std::find(line.begin(), line.end(), '\n'), line.end());
        return line;
    }

  private:
    vtkNew<vtkCallbackCommand> command_;
    std::string text_;
};

/// While it lives, nothing is printed on standard error, by any thread: the only way to keep libpng, as VTK calls it,
/// from printing. For the pictures that need it only.
class StandardErrorSilence {
  public:
    StandardErrorSilence() : kept_(dup(STDERR_FILENO)) {
        std::fflush(stderr);
        const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (kept_ >= 0 && nowhere >= 0) {
            dup2(nowhere, STDERR_FILENO);
        }
        if (nowhere >= 0) {
            close(nowhere);
        }
    }
    StandardErrorSilence(const StandardErrorSilence&) = delete;
    StandardErrorSilence& operator=(const StandardErrorSilence&) = delete;
    ~StandardErrorSilence() {
        std::fflush(stderr);
        if (kept_ >= 0) {
            dup2(kept_, STDERR_FILENO);
            close(kept_);
        }
    }

  private:
    int kept_;
};

[[noreturn]] void fail_jpeg(const std::filesystem::path& path, const std::string& why) {
    throw UserError("'" + path.string() + "' is no valid JPEG picture", why, "fetch or save it again");
}

/// Shape from a reader that has read the header.
ImageShape jpeg_shape(vtkJPEGReader* reader, const ComplaintCollector& complaints, const std::filesystem::path& path) {
    reader->UpdateInformation();
    if (!complaints.first().empty()) {
        fail_jpeg(path, complaints.first());
    }
    const int* const extent = reader->GetDataExtent();
    const ImageShape shape{reader->GetNumberOfScalarComponents(), extent[3] + 1, extent[1] + 1};
    validate(shape.channels == 1 || shape.channels == 3,
             "'" + path.string() + "' has " + std::to_string(shape.channels) + " colour components",
             "gray (1) and RGB (3) pictures are read, CMYK is not", "convert it to RGB");
    if (shape.ny < 1 || shape.nx < 1 || shape.values() > max_picture_values) {
        fail_jpeg(path, "its size is " + std::to_string(shape.nx) + " x " + std::to_string(shape.ny));
    }
    return shape;
}

/// Copies rows of interleaved components, bottom row first as VTK has them, to planes (C, Y, X), top row first.
template <class Stored>
void copy_planes(const Stored* pixels, int components, const ImageShape& shape, double scale, double* planes) {
    for (int c = 0; c < shape.channels; ++c) {
        for (int y = shape.ny - 1; y >= 0; --y) {
            const Stored* const row = pixels + static_cast<std::size_t>(y) * shape.nx * components + c;
            for (int x = 0; x < shape.nx; ++x) {
                *planes++ = row[static_cast<std::size_t>(x) * components] / scale;
            }
        }
    }
}

std::vector<double> to_planes(vtkImageData* image, const ImageShape& shape, const std::string& name) {
    const int* const size = image->GetDimensions();
    const int components = image->GetNumberOfScalarComponents();
    const int type = image->GetScalarType();
    const bool as_announced = size[0] == shape.nx && size[1] == shape.ny && components >= shape.channels &&
                              (type == VTK_UNSIGNED_CHAR || type == VTK_UNSIGNED_SHORT);
    validate(as_announced, name + " is not the picture that it was before", "its size or type has changed",
             "leave the data alone while ebru reads it");
    std::vector<double> values(shape.values());
    if (type == VTK_UNSIGNED_CHAR) {
        copy_planes(static_cast<const unsigned char*>(image->GetScalarPointer()), components, shape, 255.0,
                    values.data());
    } else {
        copy_planes(static_cast<const unsigned short*>(image->GetScalarPointer()), components, shape, 65535.0,
                    values.data());
    }
    return values;
}

std::vector<double> read_png(const std::filesystem::path& path, const ImageShape& shape) {
    RandomAccessFile file(path);
    std::vector<unsigned char> stored(file.length());
    file.read(0, stored, "the picture");
    const CheckedPng checked = checked_png(stored, file.name());
    vtkNew<vtkPNGReader> reader;
    const ComplaintCollector complaints(reader);
    reader->SetMemoryBuffer(checked.file.data());
    reader->SetMemoryBufferLength(static_cast<vtkIdType>(checked.file.size()));
    {
        const std::optional<StandardErrorSilence> silence =
            checked.libpng_may_print ? std::make_optional<StandardErrorSilence>() : std::nullopt;
        reader->Update();
    }
    validate(complaints.first().empty(), file.name() + " is no valid PNG picture", complaints.first(),
             "fetch or save it again");
    return to_planes(reader->GetOutput(), shape, file.name());
}

std::vector<double> read_jpeg(const std::filesystem::path& path, const ImageShape& shape) {
    vtkNew<vtkJPEGReader> reader;
    const ComplaintCollector complaints(reader);
    reader->SetFileName(path.c_str());
    jpeg_shape(reader, complaints, path);
    reader->Update();
    if (!complaints.first().empty()) {
        fail_jpeg(path, complaints.first());
    }
    return to_planes(reader->GetOutput(), shape, "'" + path.string() + "'");
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
    const PictureFormat format = picture_format(path);
    ImageShape shape;
    if (format == PictureFormat::png) {
        RandomAccessFile file(path);
        std::vector<unsigned char> header(std::min<std::uint64_t>(png_header_bytes, file.length()));
        file.read(0, header, "the PNG header");
        shape = png_shape(header, file.name());
    } else {
        vtkNew<vtkJPEGReader> reader;
        const ComplaintCollector complaints(reader);
        reader->SetFileName(path.c_str());
        shape = jpeg_shape(reader, complaints, path);
    }
    if (!ends_as_complete(path, format)) {
        read_picture(path, shape);
    }
    return shape;
}

std::vector<double> read_picture(const std::filesystem::path& path, const ImageShape& shape) {
    return picture_format(path) == PictureFormat::png ? read_png(path, shape) : read_jpeg(path, shape);
}

}  // namespace ebru
