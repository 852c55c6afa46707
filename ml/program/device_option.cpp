#include "ml/program/device_option.hpp"

#include <ATen/Context.h>
#include <c10/util/Exception.h>
#include <fmt/format.h>
#include <torch/cuda.h>

#include "base/error.hpp"

namespace ebru {

c10::Device device_option(const std::string& name, const Ranks& ranks) {
    std::string why = "there is no such device";
    try {
        const c10::Device device(name);
        if (device.is_cuda() && !device.has_index() && !ranks.alone() && torch::cuda::device_count() > 0) {
            const auto devices = static_cast<int>(torch::cuda::device_count());
            return {device.type(), static_cast<c10::DeviceIndex>(ranks.local_rank() % devices)};
        }
        if (device.is_cpu() || (device.is_cuda() && at::hasCUDA())) {
            return device;
        }
        why = device.is_cuda() ? "this LibTorch or this machine has no CUDA" : why;
    } catch (const c10::Error&) {
    }
    throw UserError(fmt::format("--device {}", name), why, "give cpu, cuda or cuda:N");
}

}  // namespace ebru
