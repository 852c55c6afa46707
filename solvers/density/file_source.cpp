#include "solvers/density/file_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "io/array_file.hpp"
#include "io/file_signature.hpp"
#include "io/picture_file.hpp"
#include "solvers/density/point_text.hpp"
#include "solvers/density/start_words.hpp"

namespace ebru {

namespace {

std::string quoted(const std::filesystem::path& path) {
    return "'" + path.string() + "'";
}

std::string written(const std::vector<std::int64_t>& extent) {
    return fmt::format("({})", fmt::join(extent, ", "));
}

class PictureSourceOfPoints final : public PointSource {
  public:
    PictureSourceOfPoints(int ny, int nx, std::vector<double> up_to) : ny_(ny), nx_(nx), up_to_(std::move(up_to)) {}

    [[nodiscard]] int dimension() const override { return 2; }

    void draw(std::uint64_t seed, std::int64_t first, std::span<double> points) const override {
        EBRU_EXPECT(first >= 0 && points.size() % 2 == 0);
        const double longest = std::max(nx_, ny_);
        for (std::size_t i = 0; i < points.size() / 2; ++i) {
            const RandomWords words = start_words(seed, first + static_cast<std::int64_t>(i));
            const double share = to_unit_interval(words.word[0]) * up_to_.back();
            // The first whose sum is above: never a pixel without intensity.
            const auto pixel = std::upper_bound(up_to_.begin(), up_to_.end() - 1, share) - up_to_.begin();
            const auto y = static_cast<double>(pixel / nx_);
            const auto x = static_cast<double>(pixel % nx_);
            points[2 * i] = (2.0 * (x + to_unit_interval(words.word[1])) - nx_) / longest;
            points[2 * i + 1] = (ny_ - 2.0 * (y + to_unit_interval(words.word[2]))) / longest;
        }
    }

  private:
    int ny_;
    int nx_;
    std::vector<double> up_to_;  ///< sums of the intensities, up to the last pixel that has one
};

class StoredSource final : public PointSource {
  public:
    StoredSource(std::vector<double> points, int dimension, std::string name)
        : points_(std::move(points)), dimension_(dimension), name_(std::move(name)) {}

    [[nodiscard]] int dimension() const override { return dimension_; }

    [[nodiscard]] std::int64_t size() const override { return static_cast<std::int64_t>(points_.size()) / dimension_; }

    void draw(std::uint64_t /*seed*/, std::int64_t first, std::span<double> points) const override {
        EBRU_EXPECT(first >= 0 && points.size() % static_cast<std::size_t>(dimension_) == 0);
        const std::int64_t last = first + static_cast<std::int64_t>(points.size()) / dimension_;
        validate(last <= size(), fmt::format("{} particles from {}, which holds {}", last, name_, size()),
                 "every particle starts at a point of its own", "ask for fewer particles, or give more points");
        std::copy_n(points_.begin() + first * dimension_, points.size(), points.begin());
    }

