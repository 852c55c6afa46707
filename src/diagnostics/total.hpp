#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace ebru {

/// Sum of all values in double, pairwise in a fixed order: the mass of an image channel. Error below about
/// (log2(n/128) + 16) eps sum |u|; equal values give equal bits wherever they lie.
template <class Real>
double total(std::span<const Real> values);

/// total() of values that come piece by piece, in order, with its bits: what is carried from rank to rank for a field
/// in blocks. A plain structure of bytes.
class RunningTotal {
  public:
    /// \param count values that will come.
    explicit RunningTotal(std::size_t count = 0) : count_(count) {}

    template <class Real>
    void add(std::span<const Real> values);

    /// After the last value.
    [[nodiscard]] double value() const { return sums_[0]; }

  private:
    void close_leaf();

    std::size_t count_ = 0;
    std::size_t position_ = 0;
    std::array<double, 8> lanes_{};  ///< of the leaf that is being summed
    std::array<double, 64> sums_{};  ///< of the left halves that wait for their right halves, outermost first
    int waiting_ = 0;
};

}  // namespace ebru
