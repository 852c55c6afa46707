#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "config/deck.hpp"
#include "field/image_batch.hpp"
#include "ml/features/feature_extractor.hpp"

namespace ebru {

/// What a user's TorchScript module takes and gives.
struct TorchScriptSettings {
    std::filesystem::path file;  ///< of torch.jit.save
    std::string name;            ///< in results
    int ny = 0;                  ///< input size, pixels: images are resized (bilinear, antialiased)
    int nx = 0;
    int channels = 3;                ///< of the input
    bool replicate_channel = false;  ///< gray images into every channel
    double low = 0.0;                ///< input range: low + (high - low) x
    double high = 1.0;
    std::string method = "forward";
    std::string output;         ///< of a module that gives a tuple or a dictionary: the place or the key
    bool inception_v3 = false;  ///< its Frechet distance is FID
};

/// The [torchscript] table. \throws UserError
TorchScriptSettings read_torchscript_settings(Deck& deck);

/// A module (B, C, Y, X) float32 -> (B, F) or (B, F, 1, 1). Its hash is over the file and the settings.
/// \param images shape of the images that it will be given.
/// \throws UserError when the file is no module, images have one channel and the module takes three unless
/// replicate_channel is declared, the method fails or gives something else: found on one black image, before any work.
std::unique_ptr<FeatureExtractor> make_torchscript_extractor(const TorchScriptSettings& settings,
                                                             const ImageShape& images);

}  // namespace ebru
