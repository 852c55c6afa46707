#include "validation/common/lattice_scheme.hpp"

#include "base/error.hpp"
#include "solvers/lbm/lbm_core.hpp"
#include "solvers/stencil/stencil_core.hpp"

namespace ebru {

std::string name_of(LatticeScheme scheme) {
    switch (scheme) {
        case LatticeScheme::bgk:
            return "BGK";
        case LatticeScheme::bgk_linear:
            return "BGK linear";
        case LatticeScheme::trt_quarter:
            return "TRT 1/4";
        case LatticeScheme::trt_linear:
            return "TRT 1/4 linear";
        case LatticeScheme::trt_fourth_order:
            return "TRT fourth-order";
        case LatticeScheme::stencil:
            return "stencil";
    }
    EBRU_ASSERT(!"a scheme without a name");
    return {};
}

RelaxationChoice relaxation_of(LatticeScheme scheme) {
    EBRU_EXPECT(scheme != LatticeScheme::stencil);
    RelaxationChoice choice;
    const bool bgk = scheme == LatticeScheme::bgk || scheme == LatticeScheme::bgk_linear;
    choice.collision = bgk ? Collision::bgk : Collision::trt;
    choice.magic = scheme == LatticeScheme::trt_fourth_order ? Magic::fourth_order : Magic::quarter;
    return choice;
}

template <class Real>
std::unique_ptr<TransportCore<Real>> make_core(LatticeScheme scheme, const ImageShape& shape,
                                               const CoreOptions& options) {
    if (scheme == LatticeScheme::stencil) {
        return std::make_unique<StencilCore<Real>>(shape, options.walls);
    }
    const LbmParameters parameters{relaxation_of(scheme), options.start, options.hand_over, options.walls};
    if (scheme == LatticeScheme::bgk_linear || scheme == LatticeScheme::trt_linear) {
        return std::make_unique<LbmCore<Real, D2Q9, Equilibrium::linear>>(shape, parameters);
    }
    return std::make_unique<LbmCore<Real, D2Q9, Equilibrium::quadratic>>(shape, parameters);
}

template std::unique_ptr<TransportCore<float>> make_core(LatticeScheme, const ImageShape&, const CoreOptions&);
template std::unique_ptr<TransportCore<double>> make_core(LatticeScheme, const ImageShape&, const CoreOptions&);

}  // namespace ebru
