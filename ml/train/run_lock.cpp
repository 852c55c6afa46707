#include "ml/train/run_lock.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <string>

#include "base/error.hpp"

namespace ebru {

namespace {

std::string this_process() {
    std::array<char, 256> host{};
    // A name that does not fit has no terminating zero: the last one of the array stays.
    const bool known = gethostname(host.data(), host.size() - 1) == 0;
    return fmt::format("process {} on {}", getpid(), known ? host.data() : "an unknown machine");
}

}  // namespace

RunLock::RunLock(const std::filesystem::path& folder) : file_(folder / "run.lock", RawAccess::created) {
    if (!file_.try_lock()) {
        const std::string holder = file_.read_all();
        throw UserError(folder.string(),
                        fmt::format("{} trains in it", holder.empty() ? "another process" : holder.c_str()),
                        "wait for it, stop it, or choose another --output");
    }
    file_.truncate(0);
    file_.write_at(0, this_process());
}

}  // namespace ebru
