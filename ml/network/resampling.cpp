#include "ml/network/resampling.hpp"

#include <ATen/Functions.h>

#include "base/error.hpp"

namespace ebru {

namespace {

/// (C, 1, 4, 4): the outer square of [1, 3, 3, 1]/8 for each channel, times `gain`.
at::Tensor fir_kernel(const at::Tensor& x, double gain) {
    const at::Tensor row = at::tensor({1.0, 3.0, 3.0, 1.0}, x.options()) / 8.0;
    return (at::outer(row, row) * gain).expand({x.size(1), 1, 4, 4});
}

/// The FIR filter at every place or every second one, with `zeros` zeros on each side and one more after an odd end.
at::Tensor fir_filter(const at::Tensor& x, int stride, int zeros) {
    const Grid grid = grid_of(x);
    const at::Tensor padded = at::constant_pad_nd(x, {zeros, zeros + grid.nx % 2, zeros, zeros + grid.ny % 2});
    return at::conv2d(padded, fir_kernel(x, 1.0), {}, stride, at::IntArrayRef{0}, 1, x.size(1));
}

}  // namespace

Grid grid_of(const at::Tensor& x) {
    return {static_cast<int>(x.size(2)), static_cast<int>(x.size(3))};
}

at::Tensor halve(const at::Tensor& x, Resampling filter) {
    EBRU_EXPECT(filter != Resampling::stride);
    if (filter == Resampling::fir) {
        return fir_filter(x, 2, 1);
    }
    return at::avg_pool2d(x, 2, 2, 0, /*ceil_mode=*/true, /*count_include_pad=*/false);
}

at::Tensor enlarge(const at::Tensor& x, Grid target, Resampling filter) {
    const Grid grid = grid_of(x);
    EBRU_EXPECT(target.ny <= 2 * grid.ny && target.nx <= 2 * grid.nx);
    const at::Tensor doubled = filter == Resampling::fir
                                   ? at::conv_transpose2d(x, fir_kernel(x, 4.0), {}, 2, 1, 0, x.size(1))
                                   : at::upsample_nearest2d(x, {2 * grid.ny, 2 * grid.nx});
    return doubled.slice(2, 0, target.ny).slice(3, 0, target.nx);
}

Shrink::Shrink(ParameterStart& start, Resampling filter, int in, int out)
    : filter_(filter), convolution_(register_module("convolution", std::make_shared<Convolution>(start, in, out, 3))) {}

at::Tensor Shrink::forward(const at::Tensor& x) const {
    switch (filter_) {
        case Resampling::mean:
            return convolution_->forward(halve(x, filter_));
        case Resampling::fir:
            // The filter's two zeros and the convolution's one on each side; the filter keeps a value more than it got.
            return convolution_->forward_strided(fir_filter(x, 1, 2), 0);
        case Resampling::stride:
            break;
    }
    return convolution_->forward_strided(x, 1);
}

Grow::Grow(ParameterStart& start, Resampling filter, int channels)
    : filter_(filter),
      convolution_(register_module("convolution", std::make_shared<Convolution>(start, channels, channels, 3))) {}

at::Tensor Grow::forward(const at::Tensor& x, Grid target) const {
    return convolution_->forward(enlarge(x, target, filter_));
}

}  // namespace ebru
