// Prints what batches cost: batch_cost TRAIN.toml [STEPS [BATCH]], on the [data] table of a training deck. Mean and
// largest milliseconds a batch, and of processor time, which other programs on the machine change less; the mean is
// what a training step pays where no core is free for the prefetching thread.

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>

#include "base/error.hpp"
#include "ml/data/training_data.hpp"

namespace {

void measure(const std::string& deck_file, int steps, int size) {
    using namespace ebru;
    Deck deck = Deck::load(deck_file, {"data.prefetch=false"});
    const TrainingData data = make_training_data(deck, NeedsPairs::yes, 1);
    const std::clock_t cpu_start = std::clock();
    double sum = 0.0;
    double largest = 0.0;
    for (int step = 0; step < steps; ++step) {
        const auto start = std::chrono::steady_clock::now();
        data.training->batch(static_cast<std::int64_t>(step) * size, size);
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
        sum += took.count();
        largest = std::max(largest, took.count());
    }
    const double cpu = 1e3 * static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC;
    std::printf(
        "%d batches of %d (%lld draws an epoch): mean %.2f ms (%.2f ms of processor time), largest %.1f ms, threads "
        "%d\n",
        steps, size, static_cast<long long>(data.training->draws_per_epoch()), sum / steps, cpu / steps, largest,
        Kokkos::DefaultExecutionSpace().concurrency());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: %s TRAIN.toml [STEPS [BATCH]]\n", argv[0]);
        return 2;
    }
    const Kokkos::ScopeGuard kokkos(argc, argv);
    try {
        measure(argv[1], argc > 2 ? std::stoi(argv[2]) : 320, argc > 3 ? std::stoi(argv[3]) : 64);
    } catch (const ebru::UserError& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
    return 0;
}
