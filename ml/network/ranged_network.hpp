#pragma once

#include <memory>

#include "ml/network/network.hpp"

namespace ebru {

/// Values between which the images of a process lie.
struct ImageRange {
    double low = 0.0;
    double high = 1.0;  ///< > low

    bool operator==(const ImageRange&) const = default;
};

/// D(x, t, label) = r F((x - low)/r, t, label), r = high - low: a network that sees images of any range as of [0, 1],
/// and whose output, a difference of images, is of order one before it is scaled. Without it a range of a tenth makes a
/// learning rate ten times too large.
class RangedNetwork : public Network {
  public:
    /// \param network F.
    RangedNetwork(std::shared_ptr<Network> network, const ImageRange& range);

    at::Tensor forward(const at::Tensor& x, const at::Tensor& time, const at::Tensor& label) override;

  private:
    std::shared_ptr<Network> network_;
    ImageRange range_;
};

}  // namespace ebru
