#include "ml/data/image_batch_source.hpp"

#include <algorithm>
#include <cmath>

#include "tests/ml/data/data_test_files.hpp"

namespace ebru::test {
namespace {

class ImageBatchSourceTest : public DataTest {
  protected:
    [[nodiscard]] std::shared_ptr<ImageStore> store(double low = -1.0, double high = 1.0,
                                                    std::int64_t first = 0) const {
        DataSettings data;
        data.source.path = folder_ / "images-idx3-ubyte";
        data.low = low;
        data.high = high;
        data.first = first;
        return std::make_shared<ImageStore>(data);
    }

    static float pixel(SampleId image, std::size_t p) {
        const double x = (37 * static_cast<int>(image) + 11 * static_cast<int>(p)) % 251 / 255.0;
        return static_cast<float>(-1.0 + 2.0 * x);
    }
};

TEST_F(ImageBatchSourceTest, ImagesAreMappedToTheProcessesRange) {
    ImageBatchSource source(store(), "deck", {.seed = 1, .range = {0, images}, .labels = {}});
    const TrainingBatch batch = source.batch(0, images);
    EXPECT_FALSE(batch.degraded.defined());
    for (std::int64_t b = 0; b < images; ++b) {
        const at::Tensor image = batch.clean[b].contiguous();
        for (std::size_t p = 0; p < shape.values(); ++p) {
            EXPECT_EQ(image.data_ptr<float>()[p], pixel(batch.ids[static_cast<std::size_t>(b)], p));
        }
    }
}

TEST_F(ImageBatchSourceTest, FirstImageOfTheDeckShiftsTheNumbers) {
    const auto from_four = store(-1.0, 1.0, 4);
    EXPECT_EQ(from_four->size(), images - 4);
    std::vector<float> image(shape.values());
    from_four->read(3, image);
    EXPECT_EQ(from_four->id(3), 7);
    EXPECT_EQ(image[5], pixel(7, 5));
}

TEST_F(ImageBatchSourceTest, FlipsMirrorHalfOfTheDrawsAlongRows) {
    ImageBatchSource plain(store(), "deck", {.seed = 1, .range = {0, images}, .labels = {}});
    ImageBatchSource flipping(store(), "deck",
                              {.seed = 1, .range = {0, images}, .flips = Flips::horizontal, .labels = {}});
    const std::int64_t draws = 20 * images;
    const at::Tensor as_stored = plain.batch(0, draws).clean;
    const at::Tensor flipped = flipping.batch(0, draws).clean;
    int mirrored = 0;
    for (std::int64_t b = 0; b < draws; ++b) {
        if (at::equal(flipped[b], as_stored[b].flip(2))) {
            ++mirrored;
        } else {
            EXPECT_TRUE(at::equal(flipped[b], as_stored[b]));
        }
    }
    EXPECT_NEAR(mirrored, draws / 2.0, 4.0 * std::sqrt(draws / 4.0));
    expect_any_split_equal(flipping, 15, 28);
}

TEST_F(ImageBatchSourceTest, PartsShareNoImage) {
    const ImageRange training = part_of(images, 4, DataPart::training);
    const ImageRange held_out = part_of(images, 4, DataPart::held_out);
    EXPECT_EQ(training.first, 0);
    EXPECT_EQ(training.count, 19);
    EXPECT_EQ(held_out.first, 19);
    EXPECT_EQ(held_out.count, 4);
    ImageBatchSource source(store(), "deck", {.seed = 1, .range = held_out, .labels = {}});
    std::vector<SampleId> ids = source.batch(0, 4).ids;
    std::ranges::sort(ids);
    EXPECT_EQ(ids, (std::vector<SampleId>{19, 20, 21, 22}));
    EXPECT_THROW(part_of(images, images, DataPart::training), UserError);
}

TEST_F(ImageBatchSourceTest, LabelsFollowTheImages) {
    SourceRequest request;
    request.path = folder_ / "images-idx3-ubyte";
    const ImageLabels labels = find_labels(request).value();
    ImageBatchSource source(store(), "deck", {.seed = 1, .range = {0, images}, .labels = labels});
    EXPECT_EQ(source.classes(), 7);
    const TrainingBatch batch = source.batch(5, 30);
    for (std::int64_t b = 0; b < 30; ++b) {
        EXPECT_EQ(batch.label[b].item<std::int64_t>(), label_of(batch.ids[static_cast<std::size_t>(b)]));
    }
    ImageLabels few = labels;
    few.number.resize(3);
    ImageBatchSource short_of_labels(store(), "deck", {.seed = 1, .range = {0, images}, .labels = few});
    EXPECT_THROW(short_of_labels.batch(0, images), UserError);
}

}  // namespace
}  // namespace ebru::test
