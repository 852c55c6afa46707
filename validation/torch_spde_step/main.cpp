#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <Kokkos_Core.hpp>
#include <iostream>
#include <string>

#include "solvers/bench/spde_case.hpp"
#include "validation/torch_spde_step/comparison.hpp"

namespace {

using ebru::SpdeCase;

using ebru::TensorForm;

/// As one writes it; tuned, on all images at a time; tuned, on so few that they stay in a core's cache.
constexpr TensorForm forms[] = {{0}, {SpdeCase::images}, {8}, {2}, {1}};

std::string name_of(const TensorForm& form) {
    return form.block == 0 ? "as one writes it" : fmt::format("tuned, {} images at a time", form.block);
}

template <class Real>
bool agree(const char* precision) {
    bool all = true;
    for (const TensorForm& form : forms) {
        const ebru::StepDifference found = ebru::compare_step<Real>(form);
        const bool holds = found.largest <= found.bound && found.change > 1e4 * found.bound;
        std::cout << fmt::format(
            "{:6}  {:27} steps differ by {:.2g}, round-off allows {:.2g}, a step changes {:.2g}: {}\n", precision,
            name_of(form), found.largest, found.bound, found.change, holds ? "holds" : "FAILS");
        all = all && holds;
    }
    return all;
}

void measure(int rounds) {
    std::cout << fmt::format(
        "\n{} x {} x {} x {}, float, one step with white noise, {} threads; medians of {} rounds in turn\n\n"
        "  LibTorch                      ours (ms)   LibTorch (ms)   ratio\n",
        SpdeCase::images, SpdeCase::channels, SpdeCase::side, SpdeCase::side, at::get_num_threads(), rounds);
    for (const TensorForm& form : forms) {
        const ebru::PairedTiming timing = ebru::time_steps(form, rounds);
        std::cout << fmt::format("  {:27} {:11.2f} {:15.2f} {:7.1f}\n", name_of(form), 1e3 * timing.a.median,
                                 1e3 * timing.b.median, 1.0 / timing.ratio);
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Our step of the SPDE beside the same step in LibTorch tensor operations");
    int threads = 1;
    int rounds = 21;
    bool check_only = false;
    app.add_option("--threads", threads, "of both")->check(CLI::Range(1, 1024));
    app.add_option("--rounds", rounds, "timed pairs")->check(CLI::Range(1, 10000));
    app.add_flag("--check", check_only, "compare the steps, time nothing");
    CLI11_PARSE(app, argc, argv);
    Kokkos::InitializationSettings settings;
    settings.set_disable_warnings(true);
    settings.set_num_threads(threads);
    const Kokkos::ScopeGuard kokkos(settings);
    at::set_num_threads(threads);
    const bool in_float = agree<float>("float");
    const bool in_double = agree<double>("double");
    if (!in_float || !in_double) {
        return 1;
    }
    if (!check_only) {
        measure(rounds);
    }
    return 0;
}
