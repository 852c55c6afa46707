#include <limits>

#include "base/error.hpp"
#include "ranks/mpi_handle.hpp"
#include "ranks/plain_file.hpp"

namespace ebru {

namespace {

/// MPI's files report by codes. \throws UserError
void check(int code, const std::filesystem::path& path) {
    validate(code == MPI_SUCCESS, path.string(), "MPI cannot write the file",
             "name a folder that all ranks can write to, with more room");
}

}  // namespace

void write_plain_file(const Ranks& ranks, const std::filesystem::path& path, std::span<const std::byte> bytes,
                      std::int64_t pieces) {
    EBRU_EXPECT(bytes.size() <= std::numeric_limits<int>::max());
    ranks.first_does([&] { std::filesystem::remove(path); });
    MPI_File file = MPI_FILE_NULL;
    check(MPI_File_open(MpiHandle::of(ranks), path.c_str(), MPI_MODE_CREATE | MPI_MODE_WRONLY, MPI_INFO_NULL, &file),
          path);
    for (std::int64_t i = 0; i < pieces; ++i) {
        const auto place =
            static_cast<MPI_Offset>(i * ranks.count() + ranks.rank()) * static_cast<MPI_Offset>(bytes.size());
        check(MPI_File_write_at_all(file, place, bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE,
                                    MPI_STATUS_IGNORE),
              path);
    }
    check(MPI_File_sync(file), path);
    check(MPI_File_close(&file), path);
}

}  // namespace ebru
