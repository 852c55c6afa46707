#pragma once

#include <filesystem>
#include <string>

#include "app/run_log.hpp"
#include "solvers/forward/chain_pictures.hpp"
#include "solvers/forward/forward_run.hpp"

namespace ebru {

/// A run in numbers: from the finished chain and the clock.
struct ForwardSummary {
    ForwardTimes times;
    double steps_per_image = 0.0;
    double updates = 0.0;  ///< cell updates of this run
    bool keeps_mass = true;
    double largest_mass_drift = 0.0;  ///< relative, over images and channels; what noise adds where keeps_mass is false
    double largest_speed_lu = 0.0;
    double smallest_peclet = 0.0;  ///< effective, over images
    double mean_peclet = 0.0;
    double mean_divergence_ratio = 0.0;
};

/// \param steps_per_image, keeps_mass of the MadeProcess.
ForwardSummary summarise(const SnapshotChainReader& chain, const ForwardTimes& times, double steps_per_image,
                         bool keeps_mass);

/// The run's record: deck, levels, diagnostics, speed.
void write_run_log(RunLog& log, const std::string& deck, const SnapshotChainReader& chain,
                   const ForwardSummary& summary, const std::filesystem::path& path);

/// All of a plan and of the program that made it, exactly: ranks compare theirs.
std::string plan_text(const ChainPlan& plan);

/// What --dry-run says of a plan: size, class of the equation where it has one, levels, steps.
std::string describe_plan(const ChainPlan& plan, double steps_per_image, const std::string& equation);

/// What was made and how to look at it.
std::string describe_result(const SnapshotChainReader& chain, const ForwardSummary& summary,
                            const ChainPictures& pictures, const std::filesystem::path& folder);

}  // namespace ebru
