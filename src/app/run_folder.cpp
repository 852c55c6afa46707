#include "app/run_folder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <exception>
#include <system_error>
#include <thread>

#include "base/error.hpp"
#include "io/atomic_file.hpp"

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

namespace {

std::string host_name() {
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "?";
}

/// Whether a file is there, or comes within some seconds: network file systems are in no hurry.
bool appears(const std::filesystem::path& file) {
    constexpr int tries = 50;
    std::error_code unreachable;
    for (int i = 0; i < tries; ++i) {
        if (std::filesystem::exists(file, unreachable)) {
            return true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
}

}  // namespace

void make_common_folder(const Ranks& ranks, const std::filesystem::path& folder) {
    ranks.first_does([&] { make_run_folder(folder); });
    if (ranks.alone()) {
        return;
    }
    const auto moment = std::chrono::steady_clock::now().time_since_epoch().count();
    const std::string name = ranks.broadcast(fmt::format(".of_all_ranks_{}_{}", getpid(), moment));
    const std::string first_host = ranks.broadcast(host_name());
    const std::filesystem::path mark = folder / name;
    ranks.first_does([&] { write_file_atomically(mark, "seen by all ranks\n", Durability::process_kill); });
    std::exception_ptr unseen;
    try {
        ranks.together([&] {
            validate(
                ranks.first() || appears(mark), "--output " + folder.string(),
                fmt::format("rank {} on {} does not see there what rank 0 on {} writes: it is another folder for it",
                            ranks.rank(), host_name(), first_host),
                "give an absolute path on a disk that all nodes share");
        });
    } catch (...) {
        unseen = std::current_exception();
    }
    std::error_code ignored;
    if (ranks.first()) {
        std::filesystem::remove(mark, ignored);
    }
    if (unseen) {
        std::rethrow_exception(unseen);
    }
}

}  // namespace ebru
