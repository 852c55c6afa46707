#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "config/deck.hpp"
#include "ml/sampler/make_sampler.hpp"
#include "ml/sampler/sampling_problem.hpp"
#include "ml/train/trained_network.hpp"
#include "solvers/forward/forward_run.hpp"

namespace CLI {
class App;
}

namespace ebru {

/// Command line of the commands that sample.
struct SamplingOptions {
    std::string weights;  ///< run folder, or a file
    std::string deck;     ///< empty: defaults
    std::string output;
    std::vector<std::string> set;
    std::string weight_set = "average";
    std::string device = "cpu";
    bool resume = false;
    bool overwrite = false;
    bool dry_run = false;

    void declare(CLI::App& app);

    /// weights.pt of a run folder, or the file itself.
    [[nodiscard]] std::filesystem::path weights_file() const;
    /// The folder of the results; \param name of the default one inside the run's folder.
    [[nodiscard]] std::filesystem::path output_folder(const std::string& name) const;
    [[nodiscard]] ExistingOutput existing() const;
};

/// Deck, weights and what they were trained for.
struct LoadedRun {
    Deck deck;
    TrainedNetwork trained;
    SamplingProblem problem;
    WeightSet set;
    c10::Device device;

    /// As samplers call it.
    [[nodiscard]] GuidedNetwork guided(const SampleSettings& settings) const;

    /// The deck that samples.h5 carries: the resolved sampling deck, where the weights are from as [weights], and the
    /// [data] that they were trained on, so that the samples can be judged without the run.
    [[nodiscard]] std::string stored_deck() const;
};

/// \throws UserError for a missing deck, weights that cannot be read, or a device that is not there.
LoadedRun load_run(const SamplingOptions& options);

}  // namespace ebru
