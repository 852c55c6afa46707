#include "ml/features/torchscript_extractor.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <torch/script.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text_hash.hpp"
#include "io/random_access_file.hpp"
#include "ml/bridge/one_thread_each.hpp"
#include "ml/features/extractor_checks.hpp"
#include "ml/features/feature_slice.hpp"

namespace ebru {

namespace {

std::string file_hash(const std::filesystem::path& path, const std::string& settings) {
    RandomAccessFile file(path);
    TextHash hash;
    hash.add(settings);
    std::vector<unsigned char> bytes(1 << 20);
    for (std::uint64_t done = 0; done < file.length(); done += bytes.size()) {
        bytes.resize(std::min<std::uint64_t>(bytes.size(), file.length() - done));
        file.read(done, bytes, "its hash");
        hash.add(std::as_bytes(std::span(bytes)));
    }
    return hash.text();
}

std::string text_of(const TorchScriptSettings& s) {
    return fmt::format("torchscript {} {} {} {} range {} {} {} '{}'", s.channels, s.ny, s.nx, s.replicate_channel,
                       s.low, s.high, s.method, s.output);
}

/// The first line of what LibTorch says.
std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

/// The message's line that says what went wrong inside a TorchScript method: the last one.
std::string last_line(std::string text) {
    while (!text.empty() && text.back() == '\n') {
        text.pop_back();
    }
    return text.substr(text.rfind('\n') + 1);
}

class TorchScriptExtractor final : public FeatureExtractor {
  public:
    TorchScriptExtractor(const TorchScriptSettings& settings, const ImageShape& images)
        : settings_(settings), images_(images) {
        facts_.name = settings.name;
        validate(images.channels == settings.channels || (images.channels == 1 && settings.replicate_channel),
                 fmt::format("images of {} channel{}", images.channels, images.channels == 1 ? "" : "s"),
                 fmt::format("the extractor \"{}\" takes {}", settings.name, settings.channels),
                 images.channels == 1 ? "say torchscript.replicate_channel = true to give it the same channel "
                                        "several times, or leave it out of evaluate.extractors"
                                      : "give a module for such images, and its torchscript.channels");
        try {
            module_ = torch::jit::load(settings.file.string());
            module_.eval();
        } catch (const c10::Error& error) {
            throw UserError("torchscript.file = \"" + settings.file.string() + "\"",
                            "it is no TorchScript module: " + first_line(error.what_without_backtrace()),
                            "give a file of torch.jit.save");
        }
        validate(module_.find_method(settings.method).has_value(), "torchscript.method = \"" + settings.method + "\"",
                 "the module has no such method", "name one that takes images, as \"forward\"");
        facts_.hash = file_hash(settings.file, text_of(settings));
        const at::NoGradGuard no_grad;
        facts_.features = outputs(at::zeros({1, images.channels, images.ny, images.nx})).size(1);
    }

    [[nodiscard]] const FeatureFacts& facts() const override { return facts_; }

    at::Tensor features(const at::Tensor& images) override {
        require_shape(images, images_, facts_.name);
        at::Tensor features =
            slice_by_slice(images, feature_slice, [&](const at::Tensor& slice, std::int64_t /*first*/) {
                const at::NoGradGuard no_grad;
                return outputs(slice);
            });
        require_finite(features, facts_.name);
        return features;
    }

  private:
    /// (B, C, Y, X) in [0, 1] -> what the module wants.
    [[nodiscard]] at::Tensor inputs(const at::Tensor& images) const {
        at::Tensor x = images;
        if (x.size(2) != settings_.ny || x.size(3) != settings_.nx) {
            x = at::_upsample_bilinear2d_aa(x, {settings_.ny, settings_.nx}, false);
        }
        if (x.size(1) != settings_.channels) {
            x = x.expand({x.size(0), settings_.channels, x.size(2), x.size(3)});
        }
        return (settings_.low + (settings_.high - settings_.low) * x).contiguous();
    }

