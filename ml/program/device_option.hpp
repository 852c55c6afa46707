#pragma once

#include <c10/core/Device.h>

#include <string>

#include "ranks/ranks.hpp"

namespace ebru {

/// The device that `--device` names: "cpu", "cuda", "cuda:1". In a job "cuda" gives the ranks of a node its devices in
/// turn. \throws UserError when there is no such device here.
c10::Device device_option(const std::string& name, const Ranks& ranks = Ranks::job());

}  // namespace ebru
