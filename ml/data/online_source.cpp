#include "ml/data/online_source.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/keyed_permutation.hpp"
#include "solvers/forward/batch_capture.hpp"
#include "solvers/forward/process_factory.hpp"

namespace ebru {

namespace {

constexpr std::int64_t images_per_pass = 64;  // of the process at a time: its states stay near the cache

ChainLayout pairs_layout(const ImageShape& shape, int pairs, std::int64_t images) {
    ChainLayout layout;
    layout.samples = images;
    layout.shape = shape;
    layout.pairs_per_sample = pairs;
    return layout;
}

}  // namespace

int default_pool_images(const ImageShape& shape, int levels_per_pass) {
    constexpr std::size_t wanted_bytes = std::size_t{1} << 26U;
    const std::size_t bytes = 2 * static_cast<std::size_t>(levels_per_pass) * shape.values() * sizeof(float);
    return static_cast<int>(std::clamp<std::size_t>(wanted_bytes / bytes, 64, 512));
}

std::uint64_t epoch_seed(std::uint64_t deck_seed, std::int64_t epoch) {
    return epoch == 0
               ? deck_seed
               : random_words(deck_seed, RandomPurpose::training_epoch, {.sample = static_cast<std::uint64_t>(epoch)})
                     .word[0];
}

/// The process of an epoch and what is taken from it.
struct OnlineSource::Run {
    Run(const ForwardFacts& facts, const Options& options, std::int64_t of_epoch)
        : epoch(of_epoch),
          settings(facts.settings),
          process(make_seeded(settings, facts, of_epoch)),
          capture(pairs_layout(facts.shape, options.levels_per_pass, options.range.count), facts.last_level(),
                  settings.seed, options.window) {}

    static std::unique_ptr<ForwardProcess<float>> make_seeded(ForwardSettings& settings, const ForwardFacts& facts,
                                                              std::int64_t epoch) {
        settings.seed = epoch_seed(settings.seed, epoch);
        return make_process<float>(settings, facts.shape).process;
    }

