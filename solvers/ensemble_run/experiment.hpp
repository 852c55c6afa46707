#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "io/partial_file.hpp"
#include "solvers/ensemble_run/ensemble_settings.hpp"
#include "solvers/ensemble_run/findings.hpp"

namespace ebru {

/// A file of a run and what it is: {"for ParaView", "runs/x/points.pvd"}.
using MadeFile = std::pair<std::string, std::filesystem::path>;

/// What an experiment works with, and what it leaves behind.
struct ExperimentRun {
    const EnsembleSettings& settings;
    std::filesystem::path folder;
    std::string deck;  ///< resolved, without what changes no result: part of every trajectory
    bool resume = false;
    ExistingFile existing = ExistingFile::refuse;
    Findings findings = {};
    std::vector<MadeFile> files = {};
};

// Each measures one thing beside its closed form; `Experiment` says what. They fill `findings` and `files` and throw
// UserError before anything is written, Interrupted on a signal.

void run_random_walk(ExperimentRun& run);
void run_reversal(ExperimentRun& run);
void run_covariance(ExperimentRun& run);
void run_reverse_step(ExperimentRun& run);
void run_flow_map(ExperimentRun& run);
void run_kernel_velocity(ExperimentRun& run);
void run_kde_bias(ExperimentRun& run);
void run_force(ExperimentRun& run);

/// Before anything is written. \throws UserError when force.dt is longer than U's curvature allows.
void check_force(const EnsembleSettings& settings);

/// The one that the deck asks for.
void run_experiment(ExperimentRun& run);

/// Calls body(Real{}) in the deck's working precision.
template <class Body>
void in_precision(Precision precision, const Body& body) {
    if (precision == Precision::double_precision) {
        body(double{});
    } else {
        body(float{});
    }
}

}  // namespace ebru
