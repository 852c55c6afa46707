#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "solvers/transport_core.hpp"
#include "tests/support/test_fields.hpp"

namespace ebru {

/// A transport core driven with host data in double: what the tests of both discretisations start, run and read.
template <class Real>
class TransportRun {
  public:
    TransportRun(std::unique_ptr<TransportCore<Real>> core, ImageShape shape, int images = 1)
        : core_(std::move(core)), shape_(shape), images_(images) {}

    /// \param u0 (B, C, Y, X)
    void start(const Values& u0) { core_->initialize(batch_of(u0)); }

    /// \param delta (B, C, Y, X)
    void add(const Values& delta) { core_->add(batch_of(delta)); }

    /// \param fields each (2, Y, X); \param field_of of each image, all field 0 by default.
    void set_velocity(const std::vector<Values>& fields, std::vector<int> field_of = {}) {
        field_of.resize(static_cast<std::size_t>(images_), 0);
        const HostVelocity velocity("test velocity", fields.size(), 2, static_cast<std::size_t>(shape_.ny),
                                    static_cast<std::size_t>(shape_.nx));
        for (std::size_t f = 0; f < fields.size(); ++f) {
            std::copy(fields[f].begin(), fields[f].end(), &velocity(f, 0, 0, 0));
        }
        core_->set_velocity(velocity, field_of);
    }

    void run(int steps, double alpha) { core_->run(steps, alpha); }

    /// (B, C, Y, X)
    [[nodiscard]] Values state() const {
        std::vector<int> all(static_cast<std::size_t>(images_));
        for (int b = 0; b < images_; ++b) {
            all[static_cast<std::size_t>(b)] = b;
        }
        const ImageBatch<Real> batch = make_batch();
        core_->copy_state(all, batch);
        const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), batch);
        return Values(host.data(), host.data() + host.size());
    }

    [[nodiscard]] const TransportCore<Real>& core() const { return *core_; }

  private:
    [[nodiscard]] ImageBatch<Real> make_batch() const {
        return ImageBatch<Real>("test images", static_cast<std::size_t>(images_),
                                static_cast<std::size_t>(shape_.channels), static_cast<std::size_t>(shape_.ny),
                                static_cast<std::size_t>(shape_.nx));
    }

    [[nodiscard]] ImageBatch<Real> batch_of(const Values& values) const {
        const ImageBatch<Real> batch = make_batch();
        const auto host = Kokkos::create_mirror_view(batch);
        for (std::size_t i = 0; i < host.size(); ++i) {
            host.data()[i] = static_cast<Real>(values.at(i));
        }
        Kokkos::deep_copy(batch, host);
        return batch;
    }

    std::unique_ptr<TransportCore<Real>> core_;
    ImageShape shape_;
    int images_;
};

/// Part [first, first + count) of a batch's values.
inline Values part(const Values& values, std::size_t first, std::size_t count) {
    return Values(values.begin() + static_cast<std::ptrdiff_t>(first),
                  values.begin() + static_cast<std::ptrdiff_t>(first + count));
}

inline std::string name_of(const Grid& grid) {
    return std::to_string(grid.ny) + "x" + std::to_string(grid.nx);
}

inline std::string name_of(Walls walls) {
    return walls == Walls::mirror ? "mirror" : walls == Walls::periodic ? "periodic" : "bounce-back";
}

}  // namespace ebru
