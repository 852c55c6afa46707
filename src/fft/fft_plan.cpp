#include "fft/fft_plan.hpp"

#include "fft/host_batch.hpp"

namespace ebru {

template <class Real>
FftPlan<Real>::FftPlan(Grid grid)
    : grid_(grid),
      forward_(fftw::Plan<Real>::real_to_complex(grid)),
      backward_(fftw::Plan<Real>::complex_to_real(grid)) {}

template <class Real>
std::size_t FftPlan<Real>::spectrum_values() const {
    return static_cast<std::size_t>(grid_.ny) * (static_cast<std::size_t>(grid_.nx) / 2 + 1);
}

template <class Real>
void FftPlan<Real>::forward(const Real* image, std::complex<Real>* spectrum) const {
    forward_.execute(image, spectrum);
}

template <class Real>
void FftPlan<Real>::backward(std::complex<Real>* spectrum, Real* image) const {
    backward_.execute(spectrum, image);
}

template <class Real>
void FftPlan<Real>::forward(std::size_t count, const Real* images, std::complex<Real>* spectra) const {
    for_each_on_host("ebru::FftPlan::forward", count, [=, this](std::size_t n) {
        forward(images + n * grid_.cells(), spectra + n * spectrum_values());
    });
}

template <class Real>
void FftPlan<Real>::backward(std::size_t count, std::complex<Real>* spectra, Real* images) const {
    for_each_on_host("ebru::FftPlan::backward", count, [=, this](std::size_t n) {
        backward(spectra + n * spectrum_values(), images + n * grid_.cells());
    });
}

template class FftPlan<float>;
template class FftPlan<double>;

}  // namespace ebru
