#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

namespace torch::serialize {
class InputArchive;
class OutputArchive;
}  // namespace torch::serialize

namespace ebru {

/// What an archive holds.
enum class ArchiveKind {
    checkpoint,  ///< of ebru train: weights and all that an update depends on
    weights,     ///< of ebru train
    classifier,  ///< a trained feature extractor
    features,    ///< of a set of images
};

/// Writes a LibTorch archive that appears under its name when it is whole, and survives a power loss. Its end is a
/// line of 64 characters that names kind, format, length and checksum (CRC-32), as a comment of the zip file that the
/// archive is: Python's torch.jit.load() reads it too.
/// \param fill writes the entries. \throws UserError when there is no room; an older file of the name is then kept.
void write_archive(const std::filesystem::path& path, ArchiveKind kind,
                   const std::function<void(torch::serialize::OutputArchive&)>& fill);

/// Opens an archive after checking length and checksum, and gives its entries to `take`.
/// \throws UserError for a file that is missing, no archive of ebru, of another format version, truncated or damaged.
void read_archive(const std::filesystem::path& path, const std::function<void(torch::serialize::InputArchive&)>& take);

/// The kind of an archive, by its last line. \throws UserError as read_archive(), but for the checksum.
ArchiveKind archive_kind(const std::filesystem::path& path);

}  // namespace ebru
