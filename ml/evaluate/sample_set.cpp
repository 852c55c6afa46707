#include "ml/evaluate/sample_set.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <span>

#include "base/error.hpp"
#include "io/partial_file.hpp"
#include "io/snapshot_chain_reader.hpp"
#include "ml/data/batch_tensors.hpp"
#include "ml/features/pixel_bytes.hpp"
#include "ml/sampler/prior.hpp"
#include "ml/sampler/sample_settings.hpp"

namespace ebru {

namespace {

constexpr const char* samples_name = "samples.h5";

void require_samples(const std::filesystem::path& chain, const ChainLayout& layout) {
    validate(!layout.full_levels.empty() && layout.full_levels.front() == 0 && layout.full_samples >= 1, chain.string(),
             "it keeps no images of level 0", "give a chain of ebru sample, or one made with chain.full_samples = -1");
}

std::optional<SampleWeights> read_weights(Deck& deck) {
    if (!deck.has("weights.set")) {
        return std::nullopt;
    }
    return SampleWeights{deck.string("weights.set"), deck.integer64("weights.update")};
}

std::optional<PushedSamples> read_pushed(Deck& deck) {
    if (!deck.has("sample.prior") || deck.string("sample.prior") != to_name(PriorKind::pushed)) {
        return std::nullopt;
    }
    return PushedSamples{static_cast<std::uint64_t>(deck.integer64("sample.seed")), deck.integer64("sample.first")};
}

}  // namespace

std::filesystem::path find_samples(const std::filesystem::path& given) {
    validate(std::filesystem::exists(given), fmt::format("'{}' does not exist", given.string()),
             "samples are to be judged", "give a samples.h5, its folder, or the folder of a training run");
    if (!std::filesystem::is_directory(given)) {
        return given;
    }
    for (const std::filesystem::path& chain : {given / samples_name, given / "samples" / samples_name}) {
        const FileProgress progress = file_progress(chain);
        validate(progress != FileProgress::unfinished, chain.string() + " is not finished",
                 "samples are still being made, or were interrupted", "wait, or run ebru sample again with --resume");
        if (progress == FileProgress::finished) {
            return chain;
        }
    }
    throw UserError(fmt::format("'{}' holds no {}", given.string(), samples_name), "samples are to be judged",
                    "make some: ebru sample RUN, or give the folder that holds them");
}

SampleFacts read_sample_facts(const std::filesystem::path& path) {
    const SnapshotChainReader chain(path);
    require_samples(path, chain.layout());
    SampleFacts facts;
    facts.chain = path;
    facts.process = chain.header().process;
    facts.seed = chain.header().seed;
    facts.count = chain.layout().full_samples;
    facts.shape = chain.layout().shape;
    facts.deck = chain.header().deck;
    Deck deck = Deck::parse(facts.deck, "the deck stored in " + path.string());
    validate(deck.has("data.set") || deck.has("data.path"), path.string(),
             "its deck does not say which images it was made from",
             "make the samples anew with this version of ebru sample");
    facts.data = read_data_settings(deck);
    facts.weights = read_weights(deck);
    facts.pushed = read_pushed(deck);
    return facts;
}

SampleImages read_samples(const SampleFacts& facts, std::int64_t count) {
    EBRU_EXPECT(count >= 1 && count <= facts.count);
    const SnapshotChainReader chain(facts.chain);
    const at::Tensor states = make_image_tensor(count, facts.shape);
    for (std::int64_t sample = 0; sample < count; ++sample) {
        chain.read_state(sample, 0, image_of(states, sample, facts.shape));
    }
    const at::Tensor images = (states - facts.data.low) / (facts.data.high - facts.data.low);
    constexpr double half_step = 0.5 / 255.0;
    const at::Tensor outside = (images < -half_step).logical_or_(images > 1.0 + half_step);
    return {to_bytes(images), outside.to(at::kDouble).mean().item<double>()};
}

at::Tensor read_pushed_images(const SampleFacts& facts, std::int64_t count) {
    EBRU_EXPECT(facts.pushed.has_value());
    const std::unique_ptr<ImageSource> source = open_image_source(facts.data.source);
    const std::int64_t rest = source->size() - facts.data.first;
    const std::int64_t available = facts.data.count > 0 ? std::min(facts.data.count, rest) : rest;
    const at::Tensor images =
        at::empty({count, facts.shape.channels, facts.shape.ny, facts.shape.nx}, at::TensorOptions(at::kDouble));
    for (std::int64_t sample = 0; sample < count; ++sample) {
        const std::int64_t image = pushed_image(facts.pushed->seed, facts.pushed->first + sample, available);
        source->read(facts.data.first + image, 1,
                     {images[sample].mutable_data_ptr<double>(), static_cast<std::size_t>(facts.shape.values())});
    }
    return to_bytes(images);
}

}  // namespace ebru
