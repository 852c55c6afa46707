#include "solvers/bench/bench_table.hpp"

#include <fmt/format.h>

#include <Kokkos_Core.hpp>
#include <nlohmann/json.hpp>

#include "app/build_info.hpp"
#include "app/progress.hpp"
#include "io/atomic_file.hpp"

namespace ebru {

std::string bench_text(const std::vector<BenchRow>& rows) {
    std::string text;
    for (const BenchRow& row : rows) {
        text += fmt::format("{:<44} {:<34} {:>8} {}", row.name, row.size, rate_text(row.rate), row.unit);
        if (row.rate_high > 0.0) {
            text += fmt::format(" ({} .. {})", rate_text(row.rate_low), rate_text(row.rate_high));
        }
        if (row.bytes_per_update > 0.0) {
            text += fmt::format(", {:.0f} bytes an update", row.bytes_per_update);
        }
        if (row.limit > 0.0) {
            text += fmt::format(", {:.2f} GB/s = {:.0f} % of update-9's {:.2f} GB/s", row.bandwidth,
                                100.0 * row.bandwidth / row.limit, row.limit);
        }
        if (!row.note.empty()) {
            text += fmt::format("\n    {}", row.note);
        }
        text += '\n';
    }
    return text;
}

void write_bench_json(const std::string& benchmark, const std::vector<BenchRow>& rows, int repeats,
                      const std::filesystem::path& path) {
    const BuildInfo& build = build_info();
    nlohmann::ordered_json json;
    json["benchmark"] = benchmark;
    json["version"] = build.version;
    json["commit"] = build.commit;
    json["compiler"] = build.compiler;
    json["flags"] = build.flags;
    json["instruction_set"] = build.instruction_set;
    json["kokkos"] = build.kokkos_version + " " + build.kokkos_backend;
    json["processor"] = processor_name();
    json["threads"] = Kokkos::DefaultExecutionSpace().concurrency();
    json["repeats"] = repeats;
    for (const BenchRow& row : rows) {
        nlohmann::ordered_json entry;
        entry["name"] = row.name;
        entry["size"] = row.size;
        entry["unit"] = row.unit;
        entry["rate_median"] = row.rate;
        entry["rate_slowest"] = row.rate_low;
        entry["rate_fastest"] = row.rate_high;
        entry["bytes_per_update"] = row.bytes_per_update;
        entry["bandwidth_gb_per_s"] = row.bandwidth;
        entry["update9_gb_per_s"] = row.limit;
        entry["note"] = row.note;
        entry["ranks"] = row.ranks;
        json["rows"].push_back(entry);
    }
    write_file_atomically(path, json.dump(2) + "\n", Durability::process_kill);
}

}  // namespace ebru
