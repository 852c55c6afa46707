#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ebru {

/// Folder of the colour photographs that come with the project (examples/03_photographs/pictures): in the checkout that
/// was built, else beside the installed program. \throws UserError naming the places looked at.
std::filesystem::path photographs_folder();

/// The photographs by name: "astronaut", "chelsea", "coffee".
std::vector<std::string> photograph_names();

/// Brightness (0.299 R + 0.587 G + 0.114 B, ITU-R BT.601) of a photograph in [0, 1], resized and centre-cropped to size
/// x size, (Y, X). \throws UserError
std::vector<double> photograph(const std::string& name, int size);

}  // namespace ebru
