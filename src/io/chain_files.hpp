#pragma once

#include <memory>

#include "io/shared_chain_writer.hpp"

namespace ebru {

/// The ways in which ranks lay a chain into files, behind SharedChainWriter: its functions.
class SharedChainWriter::Files {
  public:
    virtual ~Files() = default;
    [[nodiscard]] virtual std::int64_t complete() const = 0;
    [[nodiscard]] virtual SampleRange own_range(std::int64_t batch) const = 0;
    virtual void write_round(const ChainBlock<float>* own) = 0;
    virtual void write_round(const ChainBlock<double>* own) = 0;
    virtual void checkpoint() = 0;
    virtual void finish() = 0;
};

/// One file written by all ranks of a job with parallel HDF5. Rank 0 keeps the journal.
std::unique_ptr<SharedChainWriter::Files> create_shared_file(const Ranks& ranks, const std::filesystem::path& path,
                                                             const ChainHeader& header, const ChainLayout& layout,
                                                             ExistingFile existing);
std::unique_ptr<SharedChainWriter::Files> resume_shared_file(const Ranks& ranks, const std::filesystem::path& path,
                                                             const ChainHeader& header, const ChainLayout& layout);

/// A file for each section, each written by one rank, and the file that joins them. What resumes takes the sections as
/// they were cut, whatever the number of ranks: rank r has sections r, r + P, ...
std::unique_ptr<SharedChainWriter::Files> create_part_files(const Ranks& ranks, const std::filesystem::path& path,
                                                            const ChainHeader& header, const ChainLayout& layout,
                                                            ExistingFile existing, std::int64_t batch);
std::unique_ptr<SharedChainWriter::Files> resume_part_files(const Ranks& ranks, const std::filesystem::path& path,
                                                            const ChainHeader& header, const ChainLayout& layout);

}  // namespace ebru
