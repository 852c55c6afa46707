#pragma once

#include <filesystem>
#include <string_view>

namespace ebru {

/// The file that a command of ebru leaves in its folder once it has completed; empty for commands that leave none.
std::filesystem::path stage_result(std::string_view command, const std::filesystem::path& folder);

/// Whether the command finds something in its folder that `--resume` goes on with.
bool can_resume(std::string_view command, const std::filesystem::path& folder);

}  // namespace ebru
