#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "solvers/lbm/lbm_core.hpp"
#include "tests/reference/lattice_boltzmann_twin.hpp"
#include "tests/support/transport_run.hpp"

namespace ebru {

/// One compiled lattice Boltzmann scheme, for typed tests.
template <class RealType, class SetType, Equilibrium equilibrium>
struct LbmScheme {
    using Real = RealType;
    using Set = SetType;
    static constexpr Equilibrium kind = equilibrium;

    static TransportRun<Real> make(ImageShape shape, const LbmParameters& parameters, int images = 1) {
        return {std::make_unique<LbmCore<Real, Set, kind>>(shape, parameters), shape, images};
    }
    static std::vector<reference::LatticeDirection> directions() {
        return Set::directions == 9 ? reference::d2q9() : reference::d2q5();
    }
    static constexpr reference::EquilibriumOrder order =
        kind == Equilibrium::quadratic ? reference::EquilibriumOrder::second : reference::EquilibriumOrder::first;
};

using DoubleLbmSchemes =
    ::testing::Types<LbmScheme<double, D2Q9, Equilibrium::quadratic>, LbmScheme<double, D2Q9, Equilibrium::linear>,
                     LbmScheme<double, D2Q5, Equilibrium::quadratic>, LbmScheme<double, D2Q5, Equilibrium::linear>>;
using AllLbmSchemes =
    ::testing::Types<LbmScheme<double, D2Q9, Equilibrium::quadratic>, LbmScheme<double, D2Q9, Equilibrium::linear>,
                     LbmScheme<double, D2Q5, Equilibrium::quadratic>, LbmScheme<double, D2Q5, Equilibrium::linear>,
                     LbmScheme<float, D2Q9, Equilibrium::quadratic>, LbmScheme<float, D2Q9, Equilibrium::linear>,
                     LbmScheme<float, D2Q5, Equilibrium::quadratic>, LbmScheme<float, D2Q5, Equilibrium::linear>>;

/// A relaxation choice with its Lambda written from numerics.md 1.3 a second time.
struct NamedRelaxation {
    std::string name;
    RelaxationChoice choice;
    double (*magic)(double lm);  ///< Lambda of Lm = tau- - 1/2

    [[nodiscard]] double tau_odd(double alpha) const { return 0.5 + 3.0 * alpha; }
    [[nodiscard]] double tau_even(double alpha) const { return 0.5 + magic(3.0 * alpha) / (3.0 * alpha); }
};

inline std::vector<NamedRelaxation> all_relaxations() {
    return {{"bgk", {.collision = Collision::bgk}, [](double lm) { return lm * lm; }},
            {"trt 1/4", {.magic = Magic::quarter}, [](double) { return 0.25; }},
            {"trt fourth order", {.magic = Magic::fourth_order}, [](double lm) { return 0.125 + 0.5 * lm * lm; }},
            {"trt 0.2", {.magic = Magic::value, .magic_value = 0.2}, [](double) { return 0.2; }}};
}

}  // namespace ebru
