#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "io/encoded_rows.hpp"
#include "ranks/ranks.hpp"

namespace ebru {

/// Whether this build's HDF5 lets several ranks write one file.
bool has_parallel_hdf5();

/// An HDF5 file whose data sets, allocated when it was made, are filled in by all ranks together: collective writes of
/// HDF5 over MPI, in which a few ranks may gather the others' bytes. No metadata is touched, and HDF5 marks no file
/// that is open through MPI as being written, so that a killed rank leaves a sound file.
///
/// All functions are collective; what fails on one rank throws on all. Only where has_parallel_hdf5(), a contract.
class ParallelFile {
  public:
    ParallelFile(const Ranks& ranks, const std::filesystem::path& path, const std::vector<std::string>& datasets);
    ParallelFile(ParallelFile&& other) noexcept;
    ParallelFile& operator=(ParallelFile&& other) noexcept;
    ~ParallelFile();

    /// Writes this rank's rows of each data set, as they are, whole rows. \param rows in the order of the data sets; of
    /// another number on every rank, or none. Rows of different ranks must not overlap.
    void write(std::span<const EncodedRows::Rows> rows);

    /// Returns once what all ranks wrote is on the disk.
    void sync();

    void close();

  private:
    struct Handles;
    std::unique_ptr<Handles> handles_;
};

}  // namespace ebru
