#include "ml/train/checkpoint.hpp"

#include <torch/serialize/input-archive.h>
#include <torch/serialize/output-archive.h>

#include "ml/train/archive_file.hpp"
#include "ml/train/stored_weights.hpp"

namespace ebru {

namespace {

StoredWeights stored_weights(const Trainer& trainer) {
    return {weight_names(trainer.network()), weights_of(trainer.network()), trainer.average().tensors(),
            trainer.updates()};
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const Trainer& trainer, const RunIdentity& run,
                     double seconds) {
    write_archive(path, ArchiveKind::checkpoint, [&](torch::serialize::OutputArchive& archive) {
        write_identity(archive, run);
        write_weights(archive, stored_weights(trainer));
        torch::serialize::OutputArchive optimizer(archive.compilation_unit());
        trainer.optimizer().save(optimizer);
        archive.write("optimizer", optimizer);
        archive.write("seconds", c10::IValue(seconds));
    });
}

double restore_checkpoint(const std::filesystem::path& path, Trainer& trainer, const RunIdentity& run) {
    validate(archive_kind(path) == ArchiveKind::checkpoint, path.string(),
             "it holds weights, but no state to go on from", "give checkpoint.pt, or start anew with train.start_from");
    double seconds = 0.0;
    read_archive(path, [&](torch::serialize::InputArchive& archive) {
        if (const auto difference = identity_difference(read_identity(archive), run)) {
            throw UserError(path.string(), "it is the checkpoint of another run: " + *difference,
                            "resume with the deck that it was made with, or start anew with train.start_from");
        }
        const StoredWeights weights = read_weights(archive);
        copy_weights(weights, WeightSet::raw, trainer.network(), weights_of(trainer.network()), path);
        copy_weights(weights, WeightSet::average, trainer.network(), trainer.average().tensors(), path);
        torch::serialize::InputArchive optimizer;
        archive.read("optimizer", optimizer);
        trainer.optimizer().load(optimizer);
        trainer.set_updates(weights.step);
        c10::IValue stored_seconds;
        archive.read("seconds", stored_seconds);
        seconds = stored_seconds.toDouble();
    });
    return seconds;
}

void start_from_weights(const std::filesystem::path& file, WeightSet set, Trainer& trainer) {
    read_archive(file, [&](torch::serialize::InputArchive& archive) {
        const StoredWeights weights = read_weights(archive);
        copy_weights(weights, set, trainer.network(), weights_of(trainer.network()), file);
        copy_weights(weights, set, trainer.network(), trainer.average().tensors(), file);
    });
}

void save_weights(const std::filesystem::path& path, const Trainer& trainer, const RunIdentity& run) {
    write_archive(path, ArchiveKind::weights, [&](torch::serialize::OutputArchive& archive) {
        write_identity(archive, run);
        write_weights(archive, stored_weights(trainer));
    });
}

}  // namespace ebru
