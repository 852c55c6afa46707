#pragma once

#include <torch/nn/module.h>

#include <memory>
#include <vector>

#include "ml/network/attention_block.hpp"
#include "ml/network/residual_block.hpp"

namespace ebru {

/// What a level needs beside the image.
struct LevelContext {
    const at::Tensor& embedding;     ///< (B, E)
    std::vector<at::Tensor>& skips;  ///< from the way down to the way up, last in first out
};

/// Channels of the skips, in the order in which the way down makes them.
using SkipChannels = std::vector<int>;

/// Residual blocks of one level on the way down, each with attention where the level has it; keeps every result.
class DownLevel : public torch::nn::Module {
  public:
    DownLevel(ParameterStart& start, const NetworkSettings& settings, int level, int embedding, SkipChannels& skips);
    at::Tensor forward(at::Tensor h, const LevelContext& context) const;

  private:
    std::vector<std::shared_ptr<ResidualBlock>> blocks_;
    std::vector<std::shared_ptr<AttentionBlock>> attention_;  ///< (blocks) or empty
};

/// Residual block, attention, residual block.
class MiddleLevel : public torch::nn::Module {
  public:
    MiddleLevel(ParameterStart& start, const NetworkSettings& settings, int channels, int embedding);
    at::Tensor forward(const at::Tensor& h, const at::Tensor& embedding) const;

  private:
    std::shared_ptr<ResidualBlock> first_;
    std::shared_ptr<AttentionBlock> attention_;
    std::shared_ptr<ResidualBlock> second_;
};

/// Residual blocks of one level on the way up, one more than on the way down; each takes the image and one skip.
class UpLevel : public torch::nn::Module {
  public:
    /// \param in channels that come from below.
    UpLevel(ParameterStart& start, const NetworkSettings& settings, int level, int in, int embedding,
            SkipChannels& skips);
    at::Tensor forward(at::Tensor h, const LevelContext& context) const;

  private:
    std::vector<std::shared_ptr<ResidualBlock>> blocks_;
    std::vector<std::shared_ptr<AttentionBlock>> attention_;  ///< (blocks), null where there is none
};

/// Between two levels: a convolution or a residual block that halves.
class Descent : public torch::nn::Module {
  public:
    Descent(ParameterStart& start, const NetworkSettings& settings, int channels, int embedding);
    at::Tensor forward(const at::Tensor& h, const at::Tensor& embedding) const;

  private:
    std::shared_ptr<Shrink> plain_;
    std::shared_ptr<ResidualBlock> block_;
};

/// Between two levels: a convolution or a residual block that enlarges.
class Ascent : public torch::nn::Module {
  public:
    Ascent(ParameterStart& start, const NetworkSettings& settings, int channels, int embedding);
    at::Tensor forward(const at::Tensor& h, const at::Tensor& embedding, Grid target) const;

  private:
    std::shared_ptr<Grow> plain_;
    std::shared_ptr<ResidualBlock> block_;
};

/// Channels of a level.
int channels_of(const NetworkSettings& settings, int level);

}  // namespace ebru
