#include "fft/trig_plan.hpp"

#include "base/error.hpp"
#include "fft/host_batch.hpp"

namespace ebru {

namespace {

fftw::Lines lines_of(Grid grid, Axis axis, int lines) {
    EBRU_EXPECT(lines >= 1 && lines <= (axis == Axis::x ? grid.ny : grid.nx));
    return axis == Axis::x ? fftw::Lines{.length = grid.nx, .count = lines, .stride = 1, .distance = grid.nx}
                           : fftw::Lines{.length = grid.ny, .count = lines, .stride = grid.nx, .distance = 1};
}

}  // namespace

template <class Real>
TrigPlan<Real>::TrigPlan(Grid grid, TrigKind kind_y, TrigKind kind_x)
    : grid_(grid), plan_(fftw::Plan<Real>::trig(grid, kind_y, kind_x)) {}

template <class Real>
void TrigPlan<Real>::execute(const Real* in, Real* out) const {
    plan_.execute(in, out);
}

template <class Real>
void TrigPlan<Real>::execute(std::size_t count, const Real* in, Real* out) const {
    for_each_on_host("ebru::TrigPlan::execute", count,
                     [=, this](std::size_t n) { execute(in + n * grid_.cells(), out + n * grid_.cells()); });
}

template <class Real>
TrigLinePlan<Real>::TrigLinePlan(Grid grid, Axis axis, TrigKind kind, int lines)
    : plan_(fftw::Plan<Real>::trig_lines(lines_of(grid, axis, lines), kind)) {}

template <class Real>
void TrigLinePlan<Real>::execute(Real* image) const {
    plan_.execute(image, image);
}

template class TrigPlan<float>;
template class TrigPlan<double>;
template class TrigLinePlan<float>;
template class TrigLinePlan<double>;

}  // namespace ebru