    at::Tensor outputs(const at::Tensor& images) {
        c10::IValue value;
        try {
            value = module_.get_method(settings_.method)({inputs(images)});
        } catch (const std::exception& error) {
            throw UserError(fmt::format("the extractor \"{}\" fails on images of {} x {} x {}", settings_.name,
                                        settings_.channels, settings_.ny, settings_.nx),
                            last_line(error.what()), "check torchscript.size, channels and method");
        }
        const std::optional<at::Tensor> chosen = chosen_output(value);
        validate(chosen.has_value(), fmt::format("torchscript.output = \"{}\"", settings_.output),
                 fmt::format("the module gives a {}", value.tagKind()),
                 "leave it out for a tensor, give a place (\"0\") of a tuple or list, or a key of a dictionary");
        const at::Tensor flat =
            chosen->dim() > 2 && chosen->numel() == chosen->size(0) * chosen->size(1) ? chosen->flatten(1) : *chosen;
        validate(flat.dim() == 2 && flat.size(0) == images.size(0),
                 fmt::format("the extractor \"{}\" gives a tensor of {} axes", settings_.name, flat.dim()),
                 "features are (images, F)", "give a module that ends in one row an image");
        return flat.to(at::kCPU, at::kDouble);
    }

    [[nodiscard]] std::optional<at::Tensor> chosen_output(const c10::IValue& value) const {
        const std::string& output = settings_.output;
        if (value.isTensor() && output.empty()) {
            return value.toTensor();
        }
        if (value.isGenericDict()) {
            for (const auto& entry : value.toGenericDict()) {
                if (entry.key().isString() && entry.key().toStringRef() == output && entry.value().isTensor()) {
                    return entry.value().toTensor();
                }
            }
            return std::nullopt;
        }
        std::vector<c10::IValue> places;
        if (value.isTuple()) {
            places = value.toTupleRef().elements().vec();
        } else if (value.isList()) {
            places = value.toListRef().vec();
        }
        std::size_t place = 0;
        const auto [end, failure] = std::from_chars(output.data(), output.data() + output.size(), place);
        const bool whole = failure == std::errc() && end == output.data() + output.size();
        return whole && place < places.size() && places[place].isTensor() ? std::optional(places[place].toTensor())
                                                                          : std::nullopt;
    }

    TorchScriptSettings settings_;
    ImageShape images_;
    torch::jit::Module module_;
    FeatureFacts facts_;
};

}  // namespace

TorchScriptSettings read_torchscript_settings(Deck& deck) {
    TorchScriptSettings s;
    s.file = deck.existing_path("torchscript.file");
    s.name = deck.string("torchscript.name", s.file.stem().string());
    const std::vector<int> size = deck.integers("torchscript.size", IntRange::closed(1, 65536, "pixels"));
    if (size.size() != 2) {
        deck.refuse("torchscript.size", "a size has two numbers", "give [rows, columns] of the module's input");
    }
    s.ny = size[0];
    s.nx = size[1];
    s.channels = deck.integer("torchscript.channels", s.channels, IntRange::closed(1, 4096));
    s.replicate_channel = deck.boolean("torchscript.replicate_channel", s.replicate_channel);
    const std::vector<double> range = deck.reals("torchscript.range", {s.low, s.high});
    if (range.size() != 2 || range[0] == range[1]) {
        deck.refuse("torchscript.range", "x in [0, 1] is given as low + (high - low) x",
                    "give two different numbers [low, high]");
    }
    s.low = range[0];
    s.high = range[1];
    s.method = deck.string("torchscript.method", s.method);
    s.output = deck.string("torchscript.output", s.output);
    s.inception_v3 = deck.boolean("torchscript.inception_v3", s.inception_v3);
    return s;
}

std::unique_ptr<FeatureExtractor> make_torchscript_extractor(const TorchScriptSettings& settings,
                                                             const ImageShape& images) {
    return std::make_unique<TorchScriptExtractor>(settings, images);
}

}  // namespace ebru
