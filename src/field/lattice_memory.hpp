#pragma once

#include <string>

#include "field/large_pages.hpp"
#include "field/team_work.hpp"

namespace ebru {

/// A view of zeros, on large pages where it is host memory.
template <class View, class... Extents>
View allocate_lattice(const std::string& label, Extents... extents) {
    const View view(Kokkos::view_alloc(label, Kokkos::WithoutInitializing), extents...);
    if constexpr (on_host) {
        ask_for_large_pages(view.data(), view.span() * sizeof(typename View::value_type));
    }
    Kokkos::deep_copy(view, typename View::value_type(0));
    return view;
}

}  // namespace ebru
