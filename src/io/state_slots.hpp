#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "io/raw_file.hpp"

namespace ebru {

/// The last state of a run, on the disk twice: while one copy is written the other stays whole. Which of them counts is
/// said elsewhere (a journal), by the number of steps that it stands after.
///
/// A raw file of two slots, each a head of 32 bytes (little endian: steps int64, rows int64, bytes uint64, CRC-32 of
/// these three and the state uint32, 0 uint32) and the state.
class StateSlots {
  public:
    StateSlots() = default;

    /// Bytes of the file for states of `state_bytes`.
    static std::uint64_t file_bytes(std::uint64_t state_bytes);

    /// Makes the file and takes its room. \throws UserError when there is not enough; nothing is left behind then.
    static StateSlots create(const std::filesystem::path& path, std::uint64_t state_bytes);

    /// Opens the file of a run to be resumed. \throws UserError when it is missing or of another size.
    static StateSlots open(const std::filesystem::path& path, std::uint64_t state_bytes);

    [[nodiscard]] bool is_open() const { return file_.is_open(); }

    /// Writes a state into the slot that does not hold the state after `trusted` steps (0: none), and synchronises it.
    /// \param rows how much of the results goes with it. \throws UserError
    void store(std::int64_t trusted, std::int64_t steps, std::int64_t rows, std::span<const std::byte> state);

    /// Rows of the state after `steps` steps. \throws UserError when no slot says that it holds it.
    [[nodiscard]] std::int64_t rows_after(std::int64_t steps) const;

    /// Reads that state. \throws UserError when its checksum differs.
    void load(std::int64_t steps, std::span<std::byte> state) const;

    void close() { file_.close(); }

  private:
    StateSlots(const std::filesystem::path& path, RawAccess access, std::uint64_t state_bytes);
    [[nodiscard]] std::uint64_t slot_bytes() const;
    [[nodiscard]] std::uint64_t slot_after(std::int64_t steps) const;

    std::filesystem::path path_;
    RawFile file_;
    std::uint64_t state_bytes_ = 0;
};

}  // namespace ebru
