#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "io/opened_source.hpp"

namespace ebru {

/// The two CIFAR sets differ in the label bytes before the 3072 bytes (3, 32, 32) of an image: one, or coarse and fine.
enum class CifarSet { cifar10, cifar100 };

/// Opens CIFAR binary files: one .bin file, or a folder, of which data_batch_*.bin (CIFAR-10) or train.bin (CIFAR-100)
/// are read in sorted order. Labels are checked and dropped. Format: Krizhevsky, the CIFAR-10 and CIFAR-100 datasets.
/// \throws UserError when a file is missing, holds a part of a record, or a label is out of range.
OpenedSource open_cifar_source(const std::filesystem::path& path, CifarSet set);

/// The label of every image in the same order: the fine one of CIFAR-100.
std::vector<std::int64_t> read_cifar_labels(const std::filesystem::path& path, CifarSet set);

/// The training files of a set in a folder, sorted; empty when it holds none.
std::vector<std::filesystem::path> cifar_files(const std::filesystem::path& folder, CifarSet set);

/// Whether a file of that many bytes can be of the set: whole records.
bool is_whole_cifar(std::uint64_t bytes, CifarSet set);

}  // namespace ebru
