#include "ml/train/stored_weights.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/serialize/input-archive.h>
#include <torch/serialize/output-archive.h>

#include "base/error.hpp"
#include "ml/train/weight_average.hpp"

namespace ebru {

namespace {

c10::IValue entry_of(torch::serialize::InputArchive& archive, const std::string& key) {
    c10::IValue value;
    archive.read(key, value);
    return value;
}

std::string text_of(torch::serialize::InputArchive& archive, const std::string& key) {
    return entry_of(archive, key).toStringRef();
}

c10::IValue list_of(const std::vector<at::Tensor>& tensors) {
    c10::List<at::Tensor> list;
    for (const at::Tensor& tensor : tensors) {
        list.push_back(tensor.detach().to(at::kCPU));
    }
    return list;
}

}  // namespace

void write_identity(torch::serialize::OutputArchive& archive, const RunIdentity& run) {
    archive.write("deck", c10::IValue(run.deck));
    archive.write("network", c10::IValue(run.network));
    archive.write("objective", c10::IValue(run.objective));
    archive.write("forward_deck", c10::IValue(run.forward_deck));
    archive.write("seed", c10::IValue(static_cast<std::int64_t>(run.seed)));
    archive.write("channels", c10::IValue(run.shape.channels));
    archive.write("rows", c10::IValue(run.shape.ny));
    archive.write("columns", c10::IValue(run.shape.nx));
    archive.write("classes", c10::IValue(run.classes));
    archive.write("version", c10::IValue(run.version));
}

RunIdentity read_identity(torch::serialize::InputArchive& archive) {
    const auto integer = [&](const char* key) { return static_cast<int>(entry_of(archive, key).toInt()); };
    RunIdentity run;
    run.deck = text_of(archive, "deck");
    run.network = text_of(archive, "network");
    run.objective = text_of(archive, "objective");
    run.forward_deck = text_of(archive, "forward_deck");
    run.seed = static_cast<std::uint64_t>(entry_of(archive, "seed").toInt());
    run.shape = {integer("channels"), integer("rows"), integer("columns")};
    run.classes = integer("classes");
    run.version = text_of(archive, "version");
    return run;
}

void write_weights(torch::serialize::OutputArchive& archive, const StoredWeights& weights) {
    c10::List<std::string> names;
    for (const std::string& name : weights.names) {
        names.push_back(name);
    }
    archive.write("names", c10::IValue(names));
    archive.write("raw", list_of(weights.raw));
    archive.write("average", list_of(weights.average));
    archive.write("step", c10::IValue(weights.step));
}

StoredWeights read_weights(torch::serialize::InputArchive& archive) {
    StoredWeights weights;
    const c10::IValue names = entry_of(archive, "names");
    for (const c10::IValue& name : names.toListRef()) {
        weights.names.push_back(name.toStringRef());
    }
    weights.raw = entry_of(archive, "raw").toTensorVector();
    weights.average = entry_of(archive, "average").toTensorVector();
    weights.step = entry_of(archive, "step").toInt();
    return weights;
}

void copy_weights(const StoredWeights& stored, WeightSet set, const Network& network, std::vector<at::Tensor> into,
                  const std::filesystem::path& file) {
    const std::vector<std::string> names = weight_names(network);
    const std::vector<at::Tensor>& from = stored.of(set);
    const auto refuse = [&](const std::string& why) {
        throw UserError(file.string(), "its weights are of another network: " + why,
                        "use the [network] table that it was trained with");
    };
    if (stored.names.size() != names.size()) {
        refuse(fmt::format("{} tensors there, {} here", stored.names.size(), names.size()));
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (stored.names[i] != names[i]) {
            refuse(fmt::format("{} there, {} here", stored.names[i], names[i]));
        }
        if (from[i].sizes() != into[i].sizes()) {
            refuse(fmt::format("{} is {} there, {} here", names[i], fmt::join(from[i].sizes(), " x "),
                               fmt::join(into[i].sizes(), " x ")));
        }
    }
    const at::NoGradGuard no_grad;
    for (std::size_t i = 0; i < names.size(); ++i) {
        into[i].copy_(from[i]);
    }
}

}  // namespace ebru
