#include "solvers/ensemble_run/ensemble_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/python_script.hpp"
#include "io/atomic_file.hpp"
#include "solvers/ensemble_run/ensemble_script.hpp"
#include "solvers/forward/deck_names.hpp"
#include "solvers/forward/gaussian_settings.hpp"

namespace ebru {

namespace {

/// Opens the density's file; there must be as many points as particles.
void check_source(const EnsembleSettings& settings, const DensitySettings& density) {
    const std::int64_t size = make_point_source(density)->size();
    validate(settings.particles <= size, fmt::format("ensemble.particles = {}", settings.particles),
             fmt::format("{}.path holds {} points", density.table, size), fmt::format("give at most {}", size));
}

bool walks_a_path(Experiment experiment) {
    return experiment != Experiment::kde_bias && experiment != Experiment::force;
}

}  // namespace

std::string plan_of(const EnsembleSettings& settings) {
    std::string text = fmt::format("# {}: {} particles in {} dimension(s), {}\n", to_name(settings.experiment),
                                   settings.particles, settings.dimension, to_name(settings.precision));
    if (settings.experiment != Experiment::kernel_velocity) {
        check_source(settings, settings.density);
        text += fmt::format("# density: {}\n", describe_density(settings.density));
    }
    if (settings.second) {
        check_source(settings, *settings.second);
        text += fmt::format("# second density: {}\n", describe_density(*settings.second));
    }
    if (settings.experiment == Experiment::force) {
        check_force(settings);
    }
    if (walks_a_path(settings.experiment)) {
        text += "# " + describe_path(GaussianPath(settings.gaussian)) + '\n';
    }
    return text;
}

void write_results(ExperimentRun& run) {
    std::vector<ResultTable> tables = run.findings.tables();
    tables.push_back(run.findings.check_table());
    for (const ResultTable& table : tables) {
        write_file_atomically(run.folder / (table.name() + ".csv"), table.csv(), Durability::process_kill);
    }
    if (run.settings.pictures.plots == Switch::on && run_python_script(run.folder, "draw_ensemble", ensemble_script)) {
        run.files.emplace_back("the figure", run.folder / "figure.png");
    }
}

std::string describe_run(const ExperimentRun& run, const std::string& plan) {
    std::string text = '\n' + plan + run.findings.text() + '\n';
    for (const auto& [what, file] : run.files) {
        text += fmt::format("  {:<28} {}\n", what, file.string());
    }
    std::string names = "checks";
    for (const ResultTable& table : run.findings.tables()) {
        names += ", " + table.name();
    }
    text += fmt::format("  {:<28} {}/*.csv: {}\n", "tables", run.folder.string(), names);
    return text;
}

void write_run_log(RunLog& log, const ExperimentRun& run, const std::string& deck) {
    double largest = 0.0;
    for (const Check& check : run.findings.checks()) {
        largest = std::max(largest, std::abs(check.score()));
    }
    log.set_deck(deck);
    log.set("experiment", std::string(to_name(run.settings.experiment)));
    log.set("particles", run.settings.particles);
    log.set("checks.count", static_cast<std::int64_t>(run.findings.checks().size()));
    log.set("checks.missed", static_cast<std::int64_t>(run.findings.missed()));
    log.set("checks.largest_score", largest);
    log.set("checks.largest_by_chance", run.findings.largest_by_chance());
    for (const Remark& remark : run.findings.remarks()) {
        log.set("found." + remark.key, remark.value);
    }
    log.write(run.folder / "run_log.json");
}

}  // namespace ebru
