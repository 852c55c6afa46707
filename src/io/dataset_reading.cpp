#include "io/dataset_reading.hpp"

#include <algorithm>
#include <cstddef>

#include "io/checksum.hpp"
#include "io/stored_values.hpp"

namespace ebru {

namespace {

constexpr std::uint64_t read_ahead_bytes = std::uint64_t{1} << 24U;

}  // namespace

template <class Real>
void read_converted(const Hdf5Dataset& dataset, const Hdf5Dims& start, const Hdf5Dims& count, std::span<Real> values) {
    if (dataset.type() == number_type_of<Real>()) {
        dataset.read_stored(start, count, std::as_writable_bytes(values));
        return;
    }
    std::vector<std::byte> bytes(values.size() * number_bytes(dataset.type()));
    dataset.read_stored(start, count, bytes);
    decode(dataset.type(), std::span<const std::byte>(bytes), values);
}

void extend_row_checksums(const Hdf5Dataset& dataset, std::uint64_t first, std::vector<std::uint32_t>& crc) {
    if (crc.empty() || number_of_values(dataset.dims()) == 0) {
        return;
    }
    const Hdf5Dims& dims = dataset.dims();
    const std::uint64_t end = first + crc.size();
    const std::uint64_t row_bytes = number_of_values(dims) / dims.front() * number_bytes(dataset.type());
    // Several rows at a time, or several entries of a large row.
    const bool large = row_bytes > read_ahead_bytes && dims.size() > 1;
    const std::uint64_t entries = large ? dims[1] : 1;
    const std::uint64_t entries_at_once = std::max<std::uint64_t>(1, read_ahead_bytes / (row_bytes / entries));
    const std::uint64_t rows_at_once = std::max<std::uint64_t>(1, read_ahead_bytes / row_bytes);
    Hdf5Dims start(dims.size(), 0);
    Hdf5Dims count = dims;
    std::vector<std::byte> bytes;
    for (start[0] = first; start[0] < end; start[0] += count[0]) {
        count[0] = std::min(rows_at_once, end - start[0]);
        for (std::uint64_t entry = 0; entry < entries; entry += entries_at_once) {
            if (large) {
                start[1] = entry;
                count[1] = std::min(entries_at_once, entries - entry);
            }
            bytes.resize(number_of_values(count) * number_bytes(dataset.type()));
            dataset.read_stored(start, count, bytes);
            const std::size_t bytes_a_row = bytes.size() / count[0];
            for (std::uint64_t row = 0; row < count[0]; ++row) {
                std::uint32_t& sum = crc[start[0] - first + row];
                sum = extend_crc32(sum, std::span(bytes).subspan(row * bytes_a_row, bytes_a_row));
            }
        }
    }
}

template void read_converted(const Hdf5Dataset&, const Hdf5Dims&, const Hdf5Dims&, std::span<float>);
template void read_converted(const Hdf5Dataset&, const Hdf5Dims&, const Hdf5Dims&, std::span<double>);

}  // namespace ebru
