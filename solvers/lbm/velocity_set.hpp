#pragma once

#include <Kokkos_Macros.hpp>
#include <vector>

#include "base/planted_fault.hpp"
#include "field/ghost_links.hpp"

namespace ebru {

/// A pair of opposite lattice velocities c and -c with their common weight.
struct VelocityPair {
    int cx;
    int cy;
    double weight;
};

/// w of a pair.
KOKKOS_FORCEINLINE_FUNCTION double weight_of(const VelocityPair& c) {
    return planted_in_kernel(Fault::d2q9_weight) && c.cx * c.cy != 0 ? 1.02 * c.weight : c.weight;
}

/// D2Q9: rest weight 4/9, axes 1/9, diagonals 1/36; c_s^2 = 1/3 (numerics.md 1.1).
/// Field 0 rests; pair p is fields 2p+1 (velocity c) and 2p+2 (velocity -c).
struct D2Q9 {
    static constexpr const char* name = "D2Q9";
    static constexpr int pairs = 4;
    static constexpr int directions = 9;
    static constexpr double rest_weight = 4.0 / 9.0;
    KOKKOS_INLINE_FUNCTION static constexpr VelocityPair pair(int p) {
        constexpr VelocityPair all[pairs] = {
            {1, 0, 1.0 / 9.0}, {0, 1, 1.0 / 9.0}, {1, 1, 1.0 / 36.0}, {-1, 1, 1.0 / 36.0}};
        return all[p];
    }
    /// Quadratic equilibrium, e+ = w [rho + u (4.5 (c.v)^2 - 1.5 v^2)]: with e- = 3 w u c.v the direction's part is
    /// even_from_odd e- c.v, and speed_factor u v^2 is common to all directions.
    static constexpr double even_from_odd = 1.5;
    static constexpr double speed_factor = -1.5;
};

/// D2Q5: rest weight 1/3, axes 1/6; c_s^2 = 1/3. Its quadratic equilibrium carries v_x^2 and v_y^2 but cannot carry v_x
/// v_y, so the diffusion tensor keeps an off-diagonal error of size |v_x v_y|, and its k^4 error is not isotropic.
struct D2Q5 {
    static constexpr const char* name = "D2Q5";
    static constexpr int pairs = 2;
    static constexpr int directions = 5;
    static constexpr double rest_weight = 1.0 / 3.0;
    KOKKOS_INLINE_FUNCTION static constexpr VelocityPair pair(int p) {
        constexpr VelocityPair all[pairs] = {{1, 0, 1.0 / 6.0}, {0, 1, 1.0 / 6.0}};
        return all[p];
    }
    static constexpr double even_from_odd = 1.0;
    static constexpr double speed_factor = 0.0;
};

/// Directions with a component along x: as many fields have ghost columns.
template <class Set>
constexpr int directions_along_x() {
    int count = 0;
    for (int p = 0; p < Set::pairs; ++p) {
        count += Set::pair(p).cx != 0 ? 2 : 0;
    }
    return count;
}

/// The fields of a velocity set with their mirror images, for the ghost links.
template <class Set>
std::vector<FieldSymmetry> field_symmetries() {
    std::vector<FieldSymmetry> fields(Set::directions);
    for (int p = 0; p < Set::pairs; ++p) {
        const VelocityPair c = Set::pair(p);
        fields[static_cast<std::size_t>(2 * p + 1)] = {c.cx, c.cy, 0, 0};
        fields[static_cast<std::size_t>(2 * p + 2)] = {-c.cx, -c.cy, 0, 0};
    }
    const auto find = [&](int cx, int cy) {
        int field = 0;
        while (fields[static_cast<std::size_t>(field)].cx != cx || fields[static_cast<std::size_t>(field)].cy != cy) {
            ++field;
        }
        return field;
    };
    for (FieldSymmetry& field : fields) {
        field.mirror_x = find(-field.cx, field.cy);
        field.mirror_y = find(field.cx, -field.cy);
    }
    return fields;
}

}  // namespace ebru
