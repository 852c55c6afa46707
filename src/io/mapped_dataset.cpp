#include "io/mapped_dataset.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "io/hdf5_file.hpp"
#include "io/raw_file.hpp"

namespace ebru {

MappedDataset::MappedDataset(const std::filesystem::path& path, const std::string& name) {
    const std::vector<Hdf5Source> sources = Hdf5File::open(path).dataset(name).sources();
    if (sources.empty()) {
        add_run(path, name, 0);
    }
    for (const Hdf5Source& source : sources) {
        add_run(folder_of(path) / source.file, name, source.first);
    }
}

void MappedDataset::add_run(const std::filesystem::path& path, const std::string& name, std::uint64_t first) {
    const Hdf5Dataset dataset = Hdf5File::open(path).dataset(name);
    const std::uint64_t rows = dataset.dims().front();
    row_bytes_ = number_of_values(dataset.dims()) * number_bytes(dataset.type()) / rows;
    runs_.push_back({MappedFile(path), first, rows, dataset.file_offset()});
}

std::span<const std::byte> MappedDataset::bytes(std::uint64_t row, std::uint64_t offset, std::uint64_t count) const {
    const auto after = std::ranges::upper_bound(runs_, row, {}, &Run::first);
    EBRU_EXPECT(after != runs_.begin());
    const Run& run = *std::prev(after);
    EBRU_EXPECT(row - run.first < run.rows && offset + count <= row_bytes_);
    return run.file.bytes(run.offset + (row - run.first) * row_bytes_ + offset, count);
}

}  // namespace ebru
