#include "app/log_tail.hpp"

#include <algorithm>
#include <fstream>

namespace ebru {

std::string tail_of(const std::filesystem::path& file, std::streamoff most) {
    std::ifstream stream(file, std::ios::binary | std::ios::ate);
    if (!stream) {
        return "";
    }
    const std::streamoff size = stream.tellg();
    std::string text(static_cast<std::size_t>(std::min(size, most)), '\0');
    stream.seekg(size - static_cast<std::streamoff>(text.size()));
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    return text;
}

std::vector<std::string_view> lines_backwards(std::string_view text) {
    std::vector<std::string_view> lines;
    for (std::size_t end = text.rfind('\n'); end != std::string_view::npos;) {
        const std::size_t start = end == 0 ? std::string_view::npos : text.rfind('\n', end - 1);
        const std::size_t first = start == std::string_view::npos ? 0 : start + 1;
        lines.push_back(text.substr(first, end - first));
        end = start;
    }
    return lines;
}

std::string last_message(const std::filesystem::path& log) {
    constexpr std::streamoff enough = 8192;
    constexpr std::string_view mark = "ebru: ";
    const std::string tail = tail_of(log, enough);
    const std::vector<std::string_view> lines = lines_backwards(tail);
    const auto error = std::ranges::find_if(lines, [&](std::string_view line) { return line.starts_with(mark); });
    if (error != lines.end()) {
        return std::string(error->substr(mark.size()));
    }
    return lines.empty() ? "" : std::string(lines.front());
}

}  // namespace ebru
