#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "io/snapshot_chain_reader.hpp"
#include "solvers/forward/forward_command.hpp"

namespace ebru {

namespace {

struct InfoOptions {
    std::string path;
    bool deck = false;
    bool verify = false;
};

int show_chain(const InfoOptions& options) {
    const SnapshotChainReader chain(options.path, ChainAccess::finished_or_partial);
    if (options.deck) {
        std::cout << chain.header().deck;
        return 0;
    }
    std::cout << describe_chain(chain);
    if (options.verify) {
        chain.verify();
        std::cout << "all checksums agree\n";
    }
    return 0;
}

}  // namespace

Command info_command() {
    return {"info", "what is in a chain", [](CLI::App& app) -> std::function<int()> {
                const auto options = std::make_shared<InfoOptions>();
                app.add_option("chain", options->path, "a chain.h5, or a chain.h5.partial that is being written")
                    ->required();
                app.add_flag("--deck", options->deck, "print only the resolved deck");
                app.add_flag("--verify", options->verify, "also compare every checksum with the data");
                return [options] { return show_chain(*options); };
            }};
}

}  // namespace ebru
