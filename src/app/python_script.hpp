#pragma once

#include <filesystem>
#include <string_view>

namespace ebru {

/// Puts a Python script into a folder and runs it with the folder as its argument; what it says goes to a log beside
/// it, which is kept when it fails. A run is never lost for a picture: without python3 or matplotlib a warning says how
/// to draw later. \param name "draw_loss": of the script and its log. \return whether it ran to the end.
/// \throws UserError when the script cannot be written.
bool run_python_script(const std::filesystem::path& folder, std::string_view name, std::string_view script);

}  // namespace ebru
