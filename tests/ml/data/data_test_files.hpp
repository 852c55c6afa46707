#pragma once

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "ml/data/training_source.hpp"
#include "solvers/forward/forward_run.hpp"

namespace ebru::test {

/// A folder of its own with a small data set: images.idx3 of different values, labels, and decks on it.
class DataTest : public ::testing::Test {
  protected:
    static constexpr int images = 23;
    static constexpr ImageShape shape{1, 6, 5};

    void SetUp() override {
        const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
        folder_ = std::filesystem::path(testing::TempDir()) /
                  (std::string("ebru_data_") + info->test_suite_name() + "_" + info->name());
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        std::string pixels("\0\0\x08\x03\0\0\0\x17\0\0\0\x06\0\0\0\x05", 16);
        std::string labels("\0\0\x08\x01\0\0\0\x17", 8);
        for (int i = 0; i < images; ++i) {
            for (std::size_t p = 0; p < shape.values(); ++p) {
                pixels.push_back(static_cast<char>((37 * i + 11 * static_cast<int>(p)) % 251));
            }
            labels.push_back(static_cast<char>(label_of(i)));
        }
        put("images-idx3-ubyte", pixels);
        put("labels-idx1-ubyte", labels);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    static int label_of(std::int64_t image) { return static_cast<int>(image * 3 % 7); }

    std::filesystem::path put(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ / name, std::ios::binary) << text;
        return folder_ / name;
    }

    /// A deck of a short process on the images: preset, further lines, chain's lines.
    [[nodiscard]] std::string deck_text(const std::string& preset, const std::string& tables,
                                        const std::string& data = "") const {
        const std::string levels = preset == "transport"     ? "[schedule]\nlevels = 6\n"
                                   : preset == "heat"        ? "[process]\nkind = \"heat\"\n[schedule]\nlevels = 6\n"
                                   : preset == "anisotropic" ? "[spde]\nlevels = 6\ndt = 0.02\n"
                                                             : "[gaussian]\nlevels = 6\n";
        return (preset == "heat" ? "" : "preset = \"" + preset + "\"\n") + "seed = 5\n[data]\npath = \"" +
               (folder_ / "images-idx3-ubyte").string() + "\"\n" + data + levels + tables;
    }

    struct MadeChain {
        std::filesystem::path path;
        std::string deck;  // resolved
    };

    /// The chain that `ebru forward` makes of a deck.
    [[nodiscard]] MadeChain make_chain(const std::string& name, const std::string& text) const {
        Deck deck = Deck::parse(text, "test.toml");
        const DataSettings data = read_data_settings(deck);
        const auto source = open_image_source(data.source);
        const ForwardSettings settings = read_forward_settings(deck, data, source->shape().nx);
        const MadeProcess<float> made = make_process<float>(settings, source->shape());
        const std::string resolved = stored_deck(deck);
        const ChainPlan plan = plan_chain(settings, *source, made, resolved);
        run_forward(settings, *source, *made.process, plan, folder_ / name, ExistingOutput::replace);
        return {folder_ / name, resolved};
    }

    /// The message of the UserError that `act` throws.
    template <class Act>
    static std::string message_of(const Act& act) {
        try {
            act();
        } catch (const UserError& error) {
            return error.what();
        }
        return "no error";
    }

    std::filesystem::path folder_;
};

inline void expect_same_tensor(const at::Tensor& a, const at::Tensor& b) {
    ASSERT_EQ(a.defined(), b.defined());
    if (a.defined()) {
        EXPECT_TRUE(at::equal(a, b));
    }
}

inline void expect_same_batch(const TrainingBatch& a, const TrainingBatch& b) {
    EXPECT_EQ(a.first_draw, b.first_draw);
    EXPECT_EQ(a.ids, b.ids);
    expect_same_tensor(a.clean, b.clean);
    expect_same_tensor(a.degraded, b.degraded);
    expect_same_tensor(a.target, b.target);
    expect_same_tensor(a.level, b.level);
    expect_same_tensor(a.label, b.label);
}

/// Draw b of a batch as a batch of one.
inline TrainingBatch draw_of(const TrainingBatch& batch, std::int64_t b) {
    const auto one = [b](const at::Tensor& tensor) { return tensor.defined() ? tensor.slice(0, b, b + 1) : tensor; };
    return {batch.first_draw + b, {batch.ids[static_cast<std::size_t>(b)]},
            one(batch.clean),     one(batch.degraded),
            one(batch.target),    one(batch.level),
            one(batch.label)};
}

/// A batch is the same draws however they are asked for.
inline void expect_any_split_equal(TrainingSource& source, std::int64_t first, std::int64_t count) {
    const TrainingBatch whole = source.batch(first, count);
    for (const std::int64_t size : {std::int64_t{1}, std::int64_t{4}, std::int64_t{7}}) {
        for (std::int64_t b = 0; b + size <= count; b += size) {
            const TrainingBatch part = source.batch(first + b, size);
            for (std::int64_t i = 0; i < size; ++i) {
                expect_same_batch(draw_of(part, i), draw_of(whole, b + i));
            }
        }
    }
    expect_same_batch(source.batch(first, count), whole);
}

}  // namespace ebru::test
