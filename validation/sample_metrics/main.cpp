#include <ATen/Parallel.h>

#include <CLI/CLI.hpp>
#include <Kokkos_Core.hpp>

#include "validation/sample_metrics/cost.hpp"
#include "validation/sample_metrics/golden.hpp"

int main(int argc, char** argv) {
    CLI::App app("Metrics of samples beside published figures, and what they cost");
    app.require_subcommand(1);
    int threads = 1;
    app.add_option("--threads", threads, "of LibTorch")->check(CLI::Range(1, 1024));
    ebru::GoldenCase golden;
    CLI::App* const prdc =
        app.add_subcommand("golden", "PRDC of two samples of N(0, I); exit code 1 when it is not as published");
    prdc->add_option("--samples", golden.samples, "of each set")->check(CLI::Range(10, 1000000));
    prdc->add_option("--features", golden.features, "of a sample")->check(CLI::Range(1, 100000));
    prdc->add_option("--repeats", golden.repeats, "pairs of sets")->check(CLI::Range(2, 1000));
    ebru::CostCase cost;
    CLI::App* const bench = app.add_subcommand("cost", "seconds and memory of every metric");
    bench->add_option("--samples", cost.samples, "of each set, at least the 1000 of a subset")
        ->check(CLI::Range(1000, 1000000));
    bench->add_option("--features", cost.features, "of a sample, at least 10 for ten classes")
        ->check(CLI::Range(10, 900));
    CLI11_PARSE(app, argc, argv);
    Kokkos::InitializationSettings settings;
    settings.set_disable_warnings(true);
    const Kokkos::ScopeGuard kokkos(settings);
    at::set_num_threads(threads);
    if (bench->parsed()) {
        ebru::measure_cost(cost);
        return 0;
    }
    return ebru::golden_prdc(golden) ? 0 : 1;
}
