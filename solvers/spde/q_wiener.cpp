#include "solvers/spde/q_wiener.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>

#include "base/error.hpp"
#include "fft/host_batch.hpp"
#include "solvers/spde/white_noise.hpp"

namespace ebru {

namespace {

std::string length_text(double ell) {
    std::ostringstream text;
    text << "the noise's correlation length of " << ell << " px";
    return text.str();
}

void require_length(double ell) {
    validate(ell >= 0.0 && std::isfinite(ell), length_text(ell) + " is not a length",
             "covariances are exp(-distance/length)", "give 0 (white noise) or a positive number of pixels");
}

void require_converged(const SolveOutcome& outcome, double ell) {
    validate(outcome.converged, length_text(ell) + ": the inverse of its covariance was not found",
             "conjugate gradients did not converge in " + std::to_string(outcome.iterations) +
                 " iterations, for this length or because the field holds a value that is not finite",
             "use a shorter length or check the field");
}

/// Calls body(worker, from, to) with the image channels of `in` and `out` as (Y, X) on the host.
template <class From, class To, class Body>
void for_each_channel(const char* label, std::size_t workers, const From& in, const To& out, const Body& body) {
    const auto host_in = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), in);
    const auto host_out = Kokkos::create_mirror_view(Kokkos::HostSpace(), out);  // `out` itself in host builds
    const std::size_t channels = in.extent(0) * in.extent(1);
    const std::size_t in_values = in.size() / channels;
    const std::size_t out_values = out.size() / channels;
    for_each_by_workers(label, workers, channels, [&](std::size_t worker, std::size_t n) {
        body(worker, host_in.data() + n * in_values, host_out.data() + n * out_values);
    });
    Kokkos::deep_copy(out, host_out);
}

/// Row y of an image channel's white noise.
template <class Real>
struct WhiteRow {
    ImageBatch<Real> out;
    int nx;
    KOKKOS_FORCEINLINE_FUNCTION void operator()(const TeamMember& team, const NormalStream& stream, int sample,
                                                int channel, int y) const {
        normal_row(team, stream, y, nx, &out(sample, channel, y, 0));
    }
};

}  // namespace

/// What ell > 0 needs.
template <class Real>
struct QWiener<Real>::Correlated {
    Correlated(Grid image, double ell)
        : embedding(image, ell),
          covariance(image, embedding.torus(), embedding.eigenvalues()),
          root(embedding),
          scratch(host_threads(), root.make_scratch()) {}

    CirculantEmbedding embedding;
    CornerProduct<Real> covariance;
    CirculantRoot<Real> root;
    std::vector<TorusScratch<Real>> scratch;  ///< (workers)
    std::unique_ptr<InverseCovariance> inverse;
    std::vector<InverseCovariance::Scratch> inverse_scratch;  ///< (workers)

    /// xi of one image channel into the scratch of a worker.
    void draw_noise(const NormalStream& stream, TorusScratch<Real>& of) const {
        const Grid noise = root.noise();
        auto* const values = reinterpret_cast<Real*>(of.spectrum.data());
        for (int y = 0; y < noise.ny; ++y) {
            normal_row(stream, y, noise.nx, values + static_cast<std::ptrdiff_t>(y) * noise.nx);
        }
    }

    void draw(std::uint64_t seed, std::span<const SampleId> ids, std::int64_t step, const ImageBatch<Real>& out) {
        const auto host_out = Kokkos::create_mirror_view(Kokkos::HostSpace(), out);
        const std::size_t channels = out.extent(1);
        const std::size_t cells = embedding.image().cells();
        for_each_by_workers("ebru::QWiener::draw", scratch.size(), ids.size() * channels,
                            [&](std::size_t worker, std::size_t n) {
                                const auto channel = static_cast<int>(n % channels);
                                draw_noise(white_noise_stream(seed, ids[n / channels], channel, step), scratch[worker]);
                                root.apply(scratch[worker], host_out.data() + n * cells);
                            });
        Kokkos::deep_copy(out, host_out);
    }
};

template <class Real>
QWiener<Real>::QWiener(const ImageShape& shape, double ell, std::uint64_t seed)
    : shape_(shape), ell_(ell), seed_(seed) {
    EBRU_EXPECT(shape.channels >= 1 && shape.ny >= 1 && shape.nx >= 1);
    require_length(ell);
    if (ell > 0.0) {
        correlated_ = std::make_unique<Correlated>(shape.grid(), ell);
    }
}

