#pragma once

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "base/random.hpp"
#include "field/image_batch.hpp"
#include "ml/features/pixel_bytes.hpp"

namespace ebru::test {

/// Images (N, C, Y, X) uint8 of counter-based values: equal seeds, equal bits.
inline at::Tensor random_images(std::int64_t count, const ImageShape& shape, std::uint64_t seed) {
    at::Tensor images = at::empty({count, shape.channels, shape.ny, shape.nx}, at::kByte);
    auto* value = images.mutable_data_ptr<std::uint8_t>();
    for (std::int64_t i = 0; i < images.numel(); ++i) {
        value[i] = static_cast<std::uint8_t>(
            random_words(seed, RandomPurpose::gaussian_noise, {.sample = static_cast<std::uint64_t>(i)}).word[0] >> 56);
    }
    return images;
}

/// The message of the UserError that `act` throws.
template <class Act>
std::string message_of(const Act& act) {
    try {
        act();
    } catch (const UserError& error) {
        return error.what();
    }
    return "no error";
}

inline void expect_contains(const std::string& text, const std::string& part) {
    EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' is not in: " << text;
}

/// A folder of the running test, empty at its start.
inline std::filesystem::path fresh_folder() {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) /
                                         (std::string("ebru_") + info->test_suite_name() + "_" + info->name());
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    return folder;
}

}  // namespace ebru::test
