#include "ml/features/torchscript_extractor.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/script.h>

#include <fstream>

#include "tests/ml/features/feature_test_images.hpp"

namespace ebru::test {

namespace {

constexpr ImageShape gray{1, 8, 8};
constexpr ImageShape colour{3, 8, 8};

/// A saved module with the given forward body over x.
TorchScriptSettings module_of(const std::string& body) {
    torch::jit::Module module("Test");
    module.define("def forward(self, x):\n    " + body + "\n");
    TorchScriptSettings settings;
    settings.file = fresh_folder() / "module.pt";
    settings.name = "module";
    settings.ny = 8;
    settings.nx = 8;
    module.save(settings.file.string());
    return settings;
}

std::string refusal(const TorchScriptSettings& settings, const ImageShape& shape) {
    return message_of(
        [&] { make_torchscript_extractor(settings, shape)->features(from_bytes(random_images(3, shape, 1))); });
}

TEST(TorchScript, GivesWhatTheModuleGives) {
    const auto extractor = make_torchscript_extractor(module_of("return x.mean([2, 3])"), colour);
    const at::Tensor images = from_bytes(random_images(70, colour, 1));
    const at::Tensor features = extractor->features(images);
    EXPECT_EQ(extractor->facts().features, 3);
    EXPECT_EQ(extractor->facts().hash.size(), 16U);
    EXPECT_TRUE(at::allclose(features, images.mean({2, 3}).to(at::kDouble), 1e-6, 1e-6));
    EXPECT_TRUE(at::equal(features.slice(0, 5, 6), extractor->features(images.slice(0, 5, 6))));
}

TEST(TorchScript, ImagesComeInTheDeclaredSizeAndRange) {
    TorchScriptSettings settings = module_of("return x.flatten(2).amax(2)");
    settings.ny = 16;
    settings.nx = 12;
    settings.low = -1.0;
    const auto extractor = make_torchscript_extractor(settings, colour);
    const at::Tensor white = extractor->features(at::ones({1, 3, 8, 8}));
    const at::Tensor black = extractor->features(at::zeros({1, 3, 8, 8}));
    EXPECT_NEAR(white.max().item<double>(), 1.0, 1e-6);
    EXPECT_NEAR(black.max().item<double>(), -1.0, 1e-6);
    TorchScriptSettings sized = module_of("return x.flatten(1)");
    sized.ny = 16;
    sized.nx = 12;
    EXPECT_EQ(make_torchscript_extractor(sized, colour)->facts().features, 3 * 16 * 12);
}

TEST(TorchScript, OutputsAreChosenByPlaceOrKey) {
    TorchScriptSettings tuple = module_of("return (x.mean([2, 3]), x.amax([2, 3])[:, :2])");
    expect_contains(refusal(tuple, colour), "torchscript.output");
    tuple.output = "1";
    EXPECT_EQ(make_torchscript_extractor(tuple, colour)->facts().features, 2);
    tuple.output = "2";
    expect_contains(refusal(tuple, colour), "torchscript.output = \"2\"");
    TorchScriptSettings dictionary = module_of("return {'pool': x.mean([2, 3])}");
    dictionary.output = "pool";
    EXPECT_EQ(make_torchscript_extractor(dictionary, colour)->facts().features, 3);
}

TEST(TorchScript, OneChannelIsReplicatedOnlyWhereDeclared) {
    TorchScriptSettings settings = module_of("return x.mean([2, 3])");
    expect_contains(refusal(settings, gray), "torchscript.replicate_channel = true");
    settings.replicate_channel = true;
    const at::Tensor features = make_torchscript_extractor(settings, gray)->features(at::full({1, 1, 8, 8}, 0.5));
    EXPECT_TRUE(at::allclose(features, at::full({1, 3}, 0.5, at::kDouble)));
}

TEST(TorchScript, NaNIsRefusedWithTheFirstImage) {
    // sqrt of a negative number for images that are not black.
    const std::string message = refusal(module_of("return (-x.mean([2, 3])).sqrt()"), colour);
    expect_contains(message, "features of image 0");
    expect_contains(message, "\"module\"");
}

TEST(TorchScript, WhatIsNoModuleIsRefused) {
    TorchScriptSettings settings = module_of("return x.mean([2, 3])");
    std::ofstream(settings.file) << "text";
    expect_contains(refusal(settings, colour), "no TorchScript module");
    TorchScriptSettings method = module_of("return x.mean([2, 3])");
    method.method = "encode";
    expect_contains(refusal(method, colour), "torchscript.method = \"encode\"");
}

TEST(TorchScript, AModuleThatFailsOrGivesMapsIsRefusedBeforeAnyWork) {
    const auto made = [](const TorchScriptSettings& settings) {
        return message_of([&] { make_torchscript_extractor(settings, colour); });
    };
    expect_contains(made(module_of("return x.reshape([7, 11])")), "fails on images of 3 x 8 x 8");
    expect_contains(made(module_of("return x")), "a tensor of 4 axes");
}

}  // namespace

}  // namespace ebru::test
