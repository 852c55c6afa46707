#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "io/image_labels.hpp"
#include "ml/data/batch_tensors.hpp"
#include "ml/data/forward_facts.hpp"
#include "ml/data/image_batch_source.hpp"
#include "ml/data/image_store.hpp"
#include "ml/data/training_source.hpp"

namespace ebru {

/// Pairs made by the solver while the network trains: nothing is stored, and every epoch has fresh fields and noise.
///
/// In an epoch every image passes through the process once, in the epoch's random order, and gives m pairs (u_k,
/// u_{k-w}) at distinct levels k, uniform over 1..K. Images pass in pools of P: a pool's P m pairs are made at once and
/// handed out in random order, so an epoch is N m draws and a batch that starts anywhere costs one pool. Epoch 0 has
/// the deck's own seed: its pairs are, bit for bit, those of the chain that `ebru forward` makes with chain.pairs = m.
/// Cost: one pass of the process for m draws; memory: 2 P m images.
class OnlineSource final : public TrainingSource {
  public:
    struct Options {
        std::uint64_t seed = 1;    ///< of the training: orders
        int levels_per_pass = 16;  ///< m, at most K
        int pool_images = 256;     ///< P
        int window = 1;            ///< w; u_0 for k < w
        ImageRange range;
        ImageLabels labels;
    };
    /// \throws UserError when the deck asks for double precision.
    OnlineSource(std::shared_ptr<ImageStore> store, ForwardFacts facts, Options options);
    ~OnlineSource() override;

    [[nodiscard]] std::int64_t images() const override { return options_.range.count; }
    [[nodiscard]] std::int64_t draws_per_epoch() const override { return images() * options_.levels_per_pass; }
    [[nodiscard]] ImageShape shape() const override { return facts_.shape; }
    [[nodiscard]] int classes() const override { return options_.labels.classes; }
    [[nodiscard]] const std::string& forward_deck() const override { return facts_.deck; }
    TrainingBatch batch(std::int64_t first_draw, std::int64_t size) override;

  private:
    struct Pool;
    struct Run;

    const Pool& require_pool(std::int64_t epoch, std::int64_t number);
    void run_images(std::int64_t begin, std::int64_t count);
    void fill(TrainingBatch& batch, std::int64_t b, std::int64_t draw);

    std::shared_ptr<ImageStore> store_;
    ForwardFacts facts_;
    Options options_;
    std::unique_ptr<Run> run_;  // the process with the seed of an epoch
    std::unique_ptr<Pool> pool_;
};

/// Images of a pool whose pairs take about 64 MB: 64 to 512.
int default_pool_images(const ImageShape& shape, int levels_per_pass);

/// Seed of the process in an epoch: the deck's own in epoch 0.
std::uint64_t epoch_seed(std::uint64_t deck_seed, std::int64_t epoch);

}  // namespace ebru
