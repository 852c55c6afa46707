#include "ml/features/classifier.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <torch/serialize/input-archive.h>
#include <torch/serialize/output-archive.h>

#include <optional>
#include <utility>

#include "app/found_or_made.hpp"
#include "base/error.hpp"
#include "base/text_hash.hpp"
#include "ml/features/classifier_training.hpp"
#include "ml/features/feature_slice.hpp"
#include "ml/features/network_extractor.hpp"
#include "ml/train/archive_file.hpp"

namespace ebru {

namespace {

constexpr double trained_scale = 1.0;

/// All that decides the classifier, but for its weights.
std::string text_of(const ClassifierRequest& request) {
    const ClassifierSettings& s = request.settings;
    return fmt::format("classifier {} {} {}, {} classes, data {}, epochs {} batch {} in slices of {} rate {} seed {}",
                       request.shape.channels, request.shape.ny, request.shape.nx, request.classes, request.data,
                       s.epochs, s.batch, feature_slice, s.learning_rate, s.seed);
}

void save(const std::filesystem::path& file, const FeatureNetwork& network, double accuracy) {
    write_archive(file, ArchiveKind::classifier, [&](torch::serialize::OutputArchive& archive) {
        for (const auto& parameter : network.named_parameters()) {
            archive.write(parameter.key(), parameter.value().detach());
        }
        archive.write("accuracy", c10::IValue(accuracy));
    });
}

/// Puts the stored weights into the network. \return the accuracy; nothing when the file is not there or not whole.
std::optional<double> load_stored(const std::filesystem::path& file, FeatureNetwork& network) {
    if (!std::filesystem::exists(file)) {
        return std::nullopt;
    }
    try {
        const at::NoGradGuard no_grad;
        c10::IValue accuracy;
        read_archive(file, [&](torch::serialize::InputArchive& archive) {
            for (const auto& parameter : network.named_parameters()) {
                at::Tensor stored;
                archive.read(parameter.key(), stored);
                parameter.value().copy_(stored);
            }
            archive.read("accuracy", accuracy);
        });
        return accuracy.toDouble();
    } catch (const UserError& error) {
        spdlog::warn("{}: the classifier is trained anew", error.what());
        return std::nullopt;
    }
}

double train_new(FeatureNetwork& network, const ClassifierRequest& request, const LabelledData& data) {
    train_classifier(network, data.training, request.settings);
    return accuracy_of(network, data.test);
}

}  // namespace

ClassifierSettings read_classifier_settings(Deck& deck) {
    const ClassifierSettings d;
    ClassifierSettings s;
    s.epochs = deck.integer("classifier.epochs", d.epochs, IntRange::closed(1, 1000));
    s.batch = deck.integer64("classifier.batch", d.batch, IntRange::closed(1, 65536, "images"));
    s.learning_rate = deck.real("classifier.learning_rate", d.learning_rate, Range::above(0.0));
    s.seed = deck.unsigned64("classifier.seed", d.seed);
    return s;
}

std::unique_ptr<FeatureExtractor> make_classifier(const ClassifierRequest& request,
                                                  const std::function<LabelledData()>& load) {
    const std::string text = text_of(request);
    const auto fresh = [&] {
        return std::make_shared<FeatureNetwork>(request.shape, request.classes, trained_scale, request.settings.seed);
    };
    std::shared_ptr<FeatureNetwork> network = fresh();
    const std::filesystem::path file = request.cache / fmt::format("classifier_{}.pt", TextHash().add(text).text());
    FeatureFacts facts;
    const auto train = [&] {
        network = fresh();  // a file that ends early has left some of its weights
        const double accuracy = train_new(*network, request, load());
        save(file, *network, accuracy);
        return accuracy;
    };
    facts.accuracy = found_or_made(request.cache, [&] { return load_stored(file, *network); }, train);
    facts.name = "classifier";
    facts.features = FeatureNetwork::width;
    facts.classes = request.classes;
    facts.hash = network_hash(*network, text);
    return std::make_unique<NetworkExtractor>(std::move(facts), request.shape, network);
}

}  // namespace ebru
