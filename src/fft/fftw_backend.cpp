#include "fft/fftw_backend.hpp"

#include <fftw3.h>

#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace ebru::fftw {

namespace {

constexpr unsigned estimate = FFTW_ESTIMATE | FFTW_UNALIGNED;

/// FFTW's names in one precision.
template <class Real>
struct Api;

template <>
struct Api<double> {
    using Plan = fftw_plan;
    using Complex = fftw_complex;
    static constexpr auto r2c = fftw_plan_dft_r2c_2d;
    static constexpr auto c2r = fftw_plan_dft_c2r_2d;
    static constexpr auto r2r = fftw_plan_r2r_2d;
    static constexpr auto many_r2r = fftw_plan_many_r2r;
    static constexpr auto many_r2c = fftw_plan_many_dft_r2c;
    static constexpr auto many_c2r = fftw_plan_many_dft_c2r;
    static constexpr auto many_dft = fftw_plan_many_dft;
    static constexpr auto execute_r2c = fftw_execute_dft_r2c;
    static constexpr auto execute_c2r = fftw_execute_dft_c2r;
    static constexpr auto execute_r2r = fftw_execute_r2r;
    static constexpr auto execute_dft = fftw_execute_dft;
    static constexpr auto destroy = fftw_destroy_plan;
};

template <>
struct Api<float> {
    using Plan = fftwf_plan;
    using Complex = fftwf_complex;
    static constexpr auto r2c = fftwf_plan_dft_r2c_2d;
    static constexpr auto c2r = fftwf_plan_dft_c2r_2d;
    static constexpr auto r2r = fftwf_plan_r2r_2d;
    static constexpr auto many_r2r = fftwf_plan_many_r2r;
    static constexpr auto many_r2c = fftwf_plan_many_dft_r2c;
    static constexpr auto many_c2r = fftwf_plan_many_dft_c2r;
    static constexpr auto many_dft = fftwf_plan_many_dft;
    static constexpr auto execute_r2c = fftwf_execute_dft_r2c;
    static constexpr auto execute_c2r = fftwf_execute_dft_c2r;
    static constexpr auto execute_r2r = fftwf_execute_r2r;
    static constexpr auto execute_dft = fftwf_execute_dft;
    static constexpr auto destroy = fftwf_destroy_plan;
};

/// FFTW's planner, alone among its parts, is not thread-safe.
std::mutex& planner() {
    static std::mutex mutex;
    return mutex;
}

fftw_r2r_kind fftw_kind(TrigKind kind) {
    switch (kind) {
        case TrigKind::dct2:
            return FFTW_REDFT10;
        case TrigKind::dct3:
            return FFTW_REDFT01;
        case TrigKind::dst2:
            return FFTW_RODFT10;
        case TrigKind::dst3:
            return FFTW_RODFT01;
    }
    EBRU_ASSERT(!"a trigonometric kind without a transform");
    return FFTW_REDFT10;
}

bool is_valid(Grid grid) {
    return grid.ny >= 1 && grid.nx >= 1;
}

std::size_t spectrum_values(Grid grid) {
    return static_cast<std::size_t>(grid.ny) * (static_cast<std::size_t>(grid.nx) / 2 + 1);
}

/// Planning with FFTW_ESTIMATE leaves arrays untouched, but wants their pointers.
template <class Real>
struct PlanningArrays {
    explicit PlanningArrays(Grid grid) : image(grid.cells()), other(2 * spectrum_values(grid)) {}
    std::vector<Real> image;
    std::vector<Real> other;
    typename Api<Real>::Complex* spectrum() {
        return reinterpret_cast<typename Api<Real>::Complex*>(other.data());  // the layout that FFTW documents
    }
};

template <class Real>
typename Api<Real>::Plan native(void* handle) {
    return static_cast<typename Api<Real>::Plan>(handle);
}

}  // namespace

template <class Real>
Plan<Real> Plan<Real>::real_to_complex(Grid grid) {
    EBRU_EXPECT(is_valid(grid));
    PlanningArrays<Real> arrays(grid);
    const std::scoped_lock lock(planner());
    return Plan(
        Api<Real>::r2c(grid.ny, grid.nx, arrays.image.data(), arrays.spectrum(), estimate | FFTW_PRESERVE_INPUT));
}

template <class Real>
Plan<Real> Plan<Real>::complex_to_real(Grid grid) {
    EBRU_EXPECT(is_valid(grid));
    PlanningArrays<Real> arrays(grid);
    const std::scoped_lock lock(planner());
    return Plan(Api<Real>::c2r(grid.ny, grid.nx, arrays.spectrum(), arrays.image.data(), estimate));
}

