#include "io/picture_source.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "io/image_set_shape.hpp"
#include "io/opened_source.hpp"
#include "io/picture_file.hpp"
#include "io/resized_source.hpp"

namespace ebru {

namespace {

std::string size_text(const ImageShape& shape) {
    return std::to_string(shape.nx) + " x " + std::to_string(shape.ny) + " pixels (width x height)";
}

class PictureSource final : public ImageSource {
  public:
    PictureSource(std::vector<std::filesystem::path> files, Grid size) : files_(std::move(files)) {
        for (const std::filesystem::path& file : files_) {
            stored_.push_back(picture_shape(file));
            check_fits(stored_.size() - 1, size);
        }
        const bool as_stored = size == Grid{};
        shape_ = stored_.front();
        shape_.ny = as_stored ? shape_.ny : size.ny;
        shape_.nx = as_stored ? shape_.nx : size.nx;
    }

    [[nodiscard]] std::int64_t size() const override { return static_cast<std::int64_t>(files_.size()); }
    [[nodiscard]] ImageShape shape() const override { return shape_; }

    void read(std::int64_t first, std::int64_t count, std::span<double> values) override {
        expect_valid_block(*this, first, count, values);
        const std::size_t per_image = shape_.values();
        for (std::int64_t i = 0; i < count; ++i) {
            read_one(static_cast<std::size_t>(first + i),
                     values.subspan(static_cast<std::size_t>(i) * per_image, per_image));
        }
    }

  private:
    void check_fits(std::size_t index, Grid size) const {
        const ImageShape& first = stored_.front();
        const ImageShape& shape = stored_[index];
        const std::string name = "'" + files_[index].string() + "'";
        const std::string first_name = "'" + files_.front().filename().string() + "'";
        validate(shape.channels <= first.channels, name + " is in colour",
                 "the first picture, " + first_name + ", is gray, and so is the whole set then",
                 "convert it to gray, or the first picture to colour");
        validate(size != Grid{} || shape.grid() == first.grid(), name + " has " + size_text(shape),
                 "the first picture, " + first_name + ", has " + size_text(first) + " and no size is asked for",
                 "ask for a size (ny and nx), to which all are resized and cropped");
    }

    void read_one(std::size_t index, std::span<double> values) {
        const ImageShape& stored = stored_[index];
        const std::vector<double> picture = read_picture(files_[index], stored);
        const std::size_t own_values = static_cast<std::size_t>(stored.channels) * shape_.grid().cells();
        const std::span<double> own = values.first(own_values);
        if (stored.grid() == shape_.grid()) {
            std::copy(picture.begin(), picture.end(), own.begin());
        } else {
            if (!resampler_ || resampler_->from() != stored.grid()) {
                resampler_.emplace(stored.grid(), shape_.grid());
            }
            resize_image(*resampler_, stored.channels, ValueRange::unit_interval, picture, own);
        }
        for (std::size_t at = own_values; at < values.size(); at += own_values) {  // gray in a set in colour
            std::copy(own.begin(), own.end(), values.begin() + static_cast<std::ptrdiff_t>(at));
        }
    }

    std::vector<std::filesystem::path> files_;
    std::vector<ImageShape> stored_;
    ImageShape shape_;
    std::optional<ImageResampler> resampler_;  // of the last size met: pictures of a set are mostly of few sizes
};

}  // namespace

std::vector<std::filesystem::path> picture_files(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.is_regular_file() && has_picture_name(entry.path())) {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::unique_ptr<ImageSource> open_picture_source(const std::filesystem::path& path, Grid size) {
    if (!std::filesystem::is_directory(path)) {
        validate(!std::filesystem::exists(path) || has_picture_name(path), "'" + path.string() + "' is no picture",
                 "pictures are files named .png, .jpg or .jpeg", "give such a file or a folder of them");
        return std::make_unique<PictureSource>(std::vector{path}, size);
    }
    std::vector<std::filesystem::path> files = picture_files(path);
    validate(!files.empty(), "'" + path.string() + "' holds no pictures",
             "pictures are files named .png, .jpg or .jpeg; subfolders are not searched",
             "give the folder that the pictures lie in");
    return std::make_unique<PictureSource>(std::move(files), size);
}

}  // namespace ebru
