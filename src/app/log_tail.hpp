#pragma once

#include <filesystem>
#include <ios>
#include <string>
#include <string_view>
#include <vector>

namespace ebru {

/// The last `most` bytes of a file; empty when it is not there.
std::string tail_of(const std::filesystem::path& file, std::streamoff most);

/// The whole lines of a text from the last to the first.
std::vector<std::string_view> lines_backwards(std::string_view text);

/// The last line that a command of ebru gave as its error, without "ebru: "; else the last line; empty without any.
std::string last_message(const std::filesystem::path& log);

}  // namespace ebru
