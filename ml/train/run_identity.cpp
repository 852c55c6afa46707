#include "ml/train/run_identity.hpp"

#include <fmt/format.h>

#include <sstream>

#include "base/error.hpp"
#include "io/checksum.hpp"

namespace ebru {

namespace {

/// "line 7: 'a = 1' and 'a = 2'", or nothing for equal texts.
std::optional<std::string> first_difference(const std::string& in_file, const std::string& now) {
    std::istringstream old_lines(in_file);
    std::istringstream new_lines(now);
    std::string old_line;
    std::string new_line;
    for (int number = 1;; ++number) {
        const bool old_left = static_cast<bool>(std::getline(old_lines, old_line));
        const bool new_left = static_cast<bool>(std::getline(new_lines, new_line));
        if (!old_left && !new_left) {
            return std::nullopt;
        }
        if (old_left != new_left || old_line != new_line) {
            return fmt::format("line {}: '{}' there, '{}' here", number, old_left ? old_line : "",
                               new_left ? new_line : "");
        }
    }
}

}  // namespace

std::string text_name(const std::string& text) {
    return fmt::format("{:08x}", extend_crc32_of<char>(0, text));
}

std::optional<std::string> identity_difference(const RunIdentity& in_file, const RunIdentity& now) {
    struct Part {
        const char* name;
        std::string RunIdentity::* text;
    };
    for (const Part& part : {Part{"training deck", &RunIdentity::deck}, Part{"network", &RunIdentity::network},
                             Part{"objective", &RunIdentity::objective},
                             Part{"deck of the forward process", &RunIdentity::forward_deck}}) {
        if (const auto difference = first_difference(in_file.*part.text, now.*part.text)) {
            return fmt::format("the {} {} there, {} here; {}", part.name, text_name(in_file.*part.text),
                               text_name(now.*part.text), *difference);
        }
    }
    if (in_file.shape != now.shape) {
        return fmt::format("images of {} x {} x {} there, {} x {} x {} here", in_file.shape.channels, in_file.shape.ny,
                           in_file.shape.nx, now.shape.channels, now.shape.ny, now.shape.nx);
    }
    if (in_file.classes != now.classes) {
        return fmt::format("{} classes there, {} here", in_file.classes, now.classes);
    }
    return std::nullopt;
}

}  // namespace ebru
