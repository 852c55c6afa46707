#include "ml/evaluate/statistics_cache.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <torch/serialize/input-archive.h>
#include <torch/serialize/output-archive.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "app/found_or_made.hpp"
#include "base/error.hpp"
#include "base/text_hash.hpp"
#include "io/atomic_file.hpp"
#include "ml/train/archive_file.hpp"

namespace ebru {

namespace {

/// What `read` gives; nothing, with a warning, when the file is there but damaged.
template <class Read>
auto stored(const std::filesystem::path& file, const Read& read) -> std::optional<decltype(read())> {
    if (!std::filesystem::exists(file)) {
        return std::nullopt;
    }
    try {
        return read();
    } catch (const UserError& error) {
        spdlog::warn("{}: it is computed anew", error.what());
        return std::nullopt;
    }
}

}  // namespace

StatisticsCache::StatisticsCache(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::error_code failure;
    std::filesystem::create_directories(folder_, failure);
    validate(!failure, fmt::format("evaluate.cache = \"{}\"", folder_.string()), failure.message(),
             "give a folder that can be made and written to");
}

std::filesystem::path StatisticsCache::file(const std::string& what, const std::string& key,
                                            const std::string& ending) const {
    return folder_ / fmt::format("{}_{}.{}", what, TextHash().add(key).text(), ending);
}

at::Tensor StatisticsCache::features(const std::string& key, const std::function<at::Tensor()>& compute) const {
    const std::filesystem::path path = file("features", key, "pt");
    const auto read = [&] {
        at::Tensor features;
        read_archive(path, [&](torch::serialize::InputArchive& archive) { archive.read("features", features); });
        return features;
    };
    const auto make = [&] {
        at::Tensor features = compute();
        write_archive(path, ArchiveKind::features,
                      [&](torch::serialize::OutputArchive& archive) { archive.write("features", features); });
        return features;
    };
    return found_or_made(folder_, [&] { return stored(path, read); }, make);
}

SetComparison StatisticsCache::comparison(const std::string& key, const std::function<SetComparison()>& compute) const {
    const std::filesystem::path path = file("comparison", key, "json");
    const auto read = [&] {
        std::ifstream text(path);
        return comparison_from_json({std::istreambuf_iterator<char>(text), {}});
    };
    const auto make = [&] {
        SetComparison comparison = compute();
        write_file_atomically(path, comparison_json(comparison) + "\n", Durability::process_kill);
        return comparison;
    };
    return found_or_made(folder_, [&] { return stored(path, read); }, make);
}

}  // namespace ebru