template <class Real>
QWiener<Real>::~QWiener() = default;
template <class Real>
QWiener<Real>::QWiener(QWiener&&) noexcept = default;
template <class Real>
QWiener<Real>& QWiener<Real>::operator=(QWiener&&) noexcept = default;

template <class Real>
void QWiener<Real>::expect_shape(const ImageBatch<Real>& images) const {
    EBRU_EXPECT(images.extent(0) >= 1 && images.extent(1) == static_cast<std::size_t>(shape_.channels) &&
                images.extent(2) == static_cast<std::size_t>(shape_.ny) &&
                images.extent(3) == static_cast<std::size_t>(shape_.nx));
}

template <class Real>
void QWiener<Real>::draw(std::span<const SampleId> ids, std::int64_t step, const ImageBatch<Real>& out) {
    expect_shape(out);
    EBRU_EXPECT(out.extent(0) == ids.size() && step >= 0);
    if (correlated_) {
        correlated_->draw(seed_, ids, step, out);
        return;
    }
    for_each_stream_row("spde white noise", shape_, device_ids_.require(ids),
                        {.seed = seed_, .purpose = RandomPurpose::spde_noise, .step = step},
                        WhiteRow<Real>{out, shape_.nx});
}

template <class Real>
void QWiener<Real>::apply_covariance(const ImageBatch<Real>& v, const ImageBatch<Real>& out) const {
    expect_shape(v);
    expect_shape(out);
    if (!correlated_) {
        Kokkos::deep_copy(out, v);
        return;
    }
    for_each_channel("ebru::QWiener::apply_covariance", correlated_->scratch.size(), v, out,
                     [this](std::size_t worker, const Real* from, Real* to) {
                         correlated_->covariance.apply(from, to, correlated_->scratch[worker]);
                     });
}

template <class Real>
int QWiener<Real>::apply_inverse_covariance(const ImageBatch<Real>& v, const ImageBatch<Real>& out) {
    expect_shape(v);
    expect_shape(out);
    if (!correlated_) {
        Kokkos::deep_copy(out, v);
        return 0;
    }
    Correlated& c = *correlated_;
    if (!c.inverse) {
        c.inverse = std::make_unique<InverseCovariance>(c.embedding, sizeof(Real) == 4 ? 1e-7 : 1e-10);
        c.inverse_scratch.assign(c.scratch.size(), c.inverse->make_scratch());
    }
    std::vector<SolveOutcome> worst(c.inverse_scratch.size(), {.iterations = 0, .converged = true});
    for_each_channel("ebru::QWiener::apply_inverse_covariance", c.inverse_scratch.size(), v, out,
                     [&](std::size_t worker, const Real* from, Real* to) {
                         InverseCovariance::Scratch& scratch = c.inverse_scratch[worker];
                         std::copy_n(from, scratch.right_side.size(), scratch.right_side.begin());
                         const SolveOutcome outcome = c.inverse->solve(scratch);
                         worst[worker].iterations = std::max(worst[worker].iterations, outcome.iterations);
                         worst[worker].converged = worst[worker].converged && outcome.converged;
                         std::transform(scratch.x.begin(), scratch.x.end(), to,
                                        [](double value) { return static_cast<Real>(value); });
                     });
    int iterations = 0;
    for (const SolveOutcome& outcome : worst) {
        require_converged(outcome, ell_);
        iterations = std::max(iterations, outcome.iterations);
    }
    return iterations;
}

template <class Real>
std::size_t QWiener<Real>::root_values() const {
    return correlated_ ? correlated_->root.noise().cells() : shape_.grid().cells();
}

template <class Real>
void QWiener<Real>::apply_root(const WhiteNoiseBatch<Real>& xi, const ImageBatch<Real>& out) const {
    expect_shape(out);
    EBRU_EXPECT(xi.extent(0) == out.extent(0) && xi.extent(1) == out.extent(1) && xi.extent(2) == root_values());
    for_each_channel("ebru::QWiener::apply_root", correlated_ ? correlated_->scratch.size() : host_threads(), xi, out,
                     [this](std::size_t worker, const Real* from, Real* to) {
                         if (!correlated_) {
                             std::copy_n(from, root_values(), to);
                             return;
                         }
                         TorusScratch<Real>& scratch = correlated_->scratch[worker];
                         std::copy_n(from, root_values(), reinterpret_cast<Real*>(scratch.spectrum.data()));
                         correlated_->root.apply(scratch, to);
                     });
}

template <class Real>
double QWiener<Real>::clipped_fraction() const {
    return correlated_ ? correlated_->embedding.clipped_fraction() : 0.0;
}

template class QWiener<float>;
template class QWiener<double>;

}  // namespace ebru