    std::int64_t epoch;
    ForwardSettings settings;
    std::unique_ptr<ForwardProcess<float>> process;
    BatchCapture<float> capture;
};

/// Pairs of the images at positions q P .. q P + count - 1 of an epoch's order.
struct OnlineSource::Pool {
    std::int64_t epoch = -1;
    std::int64_t number = -1;
    std::vector<std::int64_t> images;  // (count), in the store
    std::vector<float> data;           // (count, C, Y, X)
    std::vector<std::int32_t> levels;  // (count, m)
    std::vector<float> states;         // (count, m, 2, C, Y, X)
};

OnlineSource::OnlineSource(std::shared_ptr<ImageStore> store, ForwardFacts facts, Options options)
    : store_(std::move(store)), facts_(std::move(facts)), options_(std::move(options)), pool_(new Pool) {
    EBRU_EXPECT(options_.range.count >= 1 && options_.range.first + options_.range.count <= store_->size());
    EBRU_EXPECT(options_.levels_per_pass >= 1 && options_.levels_per_pass <= facts_.last_level());
    EBRU_EXPECT(options_.pool_images >= 1 && options_.window >= 1 && store_->shape() == facts_.shape);
    validate(facts_.settings.precision == Precision::single_precision, "process.precision = \"double\"",
             "pairs made while a network trains are float, as the network is",
             "set it to \"float\" in the deck of data.forward, or make a chain and train on that");
}

OnlineSource::~OnlineSource() = default;

/// Passes the pool's images begin .. begin + count - 1 through the process.
void OnlineSource::run_images(std::int64_t begin, std::int64_t count) {
    Pool& pool = *pool_;
    const ImageShape& shape = facts_.shape;
    const std::size_t values = shape.values();
    const ImageBatch<float> images("images", static_cast<std::size_t>(count), static_cast<std::size_t>(shape.channels),
                                   static_cast<std::size_t>(shape.ny), static_cast<std::size_t>(shape.nx));
    const auto host = Kokkos::create_mirror_view(Kokkos::HostSpace(), images);
    std::copy_n(pool.data.begin() + begin * static_cast<std::ptrdiff_t>(values), host.size(), host.data());
    Kokkos::deep_copy(images, host);
    std::vector<SampleId> ids;
    for (std::int64_t i = begin; i < begin + count; ++i) {
        ids.push_back(store_->id(pool.images[static_cast<std::size_t>(i)]));
    }
    run_->capture.begin(begin, ids);
    run_->capture.take_data(host);
    run_->process->initialize(images, ids);
    const ChainBlock<float> block = run_->capture.block({});
    const int last = *std::ranges::max_element(block.pair_levels);
    for (int level = 1; level <= last; ++level) {
        run_->process->advance_to(level);
        run_->capture.take_level(*run_->process);
    }
    pool.levels.insert(pool.levels.end(), block.pair_levels.begin(), block.pair_levels.end());
    pool.states.insert(pool.states.end(), block.pair_states.begin(), block.pair_states.end());
}

const OnlineSource::Pool& OnlineSource::require_pool(std::int64_t epoch, std::int64_t number) {
    Pool& pool = *pool_;
    if (pool.epoch == epoch && pool.number == number) {
        return pool;
    }
    pool.epoch = -1;  // nothing of it counts until it is whole
    if (run_ == nullptr || run_->epoch != epoch) {
        run_ = std::make_unique<Run>(facts_, options_, epoch);
    }
    const KeyedPermutation order(options_.seed, epoch, 0, options_.range.count);
    const std::int64_t first = number * options_.pool_images;
    const std::int64_t count = std::min<std::int64_t>(options_.pool_images, options_.range.count - first);
    const std::size_t values = facts_.shape.values();
    pool.images.clear();
    pool.levels.clear();
    pool.states.clear();
    pool.states.reserve(2 * static_cast<std::size_t>(count * options_.levels_per_pass) * values);
    pool.data.resize(static_cast<std::size_t>(count) * values);
    for (std::int64_t i = 0; i < count; ++i) {
        pool.images.push_back(options_.range.first + order(first + i));
        store_->read(pool.images.back(), std::span(pool.data).subspan(static_cast<std::size_t>(i) * values, values));
    }
    for (std::int64_t begin = 0; begin < count; begin += images_per_pass) {
        run_images(begin, std::min(images_per_pass, count - begin));
    }
    pool.epoch = epoch;
    pool.number = number;
    return pool;
}

void OnlineSource::fill(TrainingBatch& batch, std::int64_t b, std::int64_t draw) {
    const std::int64_t m = options_.levels_per_pass;
    const std::int64_t in_epoch = draw % draws_per_epoch();
    const std::int64_t pool_draws = options_.pool_images * m;
    const std::int64_t number = in_epoch / pool_draws;
    const Pool& pool = require_pool(draw / draws_per_epoch(), number);
    const auto count = static_cast<std::int64_t>(pool.images.size());
    // Part 0 of an epoch's permutations is the order of its images.
    const KeyedPermutation shuffle(options_.seed, pool.epoch, 1 + number, count * m);
    const auto pair = static_cast<std::size_t>(shuffle(in_epoch % pool_draws));
    const std::size_t position = pair / static_cast<std::size_t>(m);
    const std::size_t values = facts_.shape.values();
    const auto copy = [&](const std::vector<float>& from, std::size_t image, const at::Tensor& to) {
        std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(image * values), values,
                    image_of(to, b, facts_.shape).begin());
    };
    copy(pool.data, position, batch.clean);
    copy(pool.states, 2 * pair, batch.degraded);
    copy(pool.states, 2 * pair + 1, batch.target);
    batch.level.data_ptr<std::int64_t>()[b] = pool.levels[pair];
    batch.ids[static_cast<std::size_t>(b)] = store_->id(pool.images[position]);
}

TrainingBatch OnlineSource::batch(std::int64_t first_draw, std::int64_t size) {
    TrainingBatch batch = make_batch(first_draw, size, facts_.shape, {});
    for (std::int64_t b = 0; b < size; ++b) {
        fill(batch, b, first_draw + b);
    }
    batch.label = labels_of(options_.labels.number, batch.ids);
    return batch;
}

}  // namespace ebru
