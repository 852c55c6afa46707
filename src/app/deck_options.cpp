#include "app/deck_options.hpp"

#include <CLI/CLI.hpp>

#include "app/shell_word.hpp"

namespace ebru {

void add_deck_arguments(CLI::App& app, DeckArguments& arguments, const std::string& what, const std::string& example) {
    app.add_option("deck", arguments.deck, what)->required();
    app.add_option("-o,--output", arguments.output, "folder of the results (default: runs/<name of the deck>)");
    app.add_option("--set", arguments.set, "KEY=VALUE: override a key of the deck, e.g. " + example);
}

void add_deck_options(CLI::App& app, DeckOptions& options, const std::string& example) {
    add_deck_arguments(app, options, "the run's settings, TOML (docs/deck_reference.md)", example);
    CLI::Option* resume = app.add_flag("--resume", options.resume, "go on with an interrupted run");
    app.add_flag("--overwrite", options.overwrite, "replace the run that the folder holds")->excludes(resume);
    app.add_flag("--dry-run", options.dry_run, "check everything, print the resolved deck and stop");
}

std::string command_again(const std::string& command, const DeckArguments& arguments,
                          const std::filesystem::path& folder) {
    std::string line = "ebru " + command + " " + arguments.deck + " -o " + folder.string();
    for (const std::string& assignment : arguments.set) {
        line += " --set " + shell_word(assignment);
    }
    return line;
}

}  // namespace ebru
