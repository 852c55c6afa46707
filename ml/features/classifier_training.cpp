#include "ml/features/classifier_training.hpp"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <vector>

#include "app/progress.hpp"
#include "base/keyed_permutation.hpp"
#include "ml/bridge/one_thread_each.hpp"
#include "ml/features/feature_slice.hpp"
#include "ml/features/pixel_bytes.hpp"
#include "ml/features/stop_between.hpp"
#include "ml/train/learning_rate.hpp"
#include "ml/train/optimizer.hpp"

namespace ebru {

namespace {

constexpr std::int64_t warmup = 100;

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

/// The gradient of the mean cross entropy of a batch: a sum over slices in their order, each slice by one thread, so
/// that it has the same bits for any number of threads.
void put_gradient(const FeatureNetwork& network, const at::Tensor& images, const at::Tensor& labels) {
    const std::vector<at::Tensor> parameters = network.parameters();
    const std::vector<at::Tensor> shown = images.split(feature_slice);
    const std::vector<at::Tensor> classes = labels.split(feature_slice);
    std::vector<std::vector<at::Tensor>> gradients(shown.size());
    one_thread_each(static_cast<std::int64_t>(shown.size()), [&](std::int64_t slice) {
        const auto i = static_cast<std::size_t>(slice);
        const at::Tensor logits = network.logits(network.features(network.maps(from_bytes(shown[i]))));
        const at::Tensor sum = at::cross_entropy_loss(logits, classes[i], {}, at::Reduction::Sum);
        gradients[i] = torch::autograd::grad({sum / static_cast<double>(images.size(0))}, parameters);
    });
    for (std::size_t p = 0; p < parameters.size(); ++p) {
        at::Tensor total = gradients.front()[p];
        for (std::size_t i = 1; i < gradients.size(); ++i) {
            total = total + gradients[i][p];
        }
        parameters[p].mutable_grad() = total;
    }
}

}  // namespace

void train_classifier(FeatureNetwork& network, const LabelledImages& images, const ClassifierSettings& settings) {
    const std::int64_t size = images.images.size(0);
    const std::int64_t batch = std::min(settings.batch, size);
    const std::int64_t updates_per_epoch = size / batch;
    const UpdateSettings update = update_settings(settings, settings.epochs * updates_per_epoch);
    const std::unique_ptr<torch::optim::Optimizer> optimizer = make_optimizer(update, network.parameters());
    const OneThread sums_in_one_order;
    Progress progress(settings.epochs * updates_per_epoch * batch, "images", "classifier");
    for (std::int64_t n = 0; n < settings.epochs * updates_per_epoch; ++n) {
        const KeyedPermutation order(settings.seed, n / updates_per_epoch, 0, size);
        const at::Tensor places = drawn(order, n % updates_per_epoch * batch, batch);
        put_gradient(network, images.images.index_select(0, places), images.labels.index_select(0, places));
        set_learning_rate(*optimizer, learning_rate_at(update, n));
        optimizer->step();
        progress.advance(batch);
        stop_between_pieces();
    }
    progress.finish();
}

double accuracy_of(const FeatureNetwork& network, const LabelledImages& images) {
    const at::Tensor guess =
        slice_by_slice(images.images, feature_slice, [&](const at::Tensor& slice, std::int64_t /*first*/) {
            const at::NoGradGuard no_grad;
            return network.logits(network.features(network.maps(from_bytes(slice)))).argmax(1);
        });
    const auto right = guess.eq(images.labels).sum().item<std::int64_t>();
    return static_cast<double>(right) / static_cast<double>(images.images.size(0));
}

}  // namespace ebru
