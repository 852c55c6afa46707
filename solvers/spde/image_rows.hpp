#pragma once

#include <string>

#include "field/image_batch.hpp"
#include "field/team_work.hpp"

namespace ebru {

/// Images of the same extents, not filled.
template <class Real>
ImageBatch<Real> images_like(const std::string& label, const ImageBatch<Real>& images) {
    return ImageBatch<Real>(Kokkos::view_alloc(label, Kokkos::WithoutInitializing), images.extent(0), images.extent(1),
                            images.extent(2), images.extent(3));
}

/// out = body(a, b), value by value; (B, C, Y, X) each, which may be the same.
template <class Real, class Body>
void combine_images(const ImageBatch<Real>& out, const ImageBatch<Real>& a, const ImageBatch<Real>& b,
                    const Body& body) {
    const auto channels = static_cast<int>(out.extent(1));
    const auto ny = static_cast<int>(out.extent(2));
    const auto nx = static_cast<int>(out.extent(3));
    Kokkos::parallel_for(
        "spde combine", make_teams(static_cast<int>(out.extent(0)) * channels), KOKKOS_LAMBDA(const TeamMember& team) {
            const int i = team.league_rank() / channels;
            const int c = team.league_rank() % channels;
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, ny), [&](int y) {
                Real* const to = &out(i, c, y, 0);
                const Real* const from_a = &a(i, c, y, 0);
                const Real* const from_b = &b(i, c, y, 0);
                for_row(team, 0, nx, [=](int x) EBRU_ROW_BODY { to[x] = body(from_a[x], from_b[x]); });
            });
        });
}

/// a b.
template <class Real>
struct Product {
    KOKKOS_FORCEINLINE_FUNCTION Real operator()(Real a, Real b) const { return a * b; }
};

/// a + factor b.
template <class Real>
struct AddTimes {
    Real factor;
    KOKKOS_FORCEINLINE_FUNCTION Real operator()(Real a, Real b) const { return multiply_add(factor, b, a); }
};

}  // namespace ebru
