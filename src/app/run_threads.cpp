#include "app/run_threads.hpp"

#include <spdlog/spdlog.h>

#include <Kokkos_Core.hpp>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <span>
#include <string>

#include "app/hand_over.hpp"
#include "base/error.hpp"
#include "io/atomic_file.hpp"

namespace ebru {

namespace {

std::optional<int> stored_threads(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) {
        return std::nullopt;
    }
    int threads = 0;
    validate(static_cast<bool>(std::ifstream(file) >> threads) && threads >= 1, file.string(),
             "it should hold the number of threads that the run was begun with",
             "write that number into it, or remove it");
    return threads;
}

std::string counted(int threads) {
    return std::to_string(threads) + (threads == 1 ? " thread" : " threads");
}

int settle(const std::filesystem::path& folder, RunStart start, const Ranks& ranks) {
    const std::filesystem::path file = folder / "threads.txt";
    const int threads = Kokkos::DefaultHostExecutionSpace().concurrency();
    const char* const load = std::getenv(threads_by_load);
    const std::optional<int> before = start == RunStart::resumed ? stored_threads(file) : std::nullopt;
    if (load != nullptr && before) {
        spdlog::info("{}, as this run was begun with; --threads takes another number", counted(*before));
        if (*before != threads && ranks.alone()) {
            start_again(*before);
        }
        return *before;
    }
    if (load != nullptr) {
        spdlog::info("{}: {}; --threads takes another number", counted(threads), load);
    } else if (before && *before != threads) {
        spdlog::warn("{} (this run was begun with {}) its last bits will differ from those of an uninterrupted one",
                     counted(threads), *before);
    }
    write_file_atomically(file, std::to_string(threads) + "\n", Durability::process_kill);
    return threads;
}

}  // namespace

int settle_threads(const std::filesystem::path& folder, RunStart start, const Ranks& ranks) {
    int threads = 0;
    ranks.first_does([&] { threads = settle(folder, start, ranks); });
    ranks.broadcast(std::span(&threads, 1));
    return threads;
}

}  // namespace ebru
