#pragma once

#include <cstddef>

namespace ebru {

/// A rectangle of ny x nx square cells, spacing 1 (lattice units), cell centres at i + 1/2, x fastest.
struct Grid {
    int ny = 0;
    int nx = 0;

    [[nodiscard]] std::size_t cells() const { return static_cast<std::size_t>(ny) * static_cast<std::size_t>(nx); }
    bool operator==(const Grid&) const = default;
};

/// What happens at the edge of the rectangle; walls lie half a cell outside the outermost centres.
enum class Walls {
    mirror,       ///< specular: exact in the cosine basis, conserves mass (default)
    bounce_back,  ///< half-way bounce-back: reproduction of the papers, first order in a box; lattice Boltzmann only
    periodic,     ///< indices wrap
};

}  // namespace ebru
