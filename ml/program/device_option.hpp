#pragma once

#include <c10/core/Device.h>

#include <string>

namespace ebru {

/// The device that `--device` names: "cpu", "cuda", "cuda:1".
/// \throws UserError when there is no such device here.
c10::Device device_option(const std::string& name);

}  // namespace ebru