template <class Real>
Plan<Real> Plan<Real>::trig(Grid grid, TrigKind kind_y, TrigKind kind_x) {
    EBRU_EXPECT(is_valid(grid));
    PlanningArrays<Real> arrays(grid);
    const std::scoped_lock lock(planner());
    return Plan(Api<Real>::r2r(grid.ny, grid.nx, arrays.image.data(), arrays.other.data(), fftw_kind(kind_y),
                               fftw_kind(kind_x), estimate | FFTW_PRESERVE_INPUT));
}

template <class Real>
Plan<Real> Plan<Real>::trig_lines(const Lines& lines, TrigKind kind) {
    EBRU_EXPECT(lines.length >= 1 && lines.count >= 1 && lines.stride >= 1 && lines.distance >= 1);
    const auto last = static_cast<std::size_t>(lines.length - 1) * static_cast<std::size_t>(lines.stride) +
                      static_cast<std::size_t>(lines.count - 1) * static_cast<std::size_t>(lines.distance);
    std::vector<Real> array(last + 1);
    const fftw_r2r_kind native_kind = fftw_kind(kind);
    const std::scoped_lock lock(planner());
    return Plan(Api<Real>::many_r2r(1, &lines.length, lines.count, array.data(), nullptr, lines.stride, lines.distance,
                                    array.data(), nullptr, lines.stride, lines.distance, &native_kind, estimate));
}

template <class Real>
Plan<Real> Plan<Real>::real_to_complex_rows(Grid rows) {
    EBRU_EXPECT(is_valid(rows));
    PlanningArrays<Real> arrays(rows);
    const std::scoped_lock lock(planner());
    return Plan(Api<Real>::many_r2c(1, &rows.nx, rows.ny, arrays.image.data(), nullptr, 1, rows.nx, arrays.spectrum(),
                                    nullptr, 1, rows.nx / 2 + 1, estimate | FFTW_PRESERVE_INPUT));
}

template <class Real>
Plan<Real> Plan<Real>::complex_to_real_rows(Grid rows) {
    EBRU_EXPECT(is_valid(rows));
    PlanningArrays<Real> arrays(rows);
    const std::scoped_lock lock(planner());
    return Plan(Api<Real>::many_c2r(1, &rows.nx, rows.ny, arrays.spectrum(), nullptr, 1, rows.nx / 2 + 1,
                                    arrays.image.data(), nullptr, 1, rows.nx, estimate));
}

template <class Real>
Plan<Real> Plan<Real>::complex_columns(Grid torus, Direction direction) {
    EBRU_EXPECT(is_valid(torus));
    PlanningArrays<Real> arrays(torus);
    const int columns = torus.nx / 2 + 1;
    const int sign = direction == Direction::forward ? FFTW_FORWARD : FFTW_BACKWARD;
    const std::scoped_lock lock(planner());
    return Plan(Api<Real>::many_dft(1, &torus.ny, columns, arrays.spectrum(), nullptr, columns, 1, arrays.spectrum(),
                                    nullptr, columns, 1, sign, estimate));
}

template <class Real>
Plan<Real>::Plan(void* handle) : handle_(handle) {
    EBRU_ASSERT(handle_ != nullptr);
}

template <class Real>
Plan<Real>::Plan(Plan&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

template <class Real>
Plan<Real>& Plan<Real>::operator=(Plan&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
}

template <class Real>
Plan<Real>::~Plan() {
    if (handle_ != nullptr) {
        const std::scoped_lock lock(planner());
        Api<Real>::destroy(native<Real>(handle_));
    }
}

// FFTW takes inputs without const; the plans above promise to keep them.
template <class Real>
void Plan<Real>::execute(const Real* image, std::complex<Real>* spectrum) const {
    Api<Real>::execute_r2c(native<Real>(handle_), const_cast<Real*>(image),
                           reinterpret_cast<typename Api<Real>::Complex*>(spectrum));
}

template <class Real>
void Plan<Real>::execute(std::complex<Real>* spectrum, Real* image) const {
    Api<Real>::execute_c2r(native<Real>(handle_), reinterpret_cast<typename Api<Real>::Complex*>(spectrum), image);
}

template <class Real>
void Plan<Real>::execute(std::complex<Real>* spectrum) const {
    auto* const native_spectrum = reinterpret_cast<typename Api<Real>::Complex*>(spectrum);
    Api<Real>::execute_dft(native<Real>(handle_), native_spectrum, native_spectrum);
}

template <class Real>
void Plan<Real>::execute(const Real* in, Real* out) const {
    Api<Real>::execute_r2r(native<Real>(handle_), const_cast<Real*>(in), out);
}

template class Plan<float>;
template class Plan<double>;

}  // namespace ebru::fftw
