#include "solvers/ensemble_run/experiment.hpp"

namespace ebru {

void run_experiment(ExperimentRun& run) {
    switch (run.settings.experiment) {
        case Experiment::random_walk:
            return run_random_walk(run);
        case Experiment::reversal:
            return run_reversal(run);
        case Experiment::covariance:
            return run_covariance(run);
        case Experiment::reverse_step:
            return run_reverse_step(run);
        case Experiment::flow_map:
            return run_flow_map(run);
        case Experiment::kernel_velocity:
            return run_kernel_velocity(run);
        case Experiment::kde_bias:
            return run_kde_bias(run);
        case Experiment::force:
            return run_force(run);
    }
    EBRU_ASSERT(!"an experiment without a function");
}

}  // namespace ebru
