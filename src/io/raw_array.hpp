#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "io/opened_source.hpp"
#include "io/random_access_file.hpp"

namespace ebru {

/// How a number is stored.
enum class NumberFormat { uint8, float32_little, float64_little, float32_big, float64_big };

/// An array that lies in a file as plain numbers after a header, last index fastest: what IDX and NPY files are.
struct RawArray {
    std::shared_ptr<RandomAccessFile> file;
    std::uint64_t offset = 0;  ///< where the numbers start, bytes
    NumberFormat format = NumberFormat::uint8;
    std::vector<std::int64_t> extent;
};

/// Checks that the file is as long as its header says.
/// \throws UserError naming the missing or surplus bytes.
void check_length(const RawArray& array);

/// Reads values first .. first+values.size()-1; uint8 gives value/255, floats their value.
/// \param what  what is being read, for the message
/// \throws UserError when the file ends early or holds a value that is not finite.
void read_values(const RawArray& array, std::uint64_t first, std::span<double> values, const std::string& what);

/// The array as images; its length has been checked.
OpenedSource open_raw_array_source(RawArray array);

/// \throws UserError when a value is not finite: solvers would spread it over the whole image.
void check_finite(std::span<const double> values, const std::string& name, const std::string& what);

}  // namespace ebru
