#include "io/array_file.hpp"

#include "base/error.hpp"
#include "io/file_signature.hpp"
#include "io/hdf5_array_source.hpp"
#include "io/image_set_shape.hpp"
#include "io/npy_source.hpp"

namespace ebru {

namespace {

RawArray open_named_npy(const std::filesystem::path& path, const std::string& dataset, FileSignature signature) {
    const std::string name = "'" + path.string() + "'";
    validate(signature == FileSignature::npy, name + " is no array file", "its content is neither NPY nor HDF5",
             "save the array with numpy.save or h5py");
    validate(dataset.empty(), "data set '" + dataset + "' of " + name, "an NPY file holds one array, without a name",
             "leave the name out, or give an HDF5 file");
    return open_npy_array(path);
}

}  // namespace

ArrayData read_array(const std::filesystem::path& path, const std::string& dataset) {
    const FileSignature signature = file_signature(path);
    if (signature == FileSignature::hdf5) {
        return read_hdf5_array(path, dataset);
    }
    const RawArray array = open_named_npy(path, dataset, signature);
    ArrayData data{array.extent, std::vector<double>(whole_array_count(array.extent, "'" + path.string() + "'"))};
    read_values(array, 0, data.value, "the array");
    return data;
}

PlaneSource open_planes(const std::filesystem::path& path, const std::string& dataset) {
    const FileSignature signature = file_signature(path);
    if (signature == FileSignature::hdf5) {
        return open_hdf5_planes(path, dataset);
    }
    const RawArray array = open_named_npy(path, dataset, signature);
    require_planes(array.extent, "'" + path.string() + "'");
    const Grid whole{static_cast<int>(array.extent[array.extent.size() - 2]), static_cast<int>(array.extent.back())};
    return {array.extent, [array, whole](std::int64_t plane, const Window& window, std::span<double> values) {
                const Grid cells = window.grid();
                EBRU_EXPECT(values.size() == cells.cells());
                const bool in_one_run = cells.nx == whole.nx;
                const std::size_t run = in_one_run ? cells.cells() : static_cast<std::size_t>(cells.nx);
                std::uint64_t first = static_cast<std::uint64_t>(plane) * whole.cells() +
                                      static_cast<std::uint64_t>(window.y0) * static_cast<std::uint64_t>(whole.nx) +
                                      static_cast<std::uint64_t>(window.x0);
                for (std::size_t done = 0; done < values.size(); done += run) {
                    read_values(array, first, values.subspan(done, run), "plane " + std::to_string(plane));
                    first += static_cast<std::uint64_t>(whole.nx);
                }
            }};
}

}  // namespace ebru
