#include "io/picture_decoder.hpp"

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
#include <cstdio>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "io/image_set_shape.hpp"
#include "io/png_check.hpp"
#include "io/random_access_file.hpp"

namespace ebru {

namespace {

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
ImageShape shape_in_header(vtkJPEGReader* reader, const ComplaintCollector& complaints,
                           const std::filesystem::path& path) {
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

}  // namespace

ImageShape jpeg_shape(const std::filesystem::path& path) {
    vtkNew<vtkJPEGReader> reader;
    const ComplaintCollector complaints(reader);
    reader->SetFileName(path.c_str());
    return shape_in_header(reader, complaints, path);
}

std::vector<double> decode_png(const std::filesystem::path& path, const ImageShape& shape) {
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

std::vector<double> decode_jpeg(const std::filesystem::path& path, const ImageShape& shape) {
    vtkNew<vtkJPEGReader> reader;
    const ComplaintCollector complaints(reader);
    reader->SetFileName(path.c_str());
    shape_in_header(reader, complaints, path);
    reader->Update();
    if (!complaints.first().empty()) {
        fail_jpeg(path, complaints.first());
    }
    return to_planes(reader->GetOutput(), shape, "'" + path.string() + "'");
}

}  // namespace ebru
