#include "io/array_file.hpp"

#include "base/error.hpp"
#include "io/file_signature.hpp"
#include "io/hdf5_array_source.hpp"
#include "io/image_set_shape.hpp"
#include "io/npy_source.hpp"

namespace ebru {

ArrayData read_array(const std::filesystem::path& path, const std::string& dataset) {
    const FileSignature signature = file_signature(path);
    const std::string name = "'" + path.string() + "'";
    if (signature == FileSignature::hdf5) {
        return read_hdf5_array(path, dataset);
    }
    validate(signature == FileSignature::npy, name + " is no array file", "its content is neither NPY nor HDF5",
             "save the array with numpy.save or h5py");
    validate(dataset.empty(), "data set '" + dataset + "' of " + name, "an NPY file holds one array, without a name",
             "leave the name out, or give an HDF5 file");
    const RawArray array = open_npy_array(path);
    ArrayData data{array.extent, std::vector<double>(whole_array_count(array.extent, name))};
    read_values(array, 0, data.value, "the array");
    return data;
}

}  // namespace ebru
