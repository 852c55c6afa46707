#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "io/image_labels.hpp"
#include "io/mapped_dataset.hpp"
#include "io/snapshot_chain_reader.hpp"
#include "ml/data/batch_tensors.hpp"
#include "ml/data/forward_facts.hpp"
#include "ml/data/training_order.hpp"
#include "ml/data/training_source.hpp"

namespace ebru {

struct ChainSourceOptions {
    std::uint64_t seed = 1;  ///< of the training: which image and level a draw takes
    NeedsPairs needs = NeedsPairs::yes;
    int window = 1;             ///< m of targets u_{k-m}; u_0 for k < m. More than 1 needs all levels
    std::int64_t held_out = 0;  ///< images with the largest numbers
    DataPart part = DataPart::training;
    ImageLabels labels;  ///< by number of the image in its data set; empty without classes
};

/// Batches from one or several chains of one process (with several seeds, say, or of parts of a data set).
///
/// A chain that keeps all levels 0..K gives its images with k uniform over 1..K, newly drawn every time, and u_0; else
/// one of the image's stored pairs is drawn. An epoch takes every image of every chain once. States lie in mapped
/// memory, in whatever format they are stored; nothing is read ahead.
///
/// Images held out are those with the n largest numbers over all chains: one that occurs in several chains is held out
/// of all.
class ChainSource final : public TrainingSource {
  public:
    /// \throws UserError when a chain is unfinished or damaged, when chains differ in process or size, when they do not
    /// keep what is needed, or when nothing is left.
    ChainSource(const std::vector<std::filesystem::path>& paths, ChainSourceOptions options);

    [[nodiscard]] std::int64_t images() const override { return order_->images(); }
    [[nodiscard]] ImageShape shape() const override { return facts_.shape; }
    [[nodiscard]] int classes() const override { return options_.labels.classes; }
    [[nodiscard]] const std::string& forward_deck() const override { return facts_.deck; }
    TrainingBatch batch(std::int64_t first_draw, std::int64_t size) override;

    [[nodiscard]] const ForwardFacts& facts() const { return facts_; }

  private:
    /// What can be drawn from a chain.
    enum class Kept { levels, pairs, data };

    struct Chain {
        std::filesystem::path path;
        ChainHeader header;
        ChainLayout layout;
        Kept kept = Kept::levels;
        std::optional<MappedDataset> states;    // those that are kept: of pairs, or of levels
        std::vector<std::int32_t> pair_levels;  // (N, m)
        std::int64_t first = 0;                 // its images in use: samples first .. first + count - 1
        std::int64_t count = 0;
        std::int64_t before = 0;  // images in use of the chains before
    };

    [[nodiscard]] Chain open(const std::filesystem::path& path) const;
    void choose_part();
    [[nodiscard]] std::pair<const Chain*, std::int64_t> find(std::int64_t image) const;
    /// \param position of the state among those of the sample.
    void read(const Chain& chain, std::int64_t sample, std::int64_t position, int level, std::span<float> to) const;
    void fill(TrainingBatch& batch, std::int64_t b, std::int64_t draw) const;

    ChainSourceOptions options_;
    ForwardFacts facts_;
    std::vector<Chain> chains_;
    std::optional<TrainingOrder> order_;
    bool has_clean_ = false;
};

}  // namespace ebru
