#include "solvers/spde/circulant_embedding.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <sstream>

#include "base/error.hpp"
#include "fft/fft_plan.hpp"

namespace ebru {

namespace {

constexpr double negative_tolerance = 1e-10;  // of the largest eigenvalue; round-off of the transform is 1e-15
constexpr double most_clipped = 1e-3;

/// The first even size >= n with prime factors 2, 3, 5 and 7 alone, which transforms take fastest.
int transform_size(int n) {
    for (int size = n + n % 2;; size += 2) {
        int rest = size;
        for (const int prime : {2, 3, 5, 7}) {
            while (rest % prime == 0) {
                rest /= prime;
            }
        }
        if (rest == 1) {
            return size;
        }
    }
}

/// No torus much smaller was ever without negative eigenvalues, so none is tried but the first and, where this is too
/// large, the largest allowed.
int hopeful_size(double ell, std::size_t most_cells) {
    return static_cast<int>(std::min(7.0 * ell, std::sqrt(static_cast<double>(most_cells))));
}

Grid torus_of(Grid image, int least) {
    return {transform_size(std::max(2 * image.ny, least)), transform_size(std::max(2 * image.nx, least))};
}

std::string text_of(double number) {
    std::ostringstream text;
    text << number;
    return text.str();
}

/// Refuses at once what no try could help: a torus that is shorter than the correlation itself, where a try of the
/// largest one costs a second and the draws that follow as much each.
void require_room(Grid image, double ell, std::size_t most_cells) {
    const double longest = std::max({2.0 * image.ny, 2.0 * image.nx, std::sqrt(static_cast<double>(most_cells))});
    validate(
        ell <= longest, "the noise's correlation length noise.ell = " + text_of(ell) + " px",
        "sampling takes a torus of about 8 times that length, and the largest is " + text_of(longest) + " px a side",
        "give at most " + text_of(std::floor(longest / 8.0)) + " px");
}

}  // namespace

CirculantEmbedding::CirculantEmbedding(Grid image, double ell, std::size_t most_cells) : image_(image), ell_(ell) {
    EBRU_EXPECT(image.ny >= 1 && image.nx >= 1 && ell > 0.0 && std::isfinite(ell));
    require_room(image, ell, most_cells);
    Grid torus = torus_of(image, 2);
    while (!try_torus(torus)) {
        const int shorter = std::min(torus.ny, torus.nx);
        const Grid next = torus_of(image, std::max(shorter + (shorter + 7) / 8, hopeful_size(ell, most_cells)));
        if (next.cells() > most_cells) {
            break;
        }
        torus = next;
    }
    measure_clipping();
    validate(clipped_fraction_ <= most_clipped,
             "the noise's correlation length " + text_of(ell) + " px on images of " + std::to_string(image.ny) + "x" +
                 std::to_string(image.nx) + " px cannot be sampled",
             "its circulant embedding would need a torus of more than " + std::to_string(most_cells) +
                 " cells, and on " + std::to_string(torus_.ny) + "x" + std::to_string(torus_.nx) + " a part of " +
                 text_of(clipped_fraction_) + " of the variance would be cut off",
             "use a shorter correlation length: a torus of 12 times that length is enough");
}

bool CirculantEmbedding::try_torus(Grid torus) {
    torus_ = torus;
    std::vector<double> covariance(torus.cells());
    for (int y = 0; y < torus.ny; ++y) {
        const double d_y = std::min(y, torus.ny - y);
        for (int x = 0; x < torus.nx; ++x) {
            const double d_x = std::min(x, torus.nx - x);
            covariance[static_cast<std::size_t>(y) * static_cast<std::size_t>(torus.nx) + static_cast<std::size_t>(x)] =
                std::exp(-std::hypot(d_x, d_y) / ell_);
        }
    }
    const FftPlan<double> plan(torus);
    std::vector<std::complex<double>> spectrum(plan.spectrum_values());
    plan.forward(covariance.data(), spectrum.data());
    eigenvalues_.resize(spectrum.size());
    std::transform(spectrum.begin(), spectrum.end(), eigenvalues_.begin(),
                   [](const auto& value) { return value.real(); });
    const auto [least, greatest] = std::minmax_element(eigenvalues_.begin(), eigenvalues_.end());
    return *least >= -negative_tolerance * *greatest;
}

void CirculantEmbedding::measure_clipping() {
    double kept = 0.0;
    double clipped = 0.0;
    for (int m_y = 0; m_y < torus_.ny; ++m_y) {
        for (int m_x = 0; m_x <= torus_.nx / 2; ++m_x) {
            const double both_signs = m_x == 0 || m_x == torus_.nx / 2 ? 1.0 : 2.0;
            const double value = both_signs * eigenvalue(m_y, m_x);
            (value > 0.0 ? kept : clipped) += std::abs(value);
        }
    }
    clipped_fraction_ = clipped / kept;
}

double CirculantEmbedding::eigenvalue(int m_y, int m_x) const {
    return eigenvalues_[static_cast<std::size_t>(m_y) * (static_cast<std::size_t>(torus_.nx) / 2 + 1) +
                        static_cast<std::size_t>(m_x)];
}

}  // namespace ebru
