#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "ranks/ranks.hpp"

namespace ebru {

/// Writes `bytes` of every rank to one new file by MPI-IO's collective write and brings them to the disk: rank r's i-th
/// piece lies at (i ranks + r) pieces. What a file system gives a job at best: the yardstick of benchmarks. Collective;
/// the same sizes on all ranks. A single rank without MPI uses the system's calls.
/// \param pieces how often the same memory is written. \throws UserError when the file cannot be written.
void write_plain_file(const Ranks& ranks, const std::filesystem::path& path, std::span<const std::byte> bytes,
                      std::int64_t pieces);

}  // namespace ebru
