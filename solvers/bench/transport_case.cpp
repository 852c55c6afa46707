#include "solvers/bench/transport_case.hpp"

#include <cmath>
#include <numbers>
#include <vector>

namespace ebru {

namespace {

HostVelocity cellular_velocity(int side, double speed) {
    const auto n = static_cast<std::size_t>(side);
    const HostVelocity v(Kokkos::view_alloc(std::string("cellular velocity"), Kokkos::WithoutInitializing), 1, 2, n, n);
    Kokkos::parallel_for("cellular velocity", Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace>(0, side),
                         [=](int y) {
                             const double ky = std::numbers::pi * (y + 0.5) / side;
                             for (int x = 0; x < side; ++x) {
                                 const double kx = std::numbers::pi * (x + 0.5) / side;
                                 v(0, 0, y, x) = speed * std::sin(kx) * std::cos(ky);
                                 v(0, 1, y, x) = -speed * std::cos(kx) * std::sin(ky);
                             }
                         });
    return v;
}

}  // namespace

template <class Real>
void load_case(TransportCase<Real>& work) {
    const auto n = static_cast<std::size_t>(work.side);
    const ImageBatch<Real> images("bench images", static_cast<std::size_t>(work.images),
                                  static_cast<std::size_t>(work.channels), n, n);
    const auto host = Kokkos::create_mirror_view(images);
    for (int b = 0; b < work.images; ++b) {
        for (int c = 0; c < work.channels; ++c) {
            for (int y = 0; y < work.side; ++y) {
                for (int x = 0; x < work.side; ++x) {
                    host(b, c, y, x) = static_cast<Real>(0.5 + 0.3 * std::cos(0.1 * x + 0.2 * y + b));
                }
            }
        }
    }
    Kokkos::deep_copy(images, host);
    constexpr double speed = 0.05;
    work.core->initialize(images);
    work.core->set_velocity(cellular_velocity(work.side, speed),
                            std::vector<int>(static_cast<std::size_t>(work.images), 0));
}

template void load_case(TransportCase<float>&);
template void load_case(TransportCase<double>&);

}  // namespace ebru
