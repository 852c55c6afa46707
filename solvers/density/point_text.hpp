#pragma once

#include <filesystem>

#include "io/array_file.hpp"

namespace ebru {

/// Reads a table of numbers from a text file, plain or gzipped, as an array (lines, numbers a line): numbers between
/// commas, semicolons, blanks or tabs. A first line that is no numbers is a heading; what follows a # is passed over.
/// \throws UserError naming the file and the line when it holds something else or another count of numbers.
ArrayData read_point_text(const std::filesystem::path& path);

}  // namespace ebru
