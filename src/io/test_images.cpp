#include "io/test_images.hpp"

#include <string>

#include "io/idx_source.hpp"
#include "io/source_location.hpp"

namespace ebru {

namespace {

std::optional<std::filesystem::path> idx_test_file(const std::filesystem::path& training) {
    const std::string name = training.filename().string();
    if (!name.starts_with("train")) {
        return std::nullopt;
    }
    for (const char* word : {"t10k", "test"}) {
        if (const auto file = plain_or_gzipped(training.parent_path() / (word + name.substr(5)))) {
            return file;
        }
    }
    return std::nullopt;
}

std::optional<std::filesystem::path> file_in(const std::filesystem::path& folder, const char* name) {
    const std::filesystem::path file = folder / name;
    return std::filesystem::is_regular_file(file) ? std::optional(file) : std::nullopt;
}

std::optional<std::filesystem::path> test_file(const SourceLocation& location) {
    switch (location.kind) {
        case SourceKind::idx:
            return idx_test_file(location.path);
        case SourceKind::cifar10:
            return file_in(location.path, "test_batch.bin");
        case SourceKind::cifar100:
            return file_in(location.path, "test.bin");
        default:
            return std::nullopt;
    }
}

}  // namespace

std::optional<SourceRequest> find_test_images(const SourceRequest& request) {
    const SourceLocation location = locate_source(request);
    const auto file = test_file(location);
    if (!file) {
        return std::nullopt;
    }
    SourceRequest test = request;
    test.path = *file;
    test.kind = location.kind;
    return test;
}

}  // namespace ebru
