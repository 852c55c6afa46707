#pragma once

#include "field/lanes.hpp"

namespace ebru {

/// function(value) of every lane, for a function of one number without branch or call (EBRU_ROW_BODY): one vector
/// instruction for each of its own.
template <class Real, class Function>
KOKKOS_FORCEINLINE_FUNCTION Lanes<Real> each_lane(const Lanes<Real>& value, const Function& function) {
#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__) || defined(__SYCL_DEVICE_ONLY__)
    return function(value);
#else
    Real numbers[lanes_width<Real>];
    store_lanes(numbers, value);
#pragma omp simd
    for (int lane = 0; lane < lanes_width<Real>; ++lane) {
        numbers[lane] = function(numbers[lane]);
    }
    return load_lanes(numbers);
#endif
}

}  // namespace ebru
