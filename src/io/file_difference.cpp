#include "io/file_difference.hpp"

#include <sstream>

namespace ebru {

void FileDifference::compare_decks(const std::string& in_file, const std::string& now) {
    std::istringstream old_deck(in_file);
    std::istringstream new_deck(now);
    for (int number = 1; !first_ && in_file != now; ++number) {
        std::string old_line;
        std::string new_line;
        const bool more_old = static_cast<bool>(std::getline(old_deck, old_line));
        const bool more_new = static_cast<bool>(std::getline(new_deck, new_line));
        if (old_line != new_line || more_old != more_new || (!more_old && !more_new)) {
            first_ = std::format("line {} of the deck is '{}' in the file, '{}' now", number, old_line, new_line);
        }
    }
}

}  // namespace ebru
