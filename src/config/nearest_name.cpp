#include "config/nearest_name.hpp"

#include <algorithm>

namespace ebru {

namespace {

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool equal(char a, char b) {
    return lower(a) == lower(b);
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> two_back(b.size() + 1);
    std::vector<std::size_t> back(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        row[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::swap(two_back, back);
        std::swap(back, row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replace = back[j - 1] + (equal(a[i - 1], b[j - 1]) ? 0 : 1);
            row[j] = std::min({back[j] + 1, row[j - 1] + 1, replace});
            if (i > 1 && j > 1 && equal(a[i - 1], b[j - 2]) && equal(a[i - 2], b[j - 1])) {
                row[j] = std::min(row[j], two_back[j - 2] + 1);
            }
        }
    }
    return row[b.size()];
}

std::optional<std::string> nearest_name(std::string_view word, const std::vector<std::string>& candidates) {
    const std::size_t dot = word.rfind('.');
    const std::size_t last_part = dot == std::string_view::npos ? word.size() : word.size() - dot - 1;
    std::size_t fewest = std::min(2 + last_part / 4, std::max<std::size_t>(last_part, 1));
    std::optional<std::string> nearest;
    for (const std::string& candidate : candidates) {
        const std::size_t edits = edit_distance(word, candidate);
        if (edits < fewest) {
            fewest = edits;
            nearest = candidate;
        }
    }
    return nearest;
}

std::string joined(const std::vector<std::string>& names, std::string_view last_separator) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) {
            text += i + 1 == names.size() ? last_separator : std::string_view(", ");
        }
        text += names[i];
    }
    return text;
}

}  // namespace ebru
