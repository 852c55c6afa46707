#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ebru {

/// What every command that works off a deck is given.
struct DeckArguments {
    std::string deck;
    std::string output;            ///< empty: run_folder()
    std::vector<std::string> set;  ///< KEY=VALUE each
};

/// The same with what to do about results that are there.
struct DeckOptions : DeckArguments {
    bool resume = false;
    bool overwrite = false;  ///< never with resume
    bool dry_run = false;
};

/// DECK, --output and --set. \param what the deck is. \param example of --set.
void add_deck_arguments(CLI::App& app, DeckArguments& arguments, const std::string& what, const std::string& example);

/// These, --resume, --overwrite and --dry-run of a command that makes one run of a deck.
void add_deck_options(CLI::App& app, DeckOptions& options, const std::string& example);

/// The command line that does the same again: "ebru COMMAND DECK -o FOLDER --set .."; more may follow.
std::string command_again(const std::string& command, const DeckArguments& arguments,
                          const std::filesystem::path& folder);

}  // namespace ebru
