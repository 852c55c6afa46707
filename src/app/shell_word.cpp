#include "app/shell_word.hpp"

namespace ebru {

std::string shell_word(const std::string& text) {
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return out + "'";
}

}  // namespace ebru
