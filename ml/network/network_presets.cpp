#include "ml/network/network_presets.hpp"

namespace ebru {

namespace {

constexpr std::string_view smoke_text = R"(
[network]
channels = 16
multipliers = [1, 2]
blocks = 1
)";

constexpr std::string_view tutorial_text = R"(
[network]
channels = 16
multipliers = [1, 2, 3]
blocks = 1
)";

constexpr std::string_view small_text = R"(
[network]
channels = 32
multipliers = [1, 2, 2]
blocks = 1
)";

// Groups of one channel are allowed, as 32 groups of any width are in the original.
constexpr std::string_view paper_mnist_text = R"(
[network]
channels = 128
multipliers = [1, 2, 2]
blocks = 4
attention_levels = [2]
dropout = 0.1
group_channels = 1
)";

constexpr std::string_view paper_ffhq128_text = R"(
[network]
channels = 128
multipliers = [1, 2, 3, 4, 5]
blocks = 3
attention_levels = [2, 3, 4]
dropout = 0.3
group_channels = 1
)";

constexpr std::string_view ncsnpp_cifar_text = R"(
[network]
channels = 128
multipliers = [1, 2, 2, 2]
blocks = 4
attention_levels = [1]
dropout = 0.1
embedding = "fourier"
fourier_scale = 16.0
resampling = "fir"
resampling_blocks = "residual"
up_attention = "last-block"
skip_sum = "rescaled"
progressive_input = "residual"
start = "fan-average"
end_scale = 1e-10
input = "centred"
output = "over-sigma"
)";

}  // namespace

std::string_view preset_text(NetworkPreset preset) {
    switch (preset) {
        case NetworkPreset::smoke:
            return smoke_text;
        case NetworkPreset::tutorial:
            return tutorial_text;
        case NetworkPreset::small:
            return small_text;
        case NetworkPreset::paper_mnist:
            return paper_mnist_text;
        case NetworkPreset::paper_ffhq128:
            return paper_ffhq128_text;
        case NetworkPreset::ncsnpp_cifar:
            return ncsnpp_cifar_text;
        case NetworkPreset::none:
            break;
    }
    return "";
}

}  // namespace ebru
