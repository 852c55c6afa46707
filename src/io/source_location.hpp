#pragma once

#include <filesystem>
#include <optional>

#include "io/image_source.hpp"

namespace ebru {

/// Where images lie and how they are to be read.
struct SourceLocation {
    std::filesystem::path path;  ///< a file, or a folder of pictures or of CIFAR files
    SourceKind kind;             ///< never automatic
};

/// Finds what a request means: names of data sets are looked up, folders searched, kinds told by name and content.
/// \throws UserError naming what was looked for and where.
SourceLocation locate_source(const SourceRequest& request);

}  // namespace ebru
