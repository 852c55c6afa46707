#include "validation/converge/converge_command.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>

#include "app/program.hpp"
#include "base/error.hpp"
#include "validation/common/report_files.hpp"
#include "validation/converge/convergence_summary.hpp"

namespace ebru {

namespace {

struct ConvergeOptions {
    std::string deck;
    std::vector<std::string> set;
    std::filesystem::path output;
    int refine = 4;
    int level = 0;
    int images = 1;
    bool overwrite = false;
};

void check_options(const ConvergeOptions& options) {
    constexpr int most = 16;
    validate(options.refine >= 2 && options.refine <= most, fmt::format("--refine {}", options.refine),
             options.refine < 2 ? "it counts the grids N, 2N, 4N, ..., and one grid converges to nothing"
                                : "the finest grid would have 2^15 times the deck's cells along an axis",
             fmt::format("give 2 to {}; an order that can be trusted takes 4", most));
    std::error_code failure;
    validate(options.output.empty() || options.overwrite ||
                 !std::filesystem::exists(options.output / "results.json", failure),
             "--output " + options.output.string(), "it holds an earlier report",
             "choose another folder, or add --overwrite");
}

ConvergenceRequest make_request(const ConvergeOptions& options, const RefinedDeck& deck, const ImageSource& source) {
    validate(options.level >= 0 && options.level <= deck.levels(), fmt::format("--level {}", options.level),
             fmt::format("the deck has the levels 1 to {}", deck.levels()),
             "name one of them; the last is the default");
    const DataSettings& data = deck.settings().data;
    const std::int64_t available = source.size() - data.first;
    validate(available >= 1, fmt::format("data.first = {}", data.first),
             fmt::format("{} holds {} images", data.name, source.size()),
             fmt::format("give at most {}", source.size() - 1));
    validate(options.images >= 1 && options.images <= available, fmt::format("--images {}", options.images),
             fmt::format("{} holds {} images from data.first = {} on", data.name, available, data.first),
             fmt::format("give 1 to {}", available));
    return {options.refine, options.level == 0 ? deck.levels() : options.level, options.images};
}

/// Half of the machine's memory is for the rest of it.
void check_memory(const RefinedDeck& deck, const ConvergenceRequest& request) {
    const auto memory = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
    constexpr double gigabyte = 1e9;
    int fitting = 0;
    while (fitting < request.grids && deck.bytes(1 << fitting, request.images) <= 0.5 * memory) {
        ++fitting;
    }
    const double needed = deck.bytes(1 << (request.grids - 1), request.images) / gigabyte;
    const ImageShape finest = deck.shape(1 << (request.grids - 1));
    validate(fitting == request.grids, fmt::format("--refine {}", request.grids),
             fmt::format("the finest grid, {} x {} cells, would take {:.3g} GB of memory and this machine has {:.3g}",
                         finest.ny, finest.nx, needed, memory / gigabyte),
             fitting >= 2 ? fmt::format("give at most {}, or begin with a smaller data.size or fewer --images", fitting)
                          : "begin with a smaller data.size or fewer --images");
}

void write_report(const ConvergeOptions& options, StudyResult& result) {
    std::error_code failure;
    std::filesystem::create_directories(options.output, failure);
    validate(!failure, "--output " + options.output.string(), failure.message(),
             "give a folder that can be made and written to");
    const std::string title = "ebru: convergence of " + options.deck;
    write_tables(options.output, result);
    std::vector<StudyResult> results;
    results.push_back(std::move(result));
    write_results(options.output, results, Effort::full);
    draw_figures(options.output);
    write_page(options.output, results.front(), title);
    std::cout << (options.output / "report.html").string() << '\n';
}

int converge(const ConvergeOptions& options) {
    check_options(options);
    Deck file = Deck::load(options.deck, options.set);
    const DataSettings data = read_data_settings(file);
    const std::unique_ptr<ImageSource> source = open_image_source(data.source);
    const RefinedDeck deck(read_forward_settings(file, data, source->shape().nx), source->shape());
    const ConvergenceRequest request = make_request(options, deck, *source);
    check_memory(deck, request);
    for (const std::string& warning : deck.warnings()) {
        spdlog::warn("{}", warning);
    }
    const std::string problem = describe_problem(deck, request);
    std::cout << problem << fmt::format("{:.3g} cell updates\n\n", static_cast<double>(total_updates(deck, request)))
              << std::flush;
    const auto start = std::chrono::steady_clock::now();
    const MeasuredConvergence measured = measure_convergence(deck, *source, request);
    std::cout << error_table(measured) << '\n';
    for (const std::string& sentence : conclusions(deck, measured)) {
        std::cout << sentence << '\n';
    }
    if (!options.output.empty()) {
        StudyResult result;
        result.name = "convergence";
        result.claim = problem;
        result.end = StudyEnd::measured;
        result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        fill_report(deck, measured, result.report);
        write_report(options, result);
    }
    return exit_success;
}

}  // namespace

Command converge_command() {
    return {
        "converge", "observe the order of convergence of a deck on successively finer grids",
        [](CLI::App& app) -> std::function<int()> {
            const auto options = std::make_shared<ConvergeOptions>();
            app.add_option("deck", options->deck, "a deck of ebru forward")->required();
            app.add_option("--refine", options->refine, "grids: N, 2N, 4N, ... cells along the width")
                ->capture_default_str();
            app.add_option("--level", options->level, "the level whose state is compared (default: the last)");
            app.add_option("--images", options->images, "how many of the deck's first images")->capture_default_str();
            app.add_option("--set", options->set, "KEY=VALUE: override a key of the deck");
            app.add_option("-o,--output", options->output, "folder for CSV, figures and a page (default: none)");
            app.add_flag("--overwrite", options->overwrite, "replace the report that the folder holds");
            return [options] { return converge(*options); };
        }};
}

}  // namespace ebru
