#include "validation/common/validate_command.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>

#include "app/interrupt.hpp"
#include "app/program.hpp"
#include "app/progress.hpp"
#include "base/error.hpp"
#include "config/nearest_name.hpp"
#include "validation/common/report_files.hpp"

namespace ebru {

namespace {

struct ValidateOptions {
    std::vector<std::string> names;
    std::filesystem::path output = "runs/validation";
    std::filesystem::path deck;
    std::vector<std::string> set;
    bool quick = false;
    bool overwrite = false;
    bool list = false;
    bool no_figures = false;

    [[nodiscard]] Effort effort() const { return quick ? Effort::quick : Effort::full; }
};

/// A study that is to run; without a run when this build lacks something.
struct PreparedStudy {
    Study study;
    StudyRun run;
};

std::vector<Study> chosen_studies(const ValidateOptions& options) {
    const std::vector<Study> all = all_studies();
    if (options.names.empty()) {
        return all;
    }
    std::vector<std::string> names;
    for (const Study& study : all) {
        names.push_back(study.name);
    }
    std::vector<Study> chosen;
    for (const std::string& name : options.names) {
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end()) {
            const auto nearest = nearest_name(name, names);
            throw UserError("ebru validate " + name, "there is no such study",
                            (nearest ? "did you mean " + *nearest + "? " : "") + "the studies: " + joined(names, ", "));
        }
        const Study& study = all[static_cast<std::size_t>(found - names.begin())];
        validate(study.prepare != nullptr, "ebru validate " + name, study.missing,
                 "install what is missing and configure again, or leave the study out");
        chosen.push_back(study);
    }
    return chosen;
}

/// Reads every deck before any study runs.
std::vector<PreparedStudy> prepare(const ValidateOptions& options) {
    std::vector<PreparedStudy> prepared;
    for (Study& study : chosen_studies(options)) {
        StudyRun run;
        if (study.prepare != nullptr) {
            const std::string name = "validation/" + study.name + "/deck.toml";
            StudyDeck deck(options.deck.empty() ? Deck::parse(study.deck, name, options.set)
                                                : Deck::load(options.deck, options.set),
                           options.effort());
            run = study.prepare(deck);
            deck.reject_unknown();
        }
        prepared.push_back({std::move(study), std::move(run)});
    }
    return prepared;
}

StudyResult run_study(const PreparedStudy& prepared) {
    StudyResult result;
    result.name = prepared.study.name;
    result.claim = prepared.study.claim;
    if (!prepared.run) {
        result.end = StudyEnd::missing;
        result.message = prepared.study.missing;
        return result;
    }
    const auto start = std::chrono::steady_clock::now();
    try {
        prepared.run(result.report);
        result.end = result.report.holds() ? StudyEnd::holds : StudyEnd::fails;
    } catch (const Interrupted&) {
        throw;
    } catch (const std::exception& error) {
        result.end = StudyEnd::error;
        result.message = error.what();
    }
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

void print_end(const StudyResult& result) {
    std::cout << fmt::format("{:<8} {:<28} {}\n", to_word(result.end), result.name, duration_text(result.seconds));
    for (const Verdict& verdict : result.report.verdicts()) {
        if (!verdict.holds()) {
            std::cout << fmt::format("         {}: {:.4g}, must lie in [{:.4g}, {:.4g}]\n", verdict.claim,
                                     verdict.measured, verdict.low, verdict.high);
        }
    }
    if (!result.message.empty()) {
        std::cout << "         " << result.message << '\n';
    }
    std::cout << std::flush;
}

void make_output(const ValidateOptions& options) {
    const std::string key = "--output " + options.output.string();
    std::error_code failure;
    validate(options.overwrite || !std::filesystem::exists(options.output / "results.json", failure), key,
             "it holds an earlier report", "choose another folder, or add --overwrite");
    std::filesystem::create_directories(options.output, failure);
    validate(!failure, key, failure.message(), "give a folder that can be made and written to");
}

std::vector<StudyResult> run_all(const std::vector<PreparedStudy>& studies, const ValidateOptions& options) {
    const InterruptGuard guard;
    std::vector<StudyResult> results;
    Progress progress(static_cast<std::int64_t>(studies.size()), "studies", "validate");
    for (const PreparedStudy& study : studies) {
        if (stop_requested()) {
            throw Interrupted(stop_signal(), fmt::format("stopped after {} of {} studies: their tables are in {}, "
                                                         "no report was written",
                                                         results.size(), studies.size(), options.output.string()));
        }
        results.push_back(run_study(study));
        write_tables(options.output, results.back());
        print_end(results.back());
        progress.advance(1);
    }
    progress.finish();
    return results;
}

int list_studies() {
    for (const Study& study : all_studies()) {
        std::cout << fmt::format("{:<28} {}{}\n", study.name, study.claim,
                                 study.prepare == nullptr ? " (cannot run: " + study.missing + ")" : "");
    }
    return exit_success;
}

int run_validation(const ValidateOptions& options) {
    if (options.list) {
        return list_studies();
    }
    validate((options.deck.empty() && options.set.empty()) || options.names.size() == 1, "--deck and --set",
             "every study has a deck of its own", "name the one study that they are for");
    const std::vector<PreparedStudy> studies = prepare(options);
    make_output(options);
    const std::vector<StudyResult> results = run_all(studies, options);
    write_results(options.output, results, options.effort());
    if (!options.no_figures) {
        draw_figures(options.output);
    }
    write_page(options.output, results, options.effort());
    const auto count = [&](StudyEnd end) {
        return std::count_if(results.begin(), results.end(), [&](const StudyResult& r) { return r.end == end; });
    };
    std::cout << fmt::format("{} studies: {} hold, {} fail, {} ended with an error, {} cannot run in this build\n{}\n",
                             results.size(), count(StudyEnd::holds), count(StudyEnd::fails), count(StudyEnd::error),
                             count(StudyEnd::missing), (options.output / "report.html").string());
    return count(StudyEnd::fails) + count(StudyEnd::error) == 0 ? exit_success : exit_verdict;
}

}  // namespace

Command validate_command() {
    return {"validate", "run the verification studies and write their report",
            [](CLI::App& app) -> std::function<int()> {
                const auto options = std::make_shared<ValidateOptions>();
                app.add_option("studies", options->names, "which studies (default: all; see --list)");
                app.add_flag("--quick", options->quick, "small grids: minutes instead of an hour");
                app.add_option("-o,--output", options->output, "folder of the report")->capture_default_str();
                app.add_option("--deck", options->deck, "another deck for the one study named");
                app.add_option("--set", options->set, "KEY=VALUE: override a key of the one study's deck");
                app.add_flag("--overwrite", options->overwrite, "replace the report that the folder holds");
                app.add_flag("--no-figures", options->no_figures, "tables, verdicts and the page only");
                app.add_flag("--list", options->list, "list the studies and their claims");
                return [options] { return run_validation(*options); };
            }};
}

}  // namespace ebru
