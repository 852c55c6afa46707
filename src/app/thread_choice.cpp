#include "app/thread_choice.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/error.hpp"

namespace ebru {

namespace {

/// Of this process; "/" where control groups of version 2 are unknown.
std::string own_group() {
    constexpr std::string_view unified = "0::";
    std::ifstream file("/proc/self/cgroup");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with(unified)) {
            return line.substr(unified.size());
        }
    }
    return "/";
}

}  // namespace

int threads_beside_others(const MachineLoad& machine) {
    const double elsewhere = machine.cores - machine.usable;
    return std::max(1, machine.usable - static_cast<int>(std::lround(std::max(0.0, machine.load - elsewhere))));
}

int threads_of_rank(const MachineLoad& machine, const CoreMask& own, std::span<const CoreMask> masks) {
    EBRU_EXPECT(std::ranges::find(masks, own) != masks.end());
    double share = 0.0;
    for (std::size_t core = 0; core < own.size(); ++core) {
        if (own.test(core)) {
            const auto holders = std::ranges::count_if(masks, [&](const CoreMask& mask) { return mask.test(core); });
            share += 1.0 / static_cast<double>(holders);
        }
    }
    if (machine.usable < static_cast<int>(own.count())) {  // the grant of the control group, which all are in
        share = std::min(share, machine.usable / static_cast<double>(masks.size()));
    }
    constexpr double round_off = 1e-6;  // of a sum of at most 1024 parts: 1024 x 2^-53 x 1024 at most
    return std::max(1, static_cast<int>(std::floor(share + round_off)));
}

CoreMask own_mask() {
    cpu_set_t set;
    CPU_ZERO(&set);
    CoreMask mask;
    if (sched_getaffinity(0, sizeof set, &set) != 0) {
        return mask.set();
    }
    for (std::size_t core = 0; core < mask.size(); ++core) {
        mask.set(core, CPU_ISSET(core, &set));
    }
    return mask;
}

std::vector<CoreMask> masks_of_machine(const Ranks& ranks) {
    struct Place {
        std::array<char, 256> machine{};
        CoreMask mask;
    };
    Place own;
    gethostname(own.machine.data(), own.machine.size() - 1);
    own.mask = own_mask();
    std::vector<CoreMask> masks;
    for (const Place& place : ranks.all_gather(own)) {
        if (place.machine == own.machine) {
            masks.push_back(place.mask);
        }
    }
    return masks;
}

std::optional<double> quota_of(std::string_view cpu_max) {
    std::istringstream words{std::string(cpu_max)};
    double quota = 0.0;
    double period = 0.0;
    if (words >> quota >> period && quota > 0.0 && period > 0.0) {
        return quota / period;
    }
    return std::nullopt;
}

std::optional<double> smallest_quota(const std::filesystem::path& groups, const std::string& group) {
    std::optional<double> smallest;
    std::filesystem::path folder = groups;
    const auto take = [&] {
        std::ifstream file(folder / "cpu.max");
        std::string line;
        std::getline(file, line);
        if (const std::optional<double> quota = quota_of(line)) {
            smallest = std::min(smallest.value_or(*quota), *quota);
        }
    };
    take();
    for (const std::filesystem::path& part : std::filesystem::path(group).relative_path()) {
        folder /= part;
        take();
    }
    return smallest;
}

MachineLoad machine_load(const std::filesystem::path& groups) {
    MachineLoad machine;
    machine.cores = static_cast<int>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
    const unsigned in_mask = std::thread::hardware_concurrency();  // 0 when unknown
    machine.usable = in_mask > 0 ? std::min(machine.cores, static_cast<int>(in_mask)) : machine.cores;
    if (const std::optional<double> quota = smallest_quota(groups, own_group())) {
        machine.usable = std::clamp(static_cast<int>(*quota), 1, machine.usable);
    }
    std::array<double, 1> load{};
    machine.load = getloadavg(load.data(), 1) == 1 ? load[0] : 0.0;
    return machine;
}

std::string load_text(const MachineLoad& machine) {
    return fmt::format("{} of {} cores usable, load {:.1f}", machine.usable, machine.cores, machine.load);
}

}  // namespace ebru
