#include "ml/bridge/view_tensor.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace ebru {
namespace {

template <class Real>
class ViewTensorTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(ViewTensorTest, Precisions);

/// Images (2, 3, 4, 5) on the host whose value says where it lies.
template <class Real>
HostImageBatch<Real> numbered_images() {
    const HostImageBatch<Real> images("numbered images", 2, 3, 4, 5);
    for (std::size_t i = 0; i < images.size(); ++i) {
        images.data()[i] = static_cast<Real>(i);
    }
    return images;
}

template <class Real>
at::Tensor numbered_tensor() {
    return at::arange(120, at::TensorOptions().dtype(c10::CppTypeToScalarType<Real>::value)).view({2, 3, 4, 5});
}

TYPED_TEST(ViewTensorTest, TensorIsTheMemoryOfTheView) {
    const auto images = numbered_images<TypeParam>();
    const at::Tensor tensor = tensor_over(images);
    EXPECT_EQ(tensor.const_data_ptr(), images.data());
    EXPECT_TRUE(tensor.is_contiguous());
    EXPECT_TRUE(at::equal(tensor, numbered_tensor<TypeParam>()));
    images(1, 2, 3, 4) = TypeParam(-1);
    EXPECT_EQ(tensor[1][2][3][4].template item<TypeParam>(), TypeParam(-1));
    tensor.index({0, 1, 2, 3}).fill_(-2);
    EXPECT_EQ(images(0, 1, 2, 3), TypeParam(-2));
}

TYPED_TEST(ViewTensorTest, ViewIsTheMemoryOfTheTensor) {
    const at::Tensor tensor = numbered_tensor<TypeParam>();
    const auto images = host_images_over<TypeParam>(tensor);
    EXPECT_EQ(images.view.data(), tensor.const_data_ptr());
    for (std::size_t r = 0; r < 4; ++r) {
        EXPECT_EQ(images.view.extent(r), static_cast<std::size_t>(tensor.size(static_cast<std::int64_t>(r))));
    }
    EXPECT_EQ(images.view(1, 2, 3, 4), TypeParam(119));
    images.view(1, 0, 2, 1) = TypeParam(-3);
    EXPECT_EQ(tensor[1][0][2][1].template item<TypeParam>(), TypeParam(-3));
}

TYPED_TEST(ViewTensorTest, ThereAndBackIsTheSameMemory) {
    const ImageBatch<TypeParam> images("images", 2, 1, 3, 7);
    EXPECT_EQ(images_over<TypeParam>(tensor_over(images)).view.data(), images.data());
}

TYPED_TEST(ViewTensorTest, PartsAndOtherLayoutsOfAViewBecomeStridedTensors) {
    const auto images = numbered_images<TypeParam>();
    const auto part = Kokkos::subview(images, Kokkos::ALL, 1, std::pair(1, 3), Kokkos::ALL);
    EXPECT_TRUE(at::equal(tensor_over(part), numbered_tensor<TypeParam>().slice(1, 1, 2).squeeze(1).slice(1, 1, 3)));
    const Kokkos::View<TypeParam**, Kokkos::LayoutLeft, Kokkos::HostSpace> columns("columns", 3, 2);
    columns(2, 1) = TypeParam(5);
    EXPECT_EQ(tensor_over(columns)[2][1].template item<TypeParam>(), TypeParam(5));
}

TYPED_TEST(ViewTensorTest, TensorKeepsTheViewAlive) {
    auto images = numbered_images<TypeParam>();
    at::Tensor last_row = tensor_over(images).slice(0, 1).slice(1, 2).slice(2, 3);
    EXPECT_EQ(images.use_count(), 2);
    const Kokkos::View<TypeParam****, Kokkos::LayoutRight, Kokkos::HostSpace> witness = images;
    images = {};
    EXPECT_EQ(witness.use_count(), 2);
    EXPECT_EQ(last_row.reshape({5})[4].template item<TypeParam>(), TypeParam(119));
    last_row.reset();
    EXPECT_EQ(witness.use_count(), 1);
}

TYPED_TEST(ViewTensorTest, PairKeepsTheTensorAlive) {
    at::Tensor tensor = numbered_tensor<TypeParam>();
    const auto images = host_images_over<TypeParam>(tensor);
    const auto references = images.owner.use_count();
    tensor.reset();
    EXPECT_EQ(images.owner.use_count(), references - 1);
    EXPECT_EQ(images.view(1, 2, 3, 4), TypeParam(119));
}

TYPED_TEST(ViewTensorTest, TensorHoldsWhatKernelsBeforeItWrote) {
    const ImageBatch<TypeParam> images("images", 1, 1, 64, 64);
    Kokkos::parallel_for(
        "write", Kokkos::RangePolicy<>(0, 4096), KOKKOS_LAMBDA(int i) { images.data()[i] = TypeParam(1); });
    EXPECT_EQ(tensor_over(images).sum().template item<TypeParam>(), TypeParam(4096));
}

TYPED_TEST(ViewTensorTest, TensorsThatAreNotThatMemoryAreRefused) {
    const at::Tensor tensor = numbered_tensor<TypeParam>();
    const auto other = std::is_same_v<TypeParam, float> ? at::kDouble : at::kFloat;
    EXPECT_NO_THROW(host_images_over<TypeParam>(tensor));
    EXPECT_THROW(host_images_over<TypeParam>(at::Tensor()), ContractError);
    EXPECT_THROW(host_images_over<TypeParam>(tensor.to(other)), ContractError);
    EXPECT_THROW(host_images_over<TypeParam>(tensor[0]), ContractError);
    EXPECT_THROW(host_images_over<TypeParam>(tensor.slice(3, 0, 4)), ContractError);
    EXPECT_THROW(host_images_over<TypeParam>(tensor.contiguous(at::MemoryFormat::ChannelsLast)), ContractError);
    EXPECT_THROW(host_images_over<TypeParam>(tensor.clone().requires_grad_()), ContractError);
    EXPECT_THROW(host_images_over<TypeParam>(at::empty_like(tensor, at::kMeta)), ContractError);
    EXPECT_NO_THROW(host_images_over<TypeParam>(tensor.slice(3, 0, 4).contiguous()));
}

TYPED_TEST(ViewTensorTest, NoImagesAreNoImages) {
    const HostImageBatch<TypeParam> none("none", 0, 1, 2, 2);
    EXPECT_EQ(tensor_over(none).sizes(), at::IntArrayRef({0, 1, 2, 2}));
    EXPECT_EQ(host_images_over<TypeParam>(numbered_tensor<TypeParam>().slice(0, 0, 0)).view.extent(0), 0U);
}

}  // namespace
}  // namespace ebru
