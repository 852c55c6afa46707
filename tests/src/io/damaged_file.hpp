#pragma once

#include <hdf5.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "chain_test_files.hpp"
#include "io/hdf5_file.hpp"

// Files that say something else than they hold.
namespace ebru::test {

/// Flips a bit of byte `byte` of a data set.
inline void flip_bit(const std::filesystem::path& path, const char* dataset, std::uint64_t byte) {
    const std::uint64_t offset = Hdf5File::open(path).dataset(dataset).file_offset();
    std::string bytes = file_bytes(path);
    bytes[offset + byte] = static_cast<char>(bytes[offset + byte] ^ 0x10);
    put_bytes(path, bytes);
}

/// Overwrites an integer attribute of the root group.
inline void overwrite_attribute(const std::filesystem::path& path, const std::string& name, std::int64_t value) {
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    const hid_t attribute = H5Aopen(file, name.c_str(), H5P_DEFAULT);
    ASSERT_GE(H5Awrite(attribute, H5T_NATIVE_INT64, &value), 0);
    H5Aclose(attribute);
    H5Fclose(file);
}

}  // namespace ebru::test
