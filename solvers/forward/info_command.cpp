#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "io/snapshot_chain_reader.hpp"
#include "io/trajectory_file.hpp"
#include "solvers/forward/forward_command.hpp"

namespace ebru {

namespace {

struct InfoOptions {
    std::string path;
    bool deck = false;
    bool verify = false;
};

template <class Reader>
int show(const InfoOptions& options, const Reader& file, std::string (*describe)(const Reader&)) {
    if (options.deck) {
        std::cout << file.header().deck;
        return 0;
    }
    std::cout << describe(file);
    if (options.verify) {
        file.verify();
        std::cout << "all checksums agree\n";
    }
    return 0;
}

int show_file(const InfoOptions& options) {
    if (format_name_of(options.path) == trajectory_file_format().format_name) {
        return show(options, TrajectoryReader(options.path), describe_trajectory);
    }
    return show(options, SnapshotChainReader(options.path, ChainAccess::finished_or_partial), describe_chain);
}

}  // namespace

Command info_command() {
    return {"info", "what is in a chain or a trajectory", [](CLI::App& app) -> std::function<int()> {
                const auto options = std::make_shared<InfoOptions>();
                app.add_option("chain", options->path,
                               "a chain.h5, a chain.h5.partial that is being written, or a trajectory.h5")
                    ->required();
                app.add_flag("--deck", options->deck, "print only the resolved deck");
                app.add_flag("--verify", options->verify, "also compare every checksum with the data");
                return [options] { return show_file(*options); };
            }};
}

}  // namespace ebru
