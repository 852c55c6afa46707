#pragma once

#include <ATen/ATen.h>
#include <torch/nn/modules/conv.h>

#include <unistd.h>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>

#include "base/random.hpp"
#include "ml/network/network.hpp"
#include "ml/objective/objective.hpp"
#include "ml/train/run_identity.hpp"
#include "ml/train/trainer.hpp"

namespace ebru {

/// Two convolutions with dropout between them and a buffer that counts passes in training; its last layer starts at
/// zero.
class ToyNetwork final : public Network {
  public:
    explicit ToyNetwork(std::int64_t width = 4, double dropout = 0.5)
        : first_(register_module("first", torch::nn::Conv2d(torch::nn::Conv2dOptions(1, width, 3).padding(1)))),
          last_(register_module("last", torch::nn::Conv2d(torch::nn::Conv2dOptions(width, 1, 3).padding(1)))),
          passes_(register_buffer("passes", at::zeros({1}))),
          dropout_(dropout) {
        const at::NoGradGuard no_grad;
        for (at::Tensor& parameter : first_->parameters()) {
            fill(parameter);
        }
        for (at::Tensor& parameter : last_->parameters()) {
            parameter.zero_();
        }
    }

    at::Tensor forward(const at::Tensor& x, const at::Tensor& time, const at::Tensor& /*label*/) override {
        if (is_training()) {
            passes_.add_(1.0);
        }
        const at::Tensor hidden = at::tanh(first_->forward(x) + time.view({-1, 1, 1, 1}));
        return last_->forward(at::dropout(hidden, dropout_, is_training()));
    }

  private:
    static void fill(const at::Tensor& parameter) {
        for (std::int64_t i = 0; i < parameter.numel(); ++i) {
            const RandomWords words =
                random_words(3, RandomPurpose::network_start, {.cell = static_cast<std::uint64_t>(i)});
            parameter.view(-1)[i] = to_unit_interval(words.word[0]) - 0.5;
        }
    }

    torch::nn::Conv2d first_;
    torch::nn::Conv2d last_;
    at::Tensor passes_;
    double dropout_;
};

/// Images 1 x 6 x 6 whose values are keyed by (image, cell).
class ToySource final : public TrainingSource {
  public:
    explicit ToySource(std::int64_t images = 10) : images_(images) {}

    [[nodiscard]] std::int64_t images() const override { return images_; }
    [[nodiscard]] ImageShape shape() const override { return {1, 6, 6}; }
    [[nodiscard]] const std::string& forward_deck() const override { return deck_; }

    TrainingBatch batch(std::int64_t first_draw, std::int64_t size) override {
        TrainingBatch batch;
        batch.first_draw = first_draw;
        batch.clean = at::empty({size, 1, 6, 6});
        auto* values = batch.clean.mutable_data_ptr<float>();
        for (std::int64_t b = 0; b < size; ++b) {
            batch.ids.push_back((first_draw + b) % images_);
            for (std::int64_t i = 0; i < 36; ++i) {
                const RandomWords words = random_words(
                    1, RandomPurpose::training_order,
                    {.sample = static_cast<std::uint64_t>(batch.ids.back()), .cell = static_cast<std::uint64_t>(i)});
                values[b * 36 + i] = static_cast<float>(to_unit_interval(words.word[0]));
            }
            if (first_draw + b == poisoned_draw) {
                values[b * 36] = std::numeric_limits<float>::quiet_NaN();
            }
        }
        return batch;
    }

    std::int64_t poisoned_draw = -1;  ///< holds a NaN

  private:
    std::int64_t images_;
    std::string deck_ = "[process]\nkind = \"toy\"\n";
};

/// Mean squared difference from the image's negative; two bins.
class ToyObjective final : public Objective {
  public:
    [[nodiscard]] Example example(const TrainingBatch& batch) const override {
        const std::int64_t size = batch.size();
        Example example;
        example.input = batch.clean;
        example.time = at::arange(batch.first_draw, batch.first_draw + size).remainder(2).to(at::kFloat);
        example.target = -batch.clean;
        example.weight = at::full({size}, 1.0 / 36.0);
        example.bin = at::tensor(batch.ids).remainder(2);
        return example;
    }
    [[nodiscard]] bool needs_pairs() const override { return false; }
    [[nodiscard]] int bins() const override { return 2; }
    [[nodiscard]] std::string text() const override { return "toy"; }
};

/// A trainer with all that it stands on.
struct ToyTraining {
    explicit ToyTraining(const UpdateSettings& settings, double dropout = 0.5, const Ranks& ranks = Ranks::job())
        : trainer(settings, std::make_shared<ToyNetwork>(4, dropout), source, objective, at::kCPU, ranks) {}

    ToySource source;
    ToyObjective objective;
    Trainer trainer;

    [[nodiscard]] std::vector<at::Tensor> weights() const {
        std::vector<at::Tensor> copies;
        for (const at::Tensor& weight : weights_of(trainer.network())) {
            copies.push_back(weight.detach().clone());
        }
        for (const at::Tensor& average : trainer.average().tensors()) {
            copies.push_back(average.clone());
        }
        return copies;
    }
};

inline UpdateSettings toy_settings() {
    UpdateSettings settings;
    settings.batch = 4;
    settings.learning_rate = 1.0e-2;
    settings.warmup = 3;
    return settings;
}

inline RunIdentity toy_identity() {
    return {"[train]\nbatch = 4\n",
            "[network]\nkind = \"toy\"\n",
            "toy",
            "[process]\nkind = \"toy\"\n",
            1,
            {1, 6, 6},
            0,
            "0.0"};
}

inline bool equal_bits(const std::vector<at::Tensor>& a, const std::vector<at::Tensor>& b) {
    bool equal = a.size() == b.size();
    for (std::size_t i = 0; equal && i < a.size(); ++i) {
        equal = at::equal(a[i], b[i]);
    }
    return equal;
}

/// A folder that goes away at the end.
class TestFolder {
  public:
    explicit TestFolder(const std::filesystem::path& parent = std::filesystem::temp_directory_path())
        : path_(parent / ("ebru_train_test_" + std::to_string(getpid()))) {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;
    ~TestFolder() { std::filesystem::remove_all(path_); }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace ebru
