#pragma once

#include <fmt/format.h>

#include <string>

#include "validation/converge/refined_deck.hpp"

namespace ebru::test {

inline RefinedDeck refined_text(const std::string& text, const ImageShape& shape) {
    Deck deck = Deck::parse(text, "test");
    const DataSettings data = read_data_settings(deck);
    return {read_forward_settings(deck, data, shape.nx), shape};
}

/// A short advection-diffusion deck. \param velocity lines of its [velocity] table.
inline RefinedDeck refined_deck(const std::string& velocity, const ImageShape& shape,
                                const std::string& walls = "mirror", double peclet = 8.0,
                                const std::string& method = "stencil") {
    return refined_text(fmt::format("[data]\npath = \"none\"\n[schedule]\nlevels = 3\nFo_min = 2e-3\nFo_max = 0.02\n"
                                    "[transport]\nmethod = \"{}\"\nPe = {}\nwalls = \"{}\"\n[velocity]\n{}\n",
                                    method, peclet, walls, velocity),
                        shape);
}

/// The same in lattice quantities.
inline RefinedDeck refined_lattice_deck(const std::string& velocity, const ImageShape& shape) {
    return refined_text(
        "[data]\npath = \"none\"\n[lattice]\nlevels = 2\nsteps = 7\nalpha = 0.15\nvelocity = 0.02\n"
        "[velocity]\n" +
            velocity + "\n",
        shape);
}

}  // namespace ebru::test
