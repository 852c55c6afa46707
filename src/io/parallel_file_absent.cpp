// Where HDF5 or ebru was built without MPI: one rank a file.
#include "base/error.hpp"
#include "io/parallel_file.hpp"

namespace ebru {

struct ParallelFile::Handles {};

bool has_parallel_hdf5() {
    return false;
}

ParallelFile::ParallelFile(const Ranks& /*ranks*/, const std::filesystem::path& /*path*/,
                           const std::vector<std::string>& /*datasets*/) {
    EBRU_EXPECT(has_parallel_hdf5());
}

ParallelFile::ParallelFile(ParallelFile&& other) noexcept = default;
ParallelFile& ParallelFile::operator=(ParallelFile&& other) noexcept = default;
ParallelFile::~ParallelFile() = default;

void ParallelFile::write(std::span<const EncodedRows::Rows> /*rows*/) {
    EBRU_EXPECT(has_parallel_hdf5());
}

void ParallelFile::sync() {
    EBRU_EXPECT(has_parallel_hdf5());
}

void ParallelFile::close() {
    EBRU_EXPECT(has_parallel_hdf5());
}

}  // namespace ebru
