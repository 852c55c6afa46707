#include "ml/program/sweep_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "app/python_script.hpp"
#include "app/run_folder.hpp"
#include "ml/sampler/sampling_run.hpp"
#include "ml/sweep/corruption.hpp"
#include "ml/sweep/run_reports.hpp"
#include "ml/sweep/sweep_cases.hpp"
#include "ml/sweep/sweep_script.hpp"
#include "ml/sweep/sweep_table.hpp"

namespace ebru {

namespace {

constexpr int strip_samples = 16;

bool is_complete(const SweepRun& run) {
    for (std::size_t i = 0; i < run.stages.size(); ++i) {
        if (stage_state(run, i) != StageState::complete) {
            return false;
        }
    }
    return true;
}

/// The first samples of every case's first complete run, side by side: strips/CASE.png.
void draw_strips(const SweepDeck& sweep, const std::vector<const SweepRun*>& complete,
                 const std::filesystem::path& folder) {
    make_run_folder(folder);
    for (std::size_t i = 0; i < sweep.cases.size(); ++i) {
        const auto run = std::ranges::find(complete, i, [](const SweepRun* one) { return one->of_case; });
        if (run != complete.end()) {
            draw_samples(stage_folder(**run, SweepStage::sample) / "samples.h5", strip_samples, strip_samples,
                         (*run)->range, folder / (folder_word(sweep.cases[i].name) + ".png"));
        }
    }
}

/// What the processes of the cases do to the same images, by level.
void report_corruption(const SweepDeck& sweep, const std::vector<const SweepRun*>& complete,
                       const std::filesystem::path& file) {
    constexpr int images = 64;
    std::vector<CaseCorruption> cases;
    for (std::size_t i = 0; i < sweep.cases.size(); ++i) {
        const auto run = std::ranges::find(complete, i, [](const SweepRun* one) { return one->of_case; });
        if (run != complete.end()) {
            cases.push_back({sweep.cases[i].name, corruption_by_level((*run)->stages.front().deck, images)});
        }
    }
    write_corruption(cases, file);
}

}  // namespace

void report_results(const SweepDeck& sweep, const std::vector<SweepRun>& runs, const std::filesystem::path& folder) {
    std::vector<const SweepRun*> complete;
    std::vector<RunResult> results;
    for (const SweepRun& run : runs) {
        if (is_complete(run)) {
            complete.push_back(&run);
            results.push_back({.of_case = run.of_case, .name = run.name, .numbers = run_numbers(run)});
        }
    }
    if (complete.empty()) {
        return;
    }
    const SweepTable table = make_table(sweep, results);
    write_table(table, folder);
    draw_strips(sweep, complete, folder / "strips");
    report_corruption(sweep, complete, folder / "corruption.json");
    const bool drawn = run_python_script(folder, "draw_sweep", sweep_script);
    std::cout << markdown_table(table)
              << fmt::format("{} of {} runs are complete\n  {}   also as csv and json{}\n", complete.size(),
                             runs.size(), (folder / "table.md").string(),
                             drawn ? "; metrics.png, corruption.png, samples.png" : "");
}

}  // namespace ebru