  private:
    std::vector<double> points_;
    int dimension_;
    std::string name_;
};

Picture picture_of_array(const std::filesystem::path& path, const std::string& dataset) {
    ArrayData array = read_array(path, dataset);
    constexpr std::int64_t longest = 1 << 15;
    validate(array.extent.size() == 2 && std::ranges::all_of(array.extent, [](auto n) { return n <= longest; }),
             fmt::format("{} has the shape {}", quoted(path), written(array.extent)),
             "the intensity of a picture is an array (rows, columns)",
             fmt::format("give one of rank 2 with sides up to {}", longest));
    return {static_cast<int>(array.extent[0]), static_cast<int>(array.extent[1]), std::move(array.value)};
}

}  // namespace

Picture read_intensity(const std::filesystem::path& path, const std::string& dataset) {
    if (!has_picture_name(path)) {
        return picture_of_array(path, dataset);
    }
    validate(dataset.empty(), "data set '" + dataset + "' of " + quoted(path),
             "a picture holds one image, without a name", "leave the name out, or give an HDF5 file");
    const ImageShape shape = picture_shape(path);
    const std::vector<double> values = read_picture(path, shape);
    Picture picture{shape.ny, shape.nx, std::vector<double>(shape.grid().cells(), 0.0)};
    for (std::size_t i = 0; i < values.size(); ++i) {
        picture.intensity[i % picture.intensity.size()] += values[i] / shape.channels;
    }
    return picture;
}

std::unique_ptr<PointSource> make_picture_source(const Picture& picture, PictureMass mass, const std::string& name) {
    EBRU_EXPECT(picture.ny >= 1 && picture.nx >= 1);
    EBRU_EXPECT(picture.intensity.size() ==
                static_cast<std::size_t>(picture.ny) * static_cast<std::size_t>(picture.nx));
    const bool dark = mass == PictureMass::dark;
    std::vector<double> up_to;
    up_to.reserve(picture.intensity.size());
    double sum = 0.0;
    std::size_t last = 0;
    for (const double intensity : picture.intensity) {
        const double part = dark ? 1.0 - intensity : intensity;
        if (!(part >= 0.0 && std::isfinite(part))) {
            const std::size_t width = static_cast<std::size_t>(picture.nx);
            throw UserError(fmt::format("{} has the intensity {} in row {}, column {}", name, intensity,
                                        up_to.size() / width, up_to.size() % width),
                            "points are drawn in proportion to it",
                            dark ? "give finite numbers up to 1" : "give finite numbers from 0 on");
        }
        sum += part;
        up_to.push_back(sum);
        last = part > 0.0 ? up_to.size() : last;
    }
    validate(last > 0, fmt::format("{} is {} everywhere", name, dark ? "white" : "black"),
             "points are drawn in proportion to its intensity, and there is none",
             dark ? "give another picture, or \"bright\" mass" : "give another picture, or \"dark\" mass");
    up_to.resize(last);
    return std::make_unique<PictureSourceOfPoints>(picture.ny, picture.nx, std::move(up_to));
}

std::unique_ptr<PointSource> make_stored_source(std::vector<double> points, int dimension, std::string name) {
    EBRU_EXPECT(dimension >= 1 && points.size() % static_cast<std::size_t>(dimension) == 0);
    validate(!points.empty(), name + " holds no point", "an ensemble starts from points", "give at least one");
    const auto wrong = std::ranges::find_if(points, [](double x) { return !std::isfinite(x); });
    validate(wrong == points.end(),
             fmt::format("point {} of {} is not finite", (wrong - points.begin()) / dimension, name),
             "a particle has a place", "take such points out");
    return std::make_unique<StoredSource>(std::move(points), dimension, std::move(name));
}

std::unique_ptr<PointSource> open_stored_source(const std::filesystem::path& path, const std::string& dataset,
                                                int dimension) {
    EBRU_EXPECT(dimension >= 1);
    const FileSignature signature = file_signature(path);
    const bool text = signature == FileSignature::unknown;
    validate(!text || dataset.empty(), "data set '" + dataset + "' of " + quoted(path),
             "a text file holds one table, without a name", "leave the name out, or give an HDF5 file");
    ArrayData array = text ? read_point_text(path) : read_array(path, dataset);
    if (array.extent.size() == 1) {
        array.extent.push_back(1);
    }
    validate(array.extent.size() == 2, fmt::format("{} has the shape {}", quoted(path), written(array.extent)),
             "points are an array (N, d)", "save one row for each point");
    validate(array.extent[1] == dimension,
             fmt::format("{} holds points in {} dimensions", quoted(path), array.extent[1]),
             fmt::format("the ensemble has {}", dimension), "set the ensemble's dimension to that of the file");
    return make_stored_source(std::move(array.value), dimension, quoted(path));
}

}  // namespace ebru
