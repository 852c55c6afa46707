#include "app/run_folder.hpp"

#include <system_error>

#include "base/error.hpp"

namespace ebru {

std::filesystem::path run_folder(const std::string& given, const std::filesystem::path& deck) {
    if (!given.empty()) {
        return given;
    }
    const std::filesystem::path whole = std::filesystem::absolute(deck).lexically_normal();
    const bool named_by_folder = whole.stem() == "deck";
    return std::filesystem::path("runs") / (named_by_folder ? whole.parent_path().filename() : whole.stem());
}

void make_run_folder(const std::filesystem::path& folder) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    validate(!failure, "--output " + folder.string(), failure.message(),
             "give a folder that can be made and written to");
}

}  // namespace ebru
