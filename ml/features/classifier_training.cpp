#include "ml/features/classifier_training.hpp"

#include <ATen/ATen.h>

#include <algorithm>

#include "app/progress.hpp"
#include "base/keyed_permutation.hpp"
#include "ml/features/pixel_bytes.hpp"
#include "ml/features/stop_between.hpp"
#include "ml/train/learning_rate.hpp"
#include "ml/train/optimizer.hpp"

namespace ebru {

namespace {

constexpr std::int64_t warmup = 100;
constexpr std::int64_t judged_together = 256;

UpdateSettings update_settings(const ClassifierSettings& settings, std::int64_t updates) {
    UpdateSettings update;
    update.learning_rate = settings.learning_rate;
    update.warmup = std::min(warmup, updates / 10);
    update.decay = RateDecay::cosine;
    update.decay_steps = updates;
    return update;
}

/// Images at places first .. first + count - 1 of an epoch's order.
at::Tensor drawn(const KeyedPermutation& order, std::int64_t first, std::int64_t count) {
    at::Tensor places = at::empty({count}, at::kLong);
    for (std::int64_t b = 0; b < count; ++b) {
        places.mutable_data_ptr<std::int64_t>()[b] = order(first + b);
    }
    return places;
}

}  // namespace

void train_classifier(FeatureNetwork& network, const LabelledImages& images, const ClassifierSettings& settings) {
    const std::int64_t size = images.images.size(0);
    const std::int64_t batch = std::min(settings.batch, size);
    const std::int64_t updates_per_epoch = size / batch;
    const UpdateSettings update = update_settings(settings, settings.epochs * updates_per_epoch);
    const std::unique_ptr<torch::optim::Optimizer> optimizer = make_optimizer(update, network.parameters());
    Progress progress(settings.epochs * updates_per_epoch * batch, "images", "classifier");
    for (std::int64_t n = 0; n < settings.epochs * updates_per_epoch; ++n) {
        const KeyedPermutation order(settings.seed, n / updates_per_epoch, 0, size);
        const at::Tensor places = drawn(order, n % updates_per_epoch * batch, batch);
        const at::Tensor shown = from_bytes(images.images.index_select(0, places));
        const at::Tensor logits = network.logits(network.features(network.maps(shown)));
        const at::Tensor loss = at::cross_entropy_loss(logits, images.labels.index_select(0, places));
        optimizer->zero_grad();
        loss.backward();
        set_learning_rate(*optimizer, learning_rate_at(update, n));
        optimizer->step();
        progress.advance(batch);
        stop_between_pieces();
    }
    progress.finish();
}

double accuracy_of(const FeatureNetwork& network, const LabelledImages& images) {
    const at::NoGradGuard no_grad;
    const std::vector<at::Tensor> shown = images.images.split(judged_together);
    const std::vector<at::Tensor> labels = images.labels.split(judged_together);
    std::int64_t right = 0;
    for (std::size_t part = 0; part < shown.size(); ++part) {
        const at::Tensor logits = network.logits(network.features(network.maps(from_bytes(shown[part]))));
        right += logits.argmax(1).eq(labels[part]).sum().item<std::int64_t>();
    }
    return static_cast<double>(right) / static_cast<double>(images.images.size(0));
}

}  // namespace ebru
