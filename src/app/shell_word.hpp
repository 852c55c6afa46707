#pragma once

#include <string>

namespace ebru {

/// A word of a shell's command line, in single quotes, whatever it holds.
std::string shell_word(const std::string& text);

}  // namespace ebru
