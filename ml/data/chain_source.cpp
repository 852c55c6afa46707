#include "ml/data/chain_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "base/planted_fault.hpp"
#include "io/stored_values.hpp"

namespace ebru {

namespace {

bool keeps_all_levels(const ChainHeader& header, const ChainLayout& layout) {
    return layout.full_samples > 0 && static_cast<int>(layout.full_levels.size()) == header.last_level() + 1;
}

std::string kept_text(const ChainLayout& layout) {
    return fmt::format("it keeps {} pairs of every image and {} levels of {} images", layout.pairs_per_sample,
                       layout.full_samples > 0 ? layout.full_levels.size() : 0, layout.full_samples);
}

/// The largest number that is not held out, over all images of all chains.
template <class Chains>
SampleId last_trained(const Chains& chains, std::int64_t held_out) {
    std::set<std::pair<SampleId, SampleId>, std::greater<>> ranges;  // (last, first), largest last first
    for (const auto& chain : chains) {
        ranges.emplace(chain.header.first_sample + chain.count - 1, chain.header.first_sample);
    }
    SampleId last = ranges.begin()->first;
    std::int64_t left = held_out;
    for (const auto& [end, first] : ranges) {
        last = std::min(last, end);  // a gap between chains holds no images
        const std::int64_t taken = std::clamp<std::int64_t>(last - first + 1, 0, left);
        last -= taken;
        left -= taken;
        if (left == 0) {
            break;
        }
    }
    return last;
}

}  // namespace

ChainSource::Chain ChainSource::open(const std::filesystem::path& path) const {
    const SnapshotChainReader reader(path);
    Chain chain{
        .path = path, .header = reader.header(), .layout = reader.layout(), .states = std::nullopt, .pair_levels = {}};
    const std::string name = "'" + path.string() + "'";
    const ChainLayout& layout = chain.layout;
    chain.count = layout.full_samples;
    if (options_.needs == NeedsPairs::no) {
        validate(layout.full_samples > 0 && layout.full_levels.front() == 0, name + " keeps no clean images",
                 kept_text(layout), "give the deck of the process in data.forward instead of data.chain");
        chain.kept = Kept::data;
    } else if (keeps_all_levels(chain.header, layout) &&
               (layout.full_samples == layout.samples || layout.pairs_per_sample == 0)) {
        chain.kept = Kept::levels;
    } else {
        validate(options_.window == 1, fmt::format("data.window = {} with {}", options_.window, name),
                 kept_text(layout) + "; its pairs are of neighbouring levels",
                 "make the chain with all levels (chain.full_samples = -1), or train online (data.forward)");
        validate(layout.pairs_per_sample > 0, name + " holds nothing to train on", kept_text(layout),
                 "make the chain with chain.pairs >= 1, or with all levels (chain.full_samples = -1)");
        chain.kept = Kept::pairs;
        chain.count = layout.samples;
    }
    if (chain.kept == Kept::pairs) {
        chain.states.emplace(path, chain_name::pair_state);
        chain.pair_levels = Hdf5File::open(path).dataset(chain_name::pair_level).read_all<std::int32_t>();
    } else {
        chain.states.emplace(path, chain_name::state);
    }
    return chain;
}

ChainSource::ChainSource(const std::vector<std::filesystem::path>& paths, ChainSourceOptions options)
    : options_(std::move(options)) {
    EBRU_EXPECT(!paths.empty() && options_.window >= 1 && options_.held_out >= 0);
    for (const std::filesystem::path& path : paths) {
        Chain chain = open(path);
        ForwardFacts facts = forward_facts(chain.header.deck, chain.layout.shape);
        if (chains_.empty()) {
            facts_ = std::move(facts);
        } else if (const auto difference = process_difference(facts_, facts)) {
            throw UserError(
                fmt::format("'{}' and '{}' are of different processes", paths.front().string(), path.string()),
                *difference, "train on chains of one process and size");
        }
        chains_.push_back(std::move(chain));
    }
    has_clean_ = std::ranges::all_of(chains_, [](const Chain& chain) { return chain.kept != Kept::pairs; });
    choose_part();
}

void ChainSource::choose_part() {
    const SampleId last = last_trained(chains_, options_.held_out);
    std::int64_t before = 0;
    for (Chain& chain : chains_) {
        const std::int64_t trained = std::clamp<std::int64_t>(last + 1 - chain.header.first_sample, 0, chain.count);
        chain.first = options_.part == DataPart::training ? 0 : trained;
        chain.count = options_.part == DataPart::training ? trained : chain.count - trained;
        chain.before = before;
        before += chain.count;
    }
    validate(before > 0, fmt::format("data.holdout = {}", options_.held_out),
             options_.part == DataPart::training ? "no image is left to train on" : "no image is held out",
             "give a number between 0 and that of the chains' images");
    order_.emplace(options_.seed, before);
}

std::pair<const ChainSource::Chain*, std::int64_t> ChainSource::find(std::int64_t image) const {
    for (const Chain& chain : chains_) {
        if (image < chain.before + chain.count) {
            return {&chain, chain.first + image - chain.before};
        }
    }
    EBRU_ASSERT(!"an image beyond the chains");
    return {};
}

void ChainSource::read(const Chain& chain, std::int64_t sample, std::int64_t position, int level,
                       std::span<float> to) const {
    const NumberType type = state_type(chain.layout.format);
    const std::uint64_t bytes = to.size() * number_bytes(type);
    decode(type,
           chain.states->bytes(static_cast<std::uint64_t>(sample), static_cast<std::uint64_t>(position) * bytes, bytes),
           to);
    validate(all_finite(to),
             fmt::format("'{}' is damaged: level {} of sample {} is not finite", chain.path.string(), level, sample),
             "a NaN or infinite value would spoil all weights", "check it with ebru info --verify, or make it again");
}

void ChainSource::fill(TrainingBatch& batch, std::int64_t b, std::int64_t draw) const {
    const auto [chain, sample] = find(order_->image(draw));
    const ChainLayout& layout = chain->layout;
    const auto image = [&](const at::Tensor& tensor) { return image_of(tensor, b, layout.shape); };
    batch.ids[static_cast<std::size_t>(b)] = chain->header.first_sample + sample;
    if (chain->kept == Kept::pairs) {
        const auto pairs = static_cast<std::int64_t>(layout.pairs_per_sample);
        const std::int64_t pair = draw_choice(options_.seed, RandomPurpose::training_level, draw, pairs);
        const std::int32_t level = chain->pair_levels[static_cast<std::size_t>(sample * pairs + pair)];
        batch.level.data_ptr<std::int64_t>()[b] = level;
        const std::int64_t at = pair * layout.window_states();
        read(*chain, sample, at, level, image(batch.degraded));
        read(*chain, sample, at + 1, level - 1, image(batch.target));
        return;
    }
    const auto read_level = [&](std::int64_t position, const at::Tensor& to) {
        read(*chain, sample, position, layout.full_levels[static_cast<std::size_t>(position)], image(to));
    };
    if (batch.clean.defined()) {
        read_level(0, batch.clean);
    }
    if (chain->kept == Kept::levels) {
        const std::int64_t level =
            (planted(Fault::levels_from_zero) ? 0 : 1) +
            draw_choice(options_.seed, RandomPurpose::training_level, draw, chain->header.last_level());
        batch.level.data_ptr<std::int64_t>()[b] = level;
        read_level(level, batch.degraded);
        read_level(std::max<std::int64_t>(level - options_.window, 0), batch.target);
    }
}

TrainingBatch ChainSource::batch(std::int64_t first_draw, std::int64_t size) {
    TrainingBatch batch = make_batch(first_draw, size, facts_.shape, {.pairs = options_.needs, .clean = has_clean_});
    for (std::int64_t b = 0; b < size; ++b) {
        fill(batch, b, first_draw + b);
    }
    batch.label = labels_of(options_.labels.number, batch.ids);
    return batch;
}

}  // namespace ebru
