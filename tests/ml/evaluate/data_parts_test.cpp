#include "ml/evaluate/data_parts.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "ml/evaluate/nearest_images.hpp"
#include "tests/ml/data/data_test_files.hpp"

namespace ebru::test {

namespace {

/// 23 images of 6 x 5, labels beside them; some tests add a test set.
class DataPartsTest : public DataTest {
  protected:
    [[nodiscard]] DataSettings data(const std::string& file = "images-idx3-ubyte") const {
        DataSettings settings;
        settings.source.path = folder_ / file;
        settings.name = file;
        return settings;
    }

    /// The files under the names of a set that keeps test images apart.
    void make_named_set() const {
        for (const char* part : {"train", "t10k"}) {
            for (const char* file : {"images-idx3-ubyte", "labels-idx1-ubyte"}) {
                std::filesystem::copy_file(folder_ / file, folder_ / (std::string(part) + "-" + file));
            }
        }
    }
};

TEST_F(DataPartsTest, ASetWithoutTestImagesGivesItsLastTenth) {
    const DataParts parts = find_parts(data());
    EXPECT_FALSE(parts.own_test);
    EXPECT_EQ(parts.train.count, 21);
    EXPECT_EQ(parts.test.first, 21);
    EXPECT_EQ(parts.test.count, 2);
    const at::Tensor all = at::cat({read_images(parts.train), read_images(parts.test)});
    EXPECT_EQ(all.size(0), images);
    EXPECT_EQ(all[22][0][0][0].item<int>(), 37 * 22 % 251);
}

TEST_F(DataPartsTest, TestImagesOfTheSetAreFoundWithTheirLabels) {
    make_named_set();
    const DataParts parts = find_parts(data("train-images-idx3-ubyte"));
    EXPECT_TRUE(parts.own_test);
    EXPECT_EQ(parts.train.count, images);
    EXPECT_EQ(parts.test.count, images);
    EXPECT_EQ(parts.test.source.path.filename(), "t10k-images-idx3-ubyte");
    const auto labels = find_part_labels(parts, {});
    ASSERT_TRUE(labels.has_value());
    EXPECT_EQ(labels->test.size(0), images);
    EXPECT_EQ(labels->test[4].item<std::int64_t>(), label_of(4));
}

TEST_F(DataPartsTest, LabelsFollowTheirImages) {
    DataSettings some = data();
    some.first = 3;
    some.count = 10;
    const DataParts parts = find_parts(some);
    const auto labels = find_part_labels(parts, {});
    ASSERT_TRUE(labels.has_value());
    EXPECT_EQ(labels->train.size(0), 9);
    EXPECT_EQ(labels->train[0].item<std::int64_t>(), label_of(3));
    EXPECT_EQ(labels->test[0].item<std::int64_t>(), label_of(12));
}

TEST_F(DataPartsTest, DrawnImagesAreDifferentOnesOfThePart) {
    const ImagePart part = find_parts(data()).train;
    const at::Tensor all = read_images(part);
    const at::Tensor drawn = draw_images(part, 15, 7);
    std::vector<std::int64_t> numbers;
    for (std::int64_t n = 0; n < 15; ++n) {
        const at::Tensor same = all.eq(drawn[n]).flatten(1).all(1);
        ASSERT_EQ(same.sum().item<std::int64_t>(), 1);
        numbers.push_back(same.to(at::kInt).argmax().item<std::int64_t>());
    }
    EXPECT_FALSE(std::ranges::is_sorted(numbers));
    std::ranges::sort(numbers);
    EXPECT_EQ(std::ranges::adjacent_find(numbers), numbers.end());
    EXPECT_TRUE(at::equal(drawn, draw_images(part, 15, 7)));
    EXPECT_FALSE(at::equal(drawn, draw_images(part, 15, 8)));
}

TEST_F(DataPartsTest, TheNearestImageOfATrainingImageIsItself) {
    const ImagePart part = find_parts(data()).train;
    const at::Tensor all = read_images(part);
    const NearestImages nearest = nearest_images(all.slice(0, 4, 9), part);
    for (std::size_t n = 0; n < 5; ++n) {
        EXPECT_EQ(nearest.numbers[n], static_cast<std::int64_t>(n) + 4);
        EXPECT_EQ(nearest.distances[n], 0.0);
    }
    EXPECT_TRUE(at::equal(nearest.images, all.slice(0, 4, 9)));
    // One value that differs by 10 of 255, of 30 values.
    const at::Tensor changed = all.slice(0, 4, 5).clone();
    changed[0][0][0][0] += 10;
    EXPECT_NEAR(nearest_images(changed, part).mean_distance(), 10.0 / 255.0 / std::sqrt(30.0), 1e-7);
}

TEST_F(DataPartsTest, TheHashFollowsImagesAndLabels) {
    make_named_set();
    const DataParts parts = find_parts(data("train-images-idx3-ubyte"));
    const std::string before = data_hash(parts, find_part_labels(parts, {}));
    EXPECT_NE(before, data_hash(parts, std::nullopt));
    std::fstream file(folder_ / "t10k-images-idx3-ubyte", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(16 + 5);
    file.put('\x7f');
    file.close();
    EXPECT_NE(before, data_hash(parts, find_part_labels(parts, {})));
}

}  // namespace

}  // namespace ebru::test
