#include "ml/data/training_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>
#include <vector>

#include "base/enum_names.hpp"
#include "base/error.hpp"
#include "io/image_labels.hpp"
#include "io/source_location.hpp"
#include "ml/data/chain_source.hpp"
#include "ml/data/image_batch_source.hpp"
#include "ml/data/online_source.hpp"
#include "ml/data/prefetching_source.hpp"

namespace ebru {

namespace {

enum class LabelUse { automatic, none };

}  // namespace

template <>
struct EnumNames<LabelUse> {
    static constexpr auto table =
        std::to_array<EnumName<LabelUse>>({{LabelUse::automatic, "auto"}, {LabelUse::none, "none"}});
};

template <>
struct EnumNames<Flips> {
    static constexpr auto table =
        std::to_array<EnumName<Flips>>({{Flips::none, "none"}, {Flips::horizontal, "horizontal"}});
};

namespace {

/// What the sources of both parts of the data have in common.
struct Wanted {
    std::uint64_t seed = 1;
    NeedsPairs needs = NeedsPairs::yes;
    std::int64_t held_out = 0;
    int window = 1;
};

/// Whether the images of a chain lie on this machine too: a chain is trained on without them.
bool images_are_here(const SourceRequest& images) {
    try {
        static_cast<void>(locate_source(images));
        return true;
    } catch (const UserError&) {
        return false;
    }
}

/// Labels that lie beside the images of a forward deck, or those of a file. Labels that are there and damaged are an
/// error: a network without classes would be another one.
ImageLabels find_or_read_labels(Deck& deck, const DataSettings& data) {
    if (deck.alternative({"data.labels", "data.label_file"}) == "data.label_file") {
        return read_idx_labels(deck.existing_path("data.label_file"));
    }
    if (deck.choice("data.labels", LabelUse::automatic) == LabelUse::none) {
        return {};
    }
    return images_are_here(data.source) ? find_labels(data.source).value_or(ImageLabels{}) : ImageLabels{};
}

/// The same, refused now and not at the draw that comes upon an image without one. \param images one more than the
/// largest number of an image in its data set.
ImageLabels read_labels(Deck& deck, const DataSettings& data, std::int64_t images) {
    ImageLabels labels = find_or_read_labels(deck, data);
    const auto count = static_cast<std::int64_t>(labels.number.size());
    validate(count == 0 || count >= images, fmt::format("the {} labels of {}", count, data.name),
             fmt::format("images up to number {} are trained on", images - 1),
             "give the labels of the same images (data.label_file), or train without (data.labels = \"none\")");
    return labels;
}

template <class Make>
void make_parts(TrainingData& data, const Wanted& wanted, const Make& make) {
    data.training = make(DataPart::training);
    if (wanted.held_out > 0) {
        data.validation = make(DataPart::held_out);
    }
}

/// One more than the largest number of an image in chains.
std::int64_t end_of_images(const std::vector<std::filesystem::path>& chains) {
    std::int64_t end = 0;
    for (const std::filesystem::path& path : chains) {
        const SnapshotChainReader chain(path);
        end = std::max(end, chain.header().first_sample + chain.layout().samples);
    }
    return end;
}

TrainingData from_chains(Deck& deck, const Wanted& wanted) {
    const std::vector<std::filesystem::path> paths = deck.existing_paths("data.chain");
    ChainSourceOptions options;
    options.seed = wanted.seed;
    options.needs = wanted.needs;
    options.window = wanted.window;
    options.held_out = wanted.held_out;
    const SnapshotChainReader first(paths.front());
    TrainingData data;
    data.facts = forward_facts(first.header().deck, first.layout().shape);
    options.labels = read_labels(deck, data.facts.settings.data, end_of_images(paths));
    make_parts(data, wanted, [&](DataPart part) {
        options.part = part;
        return std::make_unique<ChainSource>(paths, options);
    });
    return data;
}

/// The deck of a forward process as `ebru forward` would store it.
ForwardFacts facts_of_deck(const std::filesystem::path& path, const ImageShape& shape) {
    Deck deck = Deck::load(path);
    const DataSettings data = read_data_settings(deck);
    read_forward_settings(deck, data, shape.nx);
    return forward_facts(stored_deck(deck), shape);
}

DataSettings data_of_deck(const std::filesystem::path& path) {
    Deck deck = Deck::load(path);
    return read_data_settings(deck);
}

TrainingData from_solver(Deck& deck, const Wanted& wanted) {
    const std::filesystem::path path = deck.existing_path("data.forward");
    const DataSettings images = data_of_deck(path);
    const auto store = std::make_shared<ImageStore>(images);
    TrainingData data;
    data.facts = facts_of_deck(path, store->shape());
    const ImageLabels labels = read_labels(deck, images, store->id(store->size()));
    if (wanted.needs == NeedsPairs::no) {
        const Flips flips = deck.choice("data.flips", Flips::none);
        make_parts(data, wanted, [&](DataPart part) {
            const ImageRange range = part_of(store->size(), wanted.held_out, part);
            const Flips flipped = part == DataPart::training ? flips : Flips::none;
            return std::make_unique<ImageBatchSource>(store, data.facts.deck,
                                                      ImageBatchSource::Options{wanted.seed, range, flipped, labels});
        });
        return data;
    }
    data.online = true;
    OnlineSource::Options options;
    options.seed = wanted.seed;
    options.window = wanted.window;
    options.labels = labels;
    const int last = data.facts.last_level();
    options.levels_per_pass =
        deck.integer("data.levels_per_pass", std::min(options.levels_per_pass, last), IntRange::closed(1, last));
    options.pool_images = deck.integer("data.pool_images", default_pool_images(store->shape(), options.levels_per_pass),
                                       IntRange::closed(1, 1000000, "images"));
    make_parts(data, wanted, [&](DataPart part) {
        options.range = part_of(store->size(), wanted.held_out, part);
        return std::make_unique<OnlineSource>(store, data.facts, options);
    });
    return data;
}

}  // namespace

TrainingData make_training_data(Deck& deck, NeedsPairs needs, std::uint64_t seed) {
    Wanted wanted;
    wanted.seed = seed;
    wanted.needs = needs;
    wanted.held_out = deck.integer64("data.holdout", 0, IntRange::at_least(0, "images"));
    if (needs == NeedsPairs::yes) {
        wanted.window = deck.integer("data.window", 1, IntRange::at_least(1, "levels"));
    }
    const bool prefetch = deck.boolean("data.prefetch", true);
    const bool by_chain = deck.alternative({"data.chain", "data.forward"}) == "data.chain";
    validate(by_chain ? deck.has("data.chain") : true, "data.chain and data.forward are missing",
             "a network is trained on a forward process", "give chains, or the deck of a process to run meanwhile");
    TrainingData data = by_chain ? from_chains(deck, wanted) : from_solver(deck, wanted);
    if (prefetch) {
        data.training = std::make_unique<PrefetchingSource>(std::move(data.training));
    }
    return data;
}

}  // namespace ebru
