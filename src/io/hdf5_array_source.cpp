#include "io/hdf5_array_source.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/error.hpp"
#include "io/hdf5_file.hpp"
#include "io/image_set_shape.hpp"
#include "io/raw_array.hpp"

namespace ebru {

namespace {

/// An array in an open HDF5 file.
struct Hdf5Array {
    std::string name;  // of file and data set, quoted, for messages
    Hdf5File file;
    Hdf5Dataset dataset;
    std::vector<std::int64_t> extent;

    [[nodiscard]] bool bytes() const { return dataset.type() == NumberType::uint8; }
};

std::string chosen_name(const Hdf5File& file, const std::filesystem::path& path, const std::string& wanted) {
    if (!wanted.empty()) {
        return wanted;
    }
    const std::vector<std::string> names = file.dataset_names();
    std::string list;
    for (const std::string& name : names) {
        list += (list.empty() ? "" : ", ") + name;
    }
    validate(names.size() == 1, "'" + path.string() + "': no data set is named",
             "the file holds " + (names.empty() ? std::string("none") : list), "name one of those that it holds");
    return names.front();
}

Hdf5Array open_hdf5_array(const std::filesystem::path& path, const std::string& wanted) {
    Hdf5File file = Hdf5File::open(path);
    const std::string chosen = chosen_name(file, path, wanted);
    Hdf5Array array{"'" + path.string() + "': data set '" + chosen + "'", std::move(file), {}, {}};
    array.dataset = array.file.dataset(chosen);
    const NumberType type = array.dataset.type();
    const bool known = type == NumberType::uint8 || type == NumberType::half || type == NumberType::float32 ||
                       type == NumberType::float64;
    validate(known, array.name + " does not hold numbers that ebru takes for images",
             std::string("its type is ") + number_type_name(type),
             "store it as float16, float32, float64 (little endian) or uint8");
    const Hdf5Dims& dims = array.dataset.dims();
    std::transform(dims.begin(), dims.end(), std::back_inserter(array.extent),
                   [](std::uint64_t size) { return static_cast<std::int64_t>(size); });
    return array;
}

void read_block(const Hdf5Array& array, const Hdf5Dims& start, const Hdf5Dims& count, std::span<double> values,
                const std::string& what) {
    array.dataset.read<double>(start, count, values);
    if (array.bytes()) {
        std::transform(values.begin(), values.end(), values.begin(), [](double value) { return value / 255.0; });
    } else {
        check_finite(values, array.name, what);
    }
}

class Hdf5ArraySource final : public ImageSource {
  public:
    explicit Hdf5ArraySource(Hdf5Array array)
        : array_(std::move(array)), shape_(image_set_shape(array_.extent, array_.name)) {}

    [[nodiscard]] std::int64_t size() const override { return shape_.count; }
    [[nodiscard]] ImageShape shape() const override { return shape_.image; }

    void read(std::int64_t first, std::int64_t count, std::span<double> values) override {
        expect_valid_block(*this, first, count, values);
        if (count == 0) {
            return;
        }
        Hdf5Dims start(array_.extent.size(), 0);
        Hdf5Dims extents = array_.dataset.dims();
        if (extents.size() > 2) {  // (Y, X) is one image and has no axis to choose from
            start.front() = static_cast<std::uint64_t>(first);
            extents.front() = static_cast<std::uint64_t>(count);
        }
        read_block(array_, start, extents, values, images_text(first, count));
    }

    void read_window(std::int64_t first, std::int64_t count, const Window& window, std::span<double> values) override {
        const Grid part = window.grid();
        EBRU_EXPECT(values.size() ==
                    static_cast<std::size_t>(count) * static_cast<std::size_t>(shape_.image.channels) * part.cells());
        Hdf5Dims start(array_.extent.size(), 0);
        Hdf5Dims extents = array_.dataset.dims();
        if (extents.size() > 2) {
            start.front() = static_cast<std::uint64_t>(first);
            extents.front() = static_cast<std::uint64_t>(count);
        }
        const std::size_t x = extents.size() - 1;
        start[x - 1] = static_cast<std::uint64_t>(window.y0);
        extents[x - 1] = static_cast<std::uint64_t>(part.ny);
        start[x] = static_cast<std::uint64_t>(window.x0);
        extents[x] = static_cast<std::uint64_t>(part.nx);
        read_block(array_, start, extents, values, images_text(first, count));
    }

  private:
    Hdf5Array array_;
    ImageSetShape shape_;
};

}  // namespace

OpenedSource open_hdf5_array_source(const std::filesystem::path& path, const std::string& dataset) {
    Hdf5Array array = open_hdf5_array(path, dataset);
    const ValueRange range = array.bytes() ? ValueRange::unit_interval : ValueRange::unlimited;
    return {std::make_unique<Hdf5ArraySource>(std::move(array)), range};
}

ArrayData read_hdf5_array(const std::filesystem::path& path, const std::string& dataset) {
    const Hdf5Array array = open_hdf5_array(path, dataset);
    ArrayData data{array.extent, std::vector<double>(whole_array_count(array.extent, array.name))};
    read_block(array, Hdf5Dims(array.extent.size(), 0), array.dataset.dims(), data.value, "the array");
    return data;
}

PlaneSource open_hdf5_planes(const std::filesystem::path& path, const std::string& dataset) {
    const auto array = std::make_shared<const Hdf5Array>(open_hdf5_array(path, dataset));
    require_planes(array->extent, array->name);
    return {array->extent, [array](std::int64_t plane, const Window& window, std::span<double> values) {
                const std::size_t rank = array->extent.size();
                const Grid cells = window.grid();
                Hdf5Dims start(rank, 0);
                Hdf5Dims count(rank, 1);
                std::uint64_t rest = static_cast<std::uint64_t>(plane);
                for (std::size_t axis = rank - 2; axis-- > 0;) {
                    const auto size = static_cast<std::uint64_t>(array->extent[axis]);
                    start[axis] = rest % size;
                    rest /= size;
                }
                start[rank - 2] = static_cast<std::uint64_t>(window.y0);
                start[rank - 1] = static_cast<std::uint64_t>(window.x0);
                count[rank - 2] = static_cast<std::uint64_t>(cells.ny);
                count[rank - 1] = static_cast<std::uint64_t>(cells.nx);
                read_block(*array, start, count, values, "plane " + std::to_string(plane));
            }};
}

}  // namespace ebru
