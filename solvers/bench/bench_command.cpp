#include "solvers/bench/bench_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <Kokkos_Core.hpp>
#include <iostream>
#include <map>
#include <memory>

#include "app/build_info.hpp"
#include "base/error.hpp"
#include "ranks/ranks.hpp"
#include "solvers/bench/bench_table.hpp"
#include "solvers/bench/benchmarks.hpp"

namespace ebru {

namespace {

using Benchmark = std::vector<BenchRow> (*)(const BenchOptions&);

const std::map<std::string, Benchmark>& benchmarks() {
    static const std::map<std::string, Benchmark> all = {
        {"lbm", bench_lbm},   {"stencil", bench_stencil}, {"rfm", bench_rfm},
        {"heat", bench_heat}, {"spde", bench_spde},       {"ensemble", bench_ensemble},
        {"kde", bench_kde},   {"io", bench_io},           {"scaling", bench_scaling}};
    return all;
}

struct BenchCommandOptions {
    std::string name;
    std::string json;
    std::string scratch = ".";
    BenchOptions bench;
};

int run_benchmark(const BenchCommandOptions& options) {
    BenchOptions bench = options.bench;
    bench.scratch = options.scratch;
    validate(options.name == "scaling" || Ranks::job().alone(), "ebru bench " + options.name,
             fmt::format("it measures one process, and this job has {}", Ranks::job().count()),
             "start it without mpirun or srun, or take ebru bench scaling");
    const std::vector<BenchRow> rows = benchmarks().at(options.name)(bench);
    const BuildInfo& build = build_info();
    std::cout << fmt::format("{}, {} threads, {} {}, {}\nmedians of {} runs (slowest .. fastest)\n\n", processor_name(),
                             Kokkos::DefaultExecutionSpace().concurrency(), build.compiler, build.instruction_set,
                             build.flags, bench.repeats)
              << bench_text(rows);
    if (!options.json.empty() && Ranks::job().first()) {
        write_bench_json(options.name, rows, bench.repeats, options.json);
    }
    return 0;
}

}  // namespace

Command bench_command() {
    return {
        "bench", "measure speed beside its limit",
        [](CLI::App& app) -> std::function<int()> {
            const auto options = std::make_shared<BenchCommandOptions>();
            app.add_option("benchmark", options->name, "lbm, stencil, rfm, heat, spde, ensemble, kde, io or scaling")
                ->required()
                ->check(CLI::IsMember({"lbm", "stencil", "rfm", "heat", "spde", "ensemble", "kde", "io", "scaling"}));
            app.add_option("--json", options->json, "also write the numbers to this file");
            app.add_option("--repeats", options->bench.repeats, "timed runs of each case")->check(CLI::Range(1, 1000));
            app.add_option("--large", options->bench.large, "side of the image that lies in memory")
                ->check(CLI::Range(64, 65536));
            app.add_option("--field", options->bench.field, "side of the field in blocks of scaling")
                ->check(CLI::Range(64, 65536));
            app.add_option("--scratch", options->scratch, "folder for the files of io and scaling")
                ->check(CLI::ExistingDirectory);
            return [options] { return run_benchmark(*options); };
        },
        std::nullopt, true};
}

}  // namespace ebru
