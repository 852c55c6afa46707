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
#include "validation/common/kept_study.hpp"
#include "validation/common/report_files.hpp"

namespace ebru {

namespace {

struct ValidateOptions {
    std::vector<std::string> names;
    std::filesystem::path output = "runs/validation";
    std::filesystem::path deck;
    std::vector<std::string> set;
    bool quick = false;
    bool resume = false;
    bool overwrite = false;
    bool list = false;
    bool no_figures = false;

    [[nodiscard]] Effort effort() const { return quick ? Effort::quick : Effort::full; }
    [[nodiscard]] std::string output_key() const { return "--output " + output.string(); }
};

/// A study that is to run; without a run when this build lacks something.
struct PreparedStudy {
    Study study;
    StudyRun run;
    StudyStamp stamp;
    KeptStudy kept = {};

    [[nodiscard]] bool fails() const { return kept.result && kept.result->end == StudyEnd::fails; }
    [[nodiscard]] bool is_left() const { return run != nullptr && kept.state != KeptState::whole; }
};

template <class Named>
std::vector<std::string> names_of(const std::vector<Named>& studies) {
    std::vector<std::string> names;
    std::ranges::transform(studies, std::back_inserter(names), &Named::name);
    return names;
}

std::vector<Study> chosen_studies(const ValidateOptions& options) {
    const std::vector<Study> all = all_studies();
    if (options.names.empty()) {
        return all;
    }
    const std::vector<std::string> names = names_of(all);
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
    std::vector<Study> chosen = chosen_studies(options);
    std::vector<PreparedStudy> prepared;
    const std::string build = this_build();
    for (Study& study : chosen) {
        StudyRun run;
        StudyStamp stamp{build, options.effort(), ""};
        if (study.prepare != nullptr) {
            const std::string name = "validation/" + study.name + "/deck.toml";
            StudyDeck deck(options.deck.empty() ? Deck::parse(study.deck, name, options.set)
                                                : Deck::load(options.deck, options.set),
                           options.effort());
            run = study.prepare(deck);
            deck.reject_unknown();
            stamp.deck = deck.deck().resolved();
        }
        prepared.push_back({std::move(study), std::move(run), std::move(stamp)});
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

void print_line(std::string_view word, const std::string& study, const std::string& text) {
    std::cout << fmt::format("{:<8} {:<28} {}\n", word, study, text) << std::flush;
}

void print_failures(const StudyResult& result) {
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

void refuse_what_is_there(const ValidateOptions& options, ReportState state) {
    validate(state != ReportState::complete, options.output_key(), "it holds an earlier report",
             "replace it by --overwrite, or choose another --output");
    validate(state != ReportState::parts, options.output_key(), "it holds the studies of a stopped validation",
             "go on with it by --resume, replace it by --overwrite, or choose another --output");
}

/// Whether a complete report lacks something of the studies: one that ended with an error, is damaged or not in it.
/// \throws UserError when the report would lose something: what it says of another build or deck, or of other studies.
bool lacks_something(const std::vector<PreparedStudy>& studies, const ValidateOptions& options) {
    std::vector<ReportedStudy> others = reported_studies(options.output);
    bool lacks = false;
    for (const PreparedStudy& study : studies) {
        const auto place = std::ranges::find(others, study.study.name, &ReportedStudy::name);
        if (place == others.end()) {
            lacks = true;
            continue;
        }
        validate(!study.is_left() || study.kept.state == KeptState::damaged || place->end == StudyEnd::error,
                 options.output_key(),
                 fmt::format("it holds a complete report, and {} in it is {}", study.study.name,
                             study.kept.why.empty() ? "without a record" : study.kept.why),
                 "replace it by --overwrite, or choose another --output");
        lacks = lacks || study.is_left();
        others.erase(place);
    }
    validate(!lacks || others.empty(), options.output_key(),
             "it holds a complete report of other studies: " + joined(names_of(others), ", "),
             "name these too, or choose another --output");
    return lacks;
}

/// What --resume finds. \return false when nothing is left to do.
/// \throws UserError when a complete report would be lost, which is of something else.
bool find_kept(std::vector<PreparedStudy>& studies, const ValidateOptions& options, ReportState state) {
    std::error_code ignored;
    validate(std::filesystem::is_directory(options.output, ignored), options.output_key(),
             "there is no such folder with a validation to resume", "check --output, or leave --resume out");
    for (PreparedStudy& study : studies) {
        if (study.run) {
            study.kept = kept_study(options.output, study.study.name, study.stamp);
        }
    }
    return state != ReportState::complete || lacks_something(studies, options);
}

void make_output(const ValidateOptions& options) {
    std::error_code failure;
    std::filesystem::create_directories(options.output, failure);
    validate(!failure, options.output_key(), failure.message(), "give a folder that can be made and written to");
    if (options.overwrite) {
        forget_report(options.output, names_of(all_studies()));
    }
}

/// Runs studies one after the other and keeps each result at once.
class ValidationRun {
  public:
    ValidationRun(const std::vector<PreparedStudy>& studies, const ValidateOptions& options)
        : studies_(studies), options_(options), progress_(std::ssize(studies), "studies", "validate") {
        kept_ = std::ranges::count(studies_, KeptState::whole, [](const auto& study) { return study.kept.state; });
        progress_.resume_from(kept_);
    }

    std::vector<StudyResult> all() {
        const InterruptGuard guard;
        std::vector<StudyResult> results;
        for (const PreparedStudy& study : studies_) {
            results.push_back(study.kept.result ? taken_over(*study.kept.result) : made(study));
        }
        progress_.finish();
        return results;
    }

  private:
    static const StudyResult& taken_over(const StudyResult& kept) {
        print_line("kept", kept.name, fmt::format("{}, {}", to_name(kept.end), duration_text(kept.seconds)));
        print_failures(kept);
        return kept;
    }

    StudyResult made(const PreparedStudy& study) {
        stop_if_asked();
        if (!study.kept.why.empty()) {
            print_line("again", study.study.name, "what was kept is " + study.kept.why);
        }
        StudyResult result = run_study(study);
        if (result.end == StudyEnd::error) {
            stop_if_asked();  // a program that the study started may have had the same signal
        }
        write_tables(options_.output, result);
        if (result.end == StudyEnd::holds || result.end == StudyEnd::fails) {
            keep_study(options_.output, result, study.stamp);
            ++kept_;
        }
        print_line(to_name(result.end), result.name, duration_text(result.seconds));
        print_failures(result);
        progress_.advance(1);
        return result;
    }

    void stop_if_asked() const {
        if (stop_requested()) {
            throw Interrupted(stop_signal(), fmt::format("stopped after {} of {} studies, which are kept in {}: run "
                                                         "the same command with --resume to go on",
                                                         kept_, studies_.size(), options_.output.string()));
        }
    }

    const std::vector<PreparedStudy>& studies_;
    const ValidateOptions& options_;
    Progress progress_;
    std::ptrdiff_t kept_ = 0;
};

int list_studies() {
    for (const Study& study : all_studies()) {
        std::cout << fmt::format("{:<28} {}{}\n", study.name, study.claim,
                                 study.prepare == nullptr ? " (cannot run: " + study.missing + ")" : "");
    }
    return exit_success;
}

std::ptrdiff_t count(const std::vector<StudyResult>& results, StudyEnd end) {
    return std::ranges::count(results, end, &StudyResult::end);
}

int code_of(const std::vector<StudyResult>& results) {
    return count(results, StudyEnd::fails) + count(results, StudyEnd::error) == 0 ? exit_success : exit_verdict;
}

/// The page last, and none that is older than the results: where it is, the report is complete.
void write_report(const std::vector<StudyResult>& results, const ValidateOptions& options) {
    std::filesystem::remove(options.output / "report.html");
    write_results(options.output, results, options.effort());
    if (!options.no_figures) {
        draw_figures(options.output);
    }
    write_page(options.output, results, options.effort());
    std::cout << fmt::format("{} studies: {} hold, {} fail, {} ended with an error, {} cannot run in this build\n{}\n",
                             results.size(), count(results, StudyEnd::holds), count(results, StudyEnd::fails),
                             count(results, StudyEnd::error), count(results, StudyEnd::missing),
                             (options.output / "report.html").string());
}

int run_validation(const ValidateOptions& options) {
    if (options.list) {
        return list_studies();
    }
    validate((options.deck.empty() && options.set.empty()) || options.names.size() == 1, "--deck and --set",
             "every study has a deck of its own", "name the one study that they are for");
    std::vector<PreparedStudy> studies = prepare(options);
    const ReportState state = report_state(options.output, names_of(all_studies()));
    if (options.resume && !find_kept(studies, options, state)) {
        std::cout << (options.output / "report.html").string() << " is complete: nothing to resume\n";
        return std::ranges::any_of(studies, &PreparedStudy::fails) ? exit_verdict : exit_success;
    }
    if (!options.resume && !options.overwrite) {
        refuse_what_is_there(options, state);
    }
    make_output(options);
    const std::vector<StudyResult> results = ValidationRun(studies, options).all();
    write_report(results, options);
    return code_of(results);
}

}  // namespace

Command validate_command() {
    return {"validate", "run the verification studies and write their report",
            [](CLI::App& app) -> std::function<int()> {
                const auto options = std::make_shared<ValidateOptions>();
                app.add_option("studies", options->names, "which studies (default: all; see --list)");
                app.add_flag("--quick", options->quick, "small grids, for tests; the cited figures are of full size");
                app.add_option("-o,--output", options->output, "folder of the report")->capture_default_str();
                app.add_option("--deck", options->deck, "another deck for the one study named");
                app.add_option("--set", options->set, "KEY=VALUE: override a key of the one study's deck");
                CLI::Option* resume = app.add_flag(
                    "--resume", options->resume, "go on with a stopped validation: studies that it completed are kept");
                app.add_flag("--overwrite", options->overwrite, "replace the report that the folder holds")
                    ->excludes(resume);
                app.add_flag("--no-figures", options->no_figures, "tables, verdicts and the page only");
                app.add_flag("--list", options->list, "list the studies and their claims");
                return [options] { return run_validation(*options); };
            }};
}

}  // namespace ebru
