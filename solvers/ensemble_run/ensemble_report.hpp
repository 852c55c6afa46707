#pragma once

#include <string>

#include "app/run_log.hpp"
#include "solvers/ensemble_run/experiment.hpp"

namespace ebru {

/// What a run is about to do, for people. Opens the files of its densities and looks at everything that no single key
/// shows. \throws UserError
std::string plan_of(const EnsembleSettings& settings);

/// checks.csv, NAME.csv of every table, and the figure where the deck wants it. Lists them in run.files.
void write_results(ExperimentRun& run);

/// The findings and the files.
std::string describe_run(const ExperimentRun& run, const std::string& plan);

/// The run's record, which is written last: its presence says that the run is complete.
void write_run_log(RunLog& log, const ExperimentRun& run, const std::string& deck);

}  // namespace ebru
