// Every preset learns one image by heart, each with the objective it was made for: a table, for what is too large for a
// test (211 million parameters with their gradients and Adam's two moments are 3.4 GB). Fails when one does not learn.
#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cmath>
#include <iostream>
#include <vector>

#include "tests/ml/train/overfit.hpp"

namespace {

using ebru::test::OverfitCase;

struct PresetCase {
    const char* preset;
    OverfitCase wanted;
    int updates;
    double learning_rate;
};

std::vector<PresetCase> cases() {
    using namespace ebru;
    const OverfitCase gray{"less-degraded", test::less_degraded(), {1, 8, 8}, 1};
    const OverfitCase colour{"less-degraded", test::less_degraded(), {3, 8, 8}, 1};
    const auto ve = test::marginal(MarginalTarget::score, test::gaussian_path(GaussianKind::ve, 1e-5));
    return {{"smoke", gray, 100, 2e-3},          {"tutorial", gray, 100, 2e-3},
            {"small", gray, 100, 2e-3},          {"paper-mnist", gray, 40, 2e-4},
            {"paper-ffhq128", colour, 40, 2e-4}, {"ncsnpp-cifar", {"score of VE", ve, {3, 8, 8}, 1}, 60, 2e-4}};
}

double most_memory() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) * 1024.0 / 1e9;
}

/// \return whether the preset learned. Its first loss is that of F = 0, up to last layers that start at 1e-5 instead
/// of 0 and are divided by sigma >= 0.01.
bool row(const PresetCase& c) {
    using Clock = std::chrono::steady_clock;
    const Clock::time_point start = Clock::now();
    const ebru::test::OverfitResult result = ebru::test::overfit(c.preset, c.wanted, c.updates, c.learning_rate);
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    const bool starts = std::abs(result.first - result.zero_output) <= 0.01 * result.zero_output;
    const bool learned = result.last < ebru::test::learned_part * result.first;
    std::cout << fmt::format("{:14} {:14} {:11.2f} {:8} {:11.4g} {:11.4g} {:8.1f} {:8.2f}  {}\n", c.preset,
                             c.wanted.name, static_cast<double>(result.parameters) / 1e6, c.updates, result.first,
                             result.last, seconds, most_memory(), starts && learned ? "holds" : "FAILS")
              << std::flush;
    return starts && learned;
}

}  // namespace

int main() {
    std::cout << "one image of 8 x 8, one thread\n"
                 "preset         objective       parameters  updates  first loss   last loss  seconds  GB so far\n"
                 "                               (millions)\n";
    at::set_num_threads(1);
    bool all = true;
    for (const PresetCase& c : cases()) {
        all = row(c) && all;
    }
    return all ? 0 : 1;
}
